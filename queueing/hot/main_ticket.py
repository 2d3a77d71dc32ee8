"""Which ticket of many about one matter is the main one, that the others go with."""

from collections.abc import Iterable
from dataclasses import dataclass

from queueing.ticket.states import LEADING, TicketState


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A registered ticket about the matter."""

    ticket_id: str
    number: str
    state: TicketState
    accepted_at: float
    repeats: int = 0  # that go with it already


def main_of(candidates: Iterable[Candidate]) -> Candidate | None:
    """The one most repeats go with already, else the one accepted first; only one whose answer is still to come."""
    able = (one for one in candidates if one.state in LEADING)
    return min(able, key=lambda one: (-one.repeats, one.accepted_at, one.ticket_id), default=None)
