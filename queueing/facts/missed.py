"""The missed-call list: who took an entry to call back, what came of it, and entries nobody wants any more."""

from dataclasses import dataclass
from enum import StrEnum


class TryResult(StrEnum):
    """What came of calling back."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"  # the citizen does not want to be called
    WRONG_NUMBER = "wrong_number"


class ReleaseCause(StrEnum):
    """Why an entry that was taken is free again without a result."""

    GIVEN_BACK = "given_back"
    TIMED_OUT = "timed_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedTaken:
    """An operator took an entry: nobody else may call that number back now."""

    at: float
    entry_id: str  # the id of the entry's first call
    operator_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedReleased:
    """An entry became free again without a try."""

    at: float
    entry_id: str
    operator_id: str
    cause: ReleaseCause


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedTried:
    """An operator called back, or tried to."""

    at: float
    entry_id: str
    operator_id: str
    result: TryResult
    next_at: float = 0.0  # Unix seconds of the next try; 0: at once
    closed: bool = False  # nothing more is to be done


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedExpired:
    """An entry grew too old to be called back."""

    at: float
    entry_id: str


MissedFact = MissedTaken | MissedReleased | MissedTried | MissedExpired
