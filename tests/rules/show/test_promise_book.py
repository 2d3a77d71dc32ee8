"""The one list of promises: how each stands on a day, and in which order somebody should see to them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.show.promise_book import (
    NEAR_WORKDAYS,
    OPEN,
    BookedPromise,
    Kept,
    Origin,
    PromiseState,
    day_in,
    in_order,
    standing,
    to_ask,
)
from queueing.show.promises import Today
from tests.rules.deadlines.offices import KNOWN

DUE = date(2020, 6, 30)  # a Tuesday after the make-up Sunday of 2020-06-28
DAYS = st.dates(date(2020, 1, 1), date(2020, 12, 31))


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2020, 6, 24), PromiseState.DUE),  # 25 to 27 are days of rest, 28 is worked: three working days left
        (date(2020, 6, 23), PromiseState.RUNNING),
        (DUE, PromiseState.DUE),
        (date(2020, 7, 1), PromiseState.BROKEN),
    ],
)
def test_a_promise_comes_due_by_working_days_and_is_broken_the_day_after(today: date, state: PromiseState) -> None:
    assert standing(DUE, Kept(), today, KNOWN) is state


def test_a_promise_without_a_day_waits_for_a_person_however_long() -> None:
    assert standing(None, Kept(), date(2020, 12, 31), KNOWN) is PromiseState.TO_CONFIRM


def test_kept_on_its_day_is_in_time_and_a_day_later_is_late() -> None:
    assert standing(DUE, Kept(on=DUE), date(2020, 12, 1), KNOWN) is PromiseState.KEPT
    assert standing(DUE, Kept(on=DUE + timedelta(days=1)), date(2020, 12, 1), KNOWN) is PromiseState.KEPT_LATE
    assert standing(DUE, Kept(on=DUE, late=True), date(2020, 12, 1), KNOWN) is PromiseState.KEPT_LATE


def test_a_ticket_that_ended_without_it_breaks_a_promise_before_its_day() -> None:
    assert standing(DUE, Kept(failed=True), date(2020, 6, 1), KNOWN) is PromiseState.BROKEN


@given(due=st.none() | DAYS, today=DAYS, on=st.none() | DAYS, late=st.booleans(), failed=st.booleans())
def test_what_a_person_said_stays_and_time_only_makes_an_open_promise_more_urgent(
    due: date | None, today: date, on: date | None, late: bool, failed: bool
) -> None:
    kept = Kept(on=on, late=late, failed=failed)
    now, later = (standing(due, kept, day, KNOWN) for day in (today, today + timedelta(days=1)))
    if now not in OPEN:
        assert later is now
    elif due is not None:
        steps = [PromiseState.RUNNING, PromiseState.DUE, PromiseState.BROKEN]
        assert steps.index(now) <= steps.index(later)
    assert standing(due, Kept(withdrawn=True), today, KNOWN) is PromiseState.WITHDRAWN


def test_the_day_its_words_name_is_proposed_on_a_working_day() -> None:
    thursday = Today(day=date(2020, 6, 18), calendar=KNOWN)
    found = day_in("我们一周之内把路修好", thursday)
    assert found is not None
    assert (found.said, found.day) == (date(2020, 6, 25), date(2020, 6, 28)), "the make-up Sunday is worked"
    assert day_in("我们一定认真对待", thursday) is None
    assert NEAR_WORKDAYS == 3


def test_the_broken_stand_first_and_the_host_is_told_of_todays_units_first() -> None:
    broken, due = booked("p1", PromiseState.BROKEN, "水务局"), booked("p2", PromiseState.DUE, "教育局")
    rest = [
        booked(f"p{n}", state, "教育局")
        for n, state in enumerate(PromiseState, 3)
        if state not in (broken.state, due.state)
    ]
    assert [one.promise_id for one in in_order([*rest, due, broken])][:2] == ["p1", "p2"]
    assert to_ask([*rest, due, broken], ["教育局"]) == [due, broken]
    assert to_ask([*rest, due, broken], []) == [broken, due]


def booked(promise_id: str, state: PromiseState, unit: str) -> BookedPromise:
    return BookedPromise(
        promise_id=promise_id,
        origin=Origin.TV,
        edition_id="e1",
        unit=unit,
        words="修好",
        due=DUE,
        state=state,
        said_at=0.0,
    )
