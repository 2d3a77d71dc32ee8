"""Dispatch to a person: who is near, able and there comes first, with the reasons said; and it takes no time."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from queueing.days.office import Shift
from queueing.units.persons import Grid, Need, Person, PersonKind, best_people, nearest_grid

SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
GRIDS = (
    Grid(grid_id="G1", name="阳光一格", area="朝阳社区", places=("阳光小区",)),
    Grid(grid_id="G2", name="朝阳二格", area="朝阳社区", places=("滨河小区",)),
    Grid(grid_id="G3", name="城北一格", area="城北社区"),
)
HERE = ("阳光小区", "朝阳社区", "江北区")


def person(ident: str, kind: PersonKind = PersonKind.GRID_WORKER, **more: object) -> Person:
    return Person(person_id=ident, name=f"某{ident}", kind=kind, unit_id="U1", **more)  # type: ignore[arg-type]


def need(**more: object) -> Need:
    return Need(**{"at": SUNDAY, "whereabouts": HERE, **more})  # type: ignore[arg-type]


def test_the_worker_of_the_very_grid_comes_before_the_neighbour() -> None:
    people = [person("b", grids=("G2",)), person("c", grids=("G3",)), person("a", grids=("G1",))]
    found = best_people(people, GRIDS, need(), {})
    assert [(one.person.person_id, one.reasons) for one in found] == [
        ("a", ("负责阳光一格", "在岗", "在办0件")),
        ("b", ("就近：朝阳二格", "在岗", "在办0件")),
    ]


def test_a_skill_that_is_asked_for_finds_an_expert_who_has_no_grid() -> None:
    people = [person("e", PersonKind.EXPERT, skills=("劳动争议", "物业")), person("a", grids=("G1",))]
    found = best_people(people, GRIDS, need(skills=frozenset({"物业"}), kind=PersonKind.EXPERT), {})
    assert [(one.person.person_id, one.reasons[0]) for one in found] == [("e", "擅长：物业")]


def test_who_is_away_is_not_named_and_who_is_off_duty_comes_later_and_says_so() -> None:
    weekdays = {"weekdays": (1, 2, 3, 4, 5), "shifts": (Shift.parse("09:00-17:30"),)}
    people = [
        person("off", grids=("G1",), **weekdays),
        person("on", grids=("G2",)),
        person("ill", grids=("G1",), present=False),
    ]
    found = best_people(people, GRIDS, need(), {})
    assert [(one.person.person_id, one.on_duty) for one in found] == [("on", True), ("off", False)]
    assert "不在岗" in found[1].reasons


def test_open_matters_weigh_among_equals() -> None:
    people = [person("busy", grids=("G1",)), person("free", grids=("G1",))]
    assert best_people(people, GRIDS, need(), {"busy": 1})[0].person.person_id == "free"


def test_the_nearest_grid_is_counted_in_steps() -> None:
    assert nearest_grid(GRIDS, HERE) == (GRIDS[0], 0)
    assert nearest_grid(GRIDS[1:], HERE) == (GRIDS[1], 1)
    assert nearest_grid(GRIDS, ("某地",)) is None


@given(st.lists(st.sampled_from(["G1", "G2", "G3"]), max_size=30), st.integers(0, 5))
def test_never_more_than_three_never_twice_and_always_with_a_reason(grids: list[str], load: int) -> None:
    people = [person(f"p{n}", grids=(grid,)) for n, grid in enumerate(grids)]
    found = best_people(people, GRIDS, need(), {"p0": load})
    assert len(found) == min(3, sum(grid != "G3" for grid in grids))
    assert len({one.person.person_id for one in found}) == len(found)
    assert all(one.reasons for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_a_city_of_a_thousand_people_and_grids_is_searched_well_within_50_ms() -> None:
    """Haikou has 497 mediators and 143 experts; the median of 20 searches, in processor time."""
    grids = [Grid(grid_id=f"G{n}", name=f"第{n}格", area=f"社区{n % 200}", places=(f"小区{n}",)) for n in range(1500)]
    people = [person(f"p{n}", grids=(f"G{n % 1500}",), skills=("物业", "劳动争议")) for n in range(1000)]
    wanted = need(whereabouts=("小区77", "社区77", "江北区"), skills=frozenset({"物业"}))
    took = []
    for _ in range(20):
        began = time.thread_time()
        best_people(people, grids, wanted, {})
        took.append(time.thread_time() - began)
    assert sorted(took)[10] < 0.050
