"""A real service on a real store, with a small live desk in memory behind the port."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from callcenter.bus import FactBus
from callcenter.callers.alarm import FloorAlarms
from callcenter.city_service import CityPorts, Floor, opened
from callcenter.directory import Directory
from callcenter.drafting import load_knowledge
from callcenter.figure_history import FigureHistory, HistoryPorts
from callcenter.floor import FloorPorts, FloorService
from callcenter.hot_desk import HotDesk
from callcenter.knowledge_base.book import KnowledgeBook
from callcenter.lines import Lines
from callcenter.live import Live, LivePorts
from callcenter.packaged import city_dir
from callcenter.retention import Retention, RetentionPorts
from callcenter.settings import Feed, Settings, Site, Store, Web
from callcenter.settings import Retention as Retain
from callcenter.show.opening import StudioHouse, open_studio
from callcenter.show_settings import Show
from callcenter.store.facts import LedgerFact, of_a_ticket
from callcenter.store.identity import Role
from callcenter.store.stores import Stores, open_stores
from callcenter.store.ticket import Ticket
from callcenter.talks import Talks
from callcenter.ticketing.office import OfficePorts, TicketOffice
from callcenter.ticketing.rule_book import open_rule_book
from callcenter.timers import Timer
from callcenter.unit_seed import seed_units
from callcenter.web.app import build_app
from callcenter.web.desk_models import DeskCall, OperatorLive, QueueLive
from callcenter.web.floor_parts import FloorParts
from callcenter.web.metrics import Metrics
from callcenter.web.parts import WebParts
from callcenter.web.ports import BrokerLogin, CallNews, DeskNews, OperatorNews, TicketNews
from dashboards.directory import Directory as Names
from dashboards.projections import Board
from queueing.desk.outbound import Placing
from queueing.events import Fact, LineState, OperatorStatus, Party, TransitionError
from queueing.figures import Definition
from queueing.figures.history import DaySums
from tests.contracts.store.stories import NOON
from tests.service.desk.stage import Stage as DeskStage
from tests.service.show.air_double import RecordingAir
from tests.service.web.kept_call import NUMBER

PASSWORD = "pass-8001"


class DeskInMemory:
    """A live desk small enough to read: statuses, one call an operator, listeners."""

    def __init__(self) -> None:
        self.people = {number: _operator(number) for number in ("8001", "8002")}
        self.calls: dict[str, DeskCall] = {}  # by operator
        self.done: list[tuple[str, ...]] = []
        self.changed: list[tuple[str, str]] = []
        self.listeners: dict[str, list[Callable[[DeskNews], None]]] = {}

    def talk(self, operator_id: str, call_id: str) -> None:
        self.calls[operator_id] = DeskCall(
            call_id=call_id,
            queue="hotline",
            queue_title="12345 热线",
            script="您好",
            dialled="12345",
            caller_number=NUMBER,
            caller_display="王小明",
            state="talking",
            arrived_at=NOON,
        )
        self.tell(operator_id, CallNews(call=self.calls[operator_id]))

    def tell(self, operator_id: str, news: DeskNews) -> None:
        for listener in list(self.listeners.get(operator_id, [])):
            listener(news)

    def operators(self) -> Sequence[OperatorLive]:
        return list(self.people.values())

    def queues(self) -> Sequence[QueueLive]:
        return [QueueLive(queue="hotline", title="12345 热线", numbers=["12345"], script="您好", waiting=2)]

    def call_of(self, operator_id: str) -> DeskCall | None:
        return self.calls.get(operator_id)

    def operator_of(self, call_id: str) -> str | None:
        return next((who for who, call in self.calls.items() if call.call_id == call_id), None)

    def set_status(self, operator_id: str, status: OperatorStatus, reason: str, by: Party) -> None:
        before = self.people[operator_id]
        if before.status is status:
            raise TransitionError(f"operator {operator_id}", f"a change from {status}", "the same")
        self.people[operator_id] = before.model_copy(update={"status": status, "reason": reason})
        self.done.append(("status", operator_id, status.value, by.value))
        self.tell(operator_id, OperatorNews(operator=self.people[operator_id]))

    def hold(self, call_id: str) -> None:
        self.done.append(("hold", call_id))

    def resume(self, call_id: str) -> None:
        raise TransitionError(f"call {call_id}", "a call on hold", "talking")

    def hang_up(self, call_id: str) -> None:
        self.done.append(("hang_up", call_id))

    def transfer(self, call_id: str, to: str) -> None:
        self.done.append(("transfer", call_id, to))

    def ticket_changed(self, ticket: Ticket, by: str) -> None:
        self.changed.append((ticket.ticket_id, by))
        if ticket.operator_id:
            self.tell(ticket.operator_id, TicketNews(ticket=ticket))

    def listen(self, operator_id: str, listener: Callable[[DeskNews], None]) -> Callable[[], None]:
        heard = self.listeners.setdefault(operator_id, [])
        heard.append(listener)
        return lambda: heard.remove(listener)


def _operator(number: str) -> OperatorLive:
    return OperatorLive(
        operator_id=number,
        name=f"话务员{number}",
        status=OperatorStatus.SIGNED_OUT,
        state=LineState.IDLE,
        reachable=True,
        since=NOON,
    )


class WallInMemory:
    """The last payload of each topic, and who listens."""

    def __init__(self) -> None:
        self.kept: dict[str, Mapping[str, object]] = {}
        self.listeners: list[Callable[[str, Mapping[str, object] | None], None]] = []

    def say(self, topic: str, payload: Mapping[str, object] | None) -> None:
        if payload is None:
            self.kept.pop(topic, None)
        else:
            self.kept[topic] = payload
        for listener in list(self.listeners):
            listener(topic, payload)

    def retained(self) -> Iterable[tuple[str, Mapping[str, object]]]:
        return list(self.kept.items())

    def listen(self, listener: Callable[[str, Mapping[str, object] | None], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)


@dataclass(slots=True, kw_only=True)
class Stage:
    """The running service and hands to act on it."""

    client: TestClient[Any, Any]
    parts: WebParts
    stores: Stores
    desk: DeskInMemory
    wall: WallInMemory
    folder: Path
    clock: list[float] = field(default_factory=lambda: [NOON + 3600])
    floor: DeskStage  # the real desk behind queues and calls that go out
    brokers: list[BrokerLogin] = field(default_factory=list)
    dialled: list[Placing] = field(default_factory=list)
    air: RecordingAir
    house: StudioHouse

    @property
    def origin(self) -> str:
        return str(self.client.make_url("")).rstrip("/")

    async def ask(self, method: str, path: str, **how: Any) -> ClientResponse:
        """Ask as our own page does: Origin and header set."""
        headers = {"Origin": self.origin, "X-Requested-With": "callcenter", **how.pop("headers", {})}
        return await self.client.request(method, path, headers=headers, **how)

    async def sign_in(self, name: str = "8001", password: str = PASSWORD) -> ClientResponse:
        return await self.ask("POST", "/api/v1/session", json={"name": name, "password": password})

    async def bearer(self, role: Role, operator_id: str | None = None) -> dict[str, str]:
        """Headers of a machine with a token of that role."""
        _, text = await self.stores.sessions.new_token(role, "test", datetime.now(UTC), operator_id)
        return {"Authorization": f"Bearer {text}"}


async def say(answer: ClientResponse, status: int = 200) -> Any:
    """Read an answer, after checking its status."""
    text = await answer.text()
    assert answer.status == status, text
    return json.loads(text) if text else None


@asynccontextmanager
async def staged(
    folder: Path,
    template: Path,
    public_url: str = "",
    show: Show | None = None,
    retention_days: Retain | None = None,
    city: str = "demo",
    feed: Feed | None = None,
    *,
    bus: FactBus[Fact] | None = None,
) -> AsyncIterator[Stage]:
    """Build the service on a copy of the store that `make_template` made. `bus`: the desk's, of facts."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    url = f"sqlite:///{folder}/desk.db"
    site, web = Site(data_dir=str(folder), city=city), Web(public_url=public_url)
    keep = retention_days or Retain()
    settings = Settings(
        site=site, store=Store(url=url), web=web, show=show or Show(), retention=keep, feed=feed or Feed()
    )
    async with AsyncExitStack() as stack, open_stores(url, folder) as stores:
        directory = Directory(stores.lists, load_knowledge(city_dir("demo")), lambda: date(2026, 11, 22))
        await directory.open(seed_units(city_dir("demo")))
        knowledge = KnowledgeBook(stores.knowledge, lambda: date(2026, 11, 22))
        await knowledge.open(city_dir("demo"))
        floor = DeskStage()
        clock, desk, wall, brokers, told = [NOON + 3600], DeskInMemory(), WallInMemory(), [], list[LedgerFact]()
        hot: list[HotDesk] = []
        ports = OfficePorts(
            database=stores.database,
            book=open_rule_book(city, ZoneInfo("Asia/Shanghai")),
            now=lambda: clock[0],
            publish=lambda facts: _tell(told, hot, facts),
        )
        office = TicketOffice(ports=ports)
        city_ports = CityPorts(
            settings=settings,
            stores=stores,
            directory=directory,
            knowledge=knowledge,
            office=office,
            publish=lambda facts: _tell(told, hot, facts),
            timers=floor.timers,
            place=floor.service.place_call,
            cancel=floor.service.cancel_call,
            lives=lambda call_id: call_id in floor.desk.state.calls,
            now=lambda: clock[0],
            floor=Floor(bus=bus, live=_live(settings, floor)) if bus else None,
        )
        city = await stack.enter_async_context(opened(city_ports))
        hot += [city.hot] if bus else []
        duty, dialled = _floor(settings, stores, desk, lambda: clock[0])
        air = RecordingAir()
        house = open_studio(settings, stores, air, _StageTimers(lambda: clock[0]), floor.desk.state)
        looking = asyncio.create_task(house.lookups.run(), name="lookups")
        stack.callback(looking.cancel)
        history = _history(stores, lambda: clock[0])
        retention = Retention(
            RetentionPorts(
                settings=settings, database=stores.database, journal=stores.journal, history=history,
                now=lambda: clock[0],
            )
        )  # fmt: skip
        purging = asyncio.create_task(retention.run(), name="purges")
        stack.callback(purging.cancel)
        parts = WebParts(
            settings=settings,
            stores=stores,
            desk=desk,
            talks=Talks(floor.desk, floor.service, floor.timers, floor.queues, lambda number: f"话务员{number}"),
            lines=Lines(floor.desk, floor.service, floor.timers),
            wall=wall,
            now=lambda: clock[0],
            demo_model=lambda: True,
            broker=lambda: brokers[0] if brokers else None,
            checks={"store": stores.database.check, "asr": lambda: (True, "demo")},
            metrics=Metrics(),
            static_dir=folder / "static",
            city=city.web(),
            floor=duty,
            history=history,
            retention=retention,
            office=office,
            studio=house.parts,
        )
        async with TestClient(TestServer(build_app(parts))) as client:
            yield Stage(
                client=client,
                parts=parts,
                stores=stores,
                desk=desk,
                wall=wall,
                folder=folder,
                clock=clock,
                brokers=brokers,
                floor=floor,
                dialled=dialled,
                air=air,
                house=house,
            )


