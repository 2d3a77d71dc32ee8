"""The hot desk on a real store: the tenth call raises the alarm, operators are told, a restart remembers."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from callcenter.hot_desk import HotDesk, HotPorts
from callcenter.hot_rules import load_hot_rules
from callcenter.known_places import load_known_places
from callcenter.store.answers import StandingAnswers
from callcenter.store.complaints import Complaints
from callcenter.store.stores import Stores, open_stores
from callcenter.store.ticket import DraftTicket, Ticket, TicketField
from dashboards.alerts import Alarms, Limits
from dashboards.directory import Directory
from queueing.events import BurstCleared, BurstGrew, BurstRaised, Fact, TicketDrafted
from queueing.figures import Definition, Figures
from queueing.figures.days import fixed_days
from tests.contracts.store.office import FRIDAY, SHANGHAI

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
