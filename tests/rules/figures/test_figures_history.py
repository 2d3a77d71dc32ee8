"""Figures of past days, folded from the ledger, are what the live figures showed; days add up."""

import dataclasses
import math

from figures_random_day import DAYS, Day, Floor, days
from figures_twenty_calls import CHINA_DAYS, NOW, facts
from hypothesis import HealthCheck, given, settings

from queueing.events import CallArrived, CallEnded, CallMarked, Outcome, Party
from queueing.figures import Definition, FigureChoice, Figures, LeftOut, TakenIn, WaitClock
from queueing.figures.history import DaySums, fold_day, live_day, operator_counts
from queueing.figures.tally import counts

MODEST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MODEST
@given(days())
def test_a_day_rebuilt_from_the_ledger_is_the_day_as_it_was_live(made: tuple[Day, Floor]) -> None:
    day, _ = made
    live, now = Figures(DAYS), day.now + 1.0
    for fact in day.facts:
        live.feed(fact)
    rebuilt = fold_day(day.facts, DAYS(now), now, DAYS, Definition())
    expected = live_day(live, math.nextafter(now, -math.inf))
    assert dataclasses.asdict(rebuilt) == dataclasses.asdict(expected)


@MODEST
@given(days())
def test_what_comes_after_a_day_changes_nothing_but_the_end_of_its_own_calls(made: tuple[Day, Floor]) -> None:
    """Calls that wait or talk at midnight settle in the day they came; operators' seconds stay in theirs."""
    day, _ = made
    end = DAYS(day.now)
    if not day.facts or day.facts[0].at >= end:
        return
    start = DAYS(end - 1.0)
    until = fold_day([one for one in day.facts if one.at < end], start, end, DAYS, Definition())
    later = fold_day(day.facts, start, end, DAYS, Definition())
    assert later.operators == until.operators
    assert later.total.offered == until.total.offered
    assert later.total.unsettled <= until.total.unsettled


def test_two_days_are_the_sum_of_each() -> None:
    one = fold_day(list(facts()), CHINA_DAYS(NOW), NOW, CHINA_DAYS, Definition())
    both = DaySums()
    both.add(one)
    both.add(one)
    single, double = counts(one.total, Definition()), counts(both.total, Definition())
    assert (double.offered, double.answered, double.talk_s) == (40, 22, 2 * single.talk_s)
    assert (double.answer_rate, double.aht_s, double.longest_wait_s) == (
        single.answer_rate, single.aht_s, single.longest_wait_s,
    )  # fmt: skip
    assert counts(one.total, Definition()) == single, "adding leaves what was added alone"


def chosen(choice: FigureChoice) -> tuple[float | None, float | None, float | None]:
    total = counts(
        fold_day(list(facts()), CHINA_DAYS(NOW), NOW, CHINA_DAYS, choice.definition()).total, choice.definition()
    )
    return total.answer_rate, total.within_rate, total.asa_s


def test_a_citys_choice_counts_the_hand_made_day_as_listed() -> None:
    """20 offered: 11 answered (9 in 15 s), 5 abandoned (2 within 5 s), 1 broken, 1 turned away, 2 wait; 1 refused."""
    assert chosen(FigureChoice()) == (11 / 18, 9 / 18, 104 / 11)
    assert chosen(FigureChoice(answer_without=(LeftOut.SHORT_ABANDONS,)))[0] == 11 / 16
    assert chosen(FigureChoice(answer_with=(TakenIn.REFUSED,)))[0] == 11 / 19
    assert chosen(FigureChoice(answer_with=(TakenIn.REFUSED, TakenIn.UNSETTLED)))[0] == 11 / 21
    assert chosen(FigureChoice(answer_without=tuple(LeftOut)))[0] == 11 / 11
    assert chosen(FigureChoice(within_without=(LeftOut.ABANDONS,)))[1] == 9 / 13
    ring_only = chosen(FigureChoice(clock=WaitClock.RING_ONLY))
    assert ring_only[2] == (104 - 60) / 11, "all waits less those in the queue"
    assert ring_only[1] == 11 / 18, "nobody was let ring for more than 15 s"


def test_refused_calls_count_in_the_24_hours_too_where_a_city_says_so() -> None:
    figures = Figures(CHINA_DAYS, FigureChoice(answer_with=(TakenIn.REFUSED,)).definition())
    for fact in facts():
        figures.feed(fact)
    assert figures.rolling(NOW).answer_rate == 11 / 19


def test_an_operators_hard_calls_are_counted_once_and_may_be_taken_back() -> None:
    figures = Figures(CHINA_DAYS)
    for call_id, hard in (("a", True), ("a", True), ("b", True), ("b", False)):
        figures.feed(CallMarked(at=NOW, call_id=call_id, operator_id="8001", hard=hard))
    found = figures.operator("8001", NOW)
    assert found is not None
    assert found.hard == 1


def test_calls_an_hour_are_of_the_time_at_work_and_without_probes() -> None:
    sums = fold_day(list(facts()), CHINA_DAYS(NOW), NOW, CHINA_DAYS, Definition())
    for day in sums.operators.values():
        found = operator_counts(day)
        at_work_h = (found.signed_in_s - found.break_s) / 3600
        assert found.calls_per_hour is None or math.isclose(found.calls_per_hour * at_work_h, found.answered)
    day.probed = day.answered
    assert operator_counts(day).answered == 0


def test_the_worst_24_hours_of_several_days_are_those_of_the_worst_day() -> None:
    def day(rate: float) -> DaySums:
        return DaySums(lowest_24h=(NOW, rate))

    both = DaySums()
    for one in (day(0.97), day(0.94), DaySums(), day(0.99)):
        both.add(one)
    assert both.lowest_24h == (NOW, 0.94)


def test_a_call_that_ends_after_midnight_is_settled_in_the_day_it_came() -> None:
    start = CHINA_DAYS(NOW)
    end = start + 86400
    late = [
        CallArrived(at=end - 5, call_id="x", queue="hotline", dialled="12345", caller=""),
        CallEnded(at=end + 20, call_id="x", queue="hotline", outcome=Outcome.ABANDONED, by=Party.CALLER, waited_s=25.0),
    ]
    assert fold_day(late, start, end, CHINA_DAYS, Definition()).total.abandoned == 1
    assert fold_day(late, end, end + 86400, CHINA_DAYS, Definition()).total.offered == 0
