"""What holds for any start and any span: adding, taking away and measuring working time agree."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from queueing.days.calendar import workday_after, workday_before, workdays_between
from queueing.days.deadlines import after, due, left, shift
from queueing.days.limits import Limit, Unit
from queueing.days.office import (
    OFFICE_HOURS,
    ROUND_THE_CLOCK,
    Hours,
    Office,
    Season,
    Shift,
    add_working_time,
    subtract_working_time,
    working_time_between,
)
from tests.rules.deadlines.offices import office

SUMMER = Hours(
    shifts=(Shift.parse("09:00-12:00"), Shift.parse("13:30-17:30")),
    seasons=(
        Season(begins="06-01", ends="09-30", shifts=(Shift.parse("08:30-12:00"), Shift.parse("14:30-18:00"))),
        Season(begins="12-01", ends="02-28", shifts=(Shift.parse("09:30-16:00"),)),
    ),
)
offices = st.sampled_from([office(), office(SUMMER), office(ROUND_THE_CLOCK), office(OFFICE_HOURS)])
# 2019 to 2028: published years, unpublished ones and the borders between them
moments = st.datetimes(datetime(2019, 6, 1), datetime(2028, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
spans = st.integers(1, 60 * 24 * 40).map(lambda minutes: timedelta(minutes=minutes))
counts = st.integers(1, 90)


@given(offices, moments, spans)
def test_what_was_added_is_what_lies_between(where: Office, start: datetime, span: timedelta) -> None:
    """Adding and measuring are inverses."""
    assert span == working_time_between(start, add_working_time(start, span, where).at, where)


@given(offices, moments, spans)
def test_what_was_taken_away_is_what_lies_between(where: Office, end: datetime, span: timedelta) -> None:
    """So are taking away and measuring."""
    assert span == working_time_between(subtract_working_time(end, span, where).at, end, where)


@given(offices, moments, moments, spans)
def test_who_begins_later_is_not_due_earlier(where: Office, one: datetime, other: datetime, span: timedelta) -> None:
    """Monotone in the start."""
    first, second = sorted((one, other))
    assert add_working_time(first, span, where).at <= add_working_time(second, span, where).at


@given(offices, moments, spans, spans)
def test_two_spans_one_after_the_other_are_their_sum(
    where: Office, start: datetime, one: timedelta, other: timedelta
) -> None:
    """Additive: a pause of no length changes nothing."""
    halfway = add_working_time(start, one, where).at
    assert add_working_time(start, one + other, where).at == add_working_time(halfway, other, where).at


@given(offices, moments, spans)
def test_it_is_due_while_the_office_is_open(where: Office, start: datetime, span: timedelta) -> None:
    """Never in the night, at noon, or on a holiday."""
    end = add_working_time(start, span, where).at
    days = (end.date(), end.date() - timedelta(days=1))  # an office may close at 24:00
    assert any(window.opens < end <= window.closes for day in days for window in where.windows(day))


@given(offices, moments, counts)
def test_exactly_so_many_working_days_lie_between(where: Office, start: datetime, count: int) -> None:
    """The day of receipt is none of them, the day it is due is the last, and it is worked."""
    received = where.local(start).date()
    end = workday_after(where.calendar, received, count)
    assert count == workdays_between(where.calendar, received, end.day)
    assert where.calendar.works(end.day)
    assert where.close(end.day) == due(start, Limit(amount=count, unit=Unit.WORKING_DAY), where).at


@given(offices, moments, counts)
def test_back_and_forth_over_working_days_is_where_one_was(where: Office, start: datetime, count: int) -> None:
    """Counting n working days back from the n-th comes to a day from which it is the n-th."""
    end = workday_after(where.calendar, where.local(start).date(), count).day
    back = workday_before(where.calendar, end, count).day
    assert end == workday_after(where.calendar, back, count).day


@given(offices, moments, counts, counts)
def test_an_extension_is_the_longer_limit(where: Office, start: datetime, first: int, more: int) -> None:
    """5 working days and 10 more are 15, also for an office that closes at midnight."""
    whole = due(start, Limit(amount=first + more, unit=Unit.WORKING_DAY), where)
    given_first = due(start, Limit(amount=first, unit=Unit.WORKING_DAY), where)
    assert whole.at == shift(given_first.at, Limit(amount=more, unit=Unit.WORKING_DAY), where).at


@given(offices, moments, counts, st.sampled_from([Unit.MINUTE, Unit.HOUR, Unit.WORKING_HOUR, Unit.WORKING_DAY]))
def test_a_pause_of_no_length_moves_nothing(where: Office, start: datetime, amount: int, unit: Unit) -> None:
    """What is left, begun again at once, ends where it would have."""
    end = due(start, Limit(amount=amount, unit=unit), where).at
    assert end == after(start, left(start, end, unit, where), unit, where).at


@given(offices, moments, counts)
def test_an_unpublished_day_on_the_way_makes_it_provisional(where: Office, start: datetime, count: int) -> None:
    """And only such a day does."""
    first = where.local(start).date()
    found = workday_after(where.calendar, first, count)
    days = (first + timedelta(days=n) for n in range(1, (found.day - first).days + 1))
    assert found.provisional == any(not where.calendar.settled(day) for day in days)
