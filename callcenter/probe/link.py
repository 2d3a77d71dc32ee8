"""The probes' end of probe.sock: announces a call, hears what becomes of it, hands in the report."""

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any

from callcenter.probe.socket_names import MAX_LINE_BYTES

RETRY_S = 1.0
REPLY_WITHIN_S = 5.0

News = dict[str, Any]


class DeskLink:
    """Owns one connection to the service and keeps trying while it is away. News come by run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: asyncio.StreamWriter | None = None
        self._news: dict[str, asyncio.Queue[News]] = {}
        self.up = asyncio.Event()

    async def run(self) -> None:
        """Connect, listen, reconnect; ends only by cancellation."""
        while True:
            with contextlib.suppress(OSError, ValueError):
                await self._session()
            self.up.clear()
            self._writer = None
            await asyncio.sleep(RETRY_S)

    def news_of(self, run_id: str) -> "asyncio.Queue[News]":
        """What the service says of that run, in order; `forget` ends it."""
        return self._news.setdefault(run_id, asyncio.Queue(256))

    def forget(self, run_id: str) -> None:
        """Hear nothing more of that run."""
        self._news.pop(run_id, None)

    async def ask(self, run_id: str, op: str, body: News, answers: tuple[str, ...]) -> News | None:
        """Send one message and wait for one of those answers; None when the service is away or says nothing."""
        news = self.news_of(run_id)
        if not await self._is_up() or self._writer is None:
            return None
        self._writer.write(json.dumps({"op": op, "run_id": run_id, **body}, ensure_ascii=False).encode() + b"\n")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REPLY_WITHIN_S):
                while True:
                    found = await news.get()
                    if found["op"] in answers:
                        return found
        return None

    async def _is_up(self) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.up.wait(), REPLY_WITHIN_S)
        return self.up.is_set()

    async def _session(self) -> None:
        reader, self._writer = await asyncio.open_unix_connection(str(self._path), limit=MAX_LINE_BYTES)
        self.up.set()
        try:
            while line := await reader.readline():
                self._take(json.loads(line))
        finally:
            self._writer.close()

    def _take(self, message: News) -> None:
        news = self._news.get(str(message.get("run_id", "")))
        if news is not None:
            with contextlib.suppress(asyncio.QueueFull):
                news.put_nowait(message)
