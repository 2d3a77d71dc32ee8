"""The shared inbox as the API shows it. Pure."""

from zoneinfo import ZoneInfo

from callcenter.clock import as_text
from callcenter.intake.inbox import Shown
from callcenter.intake.sources import Sources
from callcenter.reports.source_words import source_name
from callcenter.web.inbox_models import InboxCounts


def counts(shown: Shown, zone: ZoneInfo) -> InboxCounts:
    """How much waits, for the head of a screen."""
    oldest = None if shown.oldest_at is None else as_text(shown.oldest_at, zone)
    return InboxCounts(waiting=shown.count, taken=shown.taken, oldest_at=oldest)


def came_by(sources: Sources, code: str) -> str:
    """What the way in is called: a source of the site's file by its title, one of ours by its name."""
    known = sources.of(code)
    return known.title if known else source_name(code)
