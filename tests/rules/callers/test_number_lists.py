"""Blacklist and priority list: which entry counts for a number, and what it may do."""

import pytest

from queueing.callers.number_lists import (
    AS_ANY_OTHER,
    MOST_STEPS,
    Listed,
    ListKind,
    NumberLists,
    Treatment,
    Verdict,
    bounded_steps,
    fault_of,
    plain,
)

NOW = 1_763_700_000.0
NUMBER = "13800000001"


def black(number: str = NUMBER, entry_id: str = "b", **more: object) -> Listed:
    return Listed(
        entry_id=entry_id, kind=ListKind.BLACK, number=number, why="骚扰", added_by="lin", added_at=NOW, **more
    )  # type: ignore[arg-type]


def first(number: str = NUMBER, steps: int = 2, entry_id: str = "p", **more: object) -> Listed:
    return Listed(
        entry_id=entry_id,
        kind=ListKind.PRIORITY,
        number=number,
        steps=steps,
        why="重点企业",
        added_by="lin",
        added_at=NOW,
        **more,
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("spelt", [NUMBER, f"+86{NUMBER}", f"0086{NUMBER}", f"0{NUMBER}", "138 0000 0001"])
def test_a_number_is_found_however_the_network_writes_it(spelt: str) -> None:
    assert NumberLists([black()]).verdict(spelt, NOW).treatment is Treatment.REFUSE


def test_a_landline_keeps_its_area_code() -> None:
    assert plain("02583012345") == "02583012345"


def test_the_whole_number_counts_before_a_prefix_and_the_longer_prefix_before_the_shorter() -> None:
    lists = NumberLists(
        [
            first("138", steps=1, entry_id="short", prefix=True),
            first("13800", steps=2, entry_id="long", prefix=True),
            first(NUMBER, steps=3, entry_id="whole"),
        ]
    )
    found = [lists.verdict(number, NOW).entry_id for number in (NUMBER, "13800999999", "13812345678", "13912345678")]
    assert found == ["whole", "long", "short", ""]


def test_an_expired_entry_is_as_if_it_were_not_there() -> None:
    lists = NumberLists([black(until=NOW), first("138", prefix=True)])
    assert lists.verdict(NUMBER, NOW - 1).treatment is Treatment.REFUSE
    assert lists.verdict(NUMBER, NOW) == Verdict(steps=2, entry_id="p")


def test_a_number_on_both_lists_is_treated_by_the_blacklist() -> None:
    assert NumberLists([first(), black()]).verdict(NUMBER, NOW).entry_id == "b"


def test_a_line_for_emergencies_refuses_nobody() -> None:
    """Priority still counts there."""
    lists = NumberLists([black(), first()])
    assert lists.verdict(NUMBER, NOW, emergency=True) == Verdict(steps=2, entry_id="p")


def test_a_withheld_number_is_on_no_list() -> None:
    assert NumberLists([black("1", prefix=True)]).verdict("", NOW) == AS_ANY_OTHER


@pytest.mark.parametrize(("queue", "listed", "total"), [(0, 3, 3), (8, 5, MOST_STEPS), (MOST_STEPS, 1, MOST_STEPS)])
def test_priority_never_exceeds_what_the_bound_on_waiting_was_made_for(queue: int, listed: int, total: int) -> None:
    assert bounded_steps(queue, listed) == total


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (black("12ab"), "number"),
        (black("1"), "number"),
        (black(until=NOW - 1), "until"),
        (black(treatment=Treatment.QUEUE, target="nowhere"), "target"),
        (black(treatment=Treatment.ANNOUNCE), "target"),
        (first(steps=0), "steps"),
        (first(steps=MOST_STEPS + 1), "steps"),
    ],
)
def test_an_unfit_entry_is_refused_by_field(entry: Listed, field: str) -> None:
    found = fault_of(entry, NOW, ["hotline"])
    assert found is not None
    assert found[0] == field


def test_a_fit_entry_passes() -> None:
    for entry in (black(), first(), black(treatment=Treatment.QUEUE, target="hotline")):
        assert fault_of(entry, NOW, ["hotline"]) is None
