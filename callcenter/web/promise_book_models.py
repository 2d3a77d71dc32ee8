"""What the API says and takes about the one list of promises."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from callcenter.web.media_models import MediaStep
from callcenter.web.models import Asked, Rfc3339, Said, Word
from queueing.show.promise_book import Origin, PromiseState


class BookedView(Said):
    """A promise and how it stands. No number and no citizen's name is in it."""

    promise_id: str
    origin: Origin
    edition_id: str = Field(description="the show's id at the board")
    edition: str = Field(description="its title")
    edition_day: date | None
    entry_id: str
    unit: str
    who: str = Field(description="the leader who made it, where that was noted")
    words: str
    due: date | None = Field(description="null: nobody has confirmed a day")
    proposed: date | None = Field(description="the day its words name, while nobody has confirmed one")
    provisional: bool = Field(description="the holidays that decide about the proposed day are not published yet")
    state: PromiseState
    said_at: Rfc3339
    kept_on: date | None
    result: str
    ticket_id: str
    number: str
    flags: str
    heard: bool = Field(description="it was heard on air: the place in the sound can be asked for")
    media: list[MediaStep] = Field(description="how the media followed its matter, in order; [] for units")


class BookView(Said):
    """The list, what should be seen to first at the top. `states`: how many of each, whatever the filter of states."""

    today: date
    next_column: date | None = Field(description="the day 回音壁 appears next, where the city has one")
    items: list[BookedView]
    states: dict[str, int]
    units: list[str] = Field(description="of the whole list, to choose from")
    editions: list[tuple[str, str]] = Field(description="id and name, the newest first")
    may_act: bool


class BookAsked(Asked):
    """Which promises; empty takes all. `state` open: everything that is not over."""

    state: Literal["", "open", "to_confirm", "running", "due", "broken", "kept", "kept_late", "withdrawn"] = ""
    unit: Word = ""
    edition: Word = ""


class FollowUpAsked(Asked):
    """The list for 回音壁 as a document."""

    form: Annotated[str, StringConstraints(max_length=16)] = "docx"
    unit: Word = ""
    edition: Word = ""


class OpeningView(Said):
    """What the host asks about when the show opens, today's units first."""

    units: list[str]
    items: list[BookedView]


class PlaceView(Said):
    """Where a promise can be heard: seconds within the sound of its stay on air."""

    url: str
    at_s: float = Field(description="a second before it begins")
    until_s: float
    seconds: float
