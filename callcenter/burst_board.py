"""The burst board: each burst going on with its guidance and its main ticket, told to every desk that looks."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from callcenter.hot_desk import HotDesk
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.ticket_lists import rows_of
from queueing.hot import Burst, Candidate, main_of
from queueing.ticket.facts import TicketFact
from queueing.ticket.states import TicketState

RETRY_S = 2.0
_log = structlog.get_logger("bursts")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingBurst:
    """A burst as operators see it; nothing of any caller. `main` None: no ticket of it is registered yet."""

    burst: Burst
    answer: str
    tickets: tuple[str, ...]  # oldest first, drafts too
    main: Candidate | None


Shown = tuple[GoingBurst, ...]


class BurstBoard:
    """Owns what is shown of bursts, and who is told when that changes."""

    def __init__(self, hot: HotDesk, database: Database) -> None:
        self._hot, self._database = hot, database
        self.shown: Shown = ()
        self._listeners: list[Callable[[Shown], None]] = []
        self._woken = asyncio.Event()
        self._looking = asyncio.Lock()

    def wake(self) -> None:
        """Look again soon; many wakes make one look."""
        self._woken.set()

    def take_fact(self, fact: TicketFact) -> None:
        """Something happened to a ticket: its burst's main ticket may be another one now."""
        if any(fact.ticket_id in one.tickets for one in self.shown):
            self.wake()

    def listen(self, listener: Callable[[Shown], None]) -> Callable[[], None]:
        """Hear all that changes, until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def run(self) -> None:
        """Look whenever woken; ends by cancellation."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                await self.look()
            except StoreError as fault:
                _log.warning("bursts shown as they were: the database is away", why=str(fault))
                await asyncio.sleep(RETRY_S)
                self.wake()

    async def look(self) -> Shown:
        """Read how bursts stand now; whoever listens is told when that is news."""
        async with self._looking:
            going = self._hot.bursts()
            tickets = {one.burst_id: self._hot.tickets_of(one) for one in going}
            every = [ident for some in tickets.values() for ident in some]
            rows = await self._database.read(lambda connection: rows_of(connection, every)) if every else {}
            shown = tuple(self._going(one, tickets[one.burst_id], rows) for one in going)
            if shown != self.shown:
                self.shown = shown
                for listener in list(self._listeners):
                    listener(shown)
            return shown

    def leads(self, ticket_id: str) -> bool:
        """Whether a ticket is the main one of a burst going on."""
        return any(one.main is not None and one.main.ticket_id == ticket_id for one in self.shown)

    def _going(self, burst: Burst, tickets: tuple[str, ...], rows: Mapping[str, Mapping[str, Any]]) -> GoingBurst:
        answer = self._hot.answer(burst.place, burst.matter)
        return GoingBurst(burst=burst, answer=answer, tickets=tickets, main=main_among(tickets, rows))


def main_among(tickets: Sequence[str], rows: Mapping[str, Mapping[str, Any]]) -> Candidate | None:
    """The main ticket among those that are registered; one that only few may see leads nobody."""
    known = (rows[ident] for ident in tickets if ident in rows)
    return main_of(
        Candidate(
            ticket_id=row["ticket_id"],
            number=row["number"],
            state=TicketState(row["state"]),
            accepted_at=row["accepted_at"],
            repeats=row["repeats"],
        )
        for row in known
        if not row["restricted"]
    )
