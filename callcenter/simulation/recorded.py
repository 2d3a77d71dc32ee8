"""A recorded day turned into a plan. What the record cannot know is drawn by chance from the scenario.

Nobody knows how long an answered caller would have waited, nor how long one who gave up would have talked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from callcenter.simulation.plan import PlannedCall
from callcenter.simulation.scenario import People

TRIES = 200  # draws of a patience longer than the wait that was borne, before it is simply added


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCall:
    """One call as it was. Seconds; `talk_s` None: it was never answered."""

    at_s: float  # since midnight
    waited_s: float
    talk_s: float | None
    hard: bool = False
    queue: str = "hotline"
    dialled: str = "12345"


def plan_recorded(calls: Sequence[RecordedCall], people: People, seed: int) -> tuple[PlannedCall, ...]:
    """The same callers again; the same seed gives the same plan."""
    chance = Random(seed)  # noqa: S311 - a repeatable day, no secret
    return tuple(_planned(call, people, chance) for call in sorted(calls, key=lambda one: one.at_s))


def _planned(call: RecordedCall, people: People, chance: Random) -> PlannedCall:
    gave_up = call.talk_s is None
    return PlannedCall(
        at_s=call.at_s,
        patience_s=call.waited_s if gave_up else _longer(call.waited_s, people, chance),
        talk_s=people.talk.draw(chance) if call.talk_s is None else call.talk_s,
        pickup_s=people.pickup.draw(chance),
        hard=call.hard,
        queue=call.queue,
        dialled=call.dialled,
    )


def _longer(waited_s: float, people: People, chance: Random) -> float:
    for _ in range(TRIES):
        if (patience_s := people.patience.draw(chance)) > waited_s:
            return patience_s
    return waited_s + people.patience.draw(chance)
