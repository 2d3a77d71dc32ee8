"""A leader's monthly review (全审核): what was answered in a month, and which of it the leader has looked at since.

Nothing is kept for it: a leader's look is a remark or an instruction on the ticket itself, after the reply.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from callcenter.store.facts import kind_of
from callcenter.store.tables import facts
from callcenter.store.ticket_lists import Scope, visible
from callcenter.store.ticket_tables import ticket_work
from queueing.ticket.facts.intake import NoteAdded
from queueing.ticket.facts.oversight import InstructionGiven

MOST = 2000  # tickets of one leader's month; the list says when there are more
_NOTE, _INSTRUCTION = kind_of(NoteAdded), kind_of(InstructionGiven)
_W = ticket_work.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a leader last said of a ticket, and when."""

    at: float
    said: str
    instructed: bool


def answered_between(
    connection: Connection, scope: Scope, units: Iterable[str] | None, since: float, until: float
) -> list[tuple[str, float]]:
    """Tickets whose reply that stands was given within that time, with its moment; `units` None: of every unit."""
    wanted = select(_W.ticket_id, _W.replied_at).where(_W.replied_at >= since, _W.replied_at < until, *visible(scope))
    if units is not None:
        wanted = wanted.where(_W.unit.in_(sorted(units)))
    rows = connection.execute(wanted.order_by(_W.unit, _W.replied_at, _W.ticket_id).limit(MOST))
    return [(row.ticket_id, row.replied_at) for row in rows]


def looks_of(connection: Connection, by: str, replied: Mapping[str, float]) -> dict[str, Look]:
    """What somebody last said of these tickets after their reply."""
    if not replied:
        return {}
    kinds = facts.c.kind.in_((_NOTE, _INSTRUCTION))
    wanted = select(facts).where(facts.c.ticket_id.in_(sorted(replied)), kinds).order_by(facts.c.seq)
    found: dict[str, Look] = {}
    for row in connection.execute(wanted):
        if row.body.get("by") == by and row.at >= replied[row.ticket_id]:
            said = str(row.body.get("text", ""))
            found[row.ticket_id] = Look(at=row.at, said=said, instructed=row.kind == _INSTRUCTION)
    return found
