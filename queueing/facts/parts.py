"""Parts of the service failing and coming back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFailed:
    """One part of the service went down or came back (asr, broker, telephony, store)."""

    at: float
    part: str
    up: bool
    reason: str = ""


PartFact = PartFailed
