"""Hard calls spread over people: what the rules do on the same days of a surge, longest idle beside care."""

from statistics import fmean

from callcenter.simulation.outcome import DayOutcome
from callcenter.simulation.plan import draw_day, hard_person
from callcenter.simulation.play import duties_of, play_day
from callcenter.simulation.scenario import Scenario, load_scenario, presets
from callcenter.simulation.summary import hard_variance_min2

DAYS = range(1, 9)


def surge() -> Scenario:
    return load_scenario(presets()["gaoyou-surge"])


def played(scenario: Scenario, strategy: str) -> list[DayOutcome]:
    duties = duties_of(scenario)
    return [play_day(scenario, draw_day(scenario, seed), duties, strategy=strategy) for seed in DAYS]


def test_hard_minutes_are_spread_by_a_tenth_at_least_and_nobody_else_pays() -> None:
    """Over 150 days it is about 30 % (docs/decisions/0021-care.md); eight days tell a tenth surely (30, 40, 42 %)."""
    scenario = surge()
    idle, care = played(scenario, "longest_idle"), played(scenario, "care")
    before, after = (fmean(hard_variance_min2(day) or 0.0 for day in days) for days in (idle, care))
    assert after < 0.9 * before
    rate_before, rate_after = (fmean(day.counts.within_rate or 0.0 for day in days) for days in (idle, care))
    assert rate_after > rate_before - 0.01
    waits = [fmean(day.again_wait_s or 0.0 for day in days) for days in (idle, care)]
    assert waits[1] < waits[0] + 30.0  # what it costs those who are passed over


def test_the_people_who_call_again_are_those_the_profile_says() -> None:
    """30 % of hard calls are theirs, and 70 % of their calls are hard."""
    scenario = surge()
    calls = [call for seed in DAYS for call in draw_day(scenario, seed)]
    theirs = [call for call in calls if call.caller]
    hard = [call for call in calls if call.hard]
    assert {call.caller for call in theirs} == {hard_person(place) for place in range(20)}
    assert abs(sum(call.hard for call in theirs) / len(theirs) - 0.7) < 0.03
    assert abs(sum(bool(call.caller) for call in hard) / len(hard) - 0.3) < 0.02
