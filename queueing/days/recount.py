"""Count open deadlines again when a calendar arrives, and say what moved."""

from collections.abc import Iterable
from dataclasses import dataclass

from queueing.days.clocks import Clock, due_of
from queueing.days.office import Due, Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A clock with the due moment that was counted for it."""

    clock: Clock
    due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A deadline that is no longer what was stored, or no longer provisional."""

    ticket_id: str
    rule_id: str
    before: Due
    after: Due

    @property
    def only_settled(self) -> bool:
        """Whether the moment stayed and merely became certain."""
        return self.before.at == self.after.at


def recount(stored: Iterable[Stored], office: Office) -> tuple[Moved, ...]:
    """What differs under this office's calendar, in the order given. Paused clocks have nothing to move."""
    pairs = ((one, due_of(one.clock, office)) for one in stored)
    return tuple(
        Moved(ticket_id=one.clock.ticket_id, rule_id=one.clock.rule_id, before=one.due, after=now)
        for one, now in pairs
        if now is not None and now != one.due
    )
