"""Units, intake and outflow as parts of the running service: built, started and checked together."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

from callcenter.burst_board import BurstBoard
from callcenter.bus import FactBus
from callcenter.clock import now_s
from callcenter.directory import Directory
from callcenter.duty_calls import DutyCaller, DutyPorts
from callcenter.hot_desk import HotDesk, HotPorts
from callcenter.hot_rules import HotRulesError
from callcenter.intake.answers import RevisitAnswers
from callcenter.intake.inbox import Inbox
from callcenter.intake.mailbox import MailboxReader
from callcenter.intake.reception import Reception, ReceptionPorts
from callcenter.intake.sms_in import SmsReader
from callcenter.intake.sources import Sources, SourcesError, load_sources
from callcenter.knowledge_base.book import KnowledgeBook
from callcenter.kpis import KpiError
from callcenter.live import Live
from callcenter.outflow.courier import Courier, CourierRules
from callcenter.outflow.feed import FeedRules, FeedRulesError, FeedSender, load_feed_rules
from callcenter.outflow.sms import Gateway, SmsSender, into_folder, over_http
from callcenter.outflow.sms_rules import SmsRules, SmsRulesError, load_sms_rules
from callcenter.outflow.teller import Teller
from callcenter.packaged import config_dir
from callcenter.profiles import load_profile
from callcenter.reports.clockwork import ReportClock
from callcenter.reports.opening import open_report_office, schedule_of
from callcenter.settings import Settings, SettingsError
from callcenter.show.aftermath.workshop import open_workshop
from callcenter.show.aftershow import AfterShow, AfterShowPorts
from callcenter.show.opinion_desk import OpinionDesk
from callcenter.show.plan_opening import open_plan
from callcenter.show.promise_list import PromiseList
from callcenter.show.reminders import ReminderPorts, Reminders
from callcenter.store.answers import StandingAnswers
from callcenter.store.complaints import Complaints
from callcenter.store.facts import LedgerFact
from callcenter.store.faults import StoreUnavailableError
from callcenter.store.outbox import Channel
from callcenter.store.show_reminders import ShowReminders
from callcenter.store.stores import Stores
from callcenter.ticketing.office import TicketOffice
from callcenter.timers import Timers
from callcenter.uploads import Uploads
from callcenter.web.city_parts import CityParts
from dashboards.alerts import ShowDuties
from queueing.desk.outbound import Placing
from queueing.events import Fact

FORGET_EVERY_S = 86_400.0


class CityRulesError(SettingsError):
    """A file of data behind intake and outflow cannot be used; the message lists every fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CityRules:
    """The files of data behind intake and outflow."""

    sources: Sources
    sms: SmsRules
    feed: FeedRules


def load_city_rules(settings: Settings) -> CityRules:
    """Read the files.

    Raises:
        CityRulesError: one of them cannot be used; with every fault found in it.

    """
    try:
        rules = CityRules(
            sources=load_sources(_file(settings.intake.sources, "intake.toml")),
            sms=load_sms_rules(_file(settings.sms.rules, "sms.toml")),
            feed=load_feed_rules(_file(settings.feed.rules, "feed.toml")),
        )
    except (SourcesError, SmsRulesError, FeedRulesError) as fault:
        raise CityRulesError(str(fault)) from None
    grades = load_profile(settings.site.city).satisfaction.grades
    if strange := [one for one in rules.sms.answers if one not in grades]:
        file, known = _file(settings.sms.rules, "sms.toml"), "、".join(grades)
        raise CityRulesError(f"{file}: answers: expected grades of {known}, found {'、'.join(strange)}")
    return rules


