"""What the routes around units say and take."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from callcenter.unit_sheets import IDENT
from callcenter.web.models import Asked, Rfc3339, Said, Word
from queueing.units.persons import PersonKind
from queueing.units.unit_tree import UnitKind


def _spare(text: str) -> str:
    """Refuse what the lists between separators cannot hold."""
    if any(mark in text for mark in ";；、"):
        raise ValueError("expected no separators ; ； 、 within a word")
    return text


Ident = Annotated[str, StringConstraints(pattern=f"^{IDENT}$")]
Term = Annotated[Word, StringConstraints(min_length=1, max_length=60, strip_whitespace=True), AfterValidator(_spare)]
Name = Annotated[Word, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]


class UnitView(Said):
    """One unit."""

    unit_id: str
    name: str
    kind: UnitKind
    parent_id: str = Field(description="'' at the top")
    aliases: list[str]
    areas: list[str]
    active: bool


class UnitList(Said):
    """The tree, each unit with its parent."""

    items: list[UnitView]


class OnCallView(Said):
    """Whose turn it is to be called."""

    unit_id: str
    unit: str
    name: str
    number: str
    rank: int = Field(description="1 is the main officer")
    until: Rfc3339 | None


class OnCallList(Said):
    """Who would be called now, in order: the unit's own, then those above it."""

    items: list[OnCallView]


class UnitDetail(UnitView):
    """One unit with its words, the way up (nearest first), those directly under it, and its matters."""

    duties: list[str] = Field(description="words that speak for it")
    above: list[str] = Field(description="ids, nearest first")
    children: list[UnitView]


class UnitEdit(Asked):
    """A unit as it shall be."""

    name: Name
    kind: UnitKind
    parent_id: Annotated[str, StringConstraints(pattern=f"^({IDENT})?$")] = ""
    aliases: list[Term] = Field(default=[], max_length=200)
    duties: list[Term] = Field(default=[], max_length=2000)
    areas: list[Term] = Field(default=[], max_length=200)
    active: bool = True


class DutyBody(BaseModel):
    """What an entry of the duty directory says."""

    item: Name
    unit_id: Ident
    assisting: list[Ident] = Field(default=[], max_length=20)
    keywords: list[Term] = Field(default=[], max_length=500)
    valid_from: date
    valid_to: date | None = Field(default=None, description="the last day; null: until changed")
    source: Annotated[Name, Field(description="the document that says so")]


class DutyView(Said, DutyBody):
    """One entry. `in_force`: it counts today."""

    duty_id: str
    version: int
    unit: str = Field(description="the lead unit's name")
    in_force: bool
    said: list[str] = Field(default=[], description="words of the question that speak for it")


class DutyList(Said):
    """Entries of the directory."""

    items: list[DutyView]


class DutyVersionView(Said):
    """One version, who made it and when."""

    actor: str
    at: Rfc3339
    duty: DutyView


class DutyHistory(Said):
    """Every version, oldest first."""

    items: list[DutyVersionView]


class NewDuty(Asked, DutyBody):
    """A new entry."""

    duty_id: Ident


class DutyEdit(Asked, DutyBody):
    """An entry as it shall be; `version` is the one that was read."""

    version: Annotated[int, Field(ge=1, le=2**31)]


class DutiesAsked(Asked):
    """Which entries: those a text speaks of, of one unit, or of one day."""

    text: Annotated[Word, StringConstraints(max_length=128)] = ""
    unit_id: Word = ""
    day: date | None = None
    all: bool = Field(default=False, description="also what is not in force that day")


class PersonView(Said):
    """Somebody who can be sent."""

    person_id: str
    name: str
    kind: PersonKind
    unit_id: str
    unit: str
    phone: str
    skills: list[str]
    grids: list[str]
    areas: list[str]
    present: bool
    on_duty: bool


class PersonList(Said):
    """Everybody."""

    items: list[PersonView]


class MatchView(Said):
    """Somebody who fits, and why."""

    person: PersonView
    score: float
    reasons: list[str]


class MatchList(Said):
    """The best three, best first, and the grid the place lies in."""

    items: list[MatchView]
    dispatches: bool = Field(description="whether the city dispatches to persons at all")
    grid_id: str | None
    grid: str | None


class PeopleAsked(Asked):
    """What is looked for."""

    place: Word = ""
    skills: Annotated[Word, Field(description="words with 、 or ; between")] = ""
    kind: PersonKind | None = None


class Presence(Asked):
    """Whether somebody is there."""

    present: bool
