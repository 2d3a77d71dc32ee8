"""When it happened: spoken times of one text, resolved against the time of the call, which is given as a value."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from callcenter.drafting.numerals import cardinal, digit_string

_N = "[零〇一二两三四五六七八九十0-9]"
_DAYS = {
    "大前天": 3,
    "前天": 2,
    "昨天": 1,
    "昨日": 1,
    "昨儿": 1,
    "昨晚": 1,
    "今天": 0,
    "今日": 0,
    "今儿": 0,
    "今早": 0,
    "今晚": 0,
}
_WEEKDAYS = "一二三四五六日"
_PARTS = "凌晨|清晨|一大早|大清早|早上|早晨|清早|上午|中午|下午|傍晚|晚上|夜里|半夜|深夜|夜间"
_CLOCK = (
    rf"(?P<hour>{_N}{{1,3}})点钟?(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>{_N}{{1,3}})分?)?(?:左右|多|钟|整)?"
)
_MOMENT = re.compile(
    r"(?P<since>从|自从|自)?"
    r"(?:(?P<day>大前天|前天|昨天|昨日|昨儿|昨晚|今天|今日|今儿|今早|今晚)"
    rf"|(?P<week>上上个?|上个?|这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天]|末)"
    rf"|(?P<year>今年|去年|前年|[零〇一二三四五六七八九0-9]{{4}}年)?(?:的)?(?P<month>{_N}{{1,3}})月份?(?:(?P<date>{_N}{{1,3}})[号日](?!楼|线|院|门|桌|房|窗))?"
    rf"|(?P<span>上上个月|上个?月|这个月|本月|去年|前年|今年(?:年初|初)?|上个?星期|上个?礼拜|上周)(?:(?P<sdate>{_N}{{1,3}})[号日](?!楼|线|院|门))?)?"
    rf"(?:的)?(?:大概|大约|差不多|是)?(?P<part>{_PARTS}|(?<=昨)晚|(?<=今)[早晚])?(?:的)?(?:大概|大约|差不多)?(?:{_CLOCK})?"
    r"(?P<on>开始|起|就开始|到现在|以来)?"
)
_MAY_START = re.compile(
    rf"(?=从|自|大前天|前天|昨|今[天日儿早晚年]|上上?个?[周星礼月]|这个?[周星礼月]|本[周月]|周|星期|礼拜|去年|前年|{_PARTS}|{_N})"
)
_LASTING = re.compile(
    r"(?:已经|都|快|停了|坏了|持续了?|有|整整|断断续续|大概|差不多)*(?P<count>[零一二两三四五六七八九十百0-9]{1,4}|半|好几|几|一两|两三|三四|四五)"
    r"(?P<more>多)?(?P<unit>个半?小时|小时|个钟头|天|个?星期|个?礼拜|周|个多?半?月|年)(?P<half>半)?(?:多)?(?P<on>了|没|都没|以来)"
)
_LASTED = re.compile(
    r"(?:拖欠|欠|停|坏|拖|等|堵|断|漏|吵)(?:了|着)?(?:我们?|大家|工人)?(?:的)?(?:工资|水|电|气)?(?:快|都|已经|将近|整整)*"
    r"(?P<count>[零一二两三四五六七八九十百0-9]{1,4}|半|好几|几|一两|两三|三四|四五)(?P<more>多)?"
    r"(?P<unit>个半?小时|小时|个钟头|天|个?星期|个?礼拜|周|个多?半?月|年)(?P<half>半)?"
)
_RECENT = re.compile(r"刚才|刚刚|刚|就在刚才")
_VAGUE = re.compile(r"最近(?:几天|一段时间)?|这几天|这两天|这段时间|前几天|前两天|近期|前段时间|前阵子")
_HABIT = re.compile(rf"(?:每天|天天|每晚|每到|经常|一到)(?:的)?(?:{_PARTS}|晚)?(?:{_CLOCK})?")
_NOT_PAST = re.compile(r"(?:明天|后天|下周|下个月|以后|几点|上班|开门|下班|营业|办公|联系我|回电|打给我|给我打)")
_GUIDE = {
    "exact": 0.86,
    "day": 0.82,
    "lasting": 0.80,
    "since": 0.84,
    "month": 0.72,
    "recent": 0.70,
    "habit": 0.66,
    "vague": 0.50,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time said at characters `start` to `end`.

    `value` is ISO 8601, as exact as it was said (2026-11-20T22:30+08:00, 2026-11-20, 2026-10, 2025), an open interval
    when it still lasts (2026-11-18/..), or the words themselves where they cannot be placed in time.
    """

    value: str
    display: str
    confidence: float
    rule: str
    start: int
    end: int


