"""Operators' clocks over midnight, rests, late words, and the rolling 24 hours."""

import pytest

from queueing.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallReturned,
    Fact,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OperatorLeftCall,
    OperatorStatus,
    Outcome,
    Party,
    ReachabilityChanged,
    StatusChanged,
    TicketDrafted,
    TicketRegistered,
    WrapUpEnded,
)
from queueing.figures import Activity, Definition, Figures
from queueing.figures.days import Calendar, fixed_days

DAYS = fixed_days(8 * 3600.0)
MIDNIGHT = DAYS(1_795_262_400.0)
READY, BREAK, OUT = OperatorStatus.READY, OperatorStatus.ON_BREAK, OperatorStatus.SIGNED_OUT


def status(at: float, what: OperatorStatus) -> Fact:
    return StatusChanged(at=MIDNIGHT + at, operator_id="8001", status=what)


def fed(*facts: Fact, definition: Definition | None = None) -> Figures:
    figures = Figures(DAYS, definition)
    for fact in facts:
        figures.feed(fact)
    return figures


def call(at: float, outcome: Outcome, name: str = "") -> list[Fact]:
    ident = name or f"c{at}"
    arrived = CallArrived(at=MIDNIGHT + at, call_id=ident, queue="hotline", dialled="12345", caller="")
    ended = CallEnded(
        at=MIDNIGHT + at + 10, call_id=ident, queue="hotline", outcome=outcome, by=Party.CALLER, waited_s=10
    )
    return [arrived, ended]


def test_time_before_midnight_belongs_to_the_day_before() -> None:
    operator = fed(status(-600, READY)).operator("8001", MIDNIGHT + 100)
    assert operator is not None
    assert (operator.signed_in_s, operator.times_s[Activity.IDLE]) == (100, 100)


def test_a_fact_after_midnight_keeps_only_the_part_of_the_new_day() -> None:
    operator = fed(status(-600, READY), status(50, BREAK)).operator("8001", MIDNIGHT + 60)
    assert operator is not None
    assert (operator.times_s[Activity.IDLE], operator.times_s[Activity.BREAK]) == (50, 10)


def test_counters_of_yesterday_do_not_show_today() -> None:
    rings = OfferMade(at=MIDNIGHT - 60, call_id="c", operator_id="8001", offer_id="o", queue="q", waited_s=0, why="")
    missed = OfferEnded(at=MIDNIGHT - 40, call_id="c", operator_id="8001", offer_id="o", how=OfferEnd.MISSED)
    figures = fed(status(-600, READY), rings, missed)
    before, after = figures.operator("8001", MIDNIGHT - 1), figures.operator("8001", MIDNIGHT)
    assert before is not None
    assert after is not None
    assert (before.missed, after.missed, before.offers, after.offers) == (1, 0, 1, 0)


def test_a_stretch_of_work_goes_on_over_midnight() -> None:
    operator = fed(status(-7200, READY)).operator("8001", MIDNIGHT + 60)
    assert operator is not None
    assert (operator.rest_since, operator.longest_stretch_s) == (MIDNIGHT - 7200, 7260)


def test_a_stretch_that_ended_yesterday_is_not_todays_longest() -> None:
    figures = fed(status(-7200, READY), status(-3600, OUT), status(3600, READY), status(3700, BREAK))
    operator = figures.operator("8001", MIDNIGHT + 3800)
    assert operator is not None
    assert operator.longest_stretch_s == 100


@pytest.mark.parametrize(("pause_s", "expected"), [(299, 3600.0 + 299 + 100), (300, 3600.0)])
def test_only_a_pause_of_five_minutes_ends_a_stretch(pause_s: float, expected: float) -> None:
    figures = fed(status(0, READY), status(3600, BREAK), status(3600 + pause_s, READY))
    operator = figures.operator("8001", MIDNIGHT + 3600 + pause_s + 100)
    assert operator is not None
    assert operator.longest_stretch_s == expected


def test_while_resting_there_is_no_time_without_rest() -> None:
    figures = fed(status(0, READY), status(3600, BREAK))
    short, long = figures.operator("8001", MIDNIGHT + 3899), figures.operator("8001", MIDNIGHT + 3900)
    assert short is not None
    assert long is not None
    assert (short.rest_since, long.rest_since) == (MIDNIGHT, None)


def test_waiting_for_a_call_is_a_rest_only_where_the_city_says_so() -> None:
    figures = fed(status(0, READY), definition=Definition(idle_is_rest=True))
    operator = figures.operator("8001", MIDNIGHT + 3600)
    assert operator is not None
    assert (operator.rest_since, operator.longest_stretch_s) == (None, 0)


