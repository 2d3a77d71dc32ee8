"""Days people may ask about: a desk's own time, not every day that can be written."""

from datetime import date, datetime

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
EXPECTED = f"a date such as 2026-11-23, from {FIRST_DAY} to {LAST_DAY}"


def in_range(value: object) -> object:
    """Refuse a day far from any that is worked with; what is no day goes through."""
    day = value.date() if isinstance(value, datetime) else value
    if isinstance(day, date) and not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"expected {EXPECTED}")
    return value
