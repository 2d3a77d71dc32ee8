"""Whether a caller of the show is known: the past of the number, read beside the show and never in its way."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from callcenter.store.caller_history import CallerHistories
from callcenter.store.faults import StoreError
from callcenter.store.shows import Shows
from queueing.show.facts import EntryJoined

MOST_WAITING = 200  # callers whose past has not been read yet; more wait in no show
DAY_S = 86_400.0
LOOK_BACK_CALLS = 50
_log = structlog.get_logger("studio")

Found = Callable[[EntryJoined, int, int], None]  # calls lately, and shows


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupPorts:
    """What the past is read from."""

    histories: CallerHistories
    shows: Shows
    number_of: Callable[[str], str]  # of a call that goes on; '' when it is withheld
    days: float


class Lookups:
    """Owns the line of callers whose past is still to be read."""

    def __init__(self, ports: LookupPorts) -> None:
        self._ports = ports
        self._asked: asyncio.Queue[EntryJoined] = asyncio.Queue(MOST_WAITING)
        self.found: Found = lambda _joined, _calls, _shows: None

    def ask(self, joined: EntryJoined) -> None:
        """Have a caller's past read soon."""
        try:
            self._asked.put_nowait(joined)
        except asyncio.QueueFull:
            _log.warning("past of a caller not read: too many wait", call_id=joined.call_id)

    async def run(self) -> None:
        """Read one past after the other; ends by cancellation."""
        while True:
            joined = await self._asked.get()
            try:
                await self._look(joined)
            except StoreError as fault:
                _log.warning("past of a caller not read", call_id=joined.call_id, why=str(fault))
            self._asked.task_done()

    async def drain(self) -> None:
        """Wait until every past asked for was read."""
        await self._asked.join()

    async def _look(self, joined: EntryJoined) -> None:
        number, since = self._ports.number_of(joined.call_id), joined.at - self._ports.days * DAY_S
        past = await self._ports.histories.of_number(number, since, without=joined.call_id, most=LOOK_BACK_CALLS)
        if not past.calls_since and not past.tickets:
            return
        calls = [one.call_id for one in past.calls]
        shows = {show for show, _ in await self._ports.shows.of_calls(calls)} - {joined.show_id}
        self.found(joined, past.calls_since, len(shows))
