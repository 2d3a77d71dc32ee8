"""重新办理: the matter is taken in anew, and every clock of the city counts from then."""

from datetime import date

from queueing.city.profiles import Moment
from queueing.days.deadlines import due
from queueing.show.due_days import until_day
from queueing.ticket.clockwork import start, start_promise, stop_if_late
from queueing.ticket.facts import TicketReopened
from queueing.ticket.fold.clock import moment_of
from queueing.ticket.pen import Pen

_RUN_ON = (Moment.PROMISED, Moment.COLLECTED)  # what was said in public, and what the show is to be told


def begin_anew(pen: Pen, why: str, by: str) -> None:
    """Reopen a ticket: what still ran of the handling before ends, what begins with a matter begins from now."""
    pen.write(TicketReopened(at=pen.at, ticket_id=pen.record.ticket_id, by=by, why=why))
    for one in pen.record.running():
        if one.starts not in _RUN_ON:
            stop_if_late(pen, one, "reopened")
    for moment in _begins(pen):
        start(pen, moment, pen.at)
    _show_is_to_be_told(pen)
    owe_promises(pen)


def _begins(pen: Pen) -> tuple[Moment, ...]:
    """The reopening itself, and what it takes the place of; of a hang-up only where there was a call."""
    record = pen.record
    called = bool(record.call_id) or any(
        one.starts is Moment.CALL_END and not one.carried_from for one in record.clocks
    )
    return (Moment.REOPENED, Moment.ACCEPTED, *((Moment.CALL_END,) if called else ()))


def _show_is_to_be_told(pen: Pen) -> None:
    """The end of a ticket is no excuse: what was taken for the show and not handed on is owed since then."""
    collected_at = pen.record.happened(Moment.COLLECTED)
    if collected_at is not None and pen.record.happened(Moment.HANDED_ON) is None:
        start(pen, Moment.COLLECTED, collected_at)


def owe_promises(pen: Pen) -> None:
    """A promise nobody has kept is owed by the day it named, as long as that is to come."""
    office = pen.rules.office
    for one in pen.record.promises:
        day = date.fromisoformat(one.due)
        until = due(moment_of(one.said_at), until_day(day, one.said_at, office), office)
        if one.open and pen.record.clock(one.promise_id) is None and until.at.timestamp() > pen.at:
            start_promise(pen, one.promise_id, day, one.said_at)
