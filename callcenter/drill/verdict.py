"""What a drill call must have been to count, and the sums over a drill (pure)."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from callcenter.drill.likeness import SAME_SOUND

TICKET_WITHIN_S = 5.0  # of the hang-up
MAX_ERROR_RATE = 0.5  # of characters: random text of the same length is above 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResult:
    """All that was seen of one drill call; None and () mean it did not come to that."""

    scene: str
    number: str  # simulated caller's number
    dialled: str
    operator: str = ""  # number of the phone that answered
    waited_s: float | None = None  # INVITE to the operator's answer
    citizen_heard: tuple[float, ...] = ()  # likeness of each sentence of the operator
    operator_heard: tuple[float, ...] = ()  # likeness of each sentence of the citizen
    lost_packets: int = 0
    hung_up: bool = False
    ticket: dict[str, Any] | None = None
    ticket_after_s: float | None = None
    error_rate: float | None = None
    problem: str = ""  # what stopped the call early

    @property
    def answered(self) -> bool:
        return self.waited_s is not None

    @property
    def sound_both_ways(self) -> bool:
        both = (self.citizen_heard, self.operator_heard)
        return all(heard and min(heard) >= SAME_SOUND for heard in both)

    def faults(self) -> tuple[str, ...]:
        """Return what was wanting, in words; empty for a good call."""
        found = [self.problem] if self.problem else []
        if not self.answered:
            return (*found, "not answered")
        if not self.sound_both_ways:
            found.append(f"sound: citizen {_worst(self.citizen_heard)}, operator {_worst(self.operator_heard)}")
        if not self.hung_up:
            found.append("hang-up was not seen")
        if self.ticket is None:
            found.append(f"no draft ticket with the caller's words within {TICKET_WITHIN_S:.0f} s")
        elif self.error_rate is None or self.error_rate >= MAX_ERROR_RATE:
            found.append(f"ticket text: expected an error rate below {MAX_ERROR_RATE}, found {self.error_rate}")
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """A drill in figures."""

    calls: int
    answered: int
    good: int
    sound_both_ways: int
    tickets: int
    had_to_wait: int  # calls that found no free operator
    median_wait_s: float
    longest_wait_s: float
    median_ticket_s: float
    longest_ticket_s: float
    mean_error_rate: float
    worst_error_rate: float
    lost_packets: int

    @property
    def passed(self) -> bool:
        return self.calls > 0 and self.good == self.calls


def sum_up(results: Sequence[CallResult], waits_from_s: float = 3.0) -> Sums:
    """Fold the calls; a call that waited longer than `waits_from_s` had to queue."""
    waits = [one.waited_s for one in results if one.waited_s is not None]
    delays = [one.ticket_after_s for one in results if one.ticket_after_s is not None]
    rates = [one.error_rate for one in results if one.error_rate is not None]
    return Sums(
        calls=len(results),
        answered=len(waits),
        good=sum(not one.faults() for one in results),
        sound_both_ways=sum(one.sound_both_ways for one in results),
        tickets=sum(one.ticket is not None for one in results),
        had_to_wait=sum(wait > waits_from_s for wait in waits),
        median_wait_s=statistics.median(waits) if waits else 0.0,
        longest_wait_s=max(waits, default=0.0),
        median_ticket_s=statistics.median(delays) if delays else 0.0,
        longest_ticket_s=max(delays, default=0.0),
        mean_error_rate=statistics.fmean(rates) if rates else 0.0,
        worst_error_rate=max(rates, default=0.0),
        lost_packets=sum(one.lost_packets for one in results),
    )


def _worst(likeness: tuple[float, ...]) -> str:
    return f"heard {min(likeness):.2f}" if likeness else "heard nothing"
