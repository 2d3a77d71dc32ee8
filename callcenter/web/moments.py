"""Times and days in a query: RFC 3339 or Unix seconds, YYYY-MM-DD."""

from datetime import UTC, date, datetime

from callcenter.web.days import EXPECTED, in_range
from callcenter.web.errors import ApiError
from callcenter.web.route import Ask

LATEST = datetime(2101, 1, 1, 23, 59, tzinfo=UTC).timestamp()


def moment(ask: Ask, name: str, text: str) -> float | None:
    """Read RFC 3339 (without offset: the site's zone) or Unix seconds."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # an unescaped + in a query arrives as a space
        return _near((found if found.tzinfo else found.replace(tzinfo=ask.parts.zone)).timestamp())
    except (ValueError, OverflowError):
        pass
    try:
        return _near(float(text))
    except ValueError:
        expected = "a time such as 2026-11-21T12:30:00+08:00 or Unix seconds, from 1970 to 2100"
        raise ApiError(400, "bad_input", f"{name}: expected {expected}", expected=expected, found=text) from None


def _near(at: float) -> float:
    if not 0.0 <= at <= LATEST:
        raise ValueError(at)
    return at


def day_of(name: str, text: str) -> date:
    """Read a day.

    Raises:
        ApiError: 422, it is none, or too far away.

    """
    try:
        day = date.fromisoformat(text)
        in_range(day)
    except ValueError:
        raise ApiError(422, "bad_fields", f"{name}: expected {EXPECTED}", expected=EXPECTED, found=text) from None
    return day
