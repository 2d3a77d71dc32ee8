"""What operators do by themselves, in seconds: the part of a day that no rule decides."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What operators do by themselves; seconds."""

    ring_s: float = 20.0  # after so long telephony gives up an offer
    back_after_s: float = 60.0  # one who was set aside is ready again
    mark_after_s: float = 60.0  # a hard call is marked once it has been one for so long
