"""The server's end of telephony.sock: bytes and lines, on a thread of its own; meaning is left to exchange.py."""

import asyncio
import contextlib
import json
import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

MAX_LINE_BYTES = 256 * 1024  # docs/interfaces.md
START_TIMEOUT_S = 5.0
MAX_UNSENT_BYTES = 64 * 1024 * 1024  # a service that stopped reading is cut off; what it missed is kept

log = logging.getLogger(__name__)


class LinkError(RuntimeError):
    """The socket cannot be opened."""


class Connection:
    """One connected service; may be written to from any thread."""

    def __init__(self, writer: asyncio.StreamWriter, loop: asyncio.AbstractEventLoop) -> None:
        self._writer = writer
        self._loop = loop

    def send(self, message: dict[str, object]) -> None:
        """Write one line soon; nothing happens when the service is gone."""
        line = encode(message)
        self._soon(lambda: self._write(line))

    def close(self) -> None:
        """Hang up on this service."""
        self._soon(self._writer.close)

    def _soon(self, action: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: the process is ending
            self._loop.call_soon_threadsafe(action)

    def _write(self, line: bytes) -> None:
        if self._writer.is_closing():
            return
        self._writer.write(line)
        if self._writer.transport.get_write_buffer_size() > MAX_UNSENT_BYTES:
            log.warning("service reads too slowly, cut off")
            self._writer.transport.abort()


OnLine = Callable[[Connection, bytes], None]
OnClosed = Callable[[Connection], None]


class LinkServer:
    """Owns the Unix socket and the thread that serves it."""

    def __init__(self, path: Path, on_line: OnLine, on_closed: OnClosed) -> None:
        """Keep who hears of lines and of connections that end; both are called on the link's own thread."""
        self._path = path
        self._on_line = on_line
        self._on_closed = on_closed
        self._loop = asyncio.new_event_loop()
        self._failure: OSError | None = None
        self._listening = threading.Event()

    def start(self) -> None:
        """Listen.

        Raises:
            LinkError: the path cannot be bound, or somebody alive listens there.

        """
        threading.Thread(target=self._run, name="link", daemon=True).start()
        self._listening.wait(START_TIMEOUT_S)
        if self._failure is not None or not self._listening.is_set():
            raise LinkError(f"socket {self._path}: expected a path to listen on, found {self._failure}")

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._listen())
        except OSError as error:
            self._failure = error
            self._listening.set()
            return
        self._listening.set()
        self._loop.run_forever()

    async def _listen(self) -> None:
        await self._refuse_when_alive()
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, self._path, limit=MAX_LINE_BYTES)
        os.chmod(self._path, 0o600)  # noqa: PTH101 - orders carry HA1 values: nobody else may connect

    async def _refuse_when_alive(self) -> None:
        if not self._path.exists():
            return
        try:
            _, writer = await asyncio.open_unix_connection(self._path)
        except ConnectionRefusedError:
            return  # left behind by a process that was killed
        writer.close()
        raise OSError("another telephony process listens there")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(writer, self._loop)
        try:
            while line := await reader.readline():
                self._on_line(connection, line)
        except ValueError:
            writer.write(encode(error_message(f"a line of at most {MAX_LINE_BYTES} bytes", "a longer one")))
        except OSError as error:
            log.info("service connection broke", extra={"error": str(error)})
        finally:
            writer.close()
            self._on_closed(connection)


def encode(message: dict[str, object]) -> bytes:
    """Return a message as one line."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def error_message(expected: str, found: str) -> dict[str, object]:
    """Return the answer to a line that cannot be used."""
    return {"op": "error", "expected": expected[:200], "found": found[:200]}
