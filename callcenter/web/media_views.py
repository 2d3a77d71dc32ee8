"""The media follow-up of a matter as the API shows it. Numbers in notes are hidden. Pure."""

from zoneinfo import ZoneInfo

from callcenter.clock import as_text
from callcenter.masking import mask_numbers_in
from callcenter.web.media_models import MediaStep, MediaView
from queueing.show.after_facts import MediaFollowed, MediaState
from queueing.show.media import MEDIA_TABLE, Media

_ORDER = list(MediaState)


def media_view(found: Media, zone: ZoneInfo, *, open_to: bool) -> MediaView:
    """How far it is. `open_to`: whether anything may be said of it."""
    after = sorted(MEDIA_TABLE[found.state], key=_ORDER.index) if open_to else []
    return MediaView(state=found.state, next=after, steps=[media_step(one, zone) for one in found.moves])


def media_step(one: MediaFollowed, zone: ZoneInfo) -> MediaStep:
    """One thing that was said."""
    return MediaStep(
        state=one.state,
        by=one.by,
        at=as_text(one.at, zone),
        note=mask_numbers_in(one.note),
        outlet=mask_numbers_in(one.outlet),
        on=one.on,
    )
