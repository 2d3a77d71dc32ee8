"""What happens after a show: promises confirmed by a person, media follow-up. One frozen record per fact.

`at` is Unix seconds. Texts may hold what somebody said: personal data, never on the wall.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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


class MediaState(StrEnum):
    """How far the media follow a matter (跟踪报道)."""

    UNDECIDED = "undecided"  # nobody has said: never in a fact
    TO_FOLLOW = "to_follow"  # 待跟进
    REPORTING = "reporting"  # 采访中
    REPORTED = "reported"  # 已播出: in 回音壁 or elsewhere
    ENDED = "ended"  # 不再跟进


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFollowed:
    """A person said how far the media follow a matter. `outlet`, `on`: where and on which day a report went out."""

    at: float
    show_id: str
    entry_id: str
    by: str
    state: MediaState
    note: str = ""  # why it is followed no more, or anything else worth knowing
    outlet: str = ""
    on: date | None = None


PromiseFact = PromiseConfirmed | PromiseDismissed | PromiseTicketed | PromiseSettled
AfterFact = PromiseFact | MediaFollowed

AFTER_FACTS: tuple[type, ...] = AfterFact.__args__