def _tell(told: list[LedgerFact], hot: Sequence[HotDesk], facts: Sequence[LedgerFact]) -> None:
    """Keep what was said, and let the hot desk hear what became of tickets, as the service does."""
    told.extend(facts)
    for fact in facts if hot else ():
        if of_a_ticket(fact):
            hot[0].take_change(fact)


def _live(settings: Settings, floor: DeskStage) -> Live:
    """What operators' screens show of the desk behind the queues."""
    board = Board(ZoneInfo("Asia/Shanghai"), Names(), began=NOON)
    ports = LivePorts(
        desk=floor.desk,
        service=floor.service,
        figures=board.figures,
        timers=floor.timers,
        publish=floor.publish,
        operator_name=str,
    )
    return Live(ports, settings.queue)


class _StageTimers:
    """The stage's clock; what is asked to happen later never does: tests call it themselves."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now

    def after(self, _delay_s: float, what: Callable[[], None]) -> Timer:
        return asyncio.get_running_loop().call_later(1e9, what)


def _floor(
    settings: Settings, stores: Stores, desk: DeskInMemory, now: Callable[[], float]
) -> tuple[FloorParts, list[Placing]]:
    """The real parts around callers and duty, on the desk in memory; calls they place are collected."""
    dialled: list[Placing] = []
    ports = FloorPorts(
        timers=_StageTimers(now),
        publish=stores.journal.append,
        alarms=FloorAlarms(Board(ZoneInfo(settings.site.timezone), Names(), began=NOON), now, lambda: None, {}),
        place=dialled.append,
        cancel=lambda _call_id, _by: None,
        set_status=desk.set_status,
        reachable=lambda who: who in desk.people,
        open_queues=lambda: [queue.name for queue in settings.queue],
        serves=dict,
        profiles_changed=lambda: None,
        figures=lambda _who: None,
    )
    return FloorService(settings, stores, ports).parts(), dialled


def _history(stores: Stores, now: Callable[[], float]) -> FigureHistory:
    """Figures of any days; today has none."""
    ports = HistoryPorts(
        days=stores.figure_days,
        journal=stores.journal,
        zone=ZoneInfo("Asia/Shanghai"),
        definition=Definition(),
        now=now,
        live=DaySums,
    )
    return FigureHistory(ports)
