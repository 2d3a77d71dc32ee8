"""Writes the daily report of dial probes into the data folder, each night for the day before."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from callcenter.clock import now_s
from callcenter.probe.daily_figures import DayReport, day_report
from callcenter.probe.daily_files import page, table
from callcenter.settings import Settings
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.probes import ProbeRuns

FOLDER = "reports"
AGAIN_S = 600.0  # after a night on which the database was away

_log = structlog.get_logger("probe")


async def report_of(runs: ProbeRuns, day: date, zone: ZoneInfo, title: str) -> DayReport:
    """One local day's report.

    Raises:
        StoreUnavailableError: the database cannot be read.

    """
    begin = datetime.combine(day, time(), zone).timestamp()
    end = datetime.combine(day + timedelta(days=1), time(), zone).timestamp()
    return day_report(day, title, await runs.between(begin, end))


def write_report(report: DayReport, data_dir: Path, zone: ZoneInfo) -> tuple[Path, Path]:
    """Write table and page; a file appears whole or not at all, and the page last: it says that the day is done."""
    folder = data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"probe-{report.day.isoformat()}"
    lines = _put(folder / f"{stem}.csv", table(report, zone))
    return _put(folder / f"{stem}.html", page(report, zone)), lines


def _put(file: Path, text: str) -> Path:
    beside = file.with_name(f".{file.name}.part")
    beside.write_text(text, "utf-8", newline="")
    return beside.rename(file)


class DailyReports:
    """Owns when the report is written: at `[probes] report_at`, and at the start when yesterday's is missing."""

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], float] = now_s,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Take what time it is and how it passes: in Unix seconds."""
        self._settings, self._now, self._sleep = settings, now, sleep
        self._zone = ZoneInfo(settings.site.timezone)
        hour, minute = settings.probes.report_at.split(":")
        self._at = time(int(hour), int(minute))

    async def run(self) -> None:
        """Write, for ever; ends by cancellation."""
        while True:
            now = datetime.fromtimestamp(self._now(), self._zone)
            day = now.date() - timedelta(days=1)
            due = datetime.combine(now.date(), self._at, self._zone)
            wait_s = (due - now).total_seconds()
            if wait_s <= 0:
                wait_s = (datetime.combine(now.date() + timedelta(days=1), self._at, self._zone) - now).total_seconds()
                wait_s = wait_s if await self._written(day) else AGAIN_S
            await self._sleep(wait_s)

    async def _written(self, day: date) -> bool:
        settings = self._settings
        if (settings.data_dir() / FOLDER / f"probe-{day.isoformat()}.html").exists():
            return True
        try:
            async with Database(settings.store.url) as database:
                report = await report_of(ProbeRuns(database), day, self._zone, settings.site.title)
            files = await asyncio.to_thread(write_report, report, settings.data_dir(), self._zone)
        except (StoreError, OSError):
            _log.exception("daily report of probes not written")
            return False
        _log.info("daily report of probes written", files=[str(file) for file in files])
        return True
