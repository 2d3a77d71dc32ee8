"""A simulated day keeps what the desk promises: everyone is counted once, shifts end, missed offers come back."""

from math import sqrt
from random import Random
from statistics import fmean, stdev

import pytest

from callcenter.simulation.chance import Durations, Shape
from callcenter.simulation.outcome import DayOutcome
from callcenter.simulation.plan import PlannedCall, draw_day
from callcenter.simulation.play import duties_of, play_day
from callcenter.simulation.roster import Duty
from callcenter.simulation.scenario import Scenario, load_scenario, presets
from callcenter.simulation.summary import interval
from callcenter.simulation.virtual import DAY_START
from queueing.events import CallAnswered, Fact, OfferEnd, OfferEnded, OperatorStatus, StatusChanged


def scenario(**load: object) -> Scenario:
    found = load_scenario(presets()["gaoyou-surge"])
    return found.model_copy(update={"load": found.load.model_copy(update=load)})


def played(seed: int = 1, **load: object) -> DayOutcome:
    asked = scenario(**load)
    return play_day(asked, draw_day(asked, seed), duties_of(asked))


def test_whoever_called_was_answered_gave_up_or_found_the_lines_full() -> None:
    asked = scenario(max_calls=10)
    calls = draw_day(asked, 1)
    counts = play_day(asked, calls, duties_of(asked)).counts
    assert counts.refused > 0
    assert counts.unsettled == 0
    assert counts.offered + counts.refused == len(calls)
    assert counts.offered == counts.answered + counts.abandoned


def test_half_hours_and_the_wallboards_figures_agree() -> None:
    day = played()
    for name in ("offered", "answered", "within", "abandoned"):
        assert sum(getattr(one, name) for one in day.half_hours) == getattr(day.counts, name)


def test_signed_in_time_is_that_of_the_shifts_and_what_a_last_call_took() -> None:
    for one in played().operators.values():
        # The day is looked at a millisecond before midnight.
        assert 8 * 3600.0 - 0.01 <= one.signed_in_s < 9 * 3600.0
        assert sum(one.times_s.values()) == pytest.approx(one.signed_in_s)


def test_nobody_is_offered_a_call_after_their_shift() -> None:
    asked, facts = scenario(), list[Fact]()
    play_day(asked, draw_day(asked, 1), duties_of(asked), listeners=[facts.append])
    out = {f.operator_id: f.at for f in facts if isinstance(f, StatusChanged) and f.status is OperatorStatus.SIGNED_OUT}
    early = [one for one in ("8003", "8004", "8005") if out[one] == DAY_START + 16 * 3600]
    assert early == ["8003", "8004", "8005"]
    assert all(f.at <= out[f.operator_id] for f in facts if isinstance(f, CallAnswered) and f.operator_id in early)


def test_a_call_that_rings_unanswered_comes_back_and_is_taken_by_another() -> None:
    asked, facts = scenario(), list[Fact]()
    call = PlannedCall(at_s=100.0, patience_s=600.0, talk_s=60.0, pickup_s=4.0, missed_offers=1)
    crew = [Duty(operator_id=one, start_s=0.0, end_s=3600.0) for one in ("8001", "8002")]
    counts = play_day(asked, [call], crew, listeners=[facts.append]).counts
    ends = [(fact.at - DAY_START, fact.how) for fact in facts if isinstance(fact, OfferEnded)]
    assert ends == [(120.0, OfferEnd.MISSED), (124.0, OfferEnd.ANSWERED)]
    assert counts.answered == 1


def test_an_operator_set_aside_is_back_after_a_minute() -> None:
    asked, facts = scenario(), list[Fact]()
    call = PlannedCall(at_s=100.0, patience_s=600.0, talk_s=60.0, pickup_s=4.0, missed_offers=1)
    play_day(asked, [call], [Duty(operator_id="8001", start_s=0.0, end_s=3600.0)], listeners=[facts.append])
    answered = [fact.at - DAY_START for fact in facts if isinstance(fact, CallAnswered)]
    assert answered == [120.0 + 60.0 + 4.0]


def test_who_waits_at_midnight_is_answered_by_the_night_shift() -> None:
    call = PlannedCall(at_s=86_399.0, patience_s=600.0, talk_s=60.0, pickup_s=4.0)
    assert play_day(scenario(), [call], duties_of(scenario())).counts.answered == 1


def test_sharing_hard_calls_by_care_costs_no_caller_anything() -> None:
    """At any load the care strategy only chooses among idle operators: no caller waits longer for it."""
    asked = load_scenario(presets()["gaoyou-350-total"])
    for seed in range(3):
        calls = draw_day(asked, seed)
        plain, care = (play_day(asked, calls, duties_of(asked), strategy=one) for one in ("longest_idle", "care"))
        assert care.counts.within == pytest.approx(plain.counts.within, abs=0.01 * plain.counts.offered)


@pytest.mark.parametrize(
    ("shape", "cv"),
    [(Shape.CONSTANT, 0.0), (Shape.EXPONENTIAL, 1.0), (Shape.LOGNORMAL, 0.7), (Shape.HYPEREXPONENTIAL, 2.0)],
)
def test_durations_have_the_mean_and_spread_asked_for(shape: Shape, cv: float) -> None:
    own = None if shape in (Shape.CONSTANT, Shape.EXPONENTIAL) else cv
    durations, chance = Durations(shape=shape, mean_s=100.0, cv=own), Random(1)  # noqa: S311 - repeatable
    drawn = [durations.draw(chance) for _ in range(40_000)]
    assert fmean(drawn) == pytest.approx(100.0, rel=0.04)
    assert stdev(drawn) == pytest.approx(100.0 * cv, rel=0.06)


def test_an_interval_holds_the_true_mean_nineteen_times_in_twenty() -> None:
    chance, held = Random(2), 0  # noqa: S311 - repeatable
    for _ in range(2000):
        found = interval([chance.gauss(10.0, 3.0) for _ in range(8)])
        held += abs(found.mean - 10.0) <= (found.half or 0.0)
    assert held / 2000 == pytest.approx(0.95, abs=4 * sqrt(0.95 * 0.05 / 2000))


def test_a_single_day_has_no_interval() -> None:
    assert interval([3.0]).half is None
