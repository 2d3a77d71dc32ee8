"""Promises in what was said on air: «三天之内», «月底前», «下周三之前»; each with the date to be confirmed by a person.

Counted as the law counts (the day it was said does not count). A promise without a date («尽快») is found too and
shown as such: it needs a date before the show closes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from queueing.days.calendar import Calendar, workday_after

_DIGITS = {one: n for n, one in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_NUMBER = r"(\d{1,3}|[一二两三四五六七八九十百]{1,4})"
_BY = r"(?:之?内|以内|之?前|以前|左右)"
_WEEKDAYS = {one: n for n, one in enumerate("一二三四五六")} | {"日": 6, "天": 6, "末": 6}
# What says that somebody will do something; without it «三天内» may be a complaint: «三天内停了两次水».
_WILL = re.compile(
    r"(?:会|将|要|能|可以|保证|承诺|答应|争取|力争|确保|一定|负责|安排|完成|解决|答复|回复|处理|修好|恢复|整改|到位|落实|给您|拿出|公布|开工|办结|办好|协调|反馈)"
)
_PAST = re.compile(r"(?:已经|曾经?|过去|刚才|当时|上个?(?:月|周|星期)|去年|昨天|前天|了\d|了[一二两三四五六七八九十])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One utterance on air."""

    utterance_id: str
    speaker: str  # caller, host, or the leader's side
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPromise:
    """A promise as found: `start`/`end` are character offsets of the words that give the time."""

    utterance_id: str
    start: int
    end: int
    words: str
    due: date | None  # None: no date was named
    provisional: bool = False  # the calendar may yet change


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The day of the show and the calendar promises are counted on."""

    day: date
    calendar: Calendar


Counting = Callable[[re.Match[str], Today], tuple[date, bool] | None]


def promises(
    said: Sequence[Spoken], today: Today, callers: frozenset[str] = frozenset({"caller"})
) -> list[FoundPromise]:
    """Find the promises of everybody but callers, in the order they were made; one for each stretch of text."""
    return [one for spoken in said if spoken.speaker not in callers for one in _in(spoken, today)]


def _in(spoken: Spoken, today: Today) -> Iterator[FoundPromise]:
    for start, end in _clauses(spoken.text):
        clause = spoken.text[start:end]
        if not _WILL.search(clause) or _PAST.search(clause):
            continue
        found = sorted(_times(clause, today), key=lambda one: one.start)
        dated = [one for one in found if one.due is not None]
        for one in dated or found[:1]:  # «尽快，三天之内» is one promise, with a date
            yield replace(one, utterance_id=spoken.utterance_id, start=one.start + start, end=one.end + start)


def _times(clause: str, today: Today) -> Iterator[FoundPromise]:
    taken: list[tuple[int, int]] = []
    for pattern, counting in _WAYS:
        for match in pattern.finditer(clause):
            counted = counting(match, today)
            if counted is None or any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            day, provisional = counted
            yield FoundPromise(
                utterance_id="",
                start=match.start(),
                end=match.end(),
                words=match.group(),
                due=None if day == date.max else day,
                provisional=provisional,
            )


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Stretches between full stops: a promise and its time stand in one of them."""
    start = 0
    for stop in re.finditer(r"[。！？；!?;]", text):
        yield start, stop.start()
        start = stop.end()
    if start < len(text):
        yield start, len(text)


