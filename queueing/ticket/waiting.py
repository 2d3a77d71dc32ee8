"""How long a pause (待补充材料) may go on unasked: a reminder of its own, then the office says go on or end."""

from queueing.city.profiles import ClockKind, Moment
from queueing.ticket.clockwork import stop
from queueing.ticket.facts import Alert, ClockStarted
from queueing.ticket.pen import Pen
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TicketState

PAUSE = "pause"  # the rule of the reminder; one runs while the ticket is paused


def begin_wait(pen: Pen) -> None:
    """Start the reminder. A matter of the discipline authority has none of the city's clocks."""
    if pen.record.restricted_to:
        return
    pen.write(
        ClockStarted(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            rule_id=PAUSE,
            policy=pen.rules.profile.policy,
            limit=str(pen.rules.profile.switches.pause_most),
            started_at=pen.at,
            starts=Moment.PAUSED,
            stops=Moment.WENT_ON,
            kind=ClockKind.DUTY,
            soft=True,
            title="待补充材料",
        )
    )


def end_wait(pen: Pen) -> None:
    """End the reminder: it is nobody's deadline, so it is neither met nor missed."""
    clock = pen.record.clock(PAUSE)
    if clock is not None:
        stop(pen, clock, str(Moment.WENT_ON), counted=False)


def waited_too_long(record: TicketRecord) -> bool:
    """Whether a pause went on for as long as the city lets it, so that the office has to say what follows."""
    clock = record.clock(PAUSE)
    return record.state is TicketState.PAUSED and clock is not None and Alert.MISSED in clock.alerts
