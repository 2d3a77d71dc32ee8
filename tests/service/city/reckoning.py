"""Due times reckoned by hand from a calendar's working days: nothing here is the engine's."""

from datetime import date, datetime, time, timedelta

from tests.rules.deadlines.offices import KNOWN, SHANGHAI

SHIFTS = ((time(9), time(12)), (time(13, 30), time(17, 30)))  # office hours of every city here
CLOSE = time(17, 30)


def due(since: datetime, limit: str) -> datetime:
    """When `limit`, such as 5 wd, is over that began at `since`."""
    number, unit = limit.split()
    if unit == "wd":
        return datetime.combine(_workday(since.date(), int(number)), CLOSE, SHANGHAI)
    if unit == "wh":
        return _within_shifts(since, timedelta(hours=int(number)))
    return since + timedelta(**{{"min": "minutes", "h": "hours"}[unit]: int(number)})


def _workday(day: date, after: int) -> date:
    """The day that is so many working days later; the day itself is not counted."""
    while after:
        day += timedelta(days=1)
        after -= KNOWN.works(day)
    return day


def _within_shifts(since: datetime, left: timedelta) -> datetime:
    day = since.date()
    while True:
        for opens, closes in SHIFTS if KNOWN.works(day) else ():
            begin = max(since, datetime.combine(day, opens, SHANGHAI))
            end = datetime.combine(day, closes, SHANGHAI)
            if begin < end and end - begin >= left:
                return begin + left
            left -= max(end - begin, timedelta())
        day += timedelta(days=1)
