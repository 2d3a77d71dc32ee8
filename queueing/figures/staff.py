"""The operators together: how many do what now, and their common occupancy today."""

from collections.abc import Iterable
from dataclasses import dataclass

from queueing.events import LineState, OperatorStatus
from queueing.figures.operators import Activity, Track


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """The operators at an instant."""

    signed_in: int  # or still busy after signing out
    ready: int  # ready and idle, with a reachable phone
    on_break: int  # on break and not in a call
    wrap_up: int
    occupancy: float | None


def staff(tracks: Iterable[Track], now: float, today: float) -> Staff:
    """Add up what the operators do; `today` is the start of the day of `now`. About 1 us an operator."""
    signed_in = ready = on_break = wrap_up = 0
    worked_s = base_s = 0.0
    for track in tracks:
        signed_in += track.present is not None
        ready += is_ready(track)
        on_break += track.present is Activity.BREAK
        wrap_up += track.present is Activity.WRAP_UP
        work, base = track.worked(now, today)
        worked_s += work
        base_s += base
    return Staff(
        signed_in=signed_in,
        ready=ready,
        on_break=on_break,
        wrap_up=wrap_up,
        occupancy=worked_s / base_s if base_s > 0 else None,
    )


def is_ready(track: Track) -> bool:
    """Whether a call could be offered to this operator now."""
    return track.status is OperatorStatus.READY and track.line is LineState.IDLE and track.reachable