def moments(text: str, now: datetime) -> list[Moment]:
    """Return the times said in `text` (fillers out), seen from `now` (aware), in order of place."""
    if _NOT_PAST.search(text):
        return []
    found = [*_lasting(text, now), *_habits(text)]
    taken = [(moment.start, moment.end) for moment in found]
    found.extend(one for one in _points(text, now) if not _inside(one, taken))
    taken = [(moment.start, moment.end) for moment in found]
    found.extend(one for one in _loose(text, now) if not _inside(one, taken))
    return sorted(found, key=lambda moment: moment.start)


def _inside(moment: Moment, taken: list[tuple[int, int]]) -> bool:
    return any(moment.start < end and start < moment.end for start, end in taken)


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if text.isascii():
        return int(text)
    return cardinal(text.lstrip("零〇") or "零")


def _points(text: str, now: datetime) -> Iterator[Moment]:
    at = 0
    while found_start := _MAY_START.search(text, at):
        at = found_start.start()
        found = _MOMENT.match(text, at)
        moment = _point(found, now) if found and found.end() > at else None
        if moment:
            yield moment
        at = moment.end if moment else at + 1


def _point(found: re.Match[str], now: datetime) -> Moment | None:
    day = _day(found, now.date())
    clock = _clock(found)
    said_day = any(found[key] for key in ("day", "weekday", "month", "span"))
    if (found["hour"] and clock is None) or not (said_day or (clock and found["part"]) or found["part"]):
        return None
    if day is None and said_day:
        return None
    lasts = bool(found["since"] or found["on"])
    if isinstance(day, str):
        return _moment(day, _spoken_month(day), "month", found.start(), found.end(), lasts=lasts)
    day = day or now.date()
    if clock is None:
        part = found["part"] or ("晚上" if found["day"] in {"昨晚", "今晚"} else "")
        return _moment(day.isoformat(), _spoken_day(day) + part, "day", found.start(), found.end(), lasts=lasts)
    at = datetime.combine(day, datetime.min.time(), tzinfo=now.tzinfo) + clock
    if not said_day and at > now:
        at -= timedelta(days=1)
    value = at.isoformat(timespec="minutes")
    return _moment(
        value, _spoken_day(at.date()) + at.strftime(" %H:%M"), "exact", found.start(), found.end(), lasts=lasts
    )


def _day(found: re.Match[str], today: date) -> date | str | None:
    """Return the day, or the month or year as a string when no day was said, or None if it does not exist."""
    if found["day"]:
        return today - timedelta(days=_DAYS[found["day"]])
    if found["weekday"]:
        return _weekday(found, today)
    if found["month"]:
        return _month_day(found, today)
    if found["span"]:
        return _span_day(found, today)
    return None


def _weekday(found: re.Match[str], today: date) -> date:
    said = found["weekday"].replace("天", "日").replace("末", "六")
    monday = today - timedelta(days=today.weekday())
    weeks = {"上上": 2, "上": 1}.get((found["week"] or "").rstrip("个"), 0)
    day = monday + timedelta(days=_WEEKDAYS.index(said) - 7 * weeks)
    return day - timedelta(days=7) if day > today and weeks == 0 else day


def _month_day(found: re.Match[str], today: date) -> date | str | None:
    month = _number(found["month"])
    if month is None or not 1 <= month <= 12:
        return None
    year = _year(found["year"], today, month)
    if not found["date"]:
        return f"{year}-{month:02d}"
    return _real_date(year, month, _number(found["date"]))


def _year(said: str | None, today: date, month: int) -> int:
    if said and said[0] in "今去前":
        return today.year - "今去前".index(said[0])
    if said:
        return int(digit_string(said[:4]))
    return today.year if month <= today.month else today.year - 1


def _span_day(found: re.Match[str], today: date) -> date | str | None:
    said = found["span"]
    if said.endswith("年") or "初" in said:
        year = today.year - "今去前".index(said[0])
        return f"{year}-01" if "初" in said else f"{year}"
    if not said.endswith("月"):
        return today - timedelta(days=today.weekday() + 7)
    back = said.count("上")
    month_index = today.year * 12 + today.month - 1 - back
    year, month = divmod(month_index, 12)
    if found["sdate"]:
        return _real_date(year, month + 1, _number(found["sdate"]))
    return f"{year}-{month + 1:02d}"


