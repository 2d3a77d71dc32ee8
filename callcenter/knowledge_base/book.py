"""The knowledge base in memory: read again when it changes; what each call's caller said finds its three entries."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date

import structlog

from callcenter.knowledge_base.index import LONGEST_SAID, Found, KnowledgeIndex
from callcenter.store.faults import StoreError
from callcenter.store.knowledge import KnowledgeEntries

_log = structlog.get_logger("knowledge")
CALLER = "caller"


class KnowledgeBook:
    """Owns the index and what callers have said in calls that go on."""

    def __init__(self, entries: KnowledgeEntries, today: Callable[[], date]) -> None:
        self._entries, self._today = entries, today
        self._revision: int | None = None
        self._index = KnowledgeIndex(())
        self._said: dict[str, str] = {}

    async def refresh(self) -> None:
        """Read the entries if one has changed, here or in another process."""
        revision = await self._entries.revision()
        if revision != self._revision:
            self._index = KnowledgeIndex(await self._entries.all())
            self._revision = revision

    async def watch(self, every_s: float) -> None:
        """Refresh again and again; ends by cancellation."""
        while True:
            try:
                await self.refresh()
            except StoreError as fault:
                _log.warning("knowledge base not refreshed; the last one stays", why=str(fault))
            await asyncio.sleep(every_s)

    def find(self, said: str, line: str = "", most: int = 3) -> Sequence[Found]:
        """What fits some words now."""
        return self._index.find(said, self._today(), line, most)

    def hear(self, call_id: str, role: str, text: str, line: str) -> Sequence[Found] | None:
        """Take in one utterance; answers what fits the call by now, None when it was not the caller's."""
        if role != CALLER:
            return None
        self._said[call_id] = (self._said.get(call_id, "") + text)[-LONGEST_SAID:]
        return self.find(self._said[call_id], line)

    def so_far(self, call_id: str, line: str) -> Sequence[Found]:
        """What fits a call that goes on."""
        return self.find(self._said[call_id], line) if call_id in self._said else ()

    def forget(self, call_id: str) -> None:
        """The call is over and off the screen."""
        self._said.pop(call_id, None)
