"""What the law alone says of a year whose holiday notice is not out yet: the statutory days, no worked weekends.

全国年节及纪念日放假办法 as in force since 2025-01-01: 13 days off a year; a day that falls on a weekend is made up for
on a working day. Where the notice later moves days about (调休), what is counted from here was provisional.
"""

from datetime import date, timedelta
from functools import cache

# First day of the lunar year, 清明, 端午, 中秋 (month, day). Made with two independent lunar calendars that agree on
# every day; see docs/decisions/0013-deadlines.md.
_MOON = {
    2025: ((1, 29), (4, 4), (5, 31), (10, 6)),
    2026: ((2, 17), (4, 5), (6, 19), (9, 25)),
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
    2031: ((1, 23), (4, 5), (6, 24), (10, 1)),
    2032: ((2, 11), (4, 4), (6, 12), (9, 19)),
    2033: ((1, 31), (4, 4), (6, 1), (9, 8)),
    2034: ((2, 19), (4, 5), (6, 20), (9, 27)),
    2035: ((2, 8), (4, 5), (6, 10), (9, 16)),
    2036: ((1, 28), (4, 4), (5, 30), (10, 4)),
    2037: ((2, 15), (4, 4), (6, 18), (9, 24)),
    2038: ((2, 4), (4, 5), (6, 7), (9, 13)),
    2039: ((1, 24), (4, 5), (5, 27), (10, 2)),
    2040: ((2, 12), (4, 4), (6, 14), (9, 20)),
}
FIRST_YEAR, LAST_YEAR = min(_MOON), max(_MOON)  # outside: only the days with a fixed date are known


def holidays(year: int) -> frozenset[date]:
    """The statutory days themselves, weekends among them."""
    fixed = {date(year, 1, 1), date(year, 5, 1), date(year, 5, 2), *(date(year, 10, day) for day in (1, 2, 3))}
    if year not in _MOON:
        return frozenset(fixed)
    spring, *others = (date(year, month, day) for month, day in _MOON[year])
    eve_to_third = {spring + timedelta(days=n) for n in (-1, 0, 1, 2)}
    return frozenset(fixed | eve_to_third | set(others))


@cache
def days_off(year: int) -> frozenset[date]:
    """The statutory days, and for each on a weekend the next working day."""
    off = set(holidays(year))
    for day in sorted(off):
        if day.weekday() >= 5:
            off.add(_next_working(day, off))
    return frozenset(off)


def _next_working(day: date, off: set[date]) -> date:
    while day.weekday() >= 5 or day in off:
        day += timedelta(days=1)
    return day
