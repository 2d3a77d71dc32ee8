"""Figures of tickets: what counts, in which period, and what a city may choose."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.kpis import KpiError, Kpis, load_kpis, site_kpis
from callcenter.profiles import profile_names, profiles_dir
from callcenter.settings import Settings
from queueing.figures.matters import (
    By,
    Direction,
    Grade,
    Handling,
    Kpi,
    Matter,
    Measure,
    Period,
    Trait,
    change,
    group,
    measure,
    rank,
)

PERIOD = Period(since=100.0, until=200.0)
KPIS = load_kpis("demo")


def made(ticket_id: str = "T", registered_at: float = 110.0, **more: object) -> Matter:
    return Matter(ticket_id=ticket_id, registered_at=registered_at, **more)  # type: ignore[arg-type]


def share(kpi: str, *matters: Matter, kpis: Kpis = KPIS) -> tuple[int, int]:
    figure = measure(kpis[kpi], matters, PERIOD)
    return figure.numerator, figure.denominator


def test_an_open_overdue_ticket_stays_in_the_denominator() -> None:
    in_time = made(close_due_at=150.0, resolved_at=140.0)
    late = made(close_due_at=150.0, resolved_at=160.0)
    still_open = made(close_due_at=150.0)
    not_due = made(close_due_at=250.0, resolved_at=140.0)
    assert share("close_on_time", in_time, late, still_open, not_due) == (1, 3)
    assert share("overdue", in_time, late, still_open, not_due) == (2, 3)


def test_what_happened_after_the_period_is_not_known_in_it() -> None:
    assert share("resolve_rate", made(resolved_at=210.0)) == (0, 1)
    assert share("sign_on_time", made(sign_due_at=190.0, signed_at=205.0)) == (0, 1)


def test_no_answer_and_no_comment_are_no_dissatisfaction() -> None:
    grades = [Grade.SATISFIED, Grade.FAIRLY, Grade.DISSATISFIED, Grade.NO_COMMENT, Grade.NOT_REACHED]
    matters = [made(revisited_at=150.0, grade=grade) for grade in grades]
    assert share("satisfaction", *matters) == (2, 3)


def test_a_city_may_choose_another_numerator() -> None:
    matters = [made(revisited_at=150.0, grade=grade) for grade in (Grade.SATISFIED, Grade.FAIRLY)]
    assert share("satisfaction", *matters) == (2, 2)
    assert share("satisfaction", *matters, kpis=load_kpis("zhuzhou")) == (1, 2)
    assert load_kpis("zhuzhou")["satisfaction"].zh == "满意率"


def test_resolved_is_not_solved() -> None:
    matters = [made(resolved_at=150.0, solved=solved) for solved in (True, False, None)]
    assert share("resolve_rate", *matters) == (3, 3)
    assert share("solve_rate", *matters) == (1, 2)


def test_a_rate_of_nothing_is_no_number() -> None:
    assert measure(KPIS["satisfaction"], [], PERIOD).value is None
    assert measure(KPIS["registered"], [], PERIOD).value == 0.0
    assert measure(KPIS["handling_hours"], [], PERIOD).value is None


def test_handling_time_runs_from_dispatch_or_from_registration_when_answered_at_once() -> None:
    long = Period(since=0.0, until=1e6)
    dispatched = made(registered_at=0.0, dispatched_at=3600.0, resolved_at=3600.0 * 5)
    direct = made(registered_at=0.0, resolved_at=3600.0 * 2, direct=True)
    assert measure(KPIS["handling_hours"], [dispatched, direct], long).value == pytest.approx(3.0)


def test_few_matters_are_told_as_counts() -> None:
    figure = measure(KPIS["resolve_rate"], [made(resolved_at=150.0)] * 3, PERIOD)
    assert figure.is_small(KPIS.small)
    assert not measure(KPIS["registered"], [made()] * 3, PERIOD).is_small(KPIS.small)


def test_every_definition_says_in_both_languages_what_it_is() -> None:
    for one in KPIS.kpis:
        assert one.zh, one.id
        assert one.en, one.id
        assert one.definition_zh.endswith("。"), one.id
        assert one.definition_en.endswith("."), one.id


def test_every_city_has_definitions_and_every_changed_file_belongs_to_a_city() -> None:
    cities = set(profile_names(profiles_dir()))
    changed = {path.stem for path in (Path(__file__).parents[3] / "config" / "kpis").glob("*.toml")} - {"default"}
    assert changed <= cities
    for city in cities:
        load_kpis(city)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[kpi]]\nid = "satisfaction"\nhaving = ["happy"]\n', "having[1]: expected one of registered"),
        ('[[kpi]]\nhaving = ["solved"]\n', "kpi[1].id: expected a name, found none"),
        ('[[kpi]]\nid = "new"\nzh = "新"\nen = "New"\n', "having: expected what the numerator must have"),
        ("[ranking.weights]\nnothing = 1.0\n", "ranking.weights.nothing: expected a figure's id"),
        ("kpi = 3", "expected"),
    ],
)
def test_a_wrong_definition_is_named_with_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    default = Path(__file__).parents[3] / "config" / "kpis" / "default.toml"
    (tmp_path / "default.toml").write_text(default.read_text("utf-8"), "utf-8")
    (tmp_path / "here.toml").write_text(text, "utf-8")
    with pytest.raises(KpiError) as caught:
        load_kpis("here", tmp_path)
    assert "here.toml" in str(caught.value)
    assert told in str(caught.value)


def test_a_desk_chooses_its_own_definitions_in_a_file_outside_the_package(tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text('small = 5\n[[kpi]]\nid = "satisfaction"\nzh = "群众满意率"\nhaving = ["satisfied"]\n', "utf-8")
    chosen = site_kpis(Settings.model_validate({"site": {"city": "demo", "kpis": str(own)}}))
    matters = [made(revisited_at=150.0, grade=grade) for grade in (Grade.SATISFIED, Grade.FAIRLY)]
    assert share("satisfaction", *matters, kpis=chosen) == (1, 2)
    assert (chosen["satisfaction"].zh, chosen.small, chosen["registered"]) == ("群众满意率", 5, KPIS["registered"])
    assert site_kpis(Settings()) == load_kpis("demo")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[kpi]]\nid = "satisfaction"\nhaving = ["happy"]\n', "having[1]: expected one of registered"),
        ("smal = 5\n", "smal"),
        (None, "expected definitions of figures, found no such file"),
    ],
)
def test_a_desk_s_own_file_is_refused_by_name_key_and_what_was_expected(
    tmp_path: Path, text: str | None, told: str
) -> None:
    own = tmp_path / "ours.toml"
    if text is not None:
        own.write_text(text, "utf-8")
    with pytest.raises(KpiError) as caught:
        site_kpis(Settings.model_validate({"site": {"kpis": str(own)}}))
    assert "ours.toml" in str(caught.value)
    assert told in str(caught.value)


def test_a_step_is_told_in_points_for_rates_and_as_a_share_for_counts() -> None:
    few, many = [made(resolved_at=150.0)] * 2, [made(resolved_at=150.0)] * 3 + [made()]
    rate = change(measure(KPIS["resolve_rate"], few, PERIOD), measure(KPIS["resolve_rate"], many, PERIOD))
    assert (rate.direction, rate.points, rate.better) == (Direction.DOWN, pytest.approx(-25.0), False)
    count = change(measure(KPIS["registered"], few, PERIOD), measure(KPIS["registered"], many, PERIOD))
    assert (count.direction, count.share) == (Direction.UP, 1.0)
    from_nothing = change(measure(KPIS["registered"], [], PERIOD), measure(KPIS["registered"], many, PERIOD))
    assert (from_nothing.direction, from_nothing.share) == (Direction.UP, None)


def test_ties_share_a_place_and_small_units_have_none() -> None:
    groups = {
        "甲": _unit("甲", good=10, bad=0),
        "乙": _unit("乙", good=9, bad=1),
        "丙": _unit("丙", good=9, bad=1),
        "丁": _unit("丁", good=5, bad=5),
        "戊": _unit("戊", good=2, bad=0),
    }
    kpis = [KPIS["dispatched"], KPIS["close_on_time"], KPIS["satisfaction"]]
    rows = rank(groups, kpis, PERIOD, KPIS.ranking)
    assert [(one.unit, one.place) for one in rows] == [("甲", 1), ("丙", 2), ("乙", 2), ("丁", 4), ("戊", None)]
    assert rows[0].score == 100.0


_TIME = st.none() | st.floats(0, 300)
_MATTER = st.builds(
    Matter,
    ticket_id=st.uuids().map(str),
    registered_at=st.floats(0, 300),
    dispatched_at=_TIME,
    sign_due_at=_TIME,
    signed_at=_TIME,
    close_due_at=_TIME,
    resolved_at=_TIME,
    revisited_at=_TIME,
    unit=st.sampled_from(["", "甲", "乙"]),
    kind=st.sampled_from(["咨询", "投诉"]),
    grade=st.none() | st.sampled_from(Grade),
    solved=st.none() | st.booleans(),
    returned_at=st.lists(st.floats(0, 300), max_size=2).map(tuple),
    reopened_at=st.lists(st.floats(0, 300), max_size=2).map(tuple),
    earlier=st.lists(st.builds(Handling, close_due_at=_TIME, resolved_at=_TIME, revisited_at=_TIME), max_size=2).map(
        tuple
    ),
)


@given(st.lists(_MATTER, max_size=30))
def test_groups_add_up_to_the_whole_and_no_rate_leaves_its_bounds(matters: list[Matter]) -> None:
    for kpi in KPIS.kpis:
        whole = measure(kpi, matters, PERIOD)
        for by in By:
            parts = [measure(kpi, some, PERIOD) for some in group(matters, by).values()]
            assert sum(one.numerator for one in parts) == whole.numerator
            assert sum(one.denominator for one in parts) == whole.denominator
        assert whole.numerator <= whole.denominator
        if whole.value is not None and kpi.measure is Measure.RATE:
            assert 0.0 <= whole.value <= 1.0


@given(st.lists(_MATTER, max_size=30), st.floats(1, 299))
def test_two_halves_of_a_period_count_what_the_whole_counts(matters: list[Matter], middle: float) -> None:
    kpi = Kpi(id="n", zh="数", en="n", measure=Measure.COUNT, having=(Trait.REGISTERED,))
    halves = [Period(since=0.0, until=middle), Period(since=middle, until=300.5)]
    counted = sum(measure(kpi, matters, half).denominator for half in halves)
    assert counted == measure(kpi, matters, Period(since=0.0, until=300.5)).denominator


def _unit(name: str, *, good: int, bad: int) -> list[Matter]:
    times = {"unit": name, "dispatched_at": 120.0, "close_due_at": 150.0, "revisited_at": 160.0}
    fine = made(**times, resolved_at=140.0, grade=Grade.SATISFIED)  # type: ignore[arg-type]
    poor = made(**times, resolved_at=155.0, grade=Grade.DISSATISFIED)  # type: ignore[arg-type]
    return [fine] * good + [poor] * bad
