"""The live blacklist and priority list: taken from the store whenever they change, asked for every call."""

import asyncio

import structlog

from callcenter.store.faults import StoreError
from callcenter.store.listed_numbers import ListedNumbers
from queueing.callers.number_lists import NumberLists, Verdict

EVERY_S = 2.0  # how soon an import from the command line takes effect

_log = structlog.get_logger("number lists")


class NumberListKeeper:
    """Owns the lists as they are now."""

    def __init__(self, store: ListedNumbers) -> None:
        self._store = store
        self._lists = NumberLists()
        self._version: tuple[int, float] | None = None

    def verdict(self, number: str, now: float, *, emergency: bool) -> Verdict:
        """How a call from that number is to be treated."""
        return self._lists.verdict(number, now, emergency=emergency)

    async def refresh(self) -> None:
        """Read the lists if they changed."""
        version = await self._store.version()
        if version == self._version:
            return
        entries = await self._store.all()
        self._lists, self._version = NumberLists(entries), version
        _log.info("number lists taken", entries=len(entries))

    async def watch(self) -> None:
        """Notice changes made by others while the service runs."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.refresh()
            except StoreError as fault:
                _log.warning("number lists not read", fault=str(fault))
