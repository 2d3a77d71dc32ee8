"""How many operators each half hour needs for a target: Erlang's answer first, then what the simulated days say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from callcenter.simulation.outcome import HalfHour
from callcenter.simulation.plan import PlannedCall
from callcenter.simulation.play import play_day
from callcenter.simulation.roster import duties_of_staff
from callcenter.simulation.scenario import Scenario, Target
from callcenter.simulation.summary import summarise
from queueing.outlook.erlang import Traffic, servers_needed

ROUNDS = 25  # each adds one operator to every half hour that misses the target


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """Operators by half hour. `met`: whether the simulated days reach the target in every half hour."""

    erlang: tuple[int, ...]
    simulated: tuple[int, ...]
    met: bool
    rounds: int


def erlang_staff(scenario: Scenario, calls_per_s: Sequence[float]) -> tuple[int, ...]:
    """What Erlang A says by half hour; at least one operator at any time (the line never closes)."""
    return tuple(_erlang(scenario, rate) for rate in calls_per_s)


def needed(
    scenario: Scenario,
    days: Sequence[Sequence[PlannedCall]],
    calls_per_s: Sequence[float],
    report: Callable[[int], None] = lambda _round: None,
) -> Staffing:
    """Search from one below Erlang's answer upwards until every half hour meets the target over all `days`.

    Args:
        scenario: habits, rules and target.
        days: the calls to play.
        calls_per_s: what Erlang is asked with, by half hour.
        report: told the number of each round.

    """
    erlang = erlang_staff(scenario, calls_per_s)
    staff = [max(1, one - 1) for one in erlang]
    for turn in range(1, ROUNDS + 1):
        report(turn)
        missing = _missing(scenario, staff, days)
        if not missing:
            return Staffing(erlang=erlang, simulated=tuple(staff), met=True, rounds=turn)
        for half_hour in missing:
            staff[half_hour] += 1
    return Staffing(erlang=erlang, simulated=tuple(staff), met=False, rounds=ROUNDS)


def _missing(scenario: Scenario, staff: Sequence[int], days: Sequence[Sequence[PlannedCall]]) -> list[int]:
    duties = duties_of_staff(staff)
    played = summarise(play_day(scenario, calls, duties) for calls in days)
    return [place for place, one in enumerate(played.half_hours) if not _meets(one, scenario.target)]


def _meets(half_hour: HalfHour, target: Target) -> bool:
    """A half hour without a single call meets every target."""
    within, answered = half_hour.within_rate, half_hour.answer_rate
    if within is None or answered is None:
        return True
    return within >= target.within_share and answered >= target.answer_share


def _erlang(scenario: Scenario, calls_per_s: float) -> int:
    if calls_per_s <= 0.0:
        return 1
    people, target = scenario.people, scenario.target
    traffic = Traffic(calls_per_s=calls_per_s, handle_s=scenario.handle_s(), patience_s=people.patience.mean_s)
    # Theory waits until it rings, the caller until somebody picks up.
    ring_left_s = max(0.0, target.within_s - people.pickup.mean_s)
    return servers_needed(
        traffic, within_s=ring_left_s, within_share=target.within_share, answer_share=target.answer_share
    )
