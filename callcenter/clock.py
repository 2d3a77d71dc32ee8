"""The service's clock: Unix seconds that never run backwards within a process, and times as people read them."""

import time
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

_EPOCH_AT_START = time.time() - time.monotonic()


def now_s() -> float:
    """Seconds since the Unix epoch, anchored once at start and then monotonic."""
    return _EPOCH_AT_START + time.monotonic()


def as_text(at_s: float, zone: tzinfo) -> str:
    """RFC 3339 with milliseconds and the site's offset."""
    return datetime.fromtimestamp(at_s, zone).isoformat(timespec="milliseconds")


def day_start_s(at_s: float, zone: ZoneInfo) -> float:
    """Unix seconds of local midnight of the day that holds `at_s`."""
    return datetime.fromtimestamp(at_s, zone).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
