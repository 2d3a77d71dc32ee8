"""What the API takes about the show's plan."""

from datetime import date, time
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from callcenter.web.models import Asked, Rfc3339, printable
from callcenter.web.number_values import Contact
from queueing.show.edition import MINUTES_MOST
from queueing.show.plan import Attendance, ShowKind

Name = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True), AfterValidator(printable)]
Short = Annotated[str, StringConstraints(max_length=60, strip_whitespace=True), AfterValidator(printable)]
Line = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True), AfterValidator(printable)]
Reason = Annotated[
    str, StringConstraints(min_length=2, max_length=300, strip_whitespace=True), AfterValidator(printable)
]
Long = Annotated[str, StringConstraints(max_length=4000), AfterValidator(printable)]
Year = Annotated[int, Field(ge=2000, le=2100)]
Ident = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,64}$")]
Units = Annotated[list[Name], Field(max_length=30)]
Version = Annotated[int, Field(ge=1)]


class YearAsked(Asked):
    """A year; this one when left out."""

    year: Year | None = None


class ExportAsked(Asked):
    """A year in a format."""

    year: Year
    form: Annotated[str, StringConstraints(max_length=16)] = "xlsx"


class ImportAsked(Asked):
    """How to take the file of the body. `token` of a comparison stores it; without one it is only compared."""

    year: Year
    announced: date | None = None
    name: Line = "file"
    token: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{0,64}$")] = ""


class RequiredUnit(Asked):
    """A unit that must appear, one whose principal leader must, or both."""

    unit: Name
    as_unit: bool = True
    as_leader: bool = True


class RequiredList(Asked):
    """The list of a year, in place of the one there was; an empty one means: those of the plan."""

    year: Year
    items: Annotated[list[RequiredUnit], Field(max_length=500)]


class NewEdition(Asked):
    """An edition put in by hand: a mayor's show, a date of the province, a recorded one."""

    day: date
    kind: ShowKind = ShowKind.WEEKLY
    title: Short = ""
    units: Units = Field(default_factory=list)
    required: Units = Field(default_factory=list)


class EditionEdit(Asked):
    """What an edition says, in place of what it said; what is left out stays."""

    version: Version
    title: Name | None = None
    kind: ShowKind | None = None
    starts: time | None = None
    arrive: time | None = None
    minutes: Annotated[int, Field(ge=1, le=MINUTES_MOST)] | None = None
    topics: Annotated[list[Name], Field(max_length=12)] | None = None
    note: Line | None = None
    units: Units | None = None
    required: Units | None = None
    new_units: Units | None = None


class MoveAsked(Asked):
    """Another air date: why, and when the written request came in (today when left out)."""

    version: Version
    day: date
    reason: Reason
    asked_on: date | None = None


class CancelAsked(Asked):
    """Why it is called off."""

    version: Version
    reason: Reason


class GuestAsked(Asked):
    """Somebody who comes along."""

    name: Name
    post: Short = ""
    topic: Short = ""


class LeaderAsked(Asked):
    """Who comes for a unit."""

    unit: Name
    leader: Short = ""
    post: Short = ""
    guests: Annotated[list[GuestAsked], Field(max_length=20)] = Field(default_factory=list)


class ContactAsked(Asked):
    """A line of the list of contacts (附件3)."""

    name: Name
    post: Short = ""
    office_phone: Contact = ""
    mobile: Contact = ""
    email: Annotated[str, StringConstraints(max_length=120, pattern=r"^([^\s@]+@[^\s@]+)?$")] = ""
    qq: Annotated[str, StringConstraints(max_length=15, pattern=r"^[0-9]*$")] = ""


class ContactsAsked(Asked):
    """A unit's list, in place of the one it had."""

    unit: Name
    items: Annotated[list[ContactAsked], Field(max_length=20)]


class LeaveAsked(Asked):
    """A leader's written leave and who stands in; `delegate` '' takes it back."""

    unit: Name
    delegate: Short = ""
    delegate_post: Short = ""
    reason: Line = ""
    asked_on: date | None = None


class ArrivalAsked(Asked):
    """Who came for a unit, and when; `attendance` null takes it back, `at` left out is now."""

    unit: Name
    attendance: Attendance | None
    at: Rfc3339 | None = None


class TickAsked(Asked):
    """Done or not; on which day (today when left out)."""

    done: bool
    on: date | None = None
    note: Line = ""


class ItemAsked(Asked):
    """One segment of the rundown."""

    item_id: Ident = ""
    title: Name
    seconds: Annotated[int, Field(ge=0, le=MINUTES_MOST * 60)] = 0
    unit: Short = ""
    material_id: Ident = ""
    note: Line = ""


class RundownAsked(Asked):
    """The rundown in its order, in place of the one there was."""

    version: Version
    items: Annotated[list[ItemAsked], Field(max_length=60)]


class MaterialAsked(Asked):
    """What the file of the body is called."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    title: Short = ""


class VerifyAsked(Asked):
    """How it was verified (采访、核实方式); '' takes that back."""

    version: Version
    how: Line


class AirAsked(Asked):
    """The daily edition it is for; null takes it out."""

    version: Version
    day: date | None


class DailyAsked(Asked):
    """Some days; at most 62."""

    first: date
    last: date


class DailyEdit(Asked):
    """A day's outline; `filed`: it is handed in with its materials."""

    version: Annotated[int, Field(ge=0)]
    outline: Long
    filed: bool = False


class PromiseAsked(Asked):
    """A promise of a unit's leader: who, what, until when; without a day it is to be confirmed."""

    unit: Name
    who: Short = ""
    words: Reason
    due: date | None = None


class PromiseEdit(Asked):
    """What of an open promise is confirmed or mended; what is left out stays."""

    unit: Name | None = None
    who: Short | None = None
    words: Reason | None = None
    due: date | None = None


class KeptAsked(Asked):
    """That it was kept, when and how."""

    on: date | None = None
    result: Reason


class WithdrawAsked(Asked):
    """Why a promise was taken back."""

    reason: Reason
