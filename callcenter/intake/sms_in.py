"""Messages that citizens write to us: a gateway puts each as a JSON file into a folder, and each becomes a matter."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import structlog

from callcenter.intake.matter import Matter
from callcenter.intake.reception import Reception
from callcenter.intake.sources import Source
from callcenter.store.faults import StoreError, StoreUnavailableError
from queueing.callers.typed_number import typed_number

EVERY_S = 2.0
AT_ONCE = 100
MAX_BYTES = 65_536

Elsewhere = Callable[[str, str, str], Awaitable[bool]]  # number, text, key: whether somebody else took it

_log = structlog.get_logger("intake")


class SmsReader:
    """Reads `{"from", "text", "key", "at"?}` from `*.json`; what was taken goes to done/, what cannot be to bad/."""

    def __init__(self, folder: Path, source: Source, reception: Reception, elsewhere: Elsewhere | None = None) -> None:
        """Take where messages lie; `elsewhere` is asked first whether a message is for somebody else."""
        self._folder, self._source, self._reception = folder, source, reception
        self._elsewhere = elsewhere

    async def run(self) -> None:
        """Look again and again; ends by cancellation."""
        while True:
            try:
                await self.once()
            except OSError as fault:
                _log.warning("folder of messages not read", why=str(fault.strerror))
            await asyncio.sleep(EVERY_S)

    async def once(self) -> int:
        """Take what is there, oldest name first; return how many became matters."""
        return sum([await self._take(file) for file in await asyncio.to_thread(self._files)])

    def _files(self) -> list[Path]:
        for name in ("done", "bad"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        return sorted(self._folder.glob("*.json"))[:AT_ONCE]

    async def _take(self, file: Path) -> bool:
        try:
            matter = await asyncio.to_thread(self._read, file)
            if self._elsewhere is None or not await self._elsewhere(
                matter.contact_phone, matter.text, matter.source_key
            ):
                await self._reception.take(self._source, matter)
        except StoreUnavailableError as fault:
            _log.warning("message waits for the database", why=str(fault))
            return False
        except (ValueError, StoreError) as fault:
            _log.warning("message not taken", file=file.name, **{"pii.why": str(fault)})
            await asyncio.to_thread(file.replace, self._folder / "bad" / file.name)
            return False
        await asyncio.to_thread(file.replace, self._folder / "done" / file.name)
        return True

    def _read(self, file: Path) -> Matter:
        """Read one file.

        Raises:
            ValueError: it is none of these.

        """
        if file.stat().st_size > MAX_BYTES:
            raise ValueError(f"expected at most {MAX_BYTES} bytes, found {file.stat().st_size}")
        found = json.loads(file.read_text("utf-8"))
        texts = {name: _text(found, name) for name in ("from", "text", "key")}
        number = typed_number(texts["from"]) or ""  # a sender that is no number is no reason to lose the matter
        return Matter(source=self._source.code, source_key=texts["key"], text=texts["text"], contact_phone=number)


def _text(found: Any, name: str) -> str:
    value = found.get(name) if isinstance(found, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"expected text under {name!r}, found {type(value).__name__}")
    return value.strip()[:5000]
