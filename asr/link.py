"""The server's end of the resumable link to the service: JSON lines over a Unix socket (docs/interfaces.md)."""

import asyncio
import json
import logging
import time
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from asr.recognizer import RecognizerError

_log = logging.getLogger(__name__)
MAX_LINE_BYTES = 256 * 1024
MAX_KEPT_EVENTS = 20_000
_BUSY_BYTES = 1 << 20  # a client this far behind gets no more passing events
_DEAF_BYTES = 64 << 20  # and at this it is cut off; what it missed is kept for when it returns
_ERRORS_A_SECOND = 10
_SHOWN_CHARACTERS = 200


class OrderError(RecognizerError):
    """An order that cannot be followed; nothing was changed."""

    def __init__(self, expected: str, found: object) -> None:
        super().__init__(f"expected {expected}, found {found}")
        self.expected = expected
        self.found = str(found)


class LinkServer:
    """Owns the events not yet acknowledged and the one client they go to."""

    def __init__(
        self,
        path: Path,
        on_order: Callable[[str, dict[str, Any]], None],
        snapshot: Callable[[], Mapping[str, Any]],
    ) -> None:
        """Prepare; `on_order(type, fields)` raises OrderError for what it refuses."""
        self.instance = uuid.uuid4().hex
        self.hellos = 0
        self._path = path
        self._on_order = on_order
        self._snapshot = snapshot
        self._kept: deque[tuple[int, bytes]] = deque(maxlen=MAX_KEPT_EVENTS)
        self._sequence = 0
        self._client: asyncio.StreamWriter | None = None
        self._server: asyncio.Server | None = None
        self._errors: deque[float] = deque(maxlen=_ERRORS_A_SECOND)

    @property
    def kept(self) -> int:
        """How many events wait for an acknowledgement."""
        return len(self._kept)

    @property
    def connected(self) -> bool:
        """Whether a service is there."""
        return self._client is not None

    async def start(self) -> None:
        """Listen on the socket, readable by this user only."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, self._path, limit=MAX_LINE_BYTES)
        self._path.chmod(0o600)

    async def close(self) -> None:
        """Stop listening and end the client."""
        if self._server is not None:
            self._server.close()
        if self._client is not None:
            self._client.close()
        self._path.unlink(missing_ok=True)

    def say(self, kind: str, fields: Mapping[str, Any], *, keep: bool = True) -> None:
        """Send an event. Unless `keep`, it is for the moment: a client that is away or slow never gets it."""
        self._sequence += 1
        event = {"op": "event", "seq": self._sequence, "at": time.time(), "type": kind, **fields}
        line = _line(event)
        if keep:
            self._kept.append((self._sequence, line))
        if self._client is not None:
            self._write(self._client, line, keep=keep)

    def _write(self, client: asyncio.StreamWriter, line: bytes, *, keep: bool = True) -> None:
        waiting = client.transport.get_write_buffer_size()
        if waiting > _DEAF_BYTES:
            _log.warning("client does not read", extra={"waiting_bytes": waiting})
            client.transport.abort()
        elif keep or waiting < _BUSY_BYTES:
            client.write(line)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await self._read_line(reader, writer):
                self._handle(line, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            if self._client is writer:
                self._client = None
            writer.close()

    async def _read_line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        while True:
            try:
                return await reader.readline()
            except ValueError:  # the stream has thrown the long line away; its tail is refused as junk
                self._refuse(writer, f"lines of at most {MAX_LINE_BYTES} bytes", "a longer one")

    def _handle(self, line: bytes, writer: asyncio.StreamWriter) -> None:
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        operation = message.get("op") if isinstance(message, dict) else None
        try:
            if operation == "hello":
                self._welcome(message, writer)
            elif operation == "ack" and writer is self._client:
                self._forget(_whole(message, "seq"))
            elif operation == "order" and writer is self._client:
                self._order(message)
            else:
                expected = "a JSON object with op hello, ack or order, hello first"
                raise OrderError(expected, line.decode("utf-8", "replace"))
        except OrderError as error:
            self._refuse(writer, error.expected, error.found)

    def _welcome(self, message: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        last = _whole(message, "last_seq")
        if self._client is not None and self._client is not writer:
            self._client.close()
        self._client = writer
        self.hellos += 1
        first = self._kept[0][0] if self._kept else self._sequence + 1
        welcome = {"op": "welcome", "instance": self.instance, "first_seq": first}
        writer.write(_line({**welcome, "snapshot": self._snapshot()}))
        # To a service that was killed, or that knew another ear, all that nobody acknowledged is news.
        seen = last if message.get("instance") == self.instance else 0
        writer.writelines(event for sequence, event in self._kept if sequence > seen)

    def _forget(self, acknowledged: int) -> None:
        while self._kept and self._kept[0][0] <= acknowledged:
            self._kept.popleft()

    def _order(self, message: dict[str, Any]) -> None:
        kind = message.pop("type", None)
        if not isinstance(kind, str):
            raise OrderError("an order with a type", kind)
        self._on_order(kind, message)

    def _refuse(self, writer: asyncio.StreamWriter, expected: str, found: str) -> None:
        now = time.monotonic()
        if len(self._errors) == _ERRORS_A_SECOND and now - self._errors[0] < 1.0:
            return
        self._errors.append(now)
        _log.warning("message refused", extra={"expected": expected, "pii": {"found": found[:80]}})
        shown = found[:_SHOWN_CHARACTERS]
        self._write(writer, _line({"op": "error", "expected": expected[:_SHOWN_CHARACTERS], "found": shown}))


def _whole(message: dict[str, Any], name: str) -> int:
    number = message.get(name)
    if type(number) is not int or number < 0:
        raise OrderError(f"{name}: a whole number from 0", number)
    return number


def _line(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode() + b"\n"
