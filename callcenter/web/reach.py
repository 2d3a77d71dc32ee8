"""Whether somebody may reach a ticket: the hotline's people any, a unit's people those of their unit and under it."""

from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.web.parts import WebParts
from callcenter.web.route import PEOPLE, Ask
from queueing.ticket.record import TicketRecord

HOTLINE = PEOPLE | {Role.DISPATCHER}


async def may_reach(ask: Ask, ticket_id: str) -> TicketRecord | None:
    """Return the ticket's record; None while it is a draft.

    Raises:
        NotFoundError: there is none, or not for them: a ticket of others is answered like one that is not there.

    """
    try:
        record = (await ask.parts.office.get(ticket_id)).record
    except NotFoundError:
        record = None
    if record is None:
        await ask.parts.stores.tickets.get(ticket_id)
        if not ask.who.has(*HOTLINE):
            raise NotFoundError("ticket", ticket_id)
        return None
    if record.restricted_to and ask.who.name not in record.restricted_to:
        raise NotFoundError("ticket", ticket_id)
    if not ask.who.has(*HOTLINE) and not acts_for(ask.parts, ask.who.name, record):
        raise NotFoundError("ticket", ticket_id)
    return record


def acts_for(parts: WebParts, name: str, record: TicketRecord) -> tuple[str, ...]:
    """Return those units of a ticket for which somebody may act: their own and those under it, the lead first."""
    seen = parts.city.directory.seen_by(name)
    return tuple(unit for unit in (record.unit, *record.assisting) if unit in seen)
