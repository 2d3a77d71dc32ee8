"""Tickets and drafts as one person sees them, wherever they are shown; the looks at numbers go to the audit."""

from collections.abc import Sequence

from callcenter.store.ticket import Ticket
from callcenter.store.ticket_lists import rows_of
from callcenter.web.call_routes import sound_of
from callcenter.web.looks import note_looks, tickets_looked_at
from callcenter.web.models import TicketView
from callcenter.web.route import Ask
from callcenter.web.scopes import sight_of_ticket
from callcenter.web.views import seen_ticket, ticket_view


async def seen_tickets(ask: Ask, tickets: Sequence[Ticket]) -> list[TicketView]:
    """Show tickets that the asker may know of, each as far as they may see it."""
    ids = [one.ticket_id for one in tickets]
    rows = await ask.parts.stores.database.read(lambda connection: rows_of(connection, ids))
    sound = await sound_of(ask.parts.stores, [one.call_id for one in tickets if one.call_id])
    note_looks(ask, tickets_looked_at(ask, tickets, rows))
    return [
        seen_ticket(
            ticket_view(one, sound, ask.parts.zone, shown=True), sight_of_ticket(ask, one, rows.get(one.ticket_id))
        )
        for one in tickets
    ]
