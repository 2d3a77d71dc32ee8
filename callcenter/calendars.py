"""Where working days come from: the site's own file, else the chinesecalendar package, else the statute alone.

A site's file is `CN-2027.toml`, typed from the State Council's notice:

    year = 2027
    source = "国办发明电〔2026〕…号"
    off = ["2027-02-05..2027-02-11", "2027-04-05"]    # days of rest; weekends may be left out
    on = ["2027-02-14"]                               # weekends that are worked

With `only_changes = true` it adds local days to what is known otherwise and stands for no notice; such a file may be
named `CN-2027-local.toml` and lie beside the notice.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import structlog

from callcenter.packaged import config_dir
from callcenter.rule_file import as_rules, read_table
from queueing.days.calendar import Calendar, missing_year
from queueing.days.recount import Moved
from queueing.days.statutory import FIRST_YEAR, LAST_YEAR, holidays

_NAME = re.compile(r"CN-([0-9]{4})(-[a-z0-9]+)?\.toml")
_DAY = timedelta(days=1)
_ENTRY = "expected a date 2027-01-01 or dates 2027-02-05..2027-02-11"
_DECEMBER = 25  # from here on a notice for the next year may move days

_log = structlog.get_logger(__name__)


class CalendarError(Exception):
    """A calendar file cannot be used; the message names file, key, expected and found."""


class Origin(StrEnum):
    """Where a year's days come from."""

    SITE = "site"
    PACKAGE = "package"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The calendar, and where each of its published years comes from."""

    calendar: Calendar
    origins: dict[int, Origin]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    year: int
    source: str = ""
    only_changes: bool = False
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    year: int
    complete: bool
    off: frozenset[date]
    on: frozenset[date]


def calendar_dir() -> Path:
    """Where the calendar files that come with the package are."""
    return config_dir() / "calendar"


def load_calendar(folder: Path | None = None) -> Loaded:
    """Put together what is known of every year.

    Args:
        folder: the site's files; None: those that come with the package.

    Raises:
        CalendarError: A file cannot be used. A missing folder or package is no error, only less known.
    """
    here = folder or calendar_dir()
    files = [_read(path) for path in sorted(here.glob("CN-*.toml")) if _NAME.fullmatch(path.name)]
    return _merge(files, _package())


def package_years() -> frozenset[int]:
    """The years the installed package knows; none without it."""
    found = _package()
    return found[0] if found else frozenset()


def warn_of_gap(calendar: Calendar, today: date) -> int | None:
    """Log a warning while a year is missing that deadlines will soon need; from 1 November that is the next one."""
    year = missing_year(calendar, today)
    if year:
        _log.warning("holiday calendar missing", year=year, file=f"CN-{year}.toml", today=today.isoformat())
    return year


def log_moved(moved: Iterable[Moved]) -> None:
    """Log each deadline that a new calendar moved or settled."""
    for one in moved:
        _log.info(
            "deadline settled" if one.only_settled else "deadline moved",
            ticket_id=one.ticket_id,
            clock=one.rule_id,
            before=one.before.at.isoformat(),
            after=one.after.at.isoformat(),
            provisional=one.after.provisional,
        )


_Package = tuple[frozenset[int], frozenset[date], frozenset[date]]


def _package() -> _Package | None:
    """Years, days off and worked weekends of chinesecalendar (2004 on); None when it is not installed."""
    try:
        table = import_module("chinese_calendar.constants")
    except ImportError:
        return None
    off, on = frozenset(table.holidays), frozenset(table.workdays)
    years = range(min(off).year, max(off).year + 1)  # as the package itself bounds them
    return frozenset(years), off, on


def _merge(files: list[_Days], package: _Package | None) -> Loaded:
    years, off, on = package or (frozenset(), frozenset(), frozenset())
    origins = dict.fromkeys(years, Origin.PACKAGE)
    for one in sorted(files, key=lambda file: not file.complete):  # local changes go over complete years
        if one.complete:
            off, on = _without(off, one.year), _without(on, one.year)
            origins[one.year] = Origin.SITE
        off, on = (off - one.on) | one.off, (on - one.off) | one.on
    calendar = Calendar(published=frozenset(origins), off=off, on=on)
    return Loaded(calendar=calendar, origins=dict(sorted(origins.items())))


def _without(days: frozenset[date], year: int) -> frozenset[date]:
    """Forget a year that a file tells anew; its last days belong to the next year's notice and stay."""
    return frozenset(day for day in days if day.year != year or day >= date(year, 12, _DECEMBER))


def _read(path: Path) -> _Days:
    file = as_rules(path, _File, read_table(path, "a calendar", CalendarError), CalendarError)
    named = _NAME.fullmatch(path.name)
    if named is None or int(named[1]) != file.year:
        raise CalendarError(f"{path}: year: expected the year of the file's name, found {file.year}")
    if named[2] and not file.only_changes:
        raise CalendarError(f"{path}: only_changes: expected true in a file beside CN-{file.year}.toml, found false")
    off, on = (_dates(path, file.year, key, listed) for key, listed in (("off", file.off), ("on", file.on)))
    _check(path, file, off, on)
    return _Days(year=file.year, complete=not file.only_changes, off=off, on=on)


def _dates(path: Path, year: int, key: str, listed: tuple[str, ...]) -> frozenset[date]:
    days = {day for entry in listed for day in _span(path, key, entry)}
    earliest, last = date(year - 1, 12, _DECEMBER), date(year, 12, 31)
    for day in sorted(days):
        if not earliest <= day <= last:
            raise CalendarError(f"{path}: {key}: expected days from {earliest} to {last}, found {day}")
    return frozenset(days)


def _span(path: Path, key: str, entry: str) -> list[date]:
    first, sep, last = entry.partition("..")
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last if sep else first)
    except ValueError:
        raise CalendarError(f"{path}: {key}: {_ENTRY}, found {entry!r}") from None
    if not timedelta() <= end - begin < timedelta(days=31):
        raise CalendarError(f"{path}: {key}: expected a first day and a later one within a month, found {entry!r}")
    return [begin + _DAY * n for n in range((end - begin).days + 1)]


def _check(path: Path, file: _File, off: frozenset[date], on: frozenset[date]) -> None:
    """Catch slips of the pen before they move deadlines."""
    if both := sorted(off & on):
        raise CalendarError(f"{path}: expected each day off or on, found {both[0]} as both")
    if plain := sorted(day for day in on if day.weekday() < 5):
        raise CalendarError(f"{path}: on: expected Saturdays and Sundays, found {plain[0]}, a {plain[0]:%A}")
    if file.only_changes or not FIRST_YEAR <= file.year <= LAST_YEAR:
        return
    missing = sorted(day for day in holidays(file.year) if day in on or (day.weekday() < 5 and day not in off))
    if missing:
        raise CalendarError(f"{path}: off: expected {missing[0]}, a statutory holiday, found it worked")
