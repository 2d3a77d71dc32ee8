"""The next half hours: calls from like days and today's level, operators from Erlang A."""

from random import Random

import pytest

from queueing.events import CallArrived
from queueing.figures.days import fixed_days
from queueing.outlook.arrivals import HALF_HOUR_S, HALF_HOURS, PastDay, Shape, expect, level_of, shape_of
from queueing.outlook.erlang import Traffic, servers_needed
from queueing.outlook.forecast import Forecast
from queueing.outlook.half_hours import Goal, OutlookFold, Question, answer

FLAT = tuple([10] * HALF_HOURS)
NINE = 9 * 3600.0


def day(calls: int, *, works: bool = True) -> PastDay:
    return PastDay(works=works, calls=tuple([calls] * HALF_HOURS))


def arrivals(begin_s: float, calls: int) -> list[CallArrived]:
    return [
        CallArrived(at=begin_s + n, call_id=f"c{begin_s}{n}", queue="hotline", dialled="12345", caller="")
        for n in range(calls)
    ]


def fold() -> OutlookFold:
    return OutlookFold(Forecast(210.0, 120.0), fixed_days(0.0))


def question(of: OutlookFold, now: float) -> Question:
    found = of.ask(now)
    assert found is not None
    return found


def test_a_day_looks_like_the_days_of_its_kind() -> None:
    past = [day(10), day(14), day(2, works=False)]
    work, rest = shape_of(past, works=True), shape_of(past, works=False)
    assert work is not None
    assert rest is not None
    assert (work.calls[18], work.days, rest.calls[18], rest.days) == (12.0, 2, 2.0, 1)


def test_days_of_the_other_kind_stand_in_while_there_is_none_of_this() -> None:
    found = shape_of([day(10)], works=False)
    assert found is not None
    assert found.calls == FLAT


def test_without_a_record_the_profile_speaks_and_without_either_nobody_does() -> None:
    found = shape_of([], works=True, profile=FLAT)
    assert found is not None
    assert (found.calls, found.days) == (FLAT, 0)
    assert shape_of([], works=True) is None
    assert shape_of([day(0)], works=True) is None


def test_a_profile_of_the_wrong_volume_lends_only_its_shape() -> None:
    peaked = tuple([0.0] * 18 + [1000.0] * 2 + [0.0] * 28)
    found = shape_of([day(10), day(10)], works=True, profile=peaked)
    assert found is not None
    assert sum(found.calls) == pytest.approx(480.0)
    assert found.calls[18] > 100.0


def test_a_profile_with_a_missing_half_hour_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 48 numbers"):
        shape_of([], works=True, profile=(1.0,) * 47)


def test_a_busy_morning_raises_the_forecast_and_few_calls_hardly_move_it() -> None:
    shape = Shape(calls=FLAT, days=9, sureness=25.0)
    assert level_of(shape, 60, 60.0) == 1.0
    assert level_of(shape, 330, 60.0) == pytest.approx(355 / 85)
    assert level_of(shape, 2, 1.0) == pytest.approx(27 / 26)


def test_days_that_differ_much_make_us_follow_today_sooner() -> None:
    alike, unlike = ([day(n) for n in counts] for counts in ((10, 10, 10, 10, 10), (5, 8, 10, 12, 15)))
    steady, moody = shape_of(alike, works=True), shape_of(unlike, works=True)
    assert steady is not None
    assert moody is not None
    assert level_of(moody, 120, 60.0) > 1.5
    assert level_of(steady, 120, 60.0) < 1.2


def test_the_band_holds_about_eight_times_in_ten() -> None:
    chance, held, total = Random(7), 0, 4000  # noqa: S311 - repeatable
    shape = Shape(calls=(20.0,) * HALF_HOURS, days=9, sureness=25.0)
    for _ in range(total):
        level = chance.gammavariate(25.0, 1 / 25.0)
        seen = _poisson(chance, 120.0 * level)
        found = expect(shape, 20, seen, 120.0)
        held += found.low <= _poisson(chance, 20.0 * level) <= found.high
    assert 0.78 <= held / total <= 0.88  # whole calls: a band that must hold 80 % holds a little more


def _poisson(chance: Random, mean: float) -> int:
    count, at = 0, chance.expovariate(mean)
    while at < 1.0:
        count, at = count + 1, at + chance.expovariate(mean)
    return count


def test_the_operators_needed_are_those_of_erlang_a_for_the_calls_expected() -> None:
    outlook = fold()
    outlook.learn([day(100)] * 5)
    asked = question(outlook, NINE)
    found = answer(asked, Goal())
    traffic = Traffic(calls_per_s=100 / HALF_HOUR_S, handle_s=210.0, patience_s=120.0)
    exact = servers_needed(traffic, within_s=15.0, within_share=0.8, answer_share=0.95)
    assert [round(one.planned.calls.mean) for one in found.half_hours] == [100] * 8
    assert {one.needed for one in found.half_hours} <= {exact, exact + 1}  # times are rounded up
    assert all(one.needed_high > one.needed for one in found.half_hours)


def test_a_storm_of_the_last_hours_raises_the_half_hours_to_come() -> None:
    outlook = fold()
    outlook.learn([day(10)] * 6)
    calm = question(outlook, NINE)
    for place in range(6):
        for fact in arrivals(NINE - (place + 1) * HALF_HOUR_S, 55):
            outlook.feed(fact)
    storm = question(outlook, NINE)
    assert storm.level > 1.5 > calm.level == 1.0
    assert storm.half_hours[0].calls.mean > 1.5 * 10


def test_the_running_half_hour_does_not_count_as_quiet_before_it_is_over() -> None:
    outlook = fold()
    outlook.learn([day(10)] * 6)
    for place in range(6):
        for fact in arrivals(NINE - (place + 1) * HALF_HOUR_S, 10):
            outlook.feed(fact)
    assert question(outlook, NINE + 1.0).level == question(outlook, NINE + 1799.0).level == 1.0


def test_the_forecast_goes_on_over_midnight_with_the_next_days_kind_and_roster() -> None:
    outlook = fold()
    outlook.learn([day(10), day(30, works=False)])
    outlook.set_plans(works=lambda at: at < 86400.0, roster=lambda at: 3 if at < 86400.0 else 1)
    found = answer(question(outlook, 86400.0 - 1.0), Goal())
    before, after = found.half_hours[0], found.half_hours[1]
    assert (before.planned.begins_at, after.planned.begins_at) == (86400.0 - HALF_HOUR_S, 86400.0)
    assert after.planned.calls.mean == pytest.approx(3 * before.planned.calls.mean)
    assert (before.planned.rostered, after.planned.rostered) == (3, 1)
    assert after.short == max(0, after.needed - 1)


def test_without_a_roster_nobody_is_said_to_be_missing() -> None:
    outlook = fold()
    outlook.learn([day(10)])
    assert {one.short for one in answer(question(outlook, NINE), Goal()).half_hours} == {None}


def test_hours_in_which_the_desk_did_not_run_say_nothing_of_the_day() -> None:
    outlook = fold()
    outlook.learn([day(20)] * 6)
    for fact in arrivals(NINE - HALF_HOUR_S, 20):
        outlook.feed(fact)
    assert question(outlook, NINE).level == 1.0


def test_nothing_is_said_while_nothing_is_known() -> None:
    outlook = fold()
    assert outlook.ask(NINE) is None
    outlook.learn([], [0.0] * HALF_HOURS)
    assert outlook.ask(NINE) is None
