"""The knowledge base in memory, read again when an entry changes; a new database begins with the city's file."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import structlog

from callcenter.knowledge_base.entry import COLUMNS, from_cells
from callcenter.knowledge_base.index import Found, KnowledgeIndex
from callcenter.sheet import read_sheet
from callcenter.store.faults import StoreError
from callcenter.store.knowledge import KnowledgeEntries

FILE = "knowledge.csv"
SEEDED_BY = "city file"
_log = structlog.get_logger("knowledge")


class KnowledgeBook:
    """Owns the index."""

    def __init__(self, entries: KnowledgeEntries, today: Callable[[], date]) -> None:
        self._entries, self._today = entries, today
        self._revision: int | None = None
        self._index = KnowledgeIndex(())

    async def open(self, folder: Path) -> None:
        """Fill an empty knowledge base from `knowledge.csv` of the city's folder, if it has one; then read it.

        Raises:
            SheetError: the file cannot be used.

        """
        file = folder / FILE
        if file.is_file() and not await self._entries.all():
            made = [row.record for row in await asyncio.to_thread(read_sheet, file, COLUMNS, from_cells)]
            taken = await self._entries.import_all(made, SEEDED_BY, datetime.now(UTC))
            _log.info("knowledge base seeded from the city's file", entries=taken.added)
        await self.refresh()

    async def refresh(self) -> None:
        """Read the entries if one has changed, here or in another process."""
        revision = await self._entries.revision()
        if revision != self._revision:
            self._index = KnowledgeIndex(await self._entries.all())
            self._revision = revision

    async def watch(self, every_s: float) -> None:
        """Refresh again and again; ends by cancellation."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await self.refresh()
            except StoreError as fault:
                _log.warning("knowledge base not refreshed; the last one stays", why=str(fault))

    def find(self, said: str, line: str = "", most: int = 3) -> Sequence[Found]:
        """What fits some words today; `line`: the queue of the call."""
        return self._index.find(said, self._today(), line, most)
