"""The service process: builds every adapter, starts them in order, stops them in reverse."""

import asyncio
import contextlib
import sys
from collections.abc import Coroutine, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from callcenter import logs, parts
from callcenter.bus import FactBus
from callcenter.calendars import CalendarError
from callcenter.city_service import opened
from callcenter.clock import now_s
from callcenter.desk import DeskPorts, DeskService
from callcenter.desk_rules import desk_rules
from callcenter.directory import Directory
from callcenter.drafting import load_knowledge
from callcenter.ears import EarClient
from callcenter.figure_choice import figure_choice
from callcenter.figure_history import FigureHistory
from callcenter.floor import FloorService
from callcenter.hearing import Hearing
from callcenter.knowledge_base.book import KnowledgeBook
from callcenter.learning.base import with_base
from callcenter.learning.in_use import InUse
from callcenter.learning.keeping import FOLDER, Shelf
from callcenter.lifeline import read_arguments, until_stopped
from callcenter.live import Live
from callcenter.lookahead import Lookahead
from callcenter.outlets import Outlets
from callcenter.packaged import city_dir
from callcenter.past import past_facts
from callcenter.probe.service_end import ProbeService
from callcenter.probe.socket_names import PROBE_SOCKET
from callcenter.profiles import ProfileError
from callcenter.retention import Retention
from callcenter.second_pass.wiring import second_pass_jobs
from callcenter.service_ports import (
    city_ports,
    clerk_ports,
    floor_ports,
    history_ports,
    live_ports,
    lookahead_ports,
    phraser,
    probe_ports,
    retention_ports,
    second_pass_ports,
    web_parts,
)
from callcenter.settings import Settings, SettingsError, load
from callcenter.show.after_file import AfterFileError
from callcenter.show.opening import open_studio
from callcenter.show.wiring import air_path, open_air, show_accounts
from callcenter.show.words import both
from callcenter.staff import Staff
from callcenter.store.facts import LedgerFact, of_a_show, of_a_ticket, of_desk
from callcenter.store.faults import StoreError
from callcenter.store.stores import Stores, open_stores
from callcenter.telephony.client import TelephonyClient
from callcenter.ticketing.calendar_keeper import CalendarKeeper, site_calendars
from callcenter.ticketing.office import OfficePorts, TicketOffice
from callcenter.ticketing.overdue import OverdueTickets
from callcenter.ticketing.rule_book import open_rule_book
from callcenter.ticketing.wheel import TimerWheel
from callcenter.tickets import TicketClerk
from callcenter.timers import LoopTimers
from callcenter.transcript_keeper import keep_index
from callcenter.unit_seed import seed_units
from callcenter.web.app import serving
from callcenter.web.metrics import Metrics
from dashboards.address import AddressError
from queueing.desk.desk import Desk
from queueing.desk.sparing import REMEMBERED_S
from queueing.events import Fact
from queueing.ticket.facts import TicketFact

ACK_EVERY_S = 0.5
LISTS_EVERY_S = 2.0  # how soon an import of units, duties, people or rosters takes effect
STAFF_EVERY_S = 5.0  # how soon an import of operators takes effect

_log = structlog.get_logger("service")