def _file(chosen: str, packaged: str) -> Path:
    return Path(chosen) if chosen else config_dir() / packaged


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The desk that calls are taken at: what happens there, and the screens of those who take them."""

    bus: FactBus[Fact]
    live: Live


@dataclass(frozen=True, slots=True, kw_only=True)
class CityPorts:
    """What this part of the service is given. `publish` hears what is already in the ledger."""

    settings: Settings
    stores: Stores
    directory: Directory
    knowledge: KnowledgeBook
    office: TicketOffice
    publish: Callable[[Sequence[LedgerFact]], None]
    timers: Timers
    place: Callable[[Placing], None]  # see DeskService.place_call
    cancel: Callable[[str], None]
    lives: Callable[[str], bool]
    ready: Callable[[str], bool] = lambda _: False  # whether that operator takes calls now
    stop_dialling: Callable[[str], None] = lambda _: None
    now: Callable[[], float] = now_s
    floor: Floor | None = None  # None: nobody takes calls here
    show_duties: Callable[[ShowDuties], None] = lambda _: None  # for the wall: how plan and promises stand


class CityService:
    """Owns reception, couriers and uploads."""

    def __init__(self, ports: CityPorts, rules: CityRules, gateway: Gateway, session: aiohttp.ClientSession) -> None:
        """Build everything; `jobs` run it."""
        self._ports, self.rules = ports, rules
        settings, now = ports.settings, ports.now
        self.zone = ZoneInfo(settings.site.timezone)
        outbox = ports.stores.outbox
        sms = SmsSender(outbox, rules.sms, self.zone, gateway, now)
        feed = FeedSender(session, settings.feed.url, settings.feed.secret, rules.feed, self.zone, now)
        self.couriers: Mapping[Channel, Courier] = {
            Channel.SMS: Courier(outbox, Channel.SMS, sms.send, CourierRules(in_order=False), now),
            Channel.FEED: Courier(outbox, Channel.FEED, feed.send, CourierRules(in_order=True), now),
        }
        self.uploads = Uploads(settings.data_dir() / "attachments", settings.intake.attachment_max_bytes)
        self.inbox = Inbox(
            database=ports.stores.database, timers=ports.timers, now=now, idle_s=settings.intake.inbox_idle_s
        )
        self.reception = Reception(
            ReceptionPorts(
                database=ports.stores.database,
                office=ports.office,
                knowledge=ports.directory.knowledge,
                now=now,
                zone=self.zone,
                publish=ports.publish,
                answers=RevisitAnswers(rules=rules.sms),
                came=self.inbox.changed,
                drafted=lambda ticket_id: self.hot.take_ticket(ticket_id),  # noqa: PLW0108 - the hot desk comes later
            )
        )
        self.duty = DutyCaller(
            DutyPorts(
                directory=ports.directory,
                store=ports.stores.call_outs,
                timers=ports.timers,
                place=ports.place,
                cancel=ports.cancel,
                lives=ports.lives,
                ready=ports.ready,
                stop_dialling=ports.stop_dialling,
                queue=settings.queue[0].name,
            )
        )
        self.reports = open_report_office(settings, ports.stores.database, ports.office.ports.book, now)
        self.workshop = open_workshop(settings, ports.stores.database, now)
        self.hot = self._hot_desk()
        self.bursts = BurstBoard(self.hot, ports.stores.database)
        self.aftershow = AfterShow(
            ports=AfterShowPorts(
                stores=ports.stores,
                office=ports.office,
                directory=ports.directory,
                now=now,
                zone=self.zone,
                publish=ports.publish,
                renew=self.workshop.renew,
            )
        )
        book = ports.office.ports.book
        self.opinions = OpinionDesk(stores=ports.stores, book=book, zone=self.zone, now=now)
        self._loop = asyncio.get_running_loop()
        self.plan = open_plan(ports.stores, book, ports.directory, now)
        self.reminders = self._reminders()
        teller = Teller(
            sms=rules.sms,
            feed=rules.feed,
            tells_province=bool(settings.feed.url) and ports.office.ports.book.profile.switches.province_feed,
            wake=self._wake_soon,
            unit_name=self._unit_name,
        )
        ports.office.records.tell = teller.tell

    def _hot_desk(self) -> HotDesk:
        stores, floor = self._ports.stores, self._ports.floor
        ports = HotPorts(
            complaints=Complaints(stores.database),
            tickets=stores.tickets,
            answers=StandingAnswers(stores.database),
            rules=self.reports.ports.hot,
            known=self.reports.ports.known,
            now=self._ports.now,
            publish=floor.bus.publish if floor else lambda _facts: None,
            past=stores.journal.replay,
            tell=floor.live.notify if floor else lambda _call_id, _zh, _en: None,
            changed=self._bursts_changed,
        )
        hot = HotDesk(ports)
        if floor:
            floor.bus.subscribe("hot topics", hot.take_fact)
            floor.bus.subscribe("shared inbox", self.inbox.take_fact)
            floor.live.watch_tickets(hot.look_at)
        return hot

    def _bursts_changed(self) -> None:
        self.bursts.wake()

    def _reminders(self) -> Reminders:
        closing, book = self.aftershow, self._ports.office.ports.book
        listed = PromiseList(
            stores=self._ports.stores,
            desk=closing.promises,
            book=book,
            find=closing.closing.find_unit,
            now=self._ports.now,
        )
        ports = ReminderPorts(
            plan=self.plan.desk,
            promises=listed,
            store=ShowReminders(self._ports.stores.database),
            rules=self.rules.sms,
            wake=self.wake,
            show=self._ports.show_duties,
        )
        return Reminders(ports)

    def _report_clock(self) -> ReportClock:
        chosen = schedule_of(self._ports.settings)
        return ReportClock(
            office=self.reports,
            scheduled=chosen.scheduled,
            formats=chosen.formats,
            audit=self._ports.stores.audit,
            now=lambda: datetime.fromtimestamp(self._ports.now(), self.zone),
        )

    def _wake_soon(self) -> None:
        """Wake from the writing thread. The commit may come after it: the courier looks again a second later."""
        self._loop.call_soon_threadsafe(self.wake)

    def _unit_name(self, unit_id: str) -> str:
        unit = self._ports.directory.known.tree.units.get(unit_id)
        return unit.name if unit else unit_id

    def wake(self) -> None:
        """Let the couriers look now."""
        for courier in self.couriers.values():
            courier.wake()

    def jobs(self) -> dict[str, Coroutine[Any, Any, None]]:
        """What runs as long as the service."""
        intake = self._ports.settings.intake
        jobs = {f"courier {channel.value}": courier.run() for channel, courier in self.couriers.items()}
        jobs["forget sent messages"] = self._forget()
        jobs["call-outs"] = self._call_out()
        jobs["aftermath of shows"] = self.workshop.run()
        jobs["after the show"] = self.aftershow.run()
        jobs["hot topics"] = self.hot.run()
        jobs["burst board"] = self.bursts.run()
        jobs["reminders of the show"] = self.reminders.run()
        jobs["reports"] = self._report_clock().run()
        if intake.mailbox and (source := self.rules.sources.of("mailbox")):
            reader = MailboxReader(Path(intake.mailbox), source, self.reception, self.uploads, self._ports.stores)
            jobs["mailbox"] = reader.run()
        if intake.sms_dir and (source := self.rules.sources.of("sms")):
            jobs["messages in"] = SmsReader(Path(intake.sms_dir), source, self.reception, self.opinions.take_sms).run()
        return jobs

    def web(self) -> CityParts:
        """What the routes work with."""
        return CityParts(
            directory=self._ports.directory,
            knowledge=self._ports.knowledge,
            reception=self.reception,
            inbox=self.inbox,
            sources=self.rules.sources,
            couriers=self.couriers,
            uploads=self.uploads,
            duty=self.duty,
            reports=self.reports,
            hot=self.hot,
            bursts=self.bursts,
            plan=self.plan,
            opinions=self.opinions,
            reminders=self.reminders,
            workshop=self.workshop,
            aftershow=self.aftershow,
        )

    def checks(self) -> dict[str, Callable[[], tuple[bool, str]]]:
        """What readiness asks."""
        checks = {"sms": self.couriers[Channel.SMS].check}
        return {**checks, "feed": self.couriers[Channel.FEED].check} if self._ports.settings.feed.url else checks

    async def _call_out(self) -> None:
        await self.duty.resume()
        await self.duty.run()

    async def _forget(self) -> None:
        while True:
            for courier in self.couriers.values():
                await courier.forget()
            with contextlib.suppress(StoreUnavailableError):
                await self.opinions.forget_senders()
            await asyncio.sleep(FORGET_EVERY_S)


@asynccontextmanager
async def opened(ports: CityPorts) -> AsyncIterator[CityService]:
    """Open the connections that go out, and build the part.

    Raises:
        CityRulesError: a file of data cannot be used.

    """
    rules, sms = load_city_rules(ports.settings), ports.settings.sms
    async with contextlib.AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession(trust_env=False))
        folder = ports.settings.data_dir() / "sms" / "out"
        gateway = (
            over_http(session, sms.gateway_url, sms.gateway_token, rules.sms.gateway)
            if sms.gateway_url
            else into_folder(folder)
        )
        try:
            made = CityService(ports, rules, gateway, session)
        except (KpiError, HotRulesError) as fault:
            raise CityRulesError(str(fault)) from None
        yield made
