"""Calling out the duty officer through the real desk: who does not answer is followed by the next, all of it kept."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from callcenter.directory import Directory
from callcenter.drafting import load_knowledge
from callcenter.duty_calls import BEFORE_S, DutyCaller, DutyPorts
from callcenter.packaged import city_dir
from callcenter.store.call_outs import CallOut
from callcenter.store.stores import Stores, open_stores
from callcenter.telephony.simulated import Manner, SimulatedPhone
from callcenter.unit_seed import seed_units
from queueing.events import CallDialled, CallPlaced, CallState, LineState, OperatorStatus, Purpose, TransitionError
from queueing.units.call_out import Answer, OnCall
from tests.service.desk.stage import Stage

MAIN, BACKUP, CITY = "13900000001", "13900000002", "13900000003"
FOLDER = city_dir("demo")


@dataclass(slots=True)
class Night:
    """A desk at night with two operators, and a roster."""

    desk: Stage
    stores: Stores
    directory: Directory
    duty: DutyCaller
    told: int = 0

    async def wait(self, seconds: float) -> None:
        """Let time pass second by second; facts reach the caller, and its worker takes its steps."""
        for _ in range(int(seconds)):
            self.desk.wait(1.0)
            for fact in self.desk.facts[self.told :]:
                self.duty.take_fact(fact)
            self.told = len(self.desk.facts)
            await asyncio.sleep(0)
            await self.stores.database.flush()
            await asyncio.sleep(0.002)

    def phone(self, number: str, manner: Manner = Manner.ANSWERS) -> None:
        self.desk.line.add_outside(SimulatedPhone(account=number, manner=manner, answer_s=2.0))

    async def now(self, one: CallOut) -> CallOut:
        return await self.stores.call_outs.get(one.call_out_id)


def caller(desk: Stage, stores: Stores, directory: Directory) -> DutyCaller:
    return DutyCaller(
        DutyPorts(
            directory=directory,
            store=stores.call_outs,
            timers=desk.timers,
            place=desk.service.place_call,
            cancel=desk.service.cancel_call,
            lives=lambda call_id: call_id in desk.desk.state.calls,
            queue="hotline",
            ready=desk.desk.state.takes_calls,
            stop_dialling=desk.service.stop_dialling,
        )
    )


@pytest.fixture
async def night(tmp_path: Path) -> AsyncIterator[Night]:
    desk = Stage("8001", "8002")
    async with open_stores(f"sqlite:///{tmp_path}/desk.db", tmp_path) as stores:
        directory = Directory(stores.lists, load_knowledge(FOLDER), lambda: None)  # type: ignore[arg-type,return-value]
        await directory.open(seed_units(FOLDER))
        await stores.lists.roster.take(
            [
                OnCall(unit_id="U001", name="主班", number=MAIN),
                OnCall(unit_id="U001", name="备班", number=BACKUP, rank=2),
                OnCall(unit_id="U000", name="总值班", number=CITY),
            ]
        )
        await directory.refresh()
        made = Night(desk, stores, directory, caller(desk, stores, directory))
        running = asyncio.create_task(made.duty.run(), name="call-outs")
        yield made
        running.cancel()


def answers(one: CallOut) -> list[tuple[str, Answer]]:
    return [(tried.name, tried.answer) for tried in one.attempts]


async def test_the_backup_is_rung_when_the_main_officer_is_busy_and_the_call_is_for_the_ticket(night: Night) -> None:
    night.phone(MAIN, Manner.BUSY)
    night.phone(BACKUP)
    one = await night.duty.begin("T1", "U001", "8001", "燃气泄漏")
    await night.wait(40)
    done = await night.now(one)
    assert answers(done) == [("主班", Answer.BUSY), ("备班", Answer.ANSWERED)]
    assert (done.result, done.reason) == ("reached", "燃气泄漏")
    placed = [fact for fact in night.desk.facts if type(fact).__name__ == "CallPlaced"]
    assert {(fact.purpose, fact.reference) for fact in placed} == {(Purpose.DUTY, "T1")}  # type: ignore[union-attr]
    dialled = [fact for fact in night.desk.facts if isinstance(fact, CallDialled)]
    assert len(dialled) == 2, "the desk itself rings nobody twice: the order is the roster's"


async def test_nobody_answers_up_to_the_city_and_a_person_is_told_why(night: Night) -> None:
    for number in (MAIN, BACKUP, CITY):
        night.phone(number, Manner.BUSY)
    one = await night.duty.begin("T1", "U001", "8001", "停水")
    await night.wait(400)
    done = await night.now(one)
    assert [name for name, _ in answers(done)] == ["主班", "备班", "主班", "备班", "总值班", "总值班"]
    assert (done.result, done.why) == ("exhausted", "值班人员均未接听")


async def test_one_call_out_a_ticket_and_stopping_takes_the_call_back(night: Night) -> None:
    one = await night.duty.begin("T1", "U001", "8001", "停水")
    with pytest.raises(TransitionError, match="expected no call-out under way"):
        await night.duty.begin("T1", "U001", "8001", "再呼")
    done = await night.duty.stop(one.call_out_id)
    assert done.result == "stopped"
    with pytest.raises(TransitionError, match="found stopped"):
        await night.duty.stop(one.call_out_id)


async def test_stopping_while_the_officer_rings_ends_the_ringing(night: Night) -> None:
    """The phone that rings stops, the operator is free, and the attempt says that it was stopped."""
    night.phone(MAIN, Manner.IGNORES)
    one = await night.duty.begin("T1", "U001", "8001", "停水")
    await night.wait(10)
    assert night.desk.desk.state.calls[(await night.now(one)).calls[-1]].state is CallState.DIALLING
    done = await night.duty.stop(one.call_out_id)
    await night.wait(5)
    assert (done.result, answers(done)) == ("stopped", [("主班", Answer.STOPPED)])
    assert night.desk.desk.state.operators["8001"].line is LineState.IDLE
    assert done.calls[-1] not in night.desk.desk.state.calls


async def test_whoever_asks_is_rung_first(night: Night) -> None:
    """The one who knows the matter speaks with the officer, however long others have been idle."""
    night.phone(MAIN, Manner.BUSY)
    night.phone(BACKUP)
    await night.duty.begin("T1", "U001", "8002", "停水")
    await night.wait(40)
    assert {fact.operator_id for fact in night.desk.facts if isinstance(fact, CallDialled)} == {"8002"}


async def test_an_asker_who_leaves_holds_up_no_call_out(night: Night) -> None:
    """After a while anybody at the desk takes it, as the same attempt and in the same place."""
    night.phone(MAIN)
    one = await night.duty.begin("T1", "U001", "8002", "停水")
    night.desk.service.set_status("8002", OperatorStatus.SIGNED_OUT)
    await night.wait(10)
    assert answers(await night.now(one)) == [("主班", Answer.RINGING)]
    await night.wait(30)
    done = await night.now(one)
    assert (answers(done), len(done.calls)) == ([("主班", Answer.ANSWERED)], 1)
    assert [fact.operator_id for fact in night.desk.facts if isinstance(fact, CallDialled)] == ["8001"]


async def test_every_attempt_goes_before_citizens_who_wait(night: Night) -> None:
    """An emergency does not stand behind a full line, and a busy officer costs it no place."""
    night.phone(MAIN, Manner.BUSY)
    night.phone(BACKUP)
    one = await night.duty.begin("T1", "U001", "8001", "停水")
    await night.wait(40)
    placed = [fact for fact in night.desk.facts if isinstance(fact, CallPlaced)]
    assert [fact.ranked_at for fact in placed] == [one.began_at - BEFORE_S] * 2


async def test_a_service_that_comes_back_goes_on_with_the_next_person(night: Night) -> None:
    """The attempt under way was cut by the crash: it counts as failed, the others are not rung again."""
    night.phone(MAIN, Manner.IGNORES)
    night.phone(BACKUP)
    one = await night.duty.begin("T1", "U001", "8001", "停水")
    await night.wait(3)
    night.desk.facts.clear()  # a desk that knows nothing of the call any more
    night.told = 0
    night.desk.start_service()
    for operator in night.desk.operators:
        night.desk.line.add_phone(SimulatedPhone(account=operator))
    night.desk.wait(30.0)
    night.duty = caller(night.desk, night.stores, night.directory)
    await night.duty.resume()
    known = await night.now(one)
    assert answers(known) == [("主班", Answer.RINGING)]
    running = asyncio.create_task(night.duty.run(), name="call-outs again")
    await night.wait(3)
    assert answers(await night.now(one))[:2] == [("主班", Answer.FAILED), ("备班", Answer.RINGING)]
    running.cancel()