def test_a_late_word_about_an_earlier_call_changes_nothing() -> None:
    def answered(at: float, call_id: str) -> Fact:
        return CallAnswered(
            at=MIDNIGHT + at, call_id=call_id, operator_id="8001", offer_id=call_id, queue="q", waited_s=0
        )

    left = OperatorLeftCall(at=MIDNIGHT + 30, call_id="old", operator_id="8001", talk_s=1, hold_s=0)
    wrapped = WrapUpEnded(at=MIDNIGHT + 40, call_id="old", operator_id="8001", by=Party.SYSTEM)
    operator = fed(status(0, READY), answered(10, "new"), left, wrapped).operator("8001", MIDNIGHT + 60)
    assert operator is not None
    assert operator.times_s[Activity.TALKING] == 50


def test_ready_counts_only_operators_whose_phone_can_ring() -> None:
    figures = fed(status(0, READY))
    assert figures.snapshot(MIDNIGHT + 1).staff.ready == 0
    figures.feed(ReachabilityChanged(at=MIDNIGHT + 1, operator_id="8001", reachable=True))
    assert figures.snapshot(MIDNIGHT + 1).staff.ready == 1


def test_a_call_over_midnight_settles_on_the_day_it_came() -> None:
    figures = fed(*call(-5, Outcome.ABANDONED))
    assert figures.today(MIDNIGHT - 1).abandoned == 1
    assert figures.today(MIDNIGHT + 6).offered == 0


def test_yesterdays_call_keeps_its_day_while_today_counts_its_own() -> None:
    arrived, ended = call(-5, Outcome.ABANDONED)
    figures = fed(arrived, *call(-3, Outcome.BROKEN), *call(1, Outcome.BROKEN), ended)
    assert (figures.today(MIDNIGHT - 1).offered, figures.today(MIDNIGHT + 20).offered) == (2, 1)


def test_the_rolling_rate_forgets_after_24_hours() -> None:
    figures = fed(*call(0, Outcome.ABANDONED), *call(3600, Outcome.ANSWERED))
    day_s = 86400
    assert figures.rolling(MIDNIGHT + 3700).answer_rate == 0.5
    assert figures.rolling(MIDNIGHT + day_s - 1).answer_rate == 0.5
    assert figures.rolling(MIDNIGHT + day_s).answer_rate == 1.0
    assert figures.rolling(MIDNIGHT + day_s + 3600).answer_rate is None


def test_the_worst_window_is_found_wherever_it_ends() -> None:
    facts = [*call(0, Outcome.ANSWERED), *call(7200, Outcome.ABANDONED), *call(86400 + 60, Outcome.ANSWERED)]
    figures = fed(*facts)
    found = figures.lowest_rolling(MIDNIGHT, MIDNIGHT + 2 * 86400)
    assert found == (MIDNIGHT + 86400 + 60, 0.0)


def test_minutes_that_are_too_old_are_let_go_and_change_no_figure() -> None:
    definition = Definition(rolling_s=600)
    figures = fed(*(f for n in range(500) for f in call(n * 60, Outcome.ANSWERED)), definition=definition)
    assert figures.rolling(MIDNIGHT + 499 * 60).offered == 10
    assert len(figures._rolling._minutes) < 40


def test_tickets_drafted_wait_until_registered() -> None:
    drafted = [TicketDrafted(at=MIDNIGHT + n, call_id=f"c{n}", ticket_id=f"t{n}") for n in range(3)]
    registered = TicketRegistered(at=MIDNIGHT + 9, call_id="c1", ticket_id="t1", operator_id="8001")
    assert fed(*drafted, registered).tickets(MIDNIGHT + 10) == (2, 1)


def test_a_calendar_asks_once_a_day() -> None:
    asked: list[float] = []

    def day_start(at: float) -> float:
        asked.append(at)
        return DAYS(at)

    calendar = Calendar(day_start)
    assert {calendar.start_of(MIDNIGHT + hour * 3600) for hour in range(24)} == {MIDNIGHT}
    assert len(asked) == 2
    assert calendar.start_of(MIDNIGHT + 86400) == MIDNIGHT + 86400


def test_a_call_that_falls_back_into_another_queue_waits_there_alone() -> None:
    arrived = CallArrived(at=MIDNIGHT, call_id="c", queue="hotline", dialled="12345", caller="")
    moved = CallReturned(at=MIDNIGHT + 5, call_id="c", queue="show", why=OfferEnd.MISSED)
    snapshot = fed(arrived, moved).snapshot(MIDNIGHT + 9)
    assert (snapshot.now_by_queue["hotline"].waiting, snapshot.now_by_queue["show"].waiting) == (0, 1)
    assert snapshot.now_by_queue["show"].longest_wait_s == 9
