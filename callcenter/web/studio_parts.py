"""What the routes of the live show work with."""

from collections.abc import Callable
from dataclasses import dataclass

from callcenter.show.planned import PlannedShows
from callcenter.show.presence import Presence
from callcenter.show.stored_calls import StoredCalls
from callcenter.show.studio import Studio
from callcenter.show.words import Words
from callcenter.show_settings import Show


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioParts:
    """The parts of the service behind these routes."""

    studio: Studio
    words: Words
    presence: Presence
    settings: Show
    planned: PlannedShows
    stored: StoredCalls
    number_of: Callable[[str], str]  # of a call that goes on; '' when it is withheld or over
