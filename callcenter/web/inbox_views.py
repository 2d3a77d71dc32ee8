"""The shared inbox as the API shows it. Pure."""

from zoneinfo import ZoneInfo

from callcenter.clock import as_text
from callcenter.intake.inbox import Shown
from callcenter.web.inbox_models import InboxCounts


def counts(shown: Shown, zone: ZoneInfo) -> InboxCounts:
    """How much waits, for the head of a screen."""
    oldest = None if shown.oldest_at is None else as_text(shown.oldest_at, zone)
    return InboxCounts(waiting=shown.count, taken=shown.taken, oldest_at=oldest)
