"""Figures of any days: past ones from the table of days or, once, from the ledger; today's from the live figures."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from callcenter.store.faults import StoreError
from callcenter.store.figure_days import FigureDays, fingerprint
from callcenter.store.journal import Journal
from dashboards.timestamps import local_days
from queueing.events import Fact
from queueing.figures import Definition
from queueing.figures.history import AFTER_S, BEFORE_S, DaySums, fold_day

KEEP_EVERY_S = 3600.0
KEEP_DAYS = 7  # looked at each time: days the service was away for are made up

_log = structlog.get_logger("figures")


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPorts:
    """What the history is made from."""

    days: FigureDays
    journal: Journal
    zone: ZoneInfo
    definition: Definition
    now: Callable[[], float]
    live: Callable[[], DaySums]


class FigureHistory:
    """Owns the folding of past days, one at a time."""

    def __init__(self, ports: HistoryPorts) -> None:
        self._ports = ports
        self._counted_by = fingerprint(ports.definition)
        self._folding = asyncio.Lock()

    async def sums(self, first: date, last: date) -> DaySums:
        """The sums of the days from first to last, both included; days to come are empty.

        Raises:
            StoreUnavailableError: the database cannot be read.

        """
        today = self._today()
        kept = await self._ports.days.between(first.isoformat(), last.isoformat(), self._counted_by)
        found = DaySums()
        day = first
        while day <= min(last, today):
            if day == today:
                found.add(self._ports.live())
            else:
                found.add(kept.get(day.isoformat()) or await self._folded(day))
            day += timedelta(days=1)
        return found

    async def run(self) -> None:
        """Keep the days that are over, for ever; ends by cancellation."""
        while True:
            try:
                await self.keep(KEEP_DAYS)
            except StoreError as fault:
                _log.warning("figures of past days not kept", fault=str(fault))
            await asyncio.sleep(KEEP_EVERY_S)

    async def keep(self, days: int) -> None:
        """Fold and keep each of the last days that is over and not kept yet."""
        today = self._today()
        first = today - timedelta(days=days)
        kept = await self._ports.days.between(first.isoformat(), today.isoformat(), self._counted_by)
        for day in (first + timedelta(days=n) for n in range(days)):
            if day.isoformat() not in kept:
                await self._folded(day)

    def _today(self) -> date:
        return datetime.fromtimestamp(self._ports.now(), self._ports.zone).date()

    async def _folded(self, day: date) -> DaySums:
        begin, end = self._span(day)
        async with self._folding:
            facts = await self._facts(begin - BEFORE_S, end + AFTER_S)
            days, definition = local_days(self._ports.zone), self._ports.definition
            sums = await asyncio.to_thread(fold_day, facts, begin, end, days, definition)
            if facts and self._ports.now() > end + AFTER_S:
                await self._ports.days.save(day.isoformat(), self._counted_by, sums)
        return sums

    async def _facts(self, since: float, until: float) -> list[Fact]:
        facts: list[Fact] = []
        async for fact in self._ports.journal.replay(since):
            if fact.at >= until:
                break
            facts.append(fact)
        return facts

    def _span(self, day: date) -> tuple[float, float]:
        zone = self._ports.zone
        begin = datetime.combine(day, time(), zone).timestamp()
        return begin, datetime.combine(day + timedelta(days=1), time(), zone).timestamp()
