"""Keeps the calendar up to date: a file that arrives moves the open deadlines, a year that is missing is called for."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import structlog

from callcenter.calendars import CalendarError, calendar_dir, load_calendar, warn_of_gap
from callcenter.store.faults import StoreError
from callcenter.ticketing.office import TicketOffice
from callcenter.ticketing.recounting import recount_all

LOOK_EVERY_S = 30.0  # how soon a file that was put there takes effect

_log = structlog.get_logger("calendar")
Seen = tuple[tuple[str, int, int], ...]


@dataclass(slots=True, kw_only=True)
class CalendarKeeper:
    """Owns what was last seen of the folder, and the day of the last warning."""

    office: TicketOffice
    folder: Path
    now: Callable[[], float]
    missing: int | None = None  # the year that should be put in now
    _seen: Seen | None = None
    _day: date | None = field(default=None)

    async def run(self) -> None:
        """Look again and again; ends by cancellation."""
        while True:
            try:
                await self.look()
            except StoreError as fault:
                self._seen = None  # count again when the database is back
                _log.warning("deadlines wait for the database", fault=str(fault))
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> int:
        """Take over a calendar that changed, warn once a day; return how many deadlines moved."""
        seen, moved = await asyncio.to_thread(_seen_in, self.folder), 0
        if seen != self._seen:
            moved = await self._take(seen)
        self._warn()
        return moved

    async def _take(self, seen: Seen) -> int:
        """Count by what the folder holds now; a file that cannot be read leaves everything as it is."""
        self._seen = seen
        try:
            loaded = await asyncio.to_thread(load_calendar, self.folder)
        except CalendarError as fault:
            _log.error("calendar not taken over", fault=str(fault))
            return 0
        self.office.ports.book.take_calendar(loaded.calendar)
        moved = await recount_all(self.office)
        self._day = None
        return moved

    def _warn(self) -> None:
        book = self.office.ports.book
        today = datetime.fromtimestamp(self.now(), book.office.zone).date()
        if today != self._day:
            self._day, self.missing = today, warn_of_gap(book.office.calendar, today)


def site_calendars(data_dir: Path) -> Path:
    """The site's own folder of calendar files when it has one, else those of the package."""
    own = data_dir / "calendar"
    return own if own.is_dir() else calendar_dir()


def _seen_in(folder: Path) -> Seen:
    files = sorted(folder.glob("CN-*.toml"))
    return tuple((path.name, stat.st_mtime_ns, stat.st_size) for path in files if (stat := path.stat()))
