"""Facts of a ticket that came through the live show: what was said on air, what was promised, what a reply made of it.

`at`: Unix seconds; `by`: who did it, or BY_RULE. Texts may hold a citizen's words: personal data.
"""

from dataclasses import dataclass

from queueing.show.facts import AirAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowNoted:
    """The ticket is of an entry of a show that did not get on air: through 12345 as any other."""

    at: float
    ticket_id: str
    by: str
    show_id: str
    entry_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AirNoted:
    """The matter was on air: what was answered, and the minutes of that part of the hour."""

    at: float
    ticket_id: str
    by: str
    show_id: str
    entry_id: str
    answer: AirAnswer
    text: str = ""
    minutes: str = ""
    aired_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseTaken:
    """A promise made in public is a duty of this ticket, by a day that a person has confirmed (YYYY-MM-DD)."""

    at: float
    ticket_id: str
    by: str
    promise_id: str
    text: str
    due: str
    said_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseKept:
    """Somebody saw that it was done."""

    at: float
    ticket_id: str
    by: str
    promise_id: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseWithdrawn:
    """It was none, or holds no longer."""

    at: float
    ticket_id: str
    by: str
    promise_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFlagged:
    """The reply says something else than was said on air, or copies the minutes: for a person to look at."""

    at: float
    ticket_id: str
    flag: str
    doubts: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyChecked:
    """Somebody looked at what was flagged and lets the reply stand."""

    at: float
    ticket_id: str
    by: str
    note: str


AiringFact = ShowNoted | AirNoted | PromiseTaken | PromiseKept | PromiseWithdrawn | ReplyFlagged | ReplyChecked
