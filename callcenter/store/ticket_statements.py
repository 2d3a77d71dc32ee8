"""The statements that every draft and every acceptance runs, built once: building costs more than running them."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update

from callcenter.store.database import upsert_in
from callcenter.store.tables import calls, ticket_edits, ticket_numbers, tickets

BY_TICKET: Select[Any] = select(tickets).where(tickets.c.ticket_id == bindparam("this"))
BY_CALL: Select[Any] = select(tickets).where(tickets.c.call_id == bindparam("this"))
HELD_BY_TICKET, HELD_BY_CALL = BY_TICKET.with_for_update(), BY_CALL.with_for_update()
PROBE_OF_CALL = select(calls.c.probe).where(calls.c.call_id == bindparam("this"))
UPDATE_SEEN = update(tickets).where(tickets.c.ticket_id == bindparam("this"), tickets.c.version == bindparam("seen"))
ADD_LABELS = insert(ticket_edits)


@cache
def add_ticket(dialect: str, key: str) -> Any:
    """Add a ticket unless there is one with the same `key`: its own id, or its call's."""
    return upsert_in(dialect, tickets).on_conflict_do_nothing(index_elements=[key])


@cache
def next_number(dialect: str) -> Any:
    """Take the next number of a day; the row's lock keeps two from taking the same."""
    new = upsert_in(dialect, ticket_numbers)
    taken = new.on_conflict_do_update(index_elements=["day"], set_={"last": ticket_numbers.c.last + 1})
    return taken.returning(ticket_numbers.c.last)
