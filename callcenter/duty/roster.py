"""The live roster: who should be on now, who is, and alarms when they differ."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from callcenter.duty_settings import Roster
from callcenter.store.faults import StoreError
from callcenter.store.roster import Rosters
from queueing.events import Fact
from queueing.staff.attendance import Attendance, OnDuty, Spell, Standing, on_duty, unstaffed
from queueing.staff.roster import Assignment, planned
from queueing.staff.shifts import ShiftAt, following, running

EVERY_S = 10.0
KEEP_S = 14 * 86_400.0  # spells are kept for two weeks

_log = structlog.get_logger("roster")


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyNow:
    """The floor against the plan at an instant."""

    shift: ShiftAt | None  # the shift that runs, the latest begun where two overlap
    next: ShiftAt | None
    people: tuple[OnDuty, ...]
    unstaffed: tuple[tuple[str, bool], ...]  # queue, whether somebody is rostered who has not signed in

    def standing(self, standing: Standing) -> list[OnDuty]:
        """Those who stand so."""
        return [one for one in self.people if one.standing is standing]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPorts:
    """What the roster reads and tells."""

    store: Rosters
    now: Callable[[], float]
    open_queues: Callable[[], Sequence[str]]  # those that let callers in now
    serves: Callable[[], Mapping[str, frozenset[str]]]  # operator -> queues; empty: every queue
    on_look: Callable[[DutyNow], None]


class RosterKeeper:
    """Owns the plan of these days and everybody's spells."""

    def __init__(self, settings: Roster, zone: ZoneInfo, ports: RosterPorts) -> None:
        self.settings, self.zone = settings, zone
        self.shifts, self.rules = settings.shifts(), settings.rules()
        self._ports = ports
        self._plan: tuple[Assignment, ...] = ()
        self.attendance = Attendance()

    def take_fact(self, fact: Fact) -> None:
        """Follow who signs in and out; the same live and when the ledger is replayed."""
        self.attendance.feed(fact)

    def now(self) -> DutyNow:
        """Who should be on, and who is."""
        now = self._ports.now()
        works, present = planned(self._plan, self.shifts, self.zone), self.attendance.present()
        rostered = {one.operator_id for one in works if one.at.began <= now < one.at.until}
        runs = running(self.shifts.values(), now, self.zone)
        missing = unstaffed(self._ports.open_queues(), self._ports.serves(), rostered, set(present))
        return DutyNow(
            shift=runs[-1] if runs else None,
            next=following(list(self.shifts.values()), now, self.zone),
            people=tuple(on_duty(works, present, self.rules, now)) if self._plan else (),
            unstaffed=tuple(missing),
        )

    def planned_at(self, at: float) -> int | None:
        """How many are on the roster at that time; None: no roster of that day is known."""
        day = datetime.fromtimestamp(at, self.zone).date()
        if not any(one.day == day for one in self._plan):
            return None
        return sum(one.at.began <= at < one.at.until for one in planned(self._plan, self.shifts, self.zone))

    def spells(self, since: float, until: float) -> list[Spell]:
        """Who signed in and out in that time."""
        return self.attendance.between(since, until)

    async def refresh(self) -> None:
        """Read the plan of yesterday, today and tomorrow."""
        today = datetime.fromtimestamp(self._ports.now(), self.zone).date()
        self._plan = await self._ports.store.between(today - timedelta(days=1), today + timedelta(days=1))
        self.attendance.forget(self._ports.now() - KEEP_S)
        self._ports.on_look(self.now())

    async def watch(self) -> None:
        """Look at the clock and at plans imported while the service runs."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.refresh()
            except StoreError as fault:
                _log.warning("roster not read", fault=str(fault))
