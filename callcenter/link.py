"""The service's end of a resumable link (docs/interfaces.md): orders out, events in, none lost over a restart."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

MAX_LINE_BYTES = 256 * 1024
RETRY_FIRST_S = 0.05
RETRY_MOST_S = 1.0

_log = structlog.get_logger("link")
Body = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkHandlers:
    """Who hears what: an event's type, its Unix time and its fields; a welcome's instance and snapshot; a loss."""

    on_event: Callable[[str, float, Body], None]
    on_welcome: Callable[[str, Body], None]
    on_down: Callable[[], None]


class Link:
    """Owns one client connection to a server process and keeps trying while it is away."""

    def __init__(self, name: str, path: Path, handlers: LinkHandlers) -> None:
        self._name, self._path, self._handlers = name, path, handlers
        self._writer: asyncio.StreamWriter | None = None
        self._instance, self._seq, self._acked = "", 0, 0
        self._was_up = False

    @property
    def up(self) -> bool:
        """Whether the server answered and the connection stands."""
        return self._was_up

    @property
    def handled_seq(self) -> int:
        """The last event that was handed on; acknowledge it once its facts are safe."""
        return self._seq

    def order(self, type_: str, body: Body) -> bool:
        """Send an order now; False (and nothing sent) while the server is away."""
        if not self._was_up:
            return False
        return self._send({**body, "op": "order", "type": type_})

    def ack(self, seq: int) -> None:
        """Tell the server that events up to `seq` need not be kept."""
        if seq > self._acked and self._was_up:
            self._acked = seq
            self._send({"op": "ack", "seq": seq})

    async def run(self) -> None:
        """Connect, listen, reconnect; ends only by cancellation."""
        wait_s = RETRY_FIRST_S
        while True:
            if await self._session():
                wait_s = RETRY_FIRST_S
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, RETRY_MOST_S)

    async def _session(self) -> bool:
        try:
            reader, self._writer = await asyncio.open_unix_connection(str(self._path), limit=MAX_LINE_BYTES)
        except OSError:
            return False
        try:
            self._send({"op": "hello", "last_seq": self._seq, "instance": self._instance})
            while line := await reader.readline():
                self._take(line)
        except (OSError, ValueError) as fault:  # ValueError: a line over the limit
            _log.warning("link broken", link=self._name, fault=type(fault).__name__)
        finally:
            await self._close()
        return True

    async def _close(self) -> None:
        writer, self._writer = self._writer, None
        if writer:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        if self._was_up:
            self._was_up = False
            _log.warning("link down", link=self._name)
            self._handlers.on_down()

    def _send(self, message: Body) -> bool:
        if self._writer is None or self._writer.is_closing():
            return False
        self._writer.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        return True

    def _take(self, line: bytes) -> None:
        try:
            message = json.loads(line)
            if not isinstance(message, dict):
                raise TypeError(f"message: expected a JSON object, found {type(message).__name__}")
            self._dispatch(message)
        except (ValueError, KeyError, TypeError) as fault:
            _log.exception("message refused", link=self._name, fault=type(fault).__name__)

    def _dispatch(self, message: Body) -> None:
        match message.get("op"):
            case "welcome":
                self._welcome(message)
            case "event":
                self._event(message)
            case "error":
                _log.error("order refused", link=self._name, expected=message.get("expected"))

    def _welcome(self, message: Body) -> None:
        if message["instance"] != self._instance:
            self._instance, self._seq, self._acked = message["instance"], 0, 0
        self._was_up = True
        _log.info("link up", link=self._name, instance=self._instance)
        self._handlers.on_welcome(self._instance, message["snapshot"])

    def _event(self, message: Body) -> None:
        seq = int(message.get("seq", 0))
        if seq and seq <= self._seq:
            return  # told again after a reconnect
        self._seq = seq or self._seq
        fields = {k: v for k, v in message.items() if k not in ("op", "seq", "at", "type")}
        self._handlers.on_event(message["type"], float(message.get("at", 0.0)), fields)
