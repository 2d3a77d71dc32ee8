"""Callers and people on duty, put together: missed calls, number lists, roster, guests."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog

from callcenter.callers.alarm import FloorAlarms
from callcenter.callers.call_backs import CallBackPorts, CallBacks
from callcenter.callers.missed import MissedDesk, MissedPorts
from callcenter.callers.number_lists import NumberListKeeper
from callcenter.duty.guests import GuestPorts, Guests
from callcenter.duty.roster import RosterKeeper, RosterPorts
from callcenter.settings import Settings
from callcenter.store.faults import StoreError
from callcenter.store.stores import Stores
from callcenter.timers import Timers
from callcenter.web.floor_parts import FloorParts
from queueing.callers.missed_book import MissedBook
from queueing.desk.outbound import Placing
from queueing.events import Fact, OperatorStatus, Party
from queueing.figures import OperatorFigures

GUESTS_EVERY_S = 5.0  # how soon a session planned by another process takes effect

_log = structlog.get_logger("floor")


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorPorts:
    """What these parts act on."""

    timers: Timers
    publish: Callable[[Sequence[Fact]], None]
    alarms: FloorAlarms
    place: Callable[[Placing], None]
    cancel: Callable[[str, Party], None]
    set_status: Callable[[str, OperatorStatus, str, Party], None]
    reachable: Callable[[str], bool]
    open_queues: Callable[[], Sequence[str]]  # those that let callers in now
    serves: Callable[[], Mapping[str, frozenset[str]]]
    profiles_changed: Callable[[], None]
    figures: Callable[[str], OperatorFigures | None]


class FloorService:
    """Owns the parts around callers and people on duty of a running service."""

    def __init__(self, settings: Settings, stores: Stores, ports: FloorPorts) -> None:
        zone = ZoneInfo(settings.site.timezone)
        self._stores, self._ports = stores, ports
        self.lists = NumberListKeeper(stores.listed)
        self.call_backs = CallBacks(CallBackPorts(timers=ports.timers, place=ports.place, cancel=ports.cancel))
        dial = MissedPorts(timers=ports.timers, publish=ports.publish, dial=self.call_backs.place)
        self.missed = MissedDesk(MissedBook(settings.missed.rules()), dial, zone)
        self.missed.listen(ports.alarms.missed)
        roster = RosterPorts(
            store=stores.rosters,
            now=ports.timers.now,
            open_queues=ports.open_queues,
            serves=ports.serves,
            on_look=ports.alarms.duty,
        )
        self.roster = RosterKeeper(settings.roster, zone, roster)
        guests = GuestPorts(
            store=stores.guest_sessions,
            timers=ports.timers,
            publish=ports.publish,
            set_status=ports.set_status,
            reachable=ports.reachable,
            on_change=ports.profiles_changed,
        )
        self.guests = Guests(guests)

    def parts(self) -> FloorParts:
        """What the web works with."""
        return FloorParts(
            missed=self.missed,
            lists=self.lists,
            roster=self.roster,
            guests=self.guests,
            figures=self._ports.figures,
        )

    def remember(self, fact: Fact) -> None:
        """Take one fact of the ledger's replay at start."""
        self.missed.remember(fact)
        self.call_backs.remember(fact)
        self.roster.take_fact(fact)
        self.guests.remember(fact)

    def take_fact(self, fact: Fact) -> None:
        """Take one fact that just happened."""
        self.call_backs.take_fact(fact, self.missed)
        self.missed.take_fact(fact)
        self.roster.take_fact(fact)
        self.guests.take_fact(fact)

    async def open(self) -> None:
        """Begin with what the store knows, after the ledger's replay."""
        self.missed.load(await self._stores.missed.all())
        await self.lists.refresh()
        await self.roster.refresh()
        await self.guests.refresh()

    async def run(self) -> None:
        """Follow lists, roster and sessions until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.lists.watch(), name="number lists")
            group.create_task(self.roster.watch(), name="roster")
            group.create_task(self._watch_guests(), name="guests")

    async def _watch_guests(self) -> None:
        while True:
            await asyncio.sleep(GUESTS_EVERY_S)
            try:
                await self.guests.refresh()
            except StoreError as fault:
                _log.warning("sessions not read", fault=str(fault))
