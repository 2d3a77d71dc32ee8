"""The hot desk on a real store: the tenth call raises the alarm, operators are told, a restart remembers."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from callcenter.directory import Directory as Staff
from callcenter.drafting import load_knowledge
from callcenter.hot_desk import HotDesk, HotPorts
from callcenter.hot_rules import load_hot_rules
from callcenter.intake.matter import Matter
from callcenter.intake.reception import Reception, ReceptionPorts
from callcenter.intake.sources import Source
from callcenter.known_places import load_known_places
from callcenter.packaged import city_dir
from callcenter.store.answers import StandingAnswers
from callcenter.store.complaints import Complaints
from callcenter.store.stores import Stores, open_stores
from callcenter.store.ticket import DraftTicket, Ticket, TicketField
from callcenter.store.tickets import Change, create_ticket, void_ticket
from dashboards.alerts import Alarms, Limits
from dashboards.directory import Directory
from queueing.events import BurstCleared, BurstGrew, BurstRaised, Fact, TicketDrafted
from queueing.figures import Definition, Figures
from queueing.figures.days import fixed_days
from queueing.ticket.facts import TicketAccepted, TicketVoided
from tests.contracts.store.office import FRIDAY, SHANGHAI, world

KNOWN = load_known_places("demo")


class Town:
    """A store, a clock, and what was said."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        self.now = FRIDAY.timestamp()
        self.facts: list[Fact] = []
        self.told: list[tuple[str, str, str]] = []
        self.hot = self.desk()

    def desk(self) -> HotDesk:
        return HotDesk(
            HotPorts(
                complaints=Complaints(self.stores.database),
                tickets=self.stores.tickets,
                answers=StandingAnswers(self.stores.database),
                rules=load_hot_rules("demo"),
                known=KNOWN,
                now=lambda: self.now,
                publish=self.publish,
                tell=lambda *told: self.told.append(told),
                past=self.stores.journal.replay,
            )
        )

    def publish(self, facts: Sequence[Fact]) -> None:
        self.facts.extend(facts)
        self.stores.journal.append(facts)

    async def call(self, number: int, place: str = "阳光小区", topic: str = "供水") -> Ticket:
        """One more citizen calls, a minute after the last; the ticket is drafted."""
        self.now += 60
        fields = {"title": "停水", "content": "整栋楼都没水了", "place": place, "topic": topic}
        draft = DraftTicket(
            ticket_id=f"T{number}",
            call_id=f"C{number}",
            caller_number=f"1380000{number:04d}",
            started_at=self.now - 50,
            fields={name: TicketField(value=value) for name, value in fields.items()},
        )
        ticket = await self.stores.tickets.save_draft(draft, datetime.fromtimestamp(self.now, SHANGHAI))
        self.hot.take_fact(TicketDrafted(at=self.now, call_id=ticket.call_id, ticket_id=ticket.ticket_id))
        while not self.hot._work.empty():
            await self.hot._take_next()
        return ticket

    async def write(self, number: int) -> Ticket:
        """One more citizen writes by the app, a second after the last: a draft without a call."""
        self.now += 1
        words = {"title": "停水", "content": "整栋楼都没水了", "place": "阳光小区", "topic": "供水"}
        fields = {name: TicketField(value=value) for name, value in words.items()}
        draft = DraftTicket(ticket_id=f"A{number}", call_id="", caller_number=f"1371000{number:04d}", fields=fields)
        at = datetime.fromtimestamp(self.now, SHANGHAI)
        ticket = await self.stores.database.write(lambda connection: create_ticket(connection, draft, at))
        self.hot.take_ticket(ticket.ticket_id)
        while not self.hot._work.empty():
            await self.hot._take_next()
        return ticket

    async def void(self, ticket: Ticket) -> None:
        """Put it aside, as the office does."""
        self.now += 1
        at = datetime.fromtimestamp(self.now, SHANGHAI)
        change = Change(ticket_id=ticket.ticket_id, version=ticket.version, actor="8001", at=at)
        await self.stores.database.write(lambda connection: void_ticket(connection, change))
        self.hot.take_change(TicketVoided(at=self.now, ticket_id=ticket.ticket_id, by="8001", why="骚扰"))


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_stores(f"sqlite:///{tmp_path}/desk.db", tmp_path) as stores:
        yield Town(stores)


async def test_the_tenth_call_raises_the_alarm_and_the_operator_of_the_next_is_told(town: Town) -> None:
    for number in range(9):
        await town.call(number)
    assert town.facts == []
    await town.call(9)
    (raised,) = town.facts
    assert isinstance(raised, BurstRaised)
    assert (raised.place, raised.matter, raised.persons) == ("阳光小区", "供水", 10)
    await town.hot.set_answer("阳光小区", "供水", "抢修中，18 时恢复。", "班长")
    ticket = await town.call(10)
    town.hot.look_at(ticket)
    town.hot.look_at(ticket)
    zh = "已有 11 人反映同一问题（阳光小区 供水）　统一答复：抢修中，18 时恢复。"
    en = "11 people report the same matter (阳光小区 供水). Standing answer: 抢修中，18 时恢复。"
    assert town.told == [("C10", zh, en)]
    (topic,) = town.hot.topics(0.0, town.now + 1)
    assert (topic.place, topic.persons) == ("阳光小区", 11)


