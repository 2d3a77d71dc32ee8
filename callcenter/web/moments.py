"""Times in a query: RFC 3339 or Unix seconds."""

from datetime import datetime

from callcenter.web.errors import ApiError
from callcenter.web.route import Ask


def moment(ask: Ask, name: str, text: str) -> float | None:
    """Read RFC 3339 (without offset: the site's zone) or Unix seconds."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # an unescaped + in a query arrives as a space
        return (found if found.tzinfo else found.replace(tzinfo=ask.parts.zone)).timestamp()
    except (ValueError, OverflowError):
        pass
    try:
        return float(text)
    except ValueError:
        expected = "a time such as 2026-11-21T12:30:00+08:00 or Unix seconds"
        raise ApiError(400, "bad_input", f"{name}: expected {expected}", expected=expected, found=text) from None