class Service:
    """Owns the adapters of one desk while it runs."""

    def __init__(self, settings: Settings, stores: Stores) -> None:
        self.settings, self.stores = settings, stores
        self.floor: FloorService
        self.zone = ZoneInfo(settings.site.timezone)
        self.bus, self.timers, self.metrics = FactBus[Fact](), LoopTimers(), Metrics()
        run_dir = parts.run_dir(settings)
        self.line = TelephonyClient(run_dir / parts.TELEPHONY_SOCKET)
        self.ears = EarClient(run_dir / parts.EAR_SOCKET)
        self.desk = Desk(desk_rules(settings))
        self.definition = figure_choice(settings).definition()
        self.outlets = Outlets(settings, self.zone, self.definition, self.desk.state.is_open)
        self.history = FigureHistory(history_ports(self))
        self.retention = Retention(retention_ports(self))
        self.probes = ProbeService(run_dir / PROBE_SOCKET, settings.probe, probe_ports(self))
        ports = DeskPorts(
            line=self.line,
            ears=self.ears,
            timers=self.timers,
            publish=self.bus.publish,
            probe_of=self.probes.run_of,
            treat=lambda number, now, *, emergency: self.floor.lists.verdict(number, now, emergency=emergency),
        )
        self.desk_service = DeskService(
            self.desk, ports, settings.queue, settings.desk.ring_s, settings.desk.dial_ring_s
        )
        self.air = open_air(settings, self.desk, self.desk_service, self.timers)
        self.desk_service.set_talk_rules(settings.emergency, settings.phone_keys)
        self.staff = Staff(stores.operators, self.line, self.desk_service)
        self.staff.others = show_accounts(settings)
        self.floor = FloorService(settings, stores, floor_ports(self))
        self.staff.adapt = self.floor.guests.profile
        self.live = Live(live_ports(self), settings.queue)
        city = city_dir(settings.site.city)
        knowledge = with_base(load_knowledge(city), city)
        self.directory = Directory(stores.lists, knowledge, lambda: datetime.fromtimestamp(now_s(), self.zone).date())
        self.knowledge = KnowledgeBook(stores.knowledge, lambda: datetime.fromtimestamp(now_s(), self.zone).date())
        self.learned = InUse(Shelf(settings.data_dir() / FOLDER))
        self.phraser = phraser(self)
        self._open_ticket_office()
        self.house = open_studio(settings, stores, air_path(settings, self.air), self.timers, self.desk.state)
        self.clerk = TicketClerk(clerk_ports(self))
        self.lookahead = Lookahead(settings.forecast, self.zone, lookahead_ports(self))
        self.hearing = Hearing(self.desk_service, self.clerk, self.bus.publish)
        self._connect()

    def _open_ticket_office(self) -> None:
        """Build what tickets travel through; the city is one key."""
        calendars = site_calendars(self.settings.data_dir())
        book = open_rule_book(self.settings.site.city, self.zone, calendars)
        self.ticket_bus = FactBus[TicketFact]()
        ports = OfficePorts(database=self.stores.database, book=book, now=now_s, publish=self.tell_kept)
        self.office = TicketOffice(ports=ports)
        self.wheel = TimerWheel(office=self.office, database=self.stores.database, now=now_s)
        self.calendars = CalendarKeeper(office=self.office, folder=calendars, now=now_s)
        self.overdue = OverdueTickets(database=self.stores.database, now=now_s, show=self.outlets.set_overdue)
        self.ticket_bus.subscribe("wheel", lambda _fact: self.wheel.wake())
        self.ticket_bus.subscribe("overdue", lambda _fact: self.overdue.wake())

    def tell_kept(self, facts: Sequence[LedgerFact]) -> None:
        """Tell what the ledger holds already, each fact to those who hear its kind."""
        self.bus.publish([fact for fact in facts if of_desk(fact)], kept=True)
        self.ticket_bus.publish([fact for fact in facts if of_a_ticket(fact)], kept=True)
        self.house.studio.take_kept([fact for fact in facts if of_a_show(fact)])

    def _connect(self) -> None:
        """Tie the parts together; listeners hear each fact in this order."""
        self.bus.subscribe("journal", lambda fact: self.stores.journal.append([fact]), keeps=True)
        self.bus.subscribe("board", self.outlets.pump.feed)
        self.bus.subscribe("live", self.live.take_fact)
        self.bus.subscribe("tickets", self.clerk.take_fact)
        if self.phraser:
            self.bus.subscribe("phrasing", self.phraser.take_fact)
        self.bus.subscribe("metrics", self.metrics.on_fact)
        self.bus.subscribe("floor", self.floor.take_fact)
        self.bus.subscribe("air", self.air.take_fact)
        self.bus.subscribe("probes", self.probes.take_fact)
        self.bus.subscribe("lookahead", self.lookahead.take_fact)
        self.bus.subscribe("studio", self.house.studio.take_fact)
        self.ears.report_to(self.hearing)
        self.hearing.on_partial_words = both(self.live.show_partial, self.house.words.partial)
        self.live.watch_tickets(self.house.words.ticket)
        self.hearing.on_recording = self.probes.take_recording
        self.hearing.count_engine = self.metrics.recognition.on_engine
        self.hearing.count_load = self.metrics.recognition.on_load
        self.hearing.on_state = lambda: self.outlets.set_asr(self.hearing)
        self.staff.on_change = self.outlets.set_operators
        self.lookahead.set_roster(self.floor.roster.planned_at)

    async def restore(self) -> None:
        """Replay the ledger into everything that is a fold over it."""
        past = [fact async for fact in past_facts(self.stores, self.zone, now_s())]
        self.desk.restore(past)
        self.air.restore()
        if self.settings.desk.spare_hard_s > 0.0:
            self.desk.recall_hard(await self.stores.hard_marks.since(now_s() - REMEMBERED_S))
        self.outlets.board.restore(past)
        self.probes.restore(past)
        for fact in past:
            self.live.remember(fact)
            self.clerk.remember(fact)
            self.floor.remember(fact)
            self.lookahead.take_fact(fact)
        await self.staff.refresh()
        await self.floor.open()
        await self.directory.open(seed_units(city_dir(self.settings.site.city)))
        await self.knowledge.open(city_dir(self.settings.site.city))
        await self.clerk.resume()
        await self.house.studio.restore()
        _log.info("ledger replayed", facts=len(past), calls=len(self.desk.state.calls))

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until told to stop."""
        await self.restore()
        async with opened(city_ports(self)) as self.city, serving(web_parts(self)):
            self.bus.subscribe("call-outs", self.city.duty.take_fact)
            self.ticket_bus.subscribe("after the show", self.city.aftershow.take_fact)
            self.ticket_bus.subscribe("hot topics", self.city.hot.take_change)
            self.ticket_bus.subscribe("burst board", self.city.bursts.take_fact)
            tasks = [asyncio.create_task(job, name=name) for name, job in self._jobs().items()]
            watch = asyncio.create_task(stop.wait(), name="stop")
            done, _ = await asyncio.wait([*tasks, watch], return_when=asyncio.FIRST_COMPLETED)
            await self._wind_down([*tasks, watch])
        for task in done - {watch}:
            _log.critical("a task of the service ended", task=task.get_name())
            task.result()

    def _jobs(self) -> dict[str, Coroutine[Any, Any, None]]:
        publisher = self.outlets.publisher
        return {
            "telephony link": self.line.link.run(),
            "ear link": self.ears.link.run(),
            "ticket clerk": self.clerk.run(),
            "acknowledge": self._acknowledge(),
            "staff": self.staff.watch(STAFF_EVERY_S),
            "directory": self.directory.watch(LISTS_EVERY_S),
            "knowledge base": self.knowledge.watch(LISTS_EVERY_S),
            "floor": self.floor.run(),
            "pump": self.outlets.pump.run(),
            "probes": self.probes.run(),
            "figures of days": self.history.run(),
            "purges": self.retention.run(),
            "lookahead": self.lookahead.run(),
            "deadlines": self.wheel.run(),
            "overdue tickets": self.overdue.run(),
            "calendar": self.calendars.run(),
            "transcript index": keep_index(self.stores.database),
            **second_pass_jobs(second_pass_ports(self)),
            **self.city.jobs(),
            **self.house.jobs(),
            **({"publisher": publisher.run()} if publisher else {}),
            **({"phrasing": self.phraser.run()} if self.phraser else {}),
        }

    async def _wind_down(self, tasks: Sequence[asyncio.Task[Any]]) -> None:
        """Write down what has come in, say goodbye to the walls, end the tasks."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.clerk.drain(), 3.0)
        if self.outlets.publisher:
            await self.outlets.publisher.stop()
            await asyncio.wait([task for task in tasks if task.get_name() == "publisher"], timeout=1.0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _acknowledge(self) -> None:
        """Let telephony and the ear forget what has reached the ledger."""
        links = (self.line.link, self.ears.link)
        while True:
            await asyncio.sleep(ACK_EVERY_S)
            handled = [link.handled_seq for link in links]
            try:
                await self.clerk.drain()
                await self.stores.journal.flush()
            except StoreError:
                continue
            for link, seq in zip(links, handled, strict=True):
                link.ack(seq)


async def serve(settings: Settings, lifeline_fd: int | None) -> int:
    """Run the service; answers the exit code."""
    opening = open_stores(settings.store.url, settings.data_dir(), on_problem=_store_problem)
    try:
        async with until_stopped(lifeline_fd) as stop, opening as stores:
            await _greet_admin(settings, stores)
            await Service(settings, stores).run(stop)
    except (StoreError, SettingsError, ProfileError, CalendarError, AfterFileError, AddressError, OSError) as fault:
        sys.stderr.write(f"the service cannot run: {fault}\n")
        return 2
    return 0


async def _greet_admin(settings: Settings, stores: Stores) -> None:
    """On the very first start, make the administrator and show the password, once."""
    password = await stores.accounts.make_first_admin(datetime.fromtimestamp(now_s(), ZoneInfo(settings.site.timezone)))
    if password:
        sys.stdout.write(f"\n  administrator: admin\n  password (shown only this once): {password}\n\n")
        sys.stdout.flush()


def _store_problem(problem: str) -> None:
    if problem:
        _log.error("the database does not take facts; they are kept", problem=problem)
    else:
        _log.info("the database takes facts again")


def main() -> int:
    """Read the arguments and serve."""
    told = read_arguments("callcenter.service", __doc__)
    try:
        settings = load(told.config)
    except SettingsError as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    logs.configure(settings.log.level)
    return asyncio.run(serve(settings, told.lifeline_fd))


if __name__ == "__main__":
    sys.exit(main())
