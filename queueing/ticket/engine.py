"""Decide about one ticket: a record, a command and the time in, facts out, or a refusal that changed nothing."""

from queueing.ticket.commands import COMMANDS
from queueing.ticket.commands.oversight import RaiseAlerts
from queueing.ticket.commands.revisiting import RaiseRevisit
from queueing.ticket.facts import TicketFact
from queueing.ticket.pen import Pen, Rules, Who
from queueing.ticket.record import TicketRecord


def decide(record: TicketRecord, command: object, at: float, who: Who, rules: Rules) -> tuple[TicketFact, ...]:
    """What follows from a command.

    Raises:
        TransitionError: the ticket's state or the city's rules do not allow it.
        NotYoursError: somebody else may do it.
    """
    return tuple(written(record, command, at, who, rules).facts)


def written(record: TicketRecord, command: object, at: float, who: Who, rules: Rules) -> Pen:
    """The same, with the record as it is afterwards."""
    pen = pen_for(record, at, who, rules)
    COMMANDS[type(command)](pen, command)
    return pen


def raise_due(pen: Pen) -> None:
    """By rule: say everything that has come due."""
    COMMANDS[RaiseAlerts](pen, RaiseAlerts())
    COMMANDS[RaiseRevisit](pen, RaiseRevisit())


def pen_for(record: TicketRecord, at: float, who: Who, rules: Rules) -> Pen:
    """A pen for one decision; a clock that was set back does not let a ticket's time run backwards."""
    return Pen(record=record, at=max(at, record.last_at), who=who, rules=rules)
