"""What happens after a show: promises confirmed by a person. One frozen record per fact.

`at` is Unix seconds. Texts may hold what somebody said: personal data, never on the wall.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseConfirmed:
    """A person confirmed that something was promised, and by when. `said_at`: when it was said, Unix seconds.

    `utterance_id`, `start_ms`, `end_ms` of the call's recording: where it can be heard; '' and 0 when it was typed.
    """

    at: float
    show_id: str
    promise_id: str
    by: str
    words: str
    due: date
    said_at: float
    entry_id: str = ""
    ticket_id: str = ""
    unit: str = ""
    call_id: str = ""
    utterance_id: str = ""
    start_ms: int = 0
    end_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseDismissed:
    """What was found is no promise; it is not proposed again."""

    at: float
    show_id: str
    promise_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseTicketed:
    """A confirmed promise is now on a ticket, with a clock of its own."""

    at: float
    show_id: str
    promise_id: str
    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseSettled:
    """A person saw that it was kept, or took it back."""

    at: float
    show_id: str
    promise_id: str
    by: str
    kept: bool
    note: str = ""


AfterFact = PromiseConfirmed | PromiseDismissed | PromiseTicketed | PromiseSettled

AFTER_FACTS: tuple[type, ...] = AfterFact.__args__
