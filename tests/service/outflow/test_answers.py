"""Answers to the message of the revisit: a plain grade about one ticket is recorded, once; the rest a person reads."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from callcenter.drafting import load_knowledge
from callcenter.intake.answers import RevisitAnswers, grade_in
from callcenter.intake.reception import Reception, ReceptionPorts
from callcenter.intake.sms_in import SmsReader
from callcenter.intake.sources import Source, load_sources
from callcenter.outflow.sms_rules import load_sms_rules
from callcenter.packaged import city_dir, config_dir
from callcenter.store.tickets import TicketQuery, Tickets
from callcenter.ticketing.wheel import TimerWheel
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import Sign
from queueing.ticket.commands.replying import PassGate, ReplyWith
from queueing.ticket.facts import Answer, Closing
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TicketState
from tests.contracts.store.office import SHANGHAI
from tests.service.outflow.world import Outside, outside

FROM = "+8613800000000"


@dataclass(slots=True, kw_only=True)
class Phone:
    """A citizen's phone: what was asked, and what is answered."""

    out: Outside
    reader: SmsReader
    folder: Path
    sent: int = 0

    async def asked(self, name: str) -> None:
        """A ticket whose reply stands and whose revisit message went out."""
        await self.out.office.accepted(name)
        for command in (
            Dispatch(unit="U1"),
            Sign(),
            ReplyWith(text="已办", answer=Answer.SOLVED, signer="王"),
            PassGate(),
        ):
            await self.out.office.do(name, command)
        self.out.office.later(61)
        office = self.out.office
        await TimerWheel(office=office.office, database=office.database, now=lambda: office.clock[0]).turn()
        await self.out.drained(self.out.sms)
        assert any("请评价" in one["text"] for one in self.out.sms_texts())

    async def answer(self, text: str, key: str = "", number: str = FROM) -> None:
        self.sent += 1
        said = {"from": number, "text": text, "key": key or f"m{self.sent}"}
        (self.folder / f"{self.sent}.json").write_text(json.dumps(said), "utf-8")
        await self.reader.once()

    async def record(self, name: str) -> TicketRecord:
        return (await self.out.office.office.get(name)).record

    async def read_by_a_person(self) -> list[str]:
        """What lies there as a draft."""
        page = await Tickets(self.out.office.database).page(TicketQuery(status="draft"))
        return [one.fields["content"].value for one in page.items]


@pytest.fixture
async def phone(tmp_path: Path) -> AsyncIterator[Phone]:
    async with outside(f"sqlite:///{tmp_path}/desk.db", tmp_path, "demo") as out:
        knowledge = load_knowledge(city_dir("demo"))
        ports = ReceptionPorts(
            database=out.office.database,
            office=out.office.office,
            knowledge=lambda: knowledge,
            now=lambda: out.office.clock[0],
            zone=SHANGHAI,
            publish=out.office.heard.extend,
            answers=RevisitAnswers(rules=load_sms_rules(config_dir() / "sms.toml")),
        )
        source = load_sources(config_dir() / "intake.toml").of("sms")
        assert isinstance(source, Source)
        folder = tmp_path / "in"
        folder.mkdir()
        yield Phone(out=out, reader=SmsReader(folder, source, Reception(ports)), folder=folder)


@pytest.mark.parametrize(
    ("text", "grade", "state"),
    [
        ("1", "非常满意", TicketState.CLOSED),
        (" ２。", "满意", TicketState.CLOSED),
        ("4", "不满意", TicketState.REVISIT),
    ],
)
async def test_a_digit_from_the_number_that_was_asked_is_its_grade(
    phone: Phone, text: str, grade: str, state: TicketState
) -> None:
    """Who is not content is asked again by a person, as the city's plan says."""
    await phone.asked("T1")
    await phone.answer(text)
    record = await phone.record("T1")
    (tried,) = record.tries
    assert (tried.way, tried.reached, tried.grade, tried.by) == ("sms", True, grade, "source:sms")
    assert record.state is state
    assert record.closing is (Closing.SATISFIED if state is TicketState.CLOSED else None)
    assert await phone.read_by_a_person() == []


async def test_a_message_delivered_twice_is_one_answer_and_a_second_one_is_read_by_a_person(phone: Phone) -> None:
    await phone.asked("T1")
    await phone.answer("4", "m1")
    await phone.answer("4", "m1")
    assert len((await phone.record("T1")).tries) == 1
    await phone.answer("1", "m2")
    assert len((await phone.record("T1")).tries) == 1
    assert await phone.read_by_a_person() == ["1"]


@pytest.mark.parametrize("text", ["5", "0", "1 2", "不知道满意不满意", "14", "1没修好"])
async def test_what_names_no_grade_is_read_by_a_person(phone: Phone, text: str) -> None:
    await phone.asked("T1")
    await phone.answer(text)
    assert (await phone.record("T1")).tries == ()
    assert len(await phone.read_by_a_person()) == 1


async def test_a_grade_that_may_be_of_two_tickets_is_read_by_a_person(phone: Phone) -> None:
    await phone.asked("T1")
    phone.out.office.later(24 * 60)  # one number gets its share of messages a day
    await phone.asked("T2")
    assert sum("请评价" in one["text"] for one in phone.out.sms_texts()) == 2
    await phone.answer("1")
    assert [(await phone.record(name)).tries for name in ("T1", "T2")] == [(), ()]
    assert await phone.read_by_a_person() == ["1"]


async def test_another_number_or_a_late_answer_records_nothing(phone: Phone) -> None:
    await phone.asked("T1")
    await phone.answer("1", number="13900000000")
    phone.out.office.later(3 * 24 * 60 + 1)
    await phone.answer("1")
    assert (await phone.record("T1")).tries == ()
    assert await phone.read_by_a_person() == ["1", "1"]


def test_a_grade_may_be_written_as_its_word() -> None:
    grades = ("非常满意", "满意", "不满意")
    assert [grade_in(text, grades) for text in ("满意！", "不满意", "３", "满意吧", "")] == [
        "满意",
        "不满意",
        "不满意",
        "",
        "",
    ]
