"""A day of calls, each with what will happen to it, so that the same day can be played under different rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from callcenter.simulation.roster import HALF_HOUR_S, HALF_HOURS
from callcenter.simulation.scenario import Load, People, Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCall:
    """One caller. Times in seconds; `at_s` since midnight."""

    at_s: float
    patience_s: float
    talk_s: float
    pickup_s: float = 0.0  # of the operator, once it rings
    missed_offers: int = 0  # so many rings go unanswered first
    hard: bool = False
    queue: str = "hotline"
    dialled: str = "12345"
    caller: str = ""


def draw_day(scenario: Scenario, seed: int) -> tuple[PlannedCall, ...]:
    """A day drawn by chance: Poisson arrivals by half hour. The same seed gives the same day."""
    chance = Random(seed)  # noqa: S311 - a repeatable day, no secret
    return tuple(_call(at_s, scenario.load, scenario.people, chance) for at_s in _arrivals(scenario.load, chance))


def hard_person(place: int) -> str:
    """The number of one of the people whose calls are often hard."""
    return f"139{place:08d}"


def _arrivals(load: Load, chance: Random) -> Iterator[float]:
    for half_hour in range(HALF_HOURS):
        rate, end_s = load.calls_per_s(half_hour), (half_hour + 1) * HALF_HOUR_S
        at_s = half_hour * HALF_HOUR_S
        while rate > 0.0 and (at_s := at_s + chance.expovariate(rate)) < end_s:
            yield at_s


def _call(at_s: float, load: Load, people: People, chance: Random) -> PlannedCall:
    hard = chance.random() < load.hard_share
    missed = 0
    while chance.random() < people.missed_share:
        missed += 1
    again = chance.random() < (load.hard_repeat_share if hard else load.ordinary_again_share())
    return PlannedCall(
        at_s=at_s,
        caller=hard_person(chance.randrange(load.hard_people)) if again else "",
        patience_s=people.patience.draw(chance),
        talk_s=people.talk.draw(chance) * (load.hard_times if hard else 1.0),
        pickup_s=people.pickup.draw(chance),
        missed_offers=missed,
        hard=hard,
    )
