"""What the API says and takes about opinions around a recorded edition."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from callcenter.web.models import Asked, Said, Word, printable
from queueing.show.opinions import PEOPLE_MOST, TEXT_MOST, Channel

Short = Annotated[str, StringConstraints(max_length=60, strip_whitespace=True), AfterValidator(printable)]
Text = Annotated[str, StringConstraints(max_length=TEXT_MOST), AfterValidator(printable)]
Sender = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]


class OpinionAsked(Asked):
    """An opinion the office takes down; `unit` '' for all of the edition. `people`: slips that say the same."""

    unit: Short = ""
    text: Text = ""
    topic: Short = ""
    verdict: Short = ""
    channel: Channel = Channel.OTHER
    source: Short = ""
    people: Annotated[int, Field(ge=1, le=PEOPLE_MOST)] = 1


class BroughtOpinion(Asked):
    """An opinion another system brings. `sender`: the giver's account or number; only used to count each once."""

    source: Word
    key: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    edition: Word = ""
    unit: Short = Field(default="", description="its name, or its place in the edition's list from 1")
    topic: Short = ""
    verdict: Short = ""
    text: Text = ""
    channel: Channel = Channel.WEB
    sender: Sender = ""


class OpinionTaken(Said):
    """What became of it. `taken` false: this key was brought before."""

    edition_id: str
    taken: bool


class ReportAsked(Asked):
    """The format of a report."""

    form: Annotated[str, StringConstraints(max_length=16)] = "docx"


class CountView(Said):
    """What was said about a unit, a topic, or ('') the whole edition."""

    name: str
    people: int
    verdicts: list[tuple[str, int]]
    share: float | None = Field(description="of verdicts that approve, 0..1; null: nobody gave one")


class TallyView(Said):
    """Opinions counted: each sender once for a unit and topic, with what they said last."""

    people: int
    messages: int = Field(description="as they came, the same sender again counted again")
    channels: list[tuple[Channel, int]]
    units: list[CountView]
    topics: list[CountView]
    whole: CountView


class AskedHow(Said):
    """How people are asked for opinions."""

    verdicts: list[str]
    good: int = Field(description="the first so many approve")
    prefix: str = Field(description="a text message that begins so is an opinion")
    open: bool
    until: date
