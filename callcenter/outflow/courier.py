"""Takes messages out of the outbox and hands them over, in order within a stream, again after trouble."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

import structlog

from callcenter.store.faults import StoreUnavailableError
from callcenter.store.outbox import Channel, Figures, Message, Outbox
from queueing.callers.delivery import Backoff

AT_ONCE = 8  # messages of different streams under way at the same time
LOOK_EVERY_S = 1.0  # a message written by another process is found so soon; our own wake the courier
KEEP_S = 90 * 86_400.0  # sent messages stay so long, to be looked up

_log = structlog.get_logger("outflow")


class TroubleError(Exception):
    """The receiver could not be reached or is in trouble; the same message may be taken later."""


class RefusedError(Exception):
    """The receiver does not want this message; it will hardly want it later."""


class NotYetError(Exception):
    """It is not the time for this message."""

    def __init__(self, why: str, until: float) -> None:
        super().__init__(why)
        self.until = until


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierRules:
    """How hard a channel tries. `in_order`: a dead message holds back those behind it in its stream."""

    in_order: bool
    trouble: Backoff = field(default_factory=lambda: Backoff(first_s=1.0, factor=2.0, most_s=900.0, tries=300))
    refused: Backoff = field(default_factory=lambda: Backoff(first_s=5.0, factor=4.0, most_s=900.0, tries=3))


class Courier:
    """Owns the sending of one channel; the outbox owns the messages."""

    def __init__(
        self,
        outbox: Outbox,
        channel: Channel,
        send: Callable[[Message], Awaitable[None]],
        rules: CourierRules,
        now: Callable[[], float],
    ) -> None:
        """Take how one message is sent; `send` returns once the receiver has it, and may be called twice for it."""
        self.channel = channel
        self._outbox, self._send, self._rules, self._now = outbox, send, rules, now
        self._wake = asyncio.Event()
        self._troubles = 0  # in a row, over all streams: one receiver serves them all
        self.problem = ""
        self.figures = Figures()

    def wake(self) -> None:
        """Look now: something was written, or brought back."""
        self._wake.set()

    async def run(self) -> None:
        """Send what is due until cancelled."""
        while True:
            self._wake.clear()
            try:
                busy = await self.once()
                self.figures = await self._outbox.figures(self.channel)
            except StoreUnavailableError as fault:
                _log.warning("outbox waits for the database", channel=self.channel.value, why=str(fault))
                busy = False
            await self._rest(busy)

    async def once(self) -> bool:
        """Send one round; tell whether anything arrived, so that the next round is worth it at once."""
        due = await self._outbox.due(self.channel, self._now(), AT_ONCE, in_order=self._rules.in_order)
        arrived = await asyncio.gather(*(self._deliver(message) for message in _apart(due)))
        return any(arrived)

    async def forget(self) -> None:
        """Remove what arrived long ago."""
        with contextlib.suppress(StoreUnavailableError):
            await self._outbox.forget(self._now() - KEEP_S)

    def check(self) -> tuple[bool, str]:
        """Tell readiness: trouble in a row means the receiver is away; dead letters wait for a person."""
        said = f"{self.figures.waiting} waiting, {self.figures.dead} dead"
        return self._troubles < 3, f"{said}; {self.problem}" if self.problem else said

    async def _rest(self, busy: bool) -> None:
        if busy:
            return
        pause_s = self._rules.trouble.wait_s(self._troubles) if self._troubles else None
        if pause_s is not None:
            await asyncio.sleep(min(pause_s, 60.0))  # nobody is woken for a receiver that is down
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY_S):
                await self._wake.wait()

    async def _deliver(self, message: Message) -> bool:
        """Hand one message over and note what came of it."""
        try:
            await self._send(message)
        except NotYetError as fault:
            await self._outbox.postponed(message.message_id, str(fault), fault.until)
            return False
        except TroubleError as fault:
            self._troubles += 1
            await self._note(message, str(fault), self._rules.trouble)
            return False
        except RefusedError as fault:
            await self._note(message, str(fault), self._rules.refused)
            return False
        except Exception as fault:  # noqa: BLE001 - the edge: a fault of ours with one message must not stop the rest
            _log.exception("message not sent", channel=self.channel.value, message_id=message.message_id)
            await self._note(message, f"fault of the service: {type(fault).__name__}", self._rules.refused)
            return False
        self._troubles, self.problem = 0, ""
        await self._outbox.sent(message.message_id, self._now())
        return True

    async def _note(self, message: Message, problem: str, backoff: Backoff) -> None:
        self.problem = problem[:200]
        wait_s = backoff.wait_s(message.failures + 1)
        await self._outbox.failed(message.message_id, problem, None if wait_s is None else self._now() + wait_s)
        if wait_s is None:
            _log.error("message is dead", channel=self.channel.value, message_id=message.message_id, why=problem)


def _apart(messages: Iterable[Message]) -> list[Message]:
    """Leave out all but the first to each address: what may go to a number depends on what has gone."""
    first = {message.address or str(message.message_id): message for message in reversed(list(messages))}
    return list(reversed(first.values()))
