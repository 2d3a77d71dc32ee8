"""The daily report of dial probes makes itself: each night by its schedule, once, whatever is restarted when."""

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callcenter.probe.daily import DailyReports
from callcenter.settings import Settings, Store
from callcenter.store.database import Database
from callcenter.store.probes import ProbeRun, ProbeRuns
from callcenter.store.stores import open_stores

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 20, 23, 0, tzinfo=SHANGHAI)


@dataclass(slots=True)
class Nights:
    """A site whose clock jumps from each sleep to its end; what was written when is noted by name."""

    settings: Settings
    at: datetime = START
    written: list[tuple[str, str]] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.settings.data_dir() / "reports"

    def now(self) -> float:
        """Unix seconds of its clock."""
        return self.at.timestamp()

    async def run_until(self, end: datetime) -> None:
        """Start the schedule and let it run to a moment, as a process that is then killed."""

        async def sleep(seconds: float) -> None:
            assert seconds > 0
            self._note()
            self.at += timedelta(seconds=seconds)
            if self.at > end:
                raise asyncio.CancelledError

        with suppress(asyncio.CancelledError):
            await DailyReports(self.settings, self.now, sleep).run()
        self.at = end

    def _note(self) -> None:
        """Note what lies there since the last look, and make it look untouched from now on."""
        for file in sorted(self.folder.glob("*.html")):
            if file.stat().st_mtime_ns:
                self.written.append((file.stem, f"{self.at:%d %H:%M}"))
                os.utime(file, ns=(0, 0))


@pytest.fixture
async def nights(tmp_path: Path) -> Nights:
    settings = Settings(store=Store(url=f"sqlite:///{tmp_path}/desk.db"))
    async with open_stores(settings.store.url, tmp_path):
        pass
    async with Database(settings.store.url) as database:
        for hour, to_operator_s in ((9, 3.0), (21, 20.0)):
            at = START.replace(hour=hour).timestamp()
            measures = {"called": True, "to_answer_s": 0.2, "to_operator_s": to_operator_s}
            run = ProbeRun(run_id=f"r{hour}", probe="hotline", dialled="12345", at=at, faults=(), measures=measures)
            await ProbeRuns(database).save(run)
    return Nights(settings)


async def test_each_night_tells_of_the_day_before_in_both_headings(nights: Nights) -> None:
    """At ten past twelve, one report a day; the day with two calls says how many got through and how fast."""
    await nights.run_until(datetime(2026, 11, 22, 12, 0, tzinfo=SHANGHAI))
    assert nights.written == [
        ("probe-2026-11-19", "20 23:00"),  # yesterday's was missing at the start
        ("probe-2026-11-20", "21 00:10"),
        ("probe-2026-11-21", "22 00:10"),
    ]
    page = (nights.folder / "probe-2026-11-20.html").read_text("utf-8")
    reached, served = page.index("<h2>接通情况</h2>"), page.index("<h2>服务水平</h2>")
    assert "<td>合计</td><td>2</td><td>2</td><td>2</td><td>2</td><td>100.0%</td>" in page[reached:served]
    assert "<td>合计</td><td>50.0%</td><td>11.5</td>" in page[served:]
    lines = (nights.folder / "probe-2026-11-20.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 1 + 2


async def test_a_restart_writes_no_report_again(nights: Nights) -> None:
    """Neither just after the report, nor in the afternoon, nor just before the next one."""
    for day, hour in ((21, 1), (21, 15), (22, 0), (22, 9)):
        await nights.run_until(datetime(2026, 11, day, hour, 5, tzinfo=SHANGHAI))
    assert [name for name, _ in nights.written] == ["probe-2026-11-19", "probe-2026-11-20", "probe-2026-11-21"]


async def test_a_process_that_was_down_over_night_writes_at_its_start(nights: Nights) -> None:
    await nights.run_until(datetime(2026, 11, 20, 23, 30, tzinfo=SHANGHAI))
    nights.at = datetime(2026, 11, 21, 7, 0, tzinfo=SHANGHAI)
    await nights.run_until(datetime(2026, 11, 21, 8, 0, tzinfo=SHANGHAI))
    assert nights.written[-1] == ("probe-2026-11-20", "21 07:00")


async def test_a_report_cut_short_by_a_crash_is_written_whole_afterwards(nights: Nights) -> None:
    """The page appears last: a table alone is no finished report."""
    nights.folder.mkdir(parents=True)
    (nights.folder / "probe-2026-11-19.csv").write_text("cut", "utf-8")
    await nights.run_until(datetime(2026, 11, 20, 23, 30, tzinfo=SHANGHAI))
    assert (nights.folder / "probe-2026-11-19.html").exists()
    assert (nights.folder / "probe-2026-11-19.csv").read_text("utf-8-sig").startswith("拨测")


async def test_a_night_on_which_it_cannot_be_written_is_tried_again_soon(nights: Nights) -> None:
    nights.folder.parent.mkdir(parents=True, exist_ok=True)
    nights.folder.write_text("in the way", "utf-8")  # no folder can be made
    await nights.run_until(datetime(2026, 11, 21, 0, 15, tzinfo=SHANGHAI))
    nights.folder.unlink()
    await nights.run_until(datetime(2026, 11, 21, 0, 40, tzinfo=SHANGHAI))
    assert nights.written == [("probe-2026-11-20", "21 00:15")]