def _real_date(year: int, month: int, day: int | None) -> date | None:
    try:
        return date(year, month, day or 0)
    except ValueError:
        return None


def _clock(found: re.Match[str]) -> timedelta | None:
    hour = _number(found["hour"])
    minute = 30 if found["half"] else 15 * (_number(found["quarter"]) or 0) or _number(found["minute"]) or 0
    if hour is None or hour > 24 or minute > 59:
        return None
    part = found["part"] or ""
    late = part in {"下午", "傍晚", "晚上", "晚"} or (found["day"] or "") in {"昨晚", "今晚"}
    if late and hour < 12 and not (hour < 5 and part not in {"下午", "傍晚"}):
        hour += 12
    elif late and ((hour == 12 and part != "下午") or hour < 5):  # 晚上十二点, 晚上一点: after midnight
        hour += 24 if hour < 12 else 12
    elif part == "中午" and hour < 3:
        hour += 12
    elif part in {"凌晨", "半夜", "夜里", "深夜"} and hour == 12:
        hour = 0
    elif part in {"半夜", "夜里", "深夜", "夜间"} and 8 <= hour < 12:
        hour += 12
    return timedelta(hours=hour, minutes=minute)


def _lasting(text: str, now: datetime) -> Iterator[Moment]:
    seen = list(_LASTING.finditer(text))
    seen += [one for one in _LASTED.finditer(text) if all(one.start("unit") != other.start("unit") for other in seen)]
    for found in seen:
        count, unit = _number(found["count"]) if found["count"] != "半" else None, found["unit"]
        since = _before(now, found["count"], count, unit, half=bool(found["half"]) or "半" in unit)
        spoken = text[found.start("count") : found.end("half") if found["half"] else found.end("unit")]
        if since is None:
            yield _moment(spoken, f"已持续{spoken}", "vague", found.start(), found.end(), lasts=False)
        else:
            yield Moment(
                value=f"{since[0]}/..",
                display=f"自{since[1]}起（已持续{spoken}）",
                confidence=_GUIDE["lasting"],
                rule="time.lasting",
                start=found.start(),
                end=found.end(),
            )


def _before(now: datetime, said: str, count: int | None, unit: str, *, half: bool) -> tuple[str, str] | None:
    """Return the start of a time that lasts until now, as exact as its unit, as ISO and as spoken; None if vague."""
    amount = 0.5 if said == "半" else count
    if amount is None or "多" in unit:
        return None
    amount += 0.5 if half and said != "半" else 0.0
    if "时" in unit or "钟" in unit:
        at = now - timedelta(hours=amount)
        return at.isoformat(timespec="minutes"), _spoken_day(at.date()) + at.strftime(" %H:%M")
    if "年" in unit or "月" in unit:
        months = round(amount * 12) if "年" in unit else int(amount)
        year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
        if months == 0:
            return _whole_day(now.date() - timedelta(days=15))
        return (f"{year}-{month + 1:02d}", f"{year}年{month + 1}月") if year >= 1900 else None
    return _whole_day(now.date() - timedelta(days=round(amount * (1 if "天" in unit else 7))))


def _whole_day(day: date) -> tuple[str, str]:
    return day.isoformat(), _spoken_day(day)


def _habits(text: str) -> Iterator[Moment]:
    for found in _HABIT.finditer(text):
        yield _moment(found[0], found[0], "habit", found.start(), found.end(), lasts=False)


def _loose(text: str, now: datetime) -> Iterator[Moment]:
    for found in _RECENT.finditer(text):
        value = now.isoformat(timespec="minutes")
        yield _moment(
            value, f"{_spoken_day(now.date())}（{found[0]}）", "recent", found.start(), found.end(), lasts=False
        )
    for found in _VAGUE.finditer(text):
        yield _moment(found[0], found[0], "vague", found.start(), found.end(), lasts=False)


def _moment(value: str, display: str, rule: str, start: int, end: int, *, lasts: bool) -> Moment:
    return Moment(
        value=f"{value}/.." if lasts else value,
        display=f"自{display}起" if lasts else display,
        confidence=_GUIDE["since" if lasts and rule in {"exact", "day"} else rule],
        rule=f"time.{'since' if lasts else rule}",
        start=start,
        end=end,
    )


def _spoken_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _spoken_month(value: str) -> str:
    year, _, month = value.partition("-")
    return f"{year}年{int(month)}月" if month else f"{year}年"
