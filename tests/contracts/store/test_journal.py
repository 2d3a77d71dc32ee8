"""The ledger and the table of calls folded from it."""

from sqlalchemy import insert, select

from callcenter.store.database import Database
from callcenter.store.journal import Journal
from callcenter.store.tables import calls, facts
from queueing.events import CallArrived, CallState, Fact, Outcome
from tests.contracts.store.stories import NOON, answered_call


async def replayed(journal: Journal, since: float = 0.0) -> list[Fact]:
    return [fact async for fact in journal.replay(since)]


async def test_what_was_appended_comes_back_in_order(database: Database) -> None:
    journal = Journal(database)
    story = [*answered_call("c1"), *answered_call("c2", at=NOON + 100)]
    for fact in story:
        journal.append([fact])
    await journal.flush()
    assert await replayed(journal) == story


async def test_replay_begins_at_a_time(database: Database) -> None:
    journal = Journal(database)
    early, late = answered_call("c1"), answered_call("c2", at=NOON + 1000)
    journal.append([*early, *late])
    await journal.flush()
    assert await replayed(journal, NOON + 1000) == late


async def test_a_replay_longer_than_a_page_is_whole(database: Database) -> None:
    journal = Journal(database)
    story = [fact for n in range(1800) for fact in answered_call(f"c{n}", at=NOON + n)]
    journal.append(story)
    await journal.flush()
    assert await replayed(journal) == story


async def test_facts_of_one_call(database: Database) -> None:
    journal = Journal(database)
    journal.append([*answered_call("c1"), *answered_call("c2")])
    await journal.flush()
    assert await journal.of_call("c2") == answered_call("c2")


async def test_facts_of_a_newer_version_are_left_out(database: Database) -> None:
    """Unknown kinds are skipped; unknown fields of known kinds are ignored."""
    journal = Journal(database)
    journal.append(answered_call("c1"))
    await journal.flush()
    body = {"queue": "hotline", "dialled": "12345", "caller": "", "mood": "angry"}
    await database.write(
        lambda connection: connection.execute(
            insert(facts),
            [
                {"seq": 100, "at": NOON, "kind": "call_blessed", "call_id": "c1", "operator_id": None, "body": {}},
                {"seq": 101, "at": NOON, "kind": "call_arrived", "call_id": "c9", "operator_id": None, "body": body},
                {"seq": 102, "at": NOON, "kind": "call_arrived", "call_id": "c8", "operator_id": None, "body": {}},
            ],
        )
    )
    new = CallArrived(at=NOON, call_id="c9", queue="hotline", dialled="12345", caller="")
    assert await replayed(journal) == [*answered_call("c1"), new]


async def test_a_call_is_listed_as_its_facts_say(database: Database) -> None:
    journal = Journal(database)
    journal.append(answered_call("c1"))
    await journal.flush()
    row = await database.read(lambda connection: connection.execute(select(calls)).one())
    assert (row.call_id, row.state, row.outcome, row.ended_by) == ("c1", CallState.ENDED, Outcome.ANSWERED, "caller")
    assert (row.arrived_at, row.answered_at, row.ended_at, row.waited_s, row.talk_s) == (
        NOON,
        NOON + 5,
        NOON + 45,
        5.0,
        40.0,
    )
    assert (row.operator_ids, row.ticket_id, row.caller_number) == (["8001"], "t-c1", "13800000000")


async def test_rebuilding_from_the_ledger_gives_the_same_calls(database: Database) -> None:
    journal = Journal(database)
    for n in range(40):
        story = answered_call(f"c{n}", operator_id=f"80{n % 7:02}", at=NOON + n)
        for fact in story[: 2 + n % 6]:
            journal.append([fact])
            if n < 12:  # a commit each: the rows are changed again and again, not written once
                await journal.flush()
    await journal.flush()

    def rows(connection: object) -> list[object]:
        return list(connection.execute(select(calls).order_by(calls.c.call_id)).all())  # type: ignore[attr-defined]

    before = await database.read(rows)
    assert await journal.rebuild_calls() > 100
    assert await database.read(rows) == before
    assert len(before) == 40
