"""One edition of the show as the year's plan keeps it: day, units, leaders, who stands in for whom, what runs when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from queueing.show.plan import Appearance, Attendance, PlannedShow, ShowKind

TOPIC_MOST = 60  # characters
MINUTES_MOST = 600


class EditionError(ValueError):
    """Something that cannot be so: what was expected, what was found. Nothing was changed."""

    def __init__(self, what: str, expected: str, found: str) -> None:
        super().__init__(f"{what}: expected {expected}, found {found}")
        self.what, self.expected, self.found = what, expected, found


class EditionState(StrEnum):
    """Whether it stands in the plan."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class SeatKind(StrEnum):
    """Why somebody is to be there."""

    ON_AIR = "on_air"  # 上线单位: counts for both 100 %
    REQUIRED = "required"  # must attend a mayor's show


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A section head the leader brings along, and the topic they answer for."""

    name: str
    post: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A unit in an edition: its leader, who comes with them, and who came. `arrived_at` in Unix seconds."""

    unit: str
    kind: SeatKind = SeatKind.ON_AIR
    leader: str = ""
    post: str = ""
    is_new: bool = False  # never on air before: owes its contacts a month ahead
    guests: tuple[Guest, ...] = ()
    attendance: Attendance | None = None
    arrived_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RundownItem:
    """One segment (版块) of an edition, in the order of the list."""

    item_id: str
    title: str
    seconds: int = 0
    unit: str = ""
    material_id: str = ""  # must be verified
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One show of the year. Its id is the show's id at the board."""

    edition_id: str
    day: date
    kind: ShowKind
    title: str
    announced: date  # when the plan became known: milestones before it are born late
    week: tuple[date, date] | None = None
    starts: time | None = None
    minutes: int = 60
    arrive: time | None = None
    seats: tuple[Seat, ...] = ()
    topics: tuple[str, ...] = ()
    rundown: tuple[RundownItem, ...] = ()
    note: str = ""
    listed: bool = True  # it came with the notice; False: put in by hand
    state: EditionState = EditionState.PLANNED
    version: int = 1

    @property
    def units(self) -> tuple[str, ...]:
        """The units on air."""
        return tuple(seat.unit for seat in self.seats if seat.kind is SeatKind.ON_AIR)

    @property
    def required(self) -> tuple[str, ...]:
        """Whose leaders must attend beside them."""
        return tuple(seat.unit for seat in self.seats if seat.kind is SeatKind.REQUIRED)

    @property
    def planned(self) -> bool:
        """Whether it is to be, or was, on air."""
        return self.state is EditionState.PLANNED

    def begins(self, zone: tzinfo) -> datetime | None:
        """When it goes on air; None: the hour is not fixed."""
        return datetime.combine(self.day, self.starts, zone) if self.starts else None

    def ends(self, zone: tzinfo) -> datetime | None:
        """When it goes off air, as planned."""
        begins = self.begins(zone)
        return begins + timedelta(minutes=self.minutes) if begins else None

    def seat(self, unit: str) -> Seat:
        """The seat of a unit.

        Raises:
            EditionError: it has none here.
        """
        found = next((seat for seat in self.seats if seat.unit == unit), None)
        if found is None:
            raise EditionError("unit", f"one of {'、'.join(one.unit for one in self.seats) or 'none'}", unit)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A line of the list of contacts (附件3). Who holds it is an official; the numbers are for the show's office."""

    unit: str
    name: str
    post: str = ""
    office_phone: str = ""
    mobile: str = ""
    email: str = ""
    qq: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """A leader's written leave (请假手续), and who comes instead. `late`: asked less than three working days ahead."""

    unit: str
    reason: str
    delegate: str
    delegate_post: str
    asked_on: date
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Another air date, and why. `late`: asked less than a month ahead."""

    from_day: date
    to_day: date
    reason: str
    asked_on: date
    late: bool


def new_unit_names(editions: Sequence[Edition], before: date) -> frozenset[str]:
    """Units of editions from `before` on that no earlier edition had; none while nothing earlier is known."""
    earlier = {unit for one in editions if one.planned and one.day < before for unit in one.units}
    later = {unit for one in editions if one.planned and one.day >= before for unit in one.units}
    return frozenset(later - earlier) if earlier else frozenset()


def appearances(editions: Sequence[Edition]) -> Iterator[Appearance]:
    """Who appeared, for the two 100 %; those who only had to attend are not counted."""
    for one in editions:
        for seat in one.seats:
            if one.planned and seat.kind is SeatKind.ON_AIR and seat.attendance is not None:
                yield Appearance(unit=seat.unit, day=one.day, attendance=seat.attendance)


def as_planned(editions: Sequence[Edition]) -> list[PlannedShow]:
    """The editions that stand, as the rules of the plan see them; `row` counts them from 1."""
    standing = sorted((one for one in editions if one.planned), key=lambda one: one.day)
    return [
        PlannedShow(row=row, day=one.day, week=one.week, units=one.units, kind=one.kind, required=one.required)
        for row, one in enumerate(standing, 1)
    ]


def checked_in(edition: Edition, unit: str, attendance: Attendance | None, leave: Leave | None) -> None:
    """Refuse an attendance that cannot be.

    Raises:
        EditionError: cancelled, no such unit, or a delegate although nobody was named to stand in.
    """
    edition.seat(unit)
    if not edition.planned:
        raise EditionError("edition", "one that stands in the plan", "a cancelled one")
    if attendance is Attendance.DELEGATE and leave is None:
        raise EditionError(f"delegate of {unit}", "a leave that names who stands in", "none")


def rundown_faults(items: Sequence[RundownItem], verified: frozenset[str], minutes: int) -> Iterator[str]:
    """What keeps a rundown from being kept: unverified material, or more than there is time for."""
    for place, item in enumerate(items, 1):
        if item.material_id and item.material_id not in verified:
            yield f"item {place} {item.title}: expected verified material, found some that is not"
    planned_s = sum(item.seconds for item in items)
    if planned_s > minutes * 60:
        yield f"rundown: expected at most {minutes} min in all, found {planned_s / 60:.1f} min"
