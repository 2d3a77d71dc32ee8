"""Carries due messages from the board to the outlets: at once after a fact, and on time when nothing happens."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence

from dashboards.messages import Message
from dashboards.projections import Board
from queueing.events import Fact

REST_S = 0.05  # at most 20 rounds a second, however many facts come

Outlet = Callable[[Message], None]

_log = logging.getLogger("pump")


class Pump:
    """Owns when the board is asked. `feed` is for the bus; `run` is one task."""

    def __init__(self, board: Board, outlets: Sequence[Outlet], clock: Callable[[], float]) -> None:
        self._board = board
        self._outlets = list(outlets)
        self._clock = clock
        self._wake = asyncio.Event()

    def feed(self, fact: Fact) -> None:
        """Take one fact; never waits."""
        self._board.feed(fact)
        self._wake.set()

    def look(self) -> None:
        """Ask the board soon: something other than a fact changed (names, recognition, a notice)."""
        self._wake.set()

    def add(self, outlet: Outlet) -> None:
        """Give an outlet every message from now on."""
        self._outlets.append(outlet)

    def remove(self, outlet: Outlet) -> None:
        """Give an outlet nothing more; one that is not there is no error."""
        with contextlib.suppress(ValueError):
            self._outlets.remove(outlet)

    async def run(self) -> None:
        """Send what is due, for ever; ends by cancellation."""
        while True:
            self._wake.clear()
            self.turn()
            await asyncio.sleep(REST_S)
            wait_s = max(0.0, self._board.next_due() - self._clock())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):  # wait_for forgets a cancellation that comes with the wake
                    await self._wake.wait()

    def turn(self) -> None:
        """Hand every message that is due to every outlet; one outlet's fault does not reach the others."""
        for message in self._board.due(self._clock()):
            for outlet in list(self._outlets):
                try:
                    outlet(message)
                except Exception:  # noqa: BLE001 - the edge: one outlet must not silence the others
                    _log.exception("outlet failed", extra={"topic": message.topic.path})
