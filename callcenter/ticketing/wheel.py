"""The timer wheel: says what comes due, each thing once, also after a restart. The database holds what is next."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog
from sqlalchemy import Connection, func, select, union

from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.ticket_tables import ticket_clocks, ticket_work
from callcenter.ticketing.office import TicketOffice
from callcenter.ticketing.together import Together, together

BATCH = 200  # tickets looked at in one turn, so that a Monday morning does not hold up the desk
AT_ONCE = 50  # tickets a transaction: some 20 ms in which nobody else writes (tests/bench/tickets_year.py)
LONGEST_S = 3600.0  # look at least so often: a machine's clock may be set
RETRY_S = 5.0

_log = structlog.get_logger("wheel")


@dataclass(slots=True, kw_only=True)
class TimerWheel:
    """Owns the waiting for the next moment; what is due is in the rows, what was said is in the ledger."""

    office: TicketOffice
    database: Database
    now: Callable[[], float]
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Something changed: the next moment may be an earlier one."""
        self._woken.set()

    async def run(self) -> None:
        """Turn for ever; ends by cancellation."""
        while True:
            try:
                self._woken.clear()
                await self.turn()
                pause_s = await self._pause_s()
            except StoreError as fault:
                _log.warning("deadlines wait for the database", fault=str(fault))
                pause_s = RETRY_S
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause_s):  # wait_for forgets a cancellation that comes with the wake
                    await self._woken.wait()

    async def turn(self) -> int:
        """Say everything that is due now; return about how many tickets something was said."""
        said = 0
        while ids := await self.database.read(lambda connection: due_tickets(connection, self.now())):
            for start in range(0, len(ids), AT_ONCE):
                said += await together(self.office, partial(_tick, ids=ids[start : start + AT_ONCE]))
            if len(ids) < BATCH:
                return said
        return said

    async def _pause_s(self) -> float:
        """How long nothing comes due."""
        at = await self.database.read(next_moment)
        return LONGEST_S if at is None else min(LONGEST_S, max(0.05, at - self.now()))


def _tick(unit: Together, ids: Sequence[str]) -> int:
    unit.hold(ids)
    return sum(unit.tick(ticket_id) for ticket_id in ids)


def due_tickets(connection: Connection, now: float) -> list[str]:
    """The tickets about which something is to be said, some of them."""
    clocks = select(ticket_clocks.c.ticket_id).where(ticket_clocks.c.next_at <= now)
    revisits = select(ticket_work.c.ticket_id).where(ticket_work.c.revisit_at <= now)
    return list(connection.execute(union(clocks, revisits).limit(BATCH)).scalars())


def next_moment(connection: Connection) -> float | None:
    """When the next thing is to be said."""
    found = [
        connection.execute(select(func.min(column))).scalar_one()
        for column in (ticket_clocks.c.next_at, ticket_work.c.revisit_at)
    ]
    return min((at for at in found if at is not None), default=None)
