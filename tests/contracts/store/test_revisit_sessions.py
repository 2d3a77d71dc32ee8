"""领导回访: thirty of the longest waiting, each in one session, ticked off as the answers come."""

from callcenter.store.database import Database
from callcenter.store.revisit_sessions import RevisitSession, close_session, open_session, read_session, seen_by
from callcenter.store.ticket_lists import Scope
from queueing.city.switches import RevisitWay
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import Sign
from queueing.ticket.commands.oversight import ReferToDiscipline
from queueing.ticket.commands.replying import PassGate, ReplyWith
from queueing.ticket.commands.revisiting import RecordRevisit
from queueing.ticket.facts import Answer
from tests.contracts.store.office import World, world


async def replied(one: World, name: str) -> None:
    await one.accepted(name)
    for command in (
        Dispatch(unit="城管局"),
        Sign(),
        ReplyWith(text="已办", answer=Answer.SOLVED, signer="王"),
        PassGate(),
    ):
        one.later(1)
        await one.do(name, command)


def session(name: str, at: float) -> RevisitSession:
    return RevisitSession(session_id=name, leader="冯局长", assistant="8001", unit="", opened_at=at)


async def test_a_session_takes_the_longest_waiting_and_no_ticket_twice(database: Database) -> None:
    one = world(database, "demo")
    for number in range(5):
        await replied(one, f"t{number}")
    first = await database.write(lambda connection: open_session(connection, session("R1", one.clock[0]), 3))
    second = await database.write(lambda connection: open_session(connection, session("R2", one.clock[0]), 3))
    assert (first.left, second.left) == (("t0", "t1", "t2"), ("t3", "t4"))
    answer = RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="满意", session_id="R1")
    work = await one.do("t0", answer)
    assert work.record.tries[0].session_id == "R1"
    now = await database.read(lambda connection: read_session(connection, "R1"))
    assert (now.left, now.done) == (("t1", "t2"), ("t0",))
    await database.write(lambda connection: close_session(connection, "R1", one.clock[0]))
    third = await database.write(lambda connection: open_session(connection, session("R3", one.clock[0]), 3))
    assert third.left == ("t1", "t2")


async def test_a_ticket_restricted_during_the_sitting_is_seen_only_by_those_named(database: Database) -> None:
    one = world(database, "demo")
    for number in range(3):
        await replied(one, f"t{number}")
    await database.write(lambda connection: open_session(connection, session("R1", one.clock[0]), 3))
    await one.do("t0", RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="不满意", session_id="R1"))
    for name in ("t0", "t1"):
        await one.do(name, ReferToDiscipline(people=("wang",), why="推诿"))

    async def seen(name: str, units: frozenset[str] | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        scope = Scope(name=name, units=units)
        found = await database.read(lambda two: seen_by(two, read_session(two, "R1"), scope))
        return found.left, found.done

    assert await seen("li") == (("t2",), ())
    assert await seen("wang") == (("t1", "t2"), ("t0",))
    assert await seen("li", frozenset({"公安局"})) == ((), ())
