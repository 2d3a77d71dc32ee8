"""How many tickets are past their time, for the wall: a number and nothing else."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Connection, func, select

from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.ticket_lists import tabs
from callcenter.store.ticket_tables import ticket_work

GAP_S = 2.0  # between two counts, so that a Monday morning is counted once, not for each ticket

_log = structlog.get_logger("overdue")


@dataclass(slots=True, kw_only=True)
class OverdueTickets:
    """Owns the last count; counts at start and after whatever happens to a ticket."""

    database: Database
    now: Callable[[], float]
    show: Callable[[int], None]
    gap_s: float = GAP_S
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _shown: int | None = None

    def wake(self) -> None:
        """A card was raised or a ticket moved: count again."""
        self._woken.set()

    async def run(self) -> None:
        """Count for ever; ends by cancellation."""
        while True:
            self._woken.clear()
            try:
                await self.look()
            except StoreError as fault:
                _log.warning("overdue tickets not counted", fault=str(fault))
                self._woken.set()
            await asyncio.sleep(self.gap_s)
            await self._woken.wait()

    async def look(self) -> int:
        """Count, and show what is new."""
        found = await self.database.read(lambda connection: overdue(connection, self.now()))
        if found != self._shown:
            self._shown = found
            self.show(found)
        return found


def overdue(connection: Connection, now: float) -> int:
    """How many tickets the ticket desk lists as late."""
    wanted = select(func.count()).select_from(ticket_work).where(tabs(now)["late"])
    return connection.execute(wanted).scalar_one()
