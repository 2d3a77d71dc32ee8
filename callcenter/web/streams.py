"""Live WebSockets: a bounded queue for each browser, and the end for one that does not read."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from callcenter import logs
from callcenter.store.faults import StoreUnavailableError
from callcenter.web.errors import ApiError
from callcenter.web.route import Ask

log = logs.get(__name__)

MOST_WAITING = 256  # messages; a desk gets about 10 a second at its busiest: 25 s behind is no live screen any more
PING_S = 15.0  # a browser that answers no ping is gone: its session ends within two
RECHECK_S = 60.0  # a session that was ended or a token that was revoked loses its stream within a minute
MAX_FRAME_BYTES = 4096  # browsers have nothing to say here
MOST_SOCKETS = 1000
CLOSE_WITHIN_S = 2.0
GOING_AWAY, POLICY, FAULT, TRY_LATER = 1001, 1008, 1011, 1013  # RFC 6455 7.4.1


@dataclass(frozen=True, slots=True)
class OpenSockets:
    """Every open stream of an application."""

    all: set[web.WebSocketResponse] = field(default_factory=set)


SOCKETS = web.AppKey("sockets", OpenSockets)


@dataclass(slots=True, kw_only=True)
class Outbox:
    """Messages on their way to one browser. `put` never blocks; a full one is cut."""

    waiting: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    overrun: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, message: object) -> None:
        """Queue one message, as JSON."""
        try:
            self.waiting.put_nowait(json.dumps(message, ensure_ascii=False, separators=(",", ":")))
        except asyncio.QueueFull:
            self.overrun.set()


Source = Callable[[Outbox], Awaitable[Callable[[], None]]]
Welcome = Callable[[], Awaitable[bool]]


async def stream(ask: Ask, source: Source, still_welcome: Welcome) -> web.WebSocketResponse:
    """Run one browser's stream to its end.

    Args:
        ask: the request, already admitted.
        source: subscribes the outbox, puts the first messages, returns how to unsubscribe.
        still_welcome: asked now and then whether the session is still good.

    """
    async with opened(ask, max_bytes=MAX_FRAME_BYTES) as socket:
        outbox = Outbox()
        stop = await source(outbox)
        try:
            await until_one_ends(
                _send(socket, outbox), _listen(socket), _cut(ask, outbox), check(socket, still_welcome)
            )
        finally:
            stop()
    return socket


@asynccontextmanager
async def opened(ask: Ask, *, max_bytes: int, protocols: Sequence[str] = ()) -> AsyncIterator[web.WebSocketResponse]:
    """Open the WebSocket of an admitted request, count it, and close it whatever happens.

    Raises:
        ApiError: 503 too many are open already.

    """
    sockets = ask.request.app[SOCKETS].all
    if len(sockets) >= MOST_SOCKETS:
        raise ApiError(503, "too_many_sockets", "too many open screens", expected=f"fewer than {MOST_SOCKETS}")
    socket = web.WebSocketResponse(heartbeat=PING_S, max_msg_size=max_bytes, compress=False, protocols=protocols)
    await socket.prepare(ask.request)
    sockets.add(socket)
    told = ask.parts.metrics.sockets.labels(ask.request.path)
    told.inc()
    try:
        yield socket
    except StoreUnavailableError:
        await _close(socket, TRY_LATER)
    except Exception:  # the edge: the handshake is over, no error page can be sent any more
        log.exception("stream failed", path=ask.request.path)
        await _close(socket, FAULT)
    finally:
        told.dec()
        sockets.discard(socket)
        await _close(socket, GOING_AWAY)


async def close_all(app: web.Application) -> None:
    """End every stream when the service stops; browsers come back by themselves."""
    await asyncio.gather(*(_close(socket, GOING_AWAY) for socket in list(app[SOCKETS].all)))


async def _close(socket: web.WebSocketResponse, code: int) -> None:
    with contextlib.suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(CLOSE_WITHIN_S):
            await socket.close(code=code)


async def until_one_ends(*parts: Coroutine[None, None, None]) -> None:
    """Run the parts of one stream together; when one ends the others are cancelled, and its fault is raised."""
    tasks = [asyncio.create_task(part, name="stream") for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        fault = None if task.cancelled() else task.exception()
        if fault is not None and not isinstance(fault, ConnectionError):  # a lost connection is a normal end
            raise fault


async def _send(socket: web.WebSocketResponse, outbox: Outbox) -> None:
    while True:
        await socket.send_str(await outbox.waiting.get())


async def _listen(socket: web.WebSocketResponse) -> None:
    """Read until the browser closes; whatever it says is nothing to us."""
    async for message in socket:
        if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            log.debug("browser spoke on a one-way stream")


async def _cut(ask: Ask, outbox: Outbox) -> None:
    """Wait until the browser is too far behind, then drop its connection: a closing handshake would wait for it."""
    await outbox.overrun.wait()
    log.warning("slow browser cut off", path=ask.request.path, waiting=MOST_WAITING)
    ask.parts.metrics.cut.labels(ask.request.path).inc()
    if ask.request.transport is not None:
        ask.request.transport.abort()


async def check(socket: web.WebSocketResponse, still_welcome: Welcome) -> None:
    """End the stream when its session is over; look once a minute."""
    while True:
        await asyncio.sleep(RECHECK_S)
        if not await still_welcome():
            await socket.close(code=POLICY, message=b"session ended")
            return