def number(text: str) -> int | None:
    """A small number as written or spoken: 3, 三, 十五, 二十, 一百二十; None when it is none."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for one in text:
        if one == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif one == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif one in _DIGITS:
            digit = _DIGITS[one]
        else:
            return None
    return total + digit or None


# --- ways of naming a time ---------------------------------------------------------------------------------------


def _workdays(match: re.Match[str], today: Today) -> tuple[date, bool] | None:
    count = number(match.group(1))
    if not count:
        return None
    counted = workday_after(today.calendar, today.day, count)
    return counted.day, counted.provisional


def _days(match: re.Match[str], today: Today) -> tuple[date, bool] | None:
    count = number(match.group(1))
    return _plain(today.day + timedelta(days=count)) if count else None


def _weeks(match: re.Match[str], today: Today) -> tuple[date, bool] | None:
    count = number(match.group(1))
    return _plain(today.day + timedelta(weeks=count)) if count else None


def _months(match: re.Match[str], today: Today) -> tuple[date, bool] | None:
    count = number(match.group(1))
    return _plain(_months_after(today.day, count)) if count else None


def _half_month(match: re.Match[str], today: Today) -> tuple[date, bool]:  # noqa: ARG001 - all ways have one shape
    return _plain(today.day + timedelta(days=15))


def _half_year(match: re.Match[str], today: Today) -> tuple[date, bool]:  # noqa: ARG001
    return _plain(_months_after(today.day, 6))


def _near(match: re.Match[str], today: Today) -> tuple[date, bool]:
    ahead = {"今": 0, "当": 0, "明": 1, "后": 2}[match.group(1)[0]]
    return _plain(today.day + timedelta(days=ahead))


def _weekday(match: re.Match[str], today: Today) -> tuple[date, bool]:
    """«下周三» is Wednesday of the next week; «周三», «本周三» the one of this week, or the next when it is over."""
    monday = today.day - timedelta(days=today.day.weekday())
    day = monday + timedelta(days=_WEEKDAYS[match.group(2)], weeks=1 if match.group(1) == "下" else 0)
    return _plain(day if day >= today.day else day + timedelta(weeks=1))


def _week_end(match: re.Match[str], today: Today) -> tuple[date, bool]:
    monday = today.day - timedelta(days=today.day.weekday())
    return _plain(monday + timedelta(days=6, weeks=1 if match.group(1) == "下" else 0))


def _month_end(match: re.Match[str], today: Today) -> tuple[date, bool]:
    ahead = 1 if match.group(1) and match.group(1).startswith("下") else 0
    return _plain(_month_after(today.day.replace(day=1), ahead + 1) - timedelta(days=1))


def _named_month_end(match: re.Match[str], today: Today) -> tuple[date, bool] | None:
    month = number(match.group(1))
    if not month or month > 12:
        return None
    year = today.day.year + (month < today.day.month)
    return _plain(_month_after(date(year, month, 1), 1) - timedelta(days=1))


def _calendar_day(match: re.Match[str], today: Today) -> tuple[date, bool] | None:
    month, day = number(match.group(1)), number(match.group(2))
    try:
        this_year = date(today.day.year, month or 0, day or 0)
    except ValueError:
        return None
    return _plain(this_year if this_year >= today.day else this_year.replace(year=this_year.year + 1))


def _day_of_month(match: re.Match[str], today: Today) -> tuple[date, bool] | None:
    day = number(match.group(1))
    try:
        this_month = today.day.replace(day=day or 0)
    except ValueError:
        return None
    return _plain(this_month if this_month >= today.day else _months_after(this_month, 1))


def _year_end(match: re.Match[str], today: Today) -> tuple[date, bool]:
    return _plain(date(today.day.year + (match.group(1) == "明"), 12, 31))


def _vague(match: re.Match[str], today: Today) -> tuple[date, bool]:  # noqa: ARG001
    return date.max, False


def _plain(day: date) -> tuple[date, bool]:
    return day, False


def _month_after(first: date, count: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return date(year, month + 1, 1)


def _months_after(day: date, count: int) -> date:
    """The same date so many months later, or that month's last day (民法典 202)."""
    first = _month_after(day.replace(day=1), count)
    last = _month_after(first, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


# Longer ways stand before the shorter ones they contain: what one has taken no other takes.
_WAYS: tuple[tuple[re.Pattern[str], Counting], ...] = (
    (re.compile(_NUMBER + r"个?工作日" + _BY + "?"), _workdays),
    (re.compile(_NUMBER + r"月" + _NUMBER + r"[日号](?:之?前|以前)?"), _calendar_day),
    (re.compile(_NUMBER + r"月(?:底|末)(?:之?前|以前)?"), _named_month_end),
    (re.compile(r"(?<![\d一二三四五六七八九十])(这个|本|下个?|)月(?:底|末)(?:之?前|以前)?"), _month_end),
    (re.compile(r"(今|明|)年?年(?:底|末|内)(?:之?前|以前)?"), _year_end),
    (re.compile(r"(下|这|本|)(?:个)?(?:周|星期|礼拜)([一二三四五六日天末])(?:之?前|以前)?"), _weekday),
    (re.compile(r"(这|本|下)(?:个)?(?:周|星期|礼拜)(?:之?内|以内)?"), _week_end),
    (re.compile(r"半个月" + _BY + "?"), _half_month),
    (re.compile(r"半年" + _BY + "?"), _half_year),
    (re.compile(_NUMBER + r"个?(?:星期|礼拜|周)(?![一二三四五六日天末岁年])" + _BY + "?"), _weeks),
    (re.compile(_NUMBER + r"个月" + _BY + "?"), _months),
    (re.compile(_NUMBER + r"[天日](?!的?(?:时间|前|来|都|没))" + _BY), _days),
    (re.compile(r"(今天|当天|今晚|明天|明晚|后天)(?:[上下中]午|晚上)?(?:之?内|之?前|以前|下班前)?"), _near),
    (re.compile(r"(?<![\d月一二三四五六七八九十])" + _NUMBER + r"[号](?:之?前|以前)"), _day_of_month),
    (re.compile(r"(?:尽快|尽早|马上|立即|立刻|抓紧|近期|近日|第一时间)"), _vague),
)
