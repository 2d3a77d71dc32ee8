"""A show in the ledger, its callers' words in the store, and the closing desk over both, on a clock the test moves."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.drafting import load_knowledge
from callcenter.packaged import city_dir
from callcenter.show.closing_desk import ClosingDesk
from callcenter.show.entry_ticket import TicketPorts
from callcenter.show.in_show import ClosingPorts
from callcenter.show.media_desk import MediaDesk
from callcenter.show.promise_desk import PromiseDesk
from callcenter.store.facts import LedgerFact
from callcenter.store.journal import of_show
from callcenter.store.stores import Stores, open_stores
from callcenter.store.ticket import DraftTicket, TicketField
from callcenter.store.ticket_work import read
from callcenter.store.tickets import Change
from callcenter.store.transcripts import Recording, SavedUtterance
from callcenter.ticketing.office import OfficePorts, TicketOffice
from callcenter.ticketing.rule_book import open_rule_book
from queueing.show.board import Description, Programme, ShowBoard
from queueing.show.facts import EntryJoined, EntryKind, ShowFact
from queueing.show.state import BoardState, Person, Role, ShowRules
from queueing.ticket.commands.intake import Accept
from queueing.ticket.facts import TicketFact
from queueing.ticket.pen import Who
from queueing.ticket.record import TicketRecord
from queueing.units.unit_tree import Unit, UnitKind

ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 11, 26, 9, 0, tzinfo=ZONE).timestamp()  # a Thursday
BOTH = Person(name="chen", roles=frozenset({Role.PRODUCER, Role.HOST}))
TEAM = Who(name="chen")
UNITS = (
    Unit(unit_id="U1", name="城市管理局", kind=UnitKind.DEPARTMENT, aliases=("城管局",)),
    Unit(unit_id="U2", name="水务局", kind=UnitKind.DEPARTMENT),
)


@dataclass(slots=True, kw_only=True)
class ClosingStage:
    """Owns the stores, the clock and the show that is being made."""

    stores: Stores
    office: TicketOffice
    board: ShowBoard
    now: float = NINE
    told: list[ShowFact] = field(default_factory=list)
    heard: list[LedgerFact] = field(default_factory=list)
    desk: ClosingDesk = field(init=False)
    promises: PromiseDesk = field(init=False)
    media: MediaDesk = field(init=False)
    renewed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        ports = ClosingPorts(
            stores=self.stores,
            tickets=TicketPorts(office=self.office, knowledge=lambda: KNOWLEDGE, now=lambda: self.now, zone=ZONE),
            units=lambda: UNITS,
            publish=self.heard.extend,
            tell=lambda facts: self.told.extend(facts),  # noqa: PLW0108 - a test may put another list there
            renew=self.renewed.append,
        )
        self.desk, self.promises, self.media = ClosingDesk(ports), PromiseDesk(ports=ports), MediaDesk(ports=ports)

    # --- the show --------------------------------------------------------------------------------------------

    def say(self, facts: Sequence[ShowFact]) -> None:
        self.stores.journal.append(facts)
        self.now += 1.0

    def open(self, units: tuple[str, ...] = ("城市管理局",)) -> None:
        self.say(self.board.open(self.now, BOTH, 0.0, Programme(title="政风热线", units=units)))
        self.say(self.board.go_live(self.now, BOTH))

    async def caller(self, name: str, words: str = "", *, answered: bool = True, topic: str = "") -> str:
        """Somebody calls; what they say is recognised, and their call has a draft as any other."""
        call_id = f"C-{name}"
        joined = EntryJoined(
            at=self.now, show_id="s1", entry_id=call_id, kind=EntryKind.CALL, call_id=call_id, source="phone"
        )
        self.say(self.board.join(joined))
        if answered:
            await self._draft(call_id, words)
            await self.spoken(call_id, "caller", words, 1_000)
            recording = Recording(call_id=call_id, path=f"{call_id}.wav", seconds=60.0, started_at=self.now)
            await self.stores.transcripts.save_recording(recording)
        if topic:
            self.screened(call_id, topic)
        return call_id

    def message(self, name: str, text: str) -> str:
        self.say(
            self.board.join(
                EntryJoined(
                    at=self.now, show_id="s1", entry_id=name, kind=EntryKind.MESSAGE, source="wechat", text=text
                )
            )
        )
        return name

    def screened(self, entry_id: str, topic: str) -> None:
        self.say(self.board.screen(self.now, BOTH, entry_id))
        self.say(
            self.board.describe(self.now, BOTH, entry_id, Description(address="王女士", area="天宁区", topic=topic))
        )
        self.say(self.board.ready(self.now, BOTH, entry_id))

    async def aired(self, entry_id: str, answer: str) -> None:
        """Put on air, let the leader answer, take off and thank."""
        recorded = await self.stores.transcripts.recordings_of([entry_id])
        self.say(self.board.put_on_air(self.now, BOTH, entry_id))
        if recorded:
            since_ms = int((self.now - recorded[entry_id][0].started_at) * 1000)
            await self.spoken(entry_id, "guest", answer, since_ms)
        self.now += 30.0
        self.say(self.board.off_air(self.now, BOTH, entry_id))
        self.say(self.board.thank(self.now, BOTH, entry_id))

    async def sign_off(self) -> None:
        self.say(self.board.sign_off(self.now, BOTH))
        await self.stores.journal.flush()

    async def spoken(self, call_id: str, role: str, text: str, start_ms: int) -> None:
        one = SavedUtterance(
            utterance_id=f"{call_id}-{role}-{start_ms}", call_id=call_id, leg_id=f"L-{role}", role=role,
            start_ms=start_ms, end_ms=start_ms + 4_000, text=text,
        )  # fmt: skip
        await self.stores.transcripts.add([one])

    async def _draft(self, call_id: str, words: str) -> None:
        fields = {"content": TicketField(value=words, rule="story")} if words else {}
        draft = DraftTicket(
            ticket_id=f"T-{call_id}", call_id=call_id, caller_number="13800001234", started_at=self.now, fields=fields
        )
        await self.stores.tickets.save_draft(draft, self.local())

    # --- looking ---------------------------------------------------------------------------------------------

    def local(self) -> datetime:
        return datetime.fromtimestamp(self.now, ZONE)

    async def state(self) -> BoardState:
        return (await self.desk.state("s1"))[0]

    async def record(self, ticket_id: str) -> TicketRecord:
        return (await self.stores.database.read(lambda connection: read(connection, ticket_id))).record

    async def facts(self) -> list[ShowFact]:
        return await self.stores.database.read(lambda connection: of_show(connection, "s1"))

    async def registered_by_operator(self, call_id: str) -> str:
        ticket = await self.stores.tickets.of_call(call_id)
        assert ticket is not None
        change = Change(ticket_id=ticket.ticket_id, version=ticket.version, actor="8001", at=self.local())
        await self.office.accept(change, Accept(number="", kind="投诉", source="hotline"), Who(name="8001"))
        return ticket.ticket_id

    def ticket_facts(self, kind: type[TicketFact]) -> list[TicketFact]:
        return [fact for fact in self.heard if isinstance(fact, kind)]


KNOWLEDGE = load_knowledge(city_dir("demo"))


@asynccontextmanager
async def closing_stage(folder: Path, city: str = "changzhou") -> AsyncIterator[ClosingStage]:
    """Open everything over a database of its own."""
    async with open_stores(f"sqlite:///{folder}/desk.db", folder) as stores:
        book = open_rule_book(city, ZONE)
        stage: list[ClosingStage] = []
        office = TicketOffice(
            ports=OfficePorts(
                database=stores.database,
                book=book,
                now=lambda: stage[0].now if stage else NINE,
                publish=lambda facts: stage[0].heard.extend(facts),  # noqa: PLW0108 - the stage comes later
            )
        )
        board = ShowBoard("s1", replace(ShowRules(), most_waiting=200))
        stage.append(ClosingStage(stores=stores, office=office, board=board))
        yield stage[0]
        await asyncio.sleep(0)
