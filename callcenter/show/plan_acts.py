"""What people do to the plan: each act is checked by the rules, stored with its line of history, or refused whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from callcenter.ids import new_id
from callcenter.show.plan_desk import PlanDesk
from callcenter.store.edition_papers import leave_in
from callcenter.store.editions import Deed
from callcenter.store.show_materials import verified_in
from queueing.days.milestones import RIGHTS, Binds
from queueing.show.edition import (
    Contact,
    Edition,
    EditionError,
    EditionState,
    Guest,
    Leave,
    RundownItem,
    Seat,
    SeatKind,
    checked_in,
    rundown_faults,
)
from queueing.show.plan import Attendance
from queueing.show.preparation import Mark

Change = Callable[[Edition], Edition]


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """An edition as somebody saw it, and who they are; `version` None: whichever it is now."""

    edition_id: str
    by: str
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A written request: why, and on which day it came in."""

    reason: str
    asked_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanActs:
    """Owns nothing; writes through the stores of the desk."""

    desk: PlanDesk

    async def add(self, edition: Edition, by: str) -> Edition:
        """Put an edition in by hand; its id is given here.

        Raises:
            WrongStateError: its day is taken.

        """
        at = self.desk.now()
        made = replace(edition, edition_id=new_id("E", at), listed=False, version=1)
        return await self.desk.editions.add(made, Deed(by=by, at=at, what="added", detail={"day": f"{made.day}"}))

    async def edit(self, which: Which, change: Change, what: str = "edited") -> Edition:
        """Change what it says.

        Raises:
            NotFoundError, StaleVersionError, EditionError: nothing was changed.

        """
        return await self._alter(which, lambda _connection, one: change(_standing(one)), self._deed(which, what))

    async def move(self, which: Which, to: date, asking: Asking) -> Edition:
        """Give it another air date; asked for too late is noted and done.

        Raises:
            NotFoundError, StaleVersionError, EditionError: nothing was changed.
            WrongStateError: the day is taken.

        """
        before = await self.desk.editions.one(which.edition_id)
        late = self.desk.asked_late(Binds.RESCHEDULE, before.day, asking.asked_on)
        detail = {"from": f"{before.day}", "to": f"{to}", "reason": asking.reason, "asked_on": f"{asking.asked_on}"}
        deed = self._deed(which, "moved", **detail, late="yes" if late else "")

        def alter(_connection: Connection, one: Edition) -> Edition:
            if one.day != before.day:
                raise EditionError("edition", f"one on {before.day}", f"one that was moved to {one.day}")
            if one.day == to:
                raise EditionError("air date", "another day", f"{to}")
            _nobody_came(one)
            return replace(_standing(one), day=to)

        return await self._alter(which, alter, deed)

    async def cancel(self, which: Which, reason: str) -> Edition:
        """Call it off; its day is free again.

        Raises:
            NotFoundError, StaleVersionError, EditionError: nothing was changed.

        """

        def alter(_connection: Connection, one: Edition) -> Edition:
            _nobody_came(one)
            return replace(_standing(one), state=EditionState.CANCELLED)

        return await self._alter(which, alter, self._deed(which, "cancelled", reason=reason))

    async def name_leader(self, which: Which, unit: str, leader: Guest, guests: Sequence[Guest]) -> Edition:
        """Say who comes for a unit: its leader and the section heads with them.

        Raises:
            NotFoundError, EditionError: nothing was changed.

        """
        return await self._seat(
            which,
            unit,
            lambda seat: replace(seat, leader=leader.name, post=leader.post, guests=tuple(guests)),
            self._deed(which, "leader_named", unit=unit, leader=leader.name),
        )

    async def arrive(self, which: Which, unit: str, attendance: Attendance | None, at: float | None) -> Edition:
        """Check a unit in (签到): who came, and when; None takes it back.

        Raises:
            NotFoundError, EditionError: nothing was changed.

        """
        deed = self._deed(which, "arrival", unit=unit, attendance=attendance.value if attendance else "")

        def alter(connection: Connection, one: Edition) -> Edition:
            if attendance is not None and one.day > self.desk.today:
                raise EditionError("check-in", f"the day of the show, {one.day}", f"{self.desk.today}")
            checked_in(one, unit, attendance, leave_in(connection, one.edition_id, unit))
            came = at if attendance in (Attendance.LEADER, Attendance.DELEGATE) else None
            return _with_seat(one, replace(one.seat(unit), attendance=attendance, arrived_at=came))

        return await self._alter(which, alter, deed)

    async def file_contacts(self, which: Which, unit: str, listed: Sequence[Contact]) -> None:
        """Take a unit's list of contacts (附件3).

        Raises:
            NotFoundError, EditionError: nothing was changed.

        """
        deed = self._deed(which, "contacts", unit=unit, lines=f"{len(listed)}")
        await self.desk.papers.file_contacts(which.edition_id, unit, listed, self.desk.today, deed)

    async def ask_leave(self, which: Which, unit: str, delegate: Guest, asking: Asking) -> Leave:
        """Take a leader's written leave, and who stands in for them; too late is noted.

        Raises:
            NotFoundError, EditionError: nothing was changed.

        """
        edition = _standing(await self.desk.editions.one(which.edition_id))
        leave = Leave(
            unit=unit,
            reason=asking.reason,
            delegate=delegate.name,
            delegate_post=delegate.post,
            asked_on=asking.asked_on,
            late=self.desk.asked_late(Binds.LEAVE, edition.day, asking.asked_on),
        )
        await self.desk.papers.ask_leave(which.edition_id, leave, self._deed(which, "leave", unit=unit))
        return leave

    async def end_leave(self, which: Which, unit: str) -> None:
        """Take a leave back: the leader comes after all.

        Raises:
            NotFoundError, EditionError: nothing was changed.

        """
        edition = await self.desk.editions.one(which.edition_id)
        if edition.seat(unit).attendance is Attendance.DELEGATE:
            raise EditionError(f"leave of {unit}", "one whose delegate has not come", "one who was checked in")
        await self.desk.papers.end_leave(which.edition_id, unit, self._deed(which, "leave_end", unit=unit))

    async def tick(self, which: Which, rule_id: str, done_on: date | None, note: str) -> None:
        """Tick a milestone off for a day; None takes the tick back.

        Raises:
            NotFoundError: no such edition.
            EditionError: no such milestone, one that is only a last day, or a day still to come.

        """
        rules = {rule.id: rule for rule in self.desk.book.profile.milestones if rule.binds not in RIGHTS}
        if rule_id not in rules:
            raise EditionError("milestone", f"one of {', '.join(rules) or 'none'}", rule_id)
        if done_on is None:
            await self.desk.papers.unmark(which.edition_id, rule_id, self._deed(which, "unticked", rule=rule_id))
            return
        if done_on > self.desk.today:
            raise EditionError("day", f"{self.desk.today} or earlier", f"{done_on}")
        mark = Mark(rule_id=rule_id, done_on=done_on, by=which.by, note=note)
        await self.desk.papers.mark(which.edition_id, mark, self._deed(which, "ticked", rule=rule_id))

    async def put_rundown(self, which: Which, items: Sequence[RundownItem]) -> Edition:
        """Put the segments in this order; unverified material is refused.

        Raises:
            NotFoundError, StaleVersionError, EditionError: nothing was changed.

        """

        def alter(connection: Connection, one: Edition) -> Edition:
            verified = verified_in(connection, [item.material_id for item in items if item.material_id])
            faults = list(rundown_faults(items, verified, one.minutes))
            if faults:
                expected, _, found = faults[0].partition("expected ")[2].partition(", found ")
                raise EditionError(faults[0].partition(":")[0], expected, found)
            return replace(_standing(one), rundown=tuple(items))

        return await self._alter(which, alter, self._deed(which, "rundown", items=f"{len(items)}"))

    async def _seat(self, which: Which, unit: str, change: Callable[[Seat], Seat], deed: Deed) -> Edition:
        def alter(_connection: Connection, one: Edition) -> Edition:
            return _with_seat(_standing(one), change(one.seat(unit)))

        return await self._alter(which, alter, deed)

    async def _alter(self, which: Which, alter: Callable[[Connection, Edition], Edition], deed: Deed) -> Edition:
        return await self.desk.editions.change(which.edition_id, which.version, alter, deed)

    def _deed(self, which: Which, what: str, **detail: str) -> Deed:
        kept = {name: value for name, value in detail.items() if value}
        return Deed(by=which.by, at=self.desk.now(), what=what, detail=kept)


