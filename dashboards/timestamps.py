"""Instants as people and payloads read them: RFC 3339 with the site's offset, and where a local day begins."""

from collections.abc import Callable
from datetime import datetime, tzinfo


def rfc3339(at: float, zone: tzinfo) -> str:
    """Unix seconds as RFC 3339 with milliseconds and the zone's offset."""
    return datetime.fromtimestamp(at, zone).isoformat(timespec="milliseconds")


def local_days(zone: tzinfo) -> Callable[[float], float]:
    """A function that finds local midnight, in Unix seconds, of the day an instant falls in."""

    def day_start(at: float) -> float:
        local = datetime.fromtimestamp(at, zone)
        return local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()

    return day_start
