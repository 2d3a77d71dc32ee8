"""Writes the daily report of dial probes into the data folder, each night for the day before."""

import asyncio
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
    """Write page and table; a file appears whole or not at all."""
    folder = data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"probe-{report.day.isoformat()}"
    return _put(folder / f"{stem}.html", page(report, zone)), _put(folder / f"{stem}.csv", table(report, zone))


def _put(file: Path, text: str) -> Path:
    beside = file.with_name(f".{file.name}.part")
    beside.write_text(text, "utf-8", newline="")
    return beside.rename(file)


class DailyReports:
    """Owns when the report is written: at `[probes] report_at`, and at the start when yesterday's is missing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._zone = ZoneInfo(settings.site.timezone)
        hour, minute = settings.probes.report_at.split(":")
        self._at = time(int(hour), int(minute))

    async def run(self) -> None:
        """Write, for ever; ends by cancellation."""
        while True:
            now = datetime.fromtimestamp(now_s(), self._zone)
            day = now.date() - timedelta(days=1)
            due = datetime.combine(now.date(), self._at, self._zone)
            wait_s = (due - now).total_seconds()
            if wait_s <= 0:
                wait_s = (datetime.combine(now.date() + timedelta(days=1), self._at, self._zone) - now).total_seconds()
                wait_s = wait_s if await self._written(day) else AGAIN_S
            await asyncio.sleep(wait_s)

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
