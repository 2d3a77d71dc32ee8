"""Which ticket a message from a citizen may answer: the one whose revisit was asked for by a message to that number."""

from sqlalchemy import Connection, select

from callcenter.outflow.news import Event
from callcenter.store.caller_numbers import spellings
from callcenter.store.outbox import Channel
from callcenter.store.outside_tables import outbox
from callcenter.store.ticket_tables import ticket_work
from queueing.ticket.states import TicketState


def asked_of(connection: Connection, number: str, since: float) -> list[str]:
    """The tickets in revisit about which this number was written to since then."""
    written = select(outbox.c.stream, outbox.c.body).where(
        outbox.c.channel == Channel.SMS.value, outbox.c.address.in_(spellings(number)), outbox.c.sent_at >= since
    )
    rows = connection.execute(written).all()
    ids = {row.stream for row in rows if row.body.get("event") == Event.REVISIT_DUE.value}
    waiting = select(ticket_work.c.ticket_id).where(
        ticket_work.c.ticket_id.in_(ids), ticket_work.c.state == TicketState.REVISIT.value
    )
    return list(connection.execute(waiting.order_by(ticket_work.c.ticket_id)).scalars())
