"""How each figure is defined, as data: a city picks its own numerators and denominators, the code stays the same."""

from dataclasses import dataclass, field
from enum import StrEnum

from queueing.events import OfferEnd


class WaitClock(StrEnum):
    """What counts as the caller's wait."""

    QUEUE_AND_RING = "queue_and_ring"  # until the operator picks up: what the caller feels
    QUEUE_ONLY = "queue_only"  # until the offer that was answered began to ring
    RING_ONLY = "ring_only"  # from there until the operator picks up: what the operator can help


class Transfers(StrEnum):
    """How a caller whom an operator passed on to a queue is counted."""

    SAME_CALL = "same_call"  # once, where the call first arrived
    NEW_OFFER = "new_offer"  # again, as a call offered to the queue it was passed to


@dataclass(frozen=True, slots=True, kw_only=True)
class Denominator:
    """Which of the calls offered a rate is divided by."""

    unsettled: bool = False  # calls that still wait for their first answer
    refused: bool = False  # calls that were never let in; they have no queue, so a queue's own rate never has them
    broken: bool = True  # calls a fault of ours ended before an answer
    turned_away: bool = True  # calls a rule passed elsewhere or sent away before an answer
    abandons_from_s: float = 0.0  # abandons after a shorter wait are left out; infinity leaves all of them out

    def __post_init__(self) -> None:
        _refuse_negative("abandons_from_s", self.abandons_from_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One city's choice for every figure. The defaults are those of the national rules."""

    answer: Denominator = field(default_factory=Denominator)
    within: Denominator = field(default_factory=Denominator)
    within_s: float = 15.0  # GB/T 33358-2016: answered within 15 s
    clock: WaitClock = WaitClock.QUEUE_AND_RING
    transfers: Transfers = Transfers.SAME_CALL
    short_abandon_s: float = 5.0  # abandons after less are shown apart
    missed: frozenset[OfferEnd] = frozenset({OfferEnd.MISSED})
    rest_s: float = 300.0  # a pause this long ends a stretch of work
    idle_is_rest: bool = False  # waiting for a call, ready, counts as a pause
    window_s: float = 900.0  # the load: occupancy over the last 15 minutes
    rolling_s: float = 86400.0  # GB/T 33358-2016: the answer rate holds over any continuous 24 h

    def __post_init__(self) -> None:
        for name in ("within_s", "short_abandon_s", "rest_s", "window_s", "rolling_s"):
            _refuse_negative(name, getattr(self, name))


def _refuse_negative(name: str, seconds: float) -> None:
    if not seconds >= 0.0:  # also refuses NaN
        raise ValueError(f"definition {name}: expected seconds of 0 or more, found {seconds!r}")
