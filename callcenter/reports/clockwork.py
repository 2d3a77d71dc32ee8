"""Produces scheduled reports: sleeps until one is due, makes it, notes it in the audit."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from callcenter.documents.formats import Format
from callcenter.reports.material import Choice
from callcenter.reports.office import Order, ReportOffice
from callcenter.reports.periods import Named
from callcenter.reports.schedule import Scheduled, ended, next_at
from callcenter.reports.switched import makes
from callcenter.store.audit import Audit, Entry
from callcenter.store.faults import StoreError

BY = "schedule"
LONGEST_SLEEP_S = 600.0  # the clock may be set meanwhile

_log = structlog.get_logger("reports")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportClock:
    """Owns nothing but its sleep; what was produced is in the store, so a restart makes nothing twice."""

    office: ReportOffice
    scheduled: Sequence[Scheduled]
    formats: tuple[Format, ...]
    audit: Audit
    now: Callable[[], datetime]

    async def run(self) -> None:
        """Make what was missed today, then each as it falls due; ends by cancellation."""
        before = self.now().replace(hour=0, minute=0, second=0, microsecond=0)
        while True:
            await self._fold()
            now = self.now()
            await self.make_due(before, now)
            before = now
            due = next_at(self.scheduled, now)
            wait_s = (due - self.now()).total_seconds() if due else LONGEST_SLEEP_S
            await asyncio.sleep(min(LONGEST_SLEEP_S, max(0.05, wait_s)))

    async def _fold(self) -> None:
        """Fold what changed ahead of those who ask: after an import the first report would wait for minutes."""
        try:
            await self.office.bring_up_to_date()
        except StoreError as fault:
            _log.warning("figures of tickets wait for the database", fault=str(fault))

    async def make_due(self, after: datetime, until: datetime) -> None:
        """Make everything of this city that fell due in `(after, until]` of today."""
        switches = self.office.ports.switches()
        for one in (one for one in self.scheduled if makes(switches, one.name)):
            moment = until.replace(hour=one.at.hour, minute=one.at.minute, second=0, microsecond=0)
            if after < moment <= until:
                for period in ended(one.span, until.date(), self.office.ports.office().calendar):
                    await self._make(one.name, period)

    async def _make(self, name: str, period: Named) -> None:
        order = Order(name=name, choice=Choice(period=period), formats=self.formats, by=BY)
        try:
            row = await self.office.produce(order)
        except Exception:  # noqa: BLE001 - the edge: one report that fails must not stop the next
            _log.exception("scheduled report failed", name=name, period=str(period))
            return
        entry = Entry(at=self.now(), actor=BY, address="", action="report_produce", thing=row.report_id)
        self.audit.note(entry)
        _log.info("scheduled report made", name=name, period=str(period), report=row.report_id)
