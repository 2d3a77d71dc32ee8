"""From a start and a limit to the moment something is due. The one place where deadlines are counted.

民法典 200 to 203: hours run from the moment they begin; of days, the day of receipt does not count, the last one ends
at close of business, and when it is a day of rest the next working day is the last.
"""

from datetime import date, datetime, timedelta
from typing import assert_never

from queueing.days.calendar import Calendar, Counted, months_before, workday_after, workday_before
from queueing.days.limits import Limit, Unit
from queueing.days.office import Due, Office, add_working_time, subtract_working_time, working_time_between

_WORKING = (Unit.WORKING_HOUR, Unit.WORKING_DAY)


def due(start: datetime, limit: Limit, office: Office) -> Due:
    """When what began at `start` must be done.

    Args:
        start: an aware moment; for days, only its date in the office's time zone matters.
        limit: above zero and not in months.
        office: calendar, hours and time zone.

    Raises:
        ValueError: `start` has no time zone, or the limit is none that a clock can have.
    """
    if limit.amount < 0 or limit.unit is Unit.MONTH:
        raise ValueError(f"clock: expected a limit above zero in minutes, hours or days, found {limit}")
    local = office.local(start)
    match limit.unit:
        case Unit.MINUTE | Unit.HOUR | Unit.WORKING_HOUR:
            return shift(local, limit, office)
        case Unit.DAY:
            return _business_end(local.date() + timedelta(days=limit.amount), office)
        case Unit.WORKING_DAY:
            end = workday_after(office.calendar, local.date(), limit.amount)
            return Due(at=office.close(end.day), provisional=end.provisional)
    assert_never(limit.unit)


def shift(moment: datetime, by: Limit, office: Office) -> Due:
    """The moment `by` later (below zero: earlier). Days keep the time of day, and close of business stays that.

    For what hangs on a deadline: extensions and cards. Months are refused.
    """
    local, amount = office.local(moment), by.amount
    match by.unit:
        case Unit.MINUTE:
            return Due(at=_later(local, timedelta(minutes=amount), office))
        case Unit.HOUR:
            return Due(at=_later(local, timedelta(hours=amount), office))
        case Unit.WORKING_HOUR:
            span = timedelta(hours=abs(amount))
            return (add_working_time if amount > 0 else subtract_working_time)(local, span, office)
        case Unit.DAY:
            return Due(at=_same_time(local, _business_day(local, office) + timedelta(days=amount), office))
        case Unit.WORKING_DAY:
            end = _workday(office.calendar, _business_day(local, office), amount)
            return Due(at=_same_time(local, end.day, office), provisional=end.provisional)
        case Unit.MONTH:
            raise ValueError(f"expected minutes, hours or days, found {by}")
    assert_never(by.unit)


def day_before(day: date, by: Limit, calendar: Calendar) -> Counted:
    """The date that lies `by` before `day`: what a milestone of a show means. Natural days stay where they fall.

    Raises:
        ValueError: `by` is not below zero, or not in days or months.
    """
    if by.amount > 0:
        raise ValueError(f"milestone: expected a limit below zero, found {by}")
    match by.unit:
        case Unit.WORKING_DAY:
            return workday_before(calendar, day, -by.amount)
        case Unit.DAY:
            return Counted(day=day + timedelta(days=by.amount), provisional=False)
        case Unit.MONTH:
            return Counted(day=months_before(day, -by.amount), provisional=False)
        case Unit.MINUTE | Unit.HOUR | Unit.WORKING_HOUR:
            raise ValueError(f"milestone: expected days, working days or months, found {by}")
    assert_never(by.unit)


def left(now: datetime, until: datetime, unit: Unit, office: Office) -> timedelta:
    """What is left at `now`, as the unit counts: office hours for working units, else natural time; 0 when over."""
    if unit in _WORKING:
        return working_time_between(now, until, office)
    return max(office.utc(until) - office.utc(now), timedelta())


def after(now: datetime, remaining: timedelta, unit: Unit, office: Office) -> Due:
    """When `remaining` will have passed from `now`, as the unit counts: the inverse of `left`. Nothing left: now."""
    if remaining <= timedelta():
        return Due(at=office.local(now))
    if unit in _WORKING:
        return add_working_time(now, remaining, office)
    at = _later(office.local(now), remaining, office)
    if unit is Unit.DAY and not office.open_on(at.date()):
        return _business_end(at.date(), office)
    return Due(at=at)


def _business_end(day: date, office: Office) -> Due:
    provisional = not office.settled(day)
    while not office.open_on(day):
        day += timedelta(days=1)
        provisional |= not office.settled(day)
    return Due(at=office.close(day), provisional=provisional)


def _workday(calendar: Calendar, day: date, amount: int) -> Counted:
    return workday_after(calendar, day, amount) if amount > 0 else workday_before(calendar, day, -amount)


def _business_day(local: datetime, office: Office) -> date:
    """The day whose business closes at that moment, else its date: an office may close at 24:00."""
    eve = local.date() - timedelta(days=1)
    return eve if local == office.close(eve) else local.date()


def _same_time(local: datetime, day: date, office: Office) -> datetime:
    if local == office.close(_business_day(local, office)):
        return office.close(day)
    return datetime.combine(day, local.time(), office.zone)


def _later(local: datetime, span: timedelta, office: Office) -> datetime:
    return office.local(office.utc(local) + span)
