"""Apply a fact: its family's small function, the time it happened, and the state it leads to."""

from collections.abc import Iterable
from dataclasses import replace

from queueing.ticket.facts import TicketFact
from queueing.ticket.fold import airing, clock, handling, intake, oversight, review
from queueing.ticket.fold.table import Table
from queueing.ticket.record import TicketRecord

_TABLE: Table = {**intake.TABLE, **handling.TABLE, **review.TABLE, **oversight.TABLE, **clock.TABLE, **airing.TABLE}


def apply(record: TicketRecord, fact: TicketFact) -> TicketRecord:
    """The ticket after one more fact."""
    after = _TABLE[type(fact)](record, fact)
    return after if after.last_at >= fact.at else replace(after, last_at=fact.at)


def replay(ticket_id: str, facts: Iterable[TicketFact]) -> TicketRecord:
    """The ticket that these facts made."""
    record = TicketRecord(ticket_id=ticket_id)
    for fact in facts:
        record = apply(record, fact)
    return record
