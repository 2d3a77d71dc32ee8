"""The shared inbox: what no operator talked about waits here until somebody takes, corrects and confirms it."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection

from callcenter.store import inbox as rows
from callcenter.store.database import Database
from callcenter.store.faults import WrongStateError
from callcenter.store.inbox import Holder, Waiting
from callcenter.timers import Timer, Timers
from queueing.events import Fact, TicketDrafted

FRESH_S = 5.0  # what was read is read again after so long: a ticket may be registered elsewhere (a show's, at sign-off)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What waits: all of it counted, the oldest listed."""

    count: int
    items: tuple[Waiting, ...]

    @property
    def taken(self) -> int:
        """How many of those listed somebody works on."""
        return sum(one.lock is not None for one in self.items)

    @property
    def oldest_at(self) -> float | None:
        """When the one came in that waits longest; None: none waits."""
        return self.items[0].came_at if self.items else None


@dataclass(slots=True, kw_only=True)
class Inbox:
    """Owns who listens and what was read last; the matters and their locks are the store's.

    `idle_s`: so long after its holder last did something a matter is anybody's again.
    """

    database: Database
    timers: Timers
    now: Callable[[], float]
    idle_s: float
    _listeners: list[Callable[[], None]] = field(default_factory=list)
    _read: tuple[int, float, Shown] | None = None  # of which change, good until when
    _changes: int = 0
    _lapse: Timer | None = None

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Hear that something is otherwise, until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def changed(self) -> None:
        """Hear that a matter came, was taken, given back, corrected, confirmed or put aside; tell the screens."""
        self._changes += 1
        for listener in list(self._listeners):
            listener()

    def take_fact(self, fact: Fact) -> None:
        """Hear that a call's draft is complete: it may be of a message, which is nobody's yet."""
        if isinstance(fact, TicketDrafted):
            self.changed()

    async def has_message(self, call_id: str, name: str) -> bool:
        """Whether somebody works on the message that a call left."""
        since = self._since()
        return await self.database.read(lambda connection: rows.holder_of(connection, call_id, since)) == name

    async def look(self) -> Shown:
        """What waits now; many screens asking at once read it once."""
        if self._read is not None and self._read[0] == self._changes and self.now() < self._read[1]:
            return self._read[2]
        asked, since = self._changes, self._since()
        count, items = await self.database.read(lambda connection: rows.waiting(connection, since))
        shown = Shown(count=count, items=tuple(items))
        lapse = self._next_lapse(shown)
        self._read = (asked, min(lapse, self.now() + FRESH_S), shown)
        self._wake_at(lapse)
        return shown

    async def take(self, ticket_id: str, who: Holder) -> Waiting:
        """Lock a matter to somebody; theirs already, they go on with it.

        Raises:
            NotFoundError, WrongStateError: it is not there, is done, or another works on it; nothing changed.
        """
        at, since = self.now(), self._since()
        found = await self.database.write(lambda connection: rows.take(connection, ticket_id, who, at, since))
        self.changed()
        return found

    async def claim(self, ticket_id: str, who: Holder) -> None:
        """Before somebody acts on any draft: one of the inbox is theirs then, with others it changes nothing.

        Raises:
            WrongStateError: another works on it.
        """
        since = self._since()
        if await self.database.read(lambda connection: rows.one_waiting(connection, ticket_id, since)) is not None:
            await self.take(ticket_id, who)

    async def release(self, ticket_id: str, name: str, *, others: bool = False) -> None:
        """Give a matter back that one has, or with `others` that anybody has; one nobody has stays free.

        Raises:
            WrongStateError: another has it.
        """
        since = self._since()
        await self.database.write(partial(_release, ticket_id=ticket_id, name=name, since=since, others=others))
        self.changed()

    async def release_all(self, name: str) -> None:
        """Give back all that somebody has: they signed out."""
        if await self.database.write(lambda connection: rows.release_all(connection, name)):
            self.changed()

    async def done(self, ticket_id: str) -> None:
        """Forget who worked on what is confirmed or put aside."""
        await self.database.write(lambda connection: rows.release(connection, ticket_id, ""))
        self.changed()

    def _since(self) -> float:
        return self.now() - self.idle_s

    def _next_lapse(self, shown: Shown) -> float:
        ends = [one.lock.active_at + self.idle_s for one in shown.items if one.lock is not None]
        return min(ends, default=math.inf)

    def _wake_at(self, lapse: float) -> None:
        """Have the screens told when the first matter becomes free by itself."""
        if self._lapse is not None:
            self._lapse.cancel()
        delay_s = max(1.0, lapse - self.now())
        self._lapse = self.timers.after(delay_s, self.changed) if math.isfinite(lapse) else None


def _release(connection: Connection, *, ticket_id: str, name: str, since: float, others: bool) -> None:
    found = rows.one_waiting(connection, ticket_id, since)
    lock = found.lock if found else None
    if lock is not None and lock.holder != name and not others:
        raise WrongStateError(f"matter {ticket_id}", "a matter of one's own", lock.holder_name)
    rows.release(connection, ticket_id, "")