async def test_a_service_that_comes_anew_knows_the_burst_and_tells_it_once(town: Town) -> None:
    for number in range(12):
        await town.call(number)
    await town.stores.journal.flush()
    before, town.facts = town.hot.bursts(), []
    town.hot = town.desk()
    await town.hot.restore()
    (again,) = town.hot.bursts()
    assert again.persons == before[0].persons
    going = {one.burst_id for one in town.facts if isinstance(one, BurstRaised | BurstGrew)} or {before[0].burst_id}
    assert going == {again.burst_id}


async def test_a_burst_that_ended_while_nobody_looked_is_cleared(town: Town) -> None:
    for number in range(10):
        await town.call(number)
    await town.stores.journal.flush()
    raised, town.facts = town.facts[0], []
    town.now += 7200
    town.hot = town.desk()
    await town.hot.restore()
    assert town.hot.bursts() == ()
    assert [(type(one), one.burst_id) for one in town.facts if isinstance(one, BurstCleared)] == [
        (BurstCleared, raised.burst_id)  # type: ignore[union-attr]
    ]


async def test_the_wall_says_place_matter_and_count_and_nothing_of_callers(town: Town) -> None:
    for number in range(10):
        await town.call(number)
    (raised,) = town.facts
    assert isinstance(raised, BurstRaised)
    alarms = Alarms(Limits())
    alarms.burst(raised)
    figures = Figures(fixed_days(28_800.0), Definition())
    alarms.look(town.now, figures, Directory())
    (told,) = alarms.conditions.values()
    assert told.text_zh == "阳光小区：供水，已有 10 人反映"
    assert told.ident.isascii()
    assert "1380000" not in repr(told)
    alarms.burst(BurstCleared(at=town.now, burst_id=raised.burst_id, persons=10))
    alarms.look(town.now, figures, Directory())
    assert not alarms.conditions


async def test_what_somebody_typed_as_a_place_or_matter_never_gets_on_the_wall(town: Town) -> None:
    for number in range(12):
        await town.call(number, place="王小明家", topic="供水")
        await town.call(100 + number, place="阳光小区", topic="王小明欠钱")
    assert town.facts == []
    for number in range(10):
        await town.call(200 + number, place=f"阳光小区{number}栋{number}01室")
    (raised,) = town.facts
    assert isinstance(raised, BurstRaised)
    assert (raised.place, raised.matter) == ("阳光小区", "供水")


async def test_matters_without_a_call_raise_the_alarm_at_once_and_again_after_a_restart(town: Town) -> None:
    for number in range(10):
        await town.write(number)
    (raised,) = town.facts
    assert isinstance(raised, BurstRaised)
    assert raised.persons == 10
    (topic,) = town.hot.topics(0.0, town.now + 1)
    assert topic.persons == 10
    town.hot.take_change(TicketAccepted(at=town.now, ticket_id="A0", by="8001", number="1", kind="投诉"))
    assert town.hot._work.empty(), "registered, it is the same message"
    town.now += 1
    town.hot = town.desk()
    await town.hot.restore()
    assert [one.persons for one in town.hot.bursts()] == [10]


async def test_what_is_void_makes_no_topic_and_no_burst_live_after_a_restart_and_in_reports(town: Town) -> None:
    written = [await town.write(number) for number in range(12)]
    before = town.now + 1
    for ticket in written:
        town.now += 5
        await town.void(ticket)
    assert town.hot.topics(0.0, town.now + 1) == ()
    assert town.hot.bursts() == ()
    assert isinstance(town.facts[-1], BurstCleared)
    assert town.hot.topic_of("A0") == ""
    later = town.desk()
    await later.restore()
    assert (later.bursts(), later.topics(0.0, town.now + 1)) == ((), ())
    complaints = Complaints(town.stores.database)
    assert await complaints.between(0.0, town.now + 1) == []
    assert len(await complaints.between(0.0, before)) == 12, "what was issued before they were void stays"


async def test_one_void_message_leaves_the_others_counted(town: Town) -> None:
    written = [await town.write(number) for number in range(11)]
    await town.void(written[3])
    (burst,) = town.hot.bursts()
    (topic,) = town.hot.topics(0.0, town.now + 1)
    assert (burst.persons, topic.persons, topic.messages) == (10, 10, 10)
    assert written[3].ticket_id not in (*topic.tickets, *town.hot.tickets_of(burst))


async def test_the_reception_tells_which_matter_is_new_and_tells_it_once(town: Town) -> None:
    told: list[str] = []
    directory = Staff(town.stores.lists, load_knowledge(city_dir("demo")), lambda: datetime.now(SHANGHAI).date())
    office = world(town.stores.database)
    ports = ReceptionPorts(
        database=town.stores.database,
        office=office.office,
        knowledge=directory.knowledge,
        now=lambda: town.now,
        zone=SHANGHAI,
        publish=office.heard.extend,
        drafted=told.append,
    )
    source = Source(code="app", title="APP")
    matter = Matter(source="app", source_key="1", text="阳光小区停水了")
    taken = await Reception(ports).take(source, matter)
    await Reception(ports).take(source, matter)
    assert told == [taken.ticket_id]