def seats_for(edition: Edition, units: Sequence[str], required: Sequence[str], new: Sequence[str]) -> tuple[Seat, ...]:
    """The seats of these units; those that were there keep leader, guests and attendance.

    Raises:
        EditionError: a unit that was checked in would lose its seat, or one stands in both lists.

    """
    if both := sorted(set(units) & set(required)):
        raise EditionError("units", "each unit once", f"{both[0]} twice")
    kept = {seat.unit: seat for seat in edition.seats}
    lost = [seat.unit for seat in edition.seats if seat.attendance and seat.unit not in (*units, *required)]
    if lost:
        raise EditionError("units", f"{lost[0]}, who was checked in", "a list without it")
    named = [(unit, SeatKind.ON_AIR) for unit in units] + [(unit, SeatKind.REQUIRED) for unit in required]
    return tuple(replace(kept.get(unit, Seat(unit=unit)), kind=kind, is_new=unit in new) for unit, kind in named)


def arrived_at(edition: Edition, moment: datetime) -> float:
    """The Unix time of a check-in.

    Raises:
        EditionError: not within a day of the show.

    """
    if abs((moment.date() - edition.day).days) > 1:
        raise EditionError("arrival", f"a time of {edition.day}", f"{moment.isoformat(timespec='minutes')}")
    return moment.timestamp()


def _with_seat(edition: Edition, seat: Seat) -> Edition:
    return replace(edition, seats=tuple(seat if one.unit == seat.unit else one for one in edition.seats))


def _standing(edition: Edition) -> Edition:
    if not edition.planned:
        raise EditionError("edition", "one that stands in the plan", "a cancelled one")
    return edition


def _nobody_came(edition: Edition) -> None:
    if came := [seat.unit for seat in edition.seats if seat.attendance]:
        raise EditionError("edition", "one still to come", f"one {came[0]} was checked in at")
