"""What the same number brought before, for the question whether a ticket repeats another."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from callcenter.store.caller_numbers import spellings
from callcenter.store.tables import tickets
from callcenter.store.ticket_lists import Scope, visible
from callcenter.store.ticket_tables import ticket_work
from queueing.ticket.states import MERGEABLE

Row = Mapping[str, Any]
_FORM = (tickets.c.fields, tickets.c.caller_number, tickets.c.operator_id)


def mergeable_of(connection: Connection, number: str, since: float, scope: Scope) -> list[Row]:
    """Open tickets of a number that others could go with, accepted since then, as far as somebody may see them."""
    joined = ticket_work.join(tickets, tickets.c.ticket_id == ticket_work.c.ticket_id)
    wanted = (
        select(*ticket_work.columns, *_FORM)
        .select_from(joined)
        .where(
            tickets.c.caller_number.in_(spellings(number)),
            ticket_work.c.accepted_at >= since,
            ticket_work.c.state.in_(sorted(state.value for state in MERGEABLE)),
            *visible(scope),
        )
    )
    return [dict(row) for row in connection.execute(wanted).mappings()]
