"""Many people calling about one matter at one place. Nothing personal: places and matters only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstRaised:
    """So many different people called within the window that it cannot be chance."""

    at: float
    burst_id: str
    place: str
    matter: str
    persons: int
    window_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstGrew:
    """More people call about it."""

    at: float
    burst_id: str
    place: str
    matter: str
    persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstCleared:
    """Hardly anybody calls about it any more."""

    at: float
    burst_id: str
    persons: int


BurstFact = BurstRaised | BurstGrew | BurstCleared
