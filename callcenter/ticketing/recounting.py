"""Counts every running deadline again when another calendar is in force, some tickets a transaction."""

from collections.abc import Sequence
from functools import partial

from callcenter.store.ticket_work import running_tickets
from callcenter.ticketing.office import TicketOffice
from callcenter.ticketing.together import Together, together

AT_ONCE = 50  # tickets a transaction, so that the desk is not held up


async def recount_all(office: TicketOffice) -> int:
    """Count every running deadline again by the calendar in force; return how many moved or became certain."""
    ids = await office.ports.database.read(running_tickets)
    moved = 0
    for start in range(0, len(ids), AT_ONCE):
        moved += await together(office, partial(_recount, ids=ids[start : start + AT_ONCE]))
    return moved


def _recount(unit: Together, ids: Sequence[str]) -> int:
    unit.hold(ids)
    return sum(unit.recount(ticket_id) for ticket_id in ids)
