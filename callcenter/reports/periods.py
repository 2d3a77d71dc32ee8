"""Periods as people name them: 2026-11-20, 2026-W47, 2026-11, 2026-Q4, 2026, 2026-11-01..2026-11-20. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from queueing.figures.matters import Period

_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2000, 2100
EXPECTED = (
    "a day 2026-11-20, a week 2026-W47, a month 2026-11, a quarter 2026-Q4, a year 2026, "
    "or days 2026-11-01..2026-11-20, in 2000 to 2100"
)


class PeriodError(Exception):
    """Not a period, or not one that this report can be of."""


class Span(StrEnum):
    """How long."""

    DAY = "day"
    WEEK = "week"  # Monday to Sunday, numbered by ISO 8601
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    DAYS = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A period: its first day and the day after its last."""

    span: Span
    first: date
    end: date

    def __str__(self) -> str:
        """The name it is read from."""
        match self.span:
            case Span.DAY:
                return self.first.isoformat()
            case Span.WEEK:
                return f"{self.first:%G-W%V}"
            case Span.MONTH:
                return f"{self.first:%Y-%m}"
            case Span.QUARTER:
                return f"{self.first.year}-Q{(self.first.month + 2) // 3}"
            case Span.YEAR:
                return str(self.first.year)
            case Span.DAYS:
                return f"{self.first.isoformat()}..{(self.end - _DAY).isoformat()}"

    @property
    def zh(self) -> str:
        """As a report's subtitle says it."""
        first, last = self.first, self.end - _DAY
        match self.span:
            case Span.DAY:
                return f"{first.year}年{first.month}月{first.day}日"
            case Span.WEEK:
                week = f"{first:%G}年第{first.isocalendar().week}周"
                return f"{week}（{first.month}月{first.day}日至{last.month}月{last.day}日）"
            case Span.MONTH:
                return f"{first.year}年{first.month}月"
            case Span.QUARTER:
                return f"{first.year}年第{'一二三四'[(first.month - 1) // 3]}季度"
            case Span.YEAR:
                return f"{first.year}年"
            case Span.DAYS:
                return f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"

    def before(self) -> "Named":
        """The one just before (环比)."""
        if self.span in (Span.DAY, Span.DAYS):
            return Named(span=self.span, first=self.first - (self.end - self.first), end=self.first)
        return _of(self.span, self.first - _DAY)

    def year_before(self) -> "Named":
        """The same one a year earlier (同比); 29 February becomes the 28th, a 53rd week the 52nd."""
        if self.span is Span.WEEK:
            year, week, _ = self.first.isocalendar()
            return _of(self.span, date.fromisocalendar(year - 1, min(week, 52), 1))
        if self.span in (Span.DAY, Span.DAYS):
            first = _year_back(self.first)
            return Named(span=self.span, first=first, end=first + (self.end - self.first))
        return _of(self.span, _year_back(self.first))

    def seconds(self, zone: ZoneInfo) -> Period:
        """Its local midnights as Unix seconds."""
        begin, end = (datetime(one.year, one.month, one.day, tzinfo=zone).timestamp() for one in (self.first, self.end))
        return Period(since=begin, until=end)


def parse(text: str) -> Named:
    """Read a name.

    Raises:
        PeriodError: it is none.

    """
    try:
        return _near(_parse(text))
    except (ValueError, OverflowError):
        raise PeriodError(f"period: expected {EXPECTED}, found {text[:40]!r}") from None


def _near(named: Named) -> Named:
    if not (named.first.year >= FIRST_YEAR and (named.end - _DAY).year <= LAST_YEAR):
        raise ValueError(named)
    return named


def on(span: Span, day: date) -> Named:
    """The period of this length that holds a day."""
    return _of(span, day)


def _parse(text: str) -> Named:
    if re.fullmatch(r"\d{4}", text):
        return _of(Span.YEAR, date(int(text), 1, 1))
    if found := re.fullmatch(r"(\d{4})-(\d{2})", text):
        return _of(Span.MONTH, date(int(found[1]), int(found[2]), 1))
    if found := re.fullmatch(r"(\d{4})-[Ww](\d{2})", text):
        return _of(Span.WEEK, date.fromisocalendar(int(found[1]), int(found[2]), 1))
    if found := re.fullmatch(r"(\d{4})-[Qq]([1-4])", text):
        return _of(Span.QUARTER, date(int(found[1]), 3 * int(found[2]) - 2, 1))
    first, dots, last = text.partition("..")
    if not dots:
        return _of(Span.DAY, date.fromisoformat(first))
    begin, end = date.fromisoformat(first), date.fromisoformat(last) + _DAY
    if not begin < end <= begin + timedelta(days=400):
        raise ValueError(text)
    return Named(span=Span.DAYS, first=begin, end=end)


def _of(span: Span, day: date) -> Named:
    match span:
        case Span.DAY | Span.DAYS:
            return Named(span=Span.DAY, first=day, end=day + _DAY)
        case Span.WEEK:
            first = day - day.weekday() * _DAY
            return Named(span=span, first=first, end=first + 7 * _DAY)
        case Span.MONTH:
            first = day.replace(day=1)
            return Named(span=span, first=first, end=(first + timedelta(days=32)).replace(day=1))
        case Span.QUARTER:
            first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
            return Named(span=span, first=first, end=(first + timedelta(days=95)).replace(day=1))
        case Span.YEAR:
            return Named(span=span, first=date(day.year, 1, 1), end=date(day.year + 1, 1, 1))


def _year_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
