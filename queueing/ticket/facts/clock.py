"""Facts of a ticket's clocks.

`at`: Unix seconds; `by`: who did it, the name of a user, the number of an operator, or BY_RULE. Times of facts never
run backwards within a ticket. `text`, `why` and `note` may hold a citizen's words: personal data.
"""

from dataclasses import dataclass
from enum import StrEnum


class Alert(StrEnum):
    """What a deadline shows as it nears and passes."""

    YELLOW = "yellow"
    MISSED = "missed"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStarted:
    """A clock began. All that its due moment follows from, so that a changed profile moves no deadline given."""

    at: float
    ticket_id: str
    rule_id: str
    policy: str
    limit: str
    started_at: float
    starts: str
    stops: str
    kind: str
    soft: bool = False
    title: str = ""
    carried_from: str = ""  # 并单: the repeat that owed it, with all that was done to it there
    changes: tuple[str, ...] = ()  # see `carrying.py`


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPaused:
    """It stands still."""

    at: float
    ticket_id: str
    rule_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockWentOn:
    """What was left runs."""

    at: float
    ticket_id: str
    rule_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockExtended:
    """More time was granted."""

    at: float
    ticket_id: str
    rule_id: str
    limit: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStopped:
    """It ended; `met`: what it waited for came in time. `why`: the moment, or why it no longer matters."""

    at: float
    ticket_id: str
    rule_id: str
    why: str
    as_of: float  # the moment that counts: of the reply, when a review came between
    met: bool
    counted: bool = True  # False: it no longer mattered (returned, merged, reclassified), neither met nor missed


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRaised:
    """A deadline nears or has passed: said once each."""

    at: float
    ticket_id: str
    rule_id: str
    card: Alert
    due_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMoved:
    """A calendar arrived and moved a deadline, or made it certain."""

    at: float
    ticket_id: str
    rule_id: str
    before: float
    after: float
    provisional: bool


ClockFact = ClockStarted | ClockPaused | ClockWentOn | ClockExtended | ClockStopped | CardRaised | DeadlineMoved
