"""A schedule taken over: what is in the file, what is strange about it, what it changes; stored whole or not at all."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from callcenter.ids import new_id
from callcenter.show.plan_file import PlanFileError, read_plan_file
from callcenter.store.editions import Deed, Editions, Planning
from queueing.city.profiles import Profile
from queueing.city.profiles import Show as ShowRules
from queueing.city.profiles import ShowKind as ProfileKind
from queueing.days.office import Office
from queueing.show.edition import Edition, Seat, SeatKind
from queueing.show.plan import PlanFault, PlanFinding, PlannedShow, ShowKind, check_plan, read_notice
from queueing.show.preparation import first_findings
from queueing.show.replan import Change, ChangeKind, compare

USUAL = ShowRules(name="政风热线")  # of a city whose profile has no show


class ImportRefusedError(Exception):
    """The comparison does not allow it, or is not the one that was shown. Nothing was stored."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"import: expected {expected}, found {found}")
        self.expected, self.found = expected, found


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A file to be compared or taken over. `announced`: the day of the notice."""

    content: bytes
    file: str
    year: int
    announced: date
    by: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a file would change. `token`: stands for exactly this comparison; storing asks for it."""

    changes: tuple[Change, ...]
    findings: tuple[PlanFinding, ...]
    token: str

    @property
    def stopped(self) -> bool:
        """Whether nothing of it may be stored."""
        return any(one.stops for one in self.findings) or any(change.refused for change in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """Compares and takes over. `knows`: whether a unit is in the city's list."""

    editions: Editions
    profile: Profile
    office: Office
    knows: Callable[[str], bool]

    @property
    def rules(self) -> ShowRules:
        """The city's show."""
        return self.profile.show or USUAL

    async def propose(self, order: Order) -> Proposal:
        """Read a file and compare it with the plan; stores nothing.

        Raises:
            PlanFileError: the file is no schedule.

        """
        usual = ShowKind.TV if self.rules.kind is ProfileKind.TV_RECORDED else ShowKind.WEEKLY
        file = read_plan_file(order.content, order.file, usual)
        if file.year not in (None, order.year):
            raise PlanFileError(
                f"{order.file}: expected the schedule of {order.year}, found a title that says {file.year}"
            )
        reading = read_notice(file.rows, order.year)
        there = await self.editions.year(order.year)
        changes = tuple(compare(reading.shows, there, order.year))
        findings = (*reading.findings, *self._findings(reading.shows, order.announced))
        seen = [(one.edition_id, one.version) for one in there]
        token = hashlib.sha256(repr((order.content, order.year, order.announced, seen)).encode()).hexdigest()[:32]
        return Proposal(changes=changes, findings=tuple(sorted(findings, key=lambda one: one.row)), token=token)

    def _findings(self, shows: Sequence[PlannedShow], announced: date) -> Iterator[PlanFinding]:
        yield from check_plan(shows, self.office.calendar, self.rules.weekday)
        yield from first_findings(shows, self.profile.milestones, self.office, announced)
        for show in shows:
            if strangers := [name for name in (*show.units, *show.required) if not self.knows(name)]:
                told = "、".join(strangers)
                text = f"row {show.row}: expected units of the city's list, found {told}"
                yield PlanFinding(
                    row=show.row, fault=PlanFault.UNKNOWN_UNIT, text=text, expected="a unit of the list", found=told
                )

    async def take(self, order: Order, token: str) -> Proposal:
        """Store what was proposed, all of it or nothing.

        Raises:
            PlanFileError: the file is no schedule.
            ImportRefusedError: it is stopped by a finding, or the plan is no longer the one that was compared.
            StaleVersionError, WrongStateError: somebody changed the plan this very moment.

        """
        proposal = await self.propose(order)
        if proposal.stopped:
            stops = [one.text for one in proposal.findings if one.stops]
            stops += [f"{one.day}: {one.refused}" for one in proposal.changes if one.refused]
            raise ImportRefusedError("a plan without faults", "; ".join(stops[:5]))
        if token != proposal.token:
            raise ImportRefusedError("the comparison as it stands now", "another one: look at it again")
        known = await self.editions.all()
        plannings = [one for change in proposal.changes if (one := self._planning(change, order, known))]
        await self.editions.take(plannings)
        return proposal

    def _planning(self, change: Change, order: Order, known: Sequence[Edition]) -> Planning | None:
        """What an import does to one edition; None: nothing."""
        if change.show is None or change.kind in (ChangeKind.SAME, ChangeKind.KEPT):
            return None
        detail: dict[str, str] = {"file": order.file}
        if change.edition is None:
            edition, version = self.new_edition(change.show, order, known), 0
        else:
            edition, version = _changed(change.edition, change.show), change.edition.version
        if change.edition and change.kind is ChangeKind.MOVED:
            detail |= {"from": f"{change.edition.day}", "to": f"{change.show.day}"}
        deed = Deed(by=order.by, at=order.at, what=f"import_{change.kind.value}", detail=detail)
        return Planning(edition=edition, version=version, deed=deed)

    def new_edition(self, show: PlannedShow, order: Order, known: Sequence[Edition]) -> Edition:
        """Make an edition of a row, with the hours of the city's show."""
        earlier = {unit for one in known if one.day.year < order.year for unit in one.units}
        rules = self.rules
        return Edition(
            edition_id=new_id("E", order.at),
            day=show.day,
            week=show.week,
            kind=show.kind,
            title=rules.name,
            starts=rules.start,
            minutes=rules.minutes,
            arrive=rules.arrive,
            announced=order.announced,
            seats=_seats(show, {}, frozenset(show.units) - earlier if earlier else frozenset()),
        )


def _changed(edition: Edition, show: PlannedShow) -> Edition:
    kept = {seat.unit: seat for seat in edition.seats}
    return replace(edition, day=show.day, week=show.week, kind=show.kind, seats=_seats(show, kept, frozenset()))


def _seats(show: PlannedShow, kept: dict[str, Seat], new: frozenset[str]) -> tuple[Seat, ...]:
    """The seats of a row; units that were there keep their leader and guests."""
    named = [(unit, SeatKind.ON_AIR) for unit in show.units]
    named += [(unit, SeatKind.REQUIRED) for unit in show.required if unit not in show.units]
    return tuple(replace(kept.get(unit, Seat(unit=unit, is_new=unit in new)), kind=kind) for unit, kind in named)
