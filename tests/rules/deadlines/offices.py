"""Offices the tests count with: known holidays of 2020, 2021 and 2026 from files, whatever packages are installed."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.calendars import load_calendar
from queueing.days.calendar import Calendar
from queueing.days.office import OFFICE_HOURS, ROUND_THE_CLOCK, Hours, Office, Shift

SHANGHAI = ZoneInfo("Asia/Shanghai")
DATA = Path(__file__).parents[2] / "data" / "calendar"
_ALL = load_calendar(DATA).calendar
_YEARS = frozenset({2020, 2021, 2026})
# Only what the files say: with the package installed more years would be known than without it.
KNOWN = Calendar(
    published=_YEARS,
    off=frozenset(day for day in _ALL.off if day.year in _YEARS),
    on=frozenset(day for day in _ALL.on if day.year in _YEARS),
)
EARLY = Hours(shifts=(Shift.parse("08:30-12:00"), Shift.parse("13:30-17:30")))


def office(hours: Hours = OFFICE_HOURS, calendar: Calendar = KNOWN) -> Office:
    """An office in China."""
    return Office(calendar=calendar, hours=hours, zone=SHANGHAI)


ALWAYS = office(ROUND_THE_CLOCK)


def at(text: str) -> datetime:
    """`2020-04-30 17:10` in China."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
