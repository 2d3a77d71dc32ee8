"""What a show's aftermath is made from: gathered once; making files from it reads nothing more but sound."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from callcenter.show.aftermath.heard import HeardWord
from callcenter.show.aftermath.levelling import Level
from callcenter.show.aftermath.tape import Track
from callcenter.show.cues import CueRules
from callcenter.store.matters import TicketWords
from queueing.figures.matters import Matter
from queueing.show.aftermath.outlets import Outlet
from queueing.show.aftermath.record import Item, ShowRecord
from queueing.show.aftermath.score import ScoreRules
from queueing.show.media import NOBODY, Media
from queueing.show.plan import Attendance
from queueing.show.promise_book import BookedPromise

LINE_RATE_HZ = 8000
CALLER, STUDIO, HOST = "来电人", "演播室", "主持人"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One show, its words and sound, and the tickets that came of it."""

    show: ShowRecord
    zone: ZoneInfo
    site: str
    outlets: tuple[Outlet, ...]
    score_rules: ScoreRules
    now: float  # Unix seconds: what is overdue
    words: tuple[HeardWord, ...] = ()  # on air, in order, nothing hidden
    tracks: Mapping[str, tuple[Track, ...]] = field(default_factory=dict)  # by call
    numbers: Mapping[str, str] = field(default_factory=dict)  # what each call's citizen called from
    tickets: Mapping[str, TicketWords] = field(default_factory=dict)
    matters: Mapping[str, Matter] = field(default_factory=dict)  # of the same tickets
    attendance: Mapping[str, Attendance] = field(default_factory=dict)  # by unit
    promises: tuple[BookedPromise, ...] = ()  # that a person has confirmed
    media: Mapping[str, Media] = field(default_factory=dict)  # how far they follow a matter, by entry
    level: Level = field(default_factory=Level)
    cue_rules: CueRules = field(default_factory=CueRules)
    clips: bool = True  # short clips are cut: the city's switch
    edits: bool = True  # the TV edition has parts, and so an edit list

    @property
    def title(self) -> str:
        """What the show is called."""
        return self.show.title or "政风热线"

    @property
    def began_at(self) -> float:
        """When it began: the programme, or the lines when there was none."""
        return self.show.began_at

    @property
    def day(self) -> str:
        """The day of the show, as it is printed."""
        return f"{self.time(self.began_at):%Y年%-m月%-d日}"

    def time(self, at: float) -> datetime:
        """A moment in the site's time zone."""
        return datetime.fromtimestamp(at, self.zone)

    def unit_of(self, item: Item) -> str:
        """Whose matter it is, as somebody said: the ticket's unit, a confirmed promise's; '' while nobody has.

        What was answered on air by the only unit there was answered by that unit.
        """
        ticket = self.tickets.get(item.ticket_id)
        if ticket and ticket.unit:
            return ticket.unit
        promised = next((one.unit for one in self.promises if one.entry_id == item.entry_id and one.unit), "")
        return promised or (self.show.units[0] if item.answer and item.aired and len(self.show.units) == 1 else "")

    def media_of(self, item: Item) -> Media:
        """How far the media follow it."""
        return self.media.get(item.entry_id, NOBODY)

    def number_of(self, item: Item) -> int:
        """Place among those who were on air, from 1: the number of the clip."""
        return [one.entry_id for one in self.show.aired].index(item.entry_id) + 1


def who(item: Item) -> str:
    """An entry's voice, as outlets show it: surname and title only."""
    return item.address or CALLER
