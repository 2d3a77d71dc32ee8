"""A unit of work: many commands at many tickets, decided one after the other, written in one transaction, told once.

For imports, replays and the timer. Each command sees what those before it did; all are durable once the unit is
answered; any fault, a refusal too, undoes the unit as a whole, and nobody hears of it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from callcenter.store.facts import LedgerFact
from callcenter.store.ticket import DraftTicket, Ticket
from callcenter.store.ticket_sheaf import Sheaf
from callcenter.store.ticket_work import Work, add, hold, load, settle
from callcenter.store.tickets import Change, save_draft
from callcenter.ticketing.office import Done, Order, TicketOffice
from queueing.events import Fact
from queueing.ticket.commands.intake import Accept
from queueing.ticket.pen import Who
from queueing.ticket.record import TicketRecord

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Together:
    """What may be done within one unit of work; used in the writing thread, for as long as the unit lasts."""

    office: TicketOffice
    connection: Connection
    facts: list[LedgerFact] = field(default_factory=list)
    fault: Exception | None = None

    def hold(self, ticket_ids: Sequence[str]) -> None:
        """Read and hold many tickets in one go, which are going to be worked on: one by one costs more."""
        hold(self.connection, self.office.records, ticket_ids)

    def record(self, ticket_id: str) -> TicketRecord:
        """Look at a ticket as this unit has left it."""
        with self._whole():
            return load(self.connection, self.office.records, ticket_id).record

    def happened(self, facts: Iterable[Fact]) -> None:
        """Put facts of the desk into the ledger, in their place among those of the tickets."""
        facts = tuple(facts)
        add(self.connection, self.office.records, facts)
        self.facts += facts

    def draft(self, draft: DraftTicket, at: datetime) -> Ticket:
        """Make or refresh the draft of a call."""
        with self._whole():
            return save_draft(self.connection, draft, at)

    def accept(self, change: Change, accept: Accept, who: Who) -> Work:
        """受理: see `TicketOffice.accept`."""
        with self._whole():
            return self._told(self.office.accept_in(self.connection, change, accept, who)).work

    def void(self, change: Change, why: str, who: Who) -> Ticket:
        """无效: see `TicketOffice.void`."""
        with self._whole():
            ticket, facts = self.office.void_in(self.connection, change, why, who)
            self.facts += facts
            return ticket

    def act(self, order: Order) -> Work:
        """Do what somebody wants: see `TicketOffice.act`."""
        with self._whole():
            return self._told(self.office.act_in(self.connection, order)).work

    def tick(self, ticket_id: str) -> bool:
        """By rule: say what has come due of one ticket; False when there was nothing to say."""
        with self._whole():
            return bool(self._told(self.office.tick_in(self.connection, ticket_id)).facts)

    def recount(self, ticket_id: str) -> int:
        """Count the ticket's running deadlines again; return how many moved or became certain."""
        with self._whole():
            return len(self._told(self.office.recount_in(self.connection, ticket_id)).facts)

    def _told(self, done: Done) -> Done:
        self.facts += done.facts
        return done

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Remember a fault: a unit of which a part failed is not written, even if somebody caught it on the way."""
        try:
            yield
        except Exception as fault:
            self.fault = fault
            raise


async def together(office: TicketOffice, work: Callable[[Together], T]) -> T:
    """Run a unit of work, commit it, then publish its facts. After a passing trouble of the database it is run again.

    Raises:
        NotFoundError, StaleVersionError, WrongStateError, TransitionError, NotYoursError: nothing changed.
    """
    result, facts = await office.ports.database.write(lambda connection: _run(office, connection, work))
    if facts:
        office.ports.publish(facts)
    return result


def _run(office: TicketOffice, connection: Connection, work: Callable[[Together], T]) -> tuple[T, list[LedgerFact]]:
    records, unit = office.records, Together(office=office, connection=connection)
    records.sheaf = Sheaf()
    try:
        result = work(unit)
        if unit.fault is not None:
            raise unit.fault
        settle(connection, records)
    finally:
        records.sheaf = None
    return result, unit.facts
