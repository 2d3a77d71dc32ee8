"""Erasing a person on both databases: what is told to go goes, what stays is told, and nothing else is found."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from callcenter.store.database import Database
from callcenter.store.duty_tables import diary
from callcenter.store.erasing import ChangedError, Duty, Erasing, Left, Terms
from callcenter.store.journal import Journal, of_show
from callcenter.store.person import About
from callcenter.store.traces import Names, traces
from queueing.show.facts import EntryJoined, EntryKind
from tests.contracts.store.stories import NOON, answered_call
from tests.contracts.store.test_purge_persons import AT, LATER, NAME, NUMBER, filled

TERMS = Terms(tickets_days=30, drafts_days=180, untaken_days=0, now=LATER)
DAY_S = 86_400.0


async def seeded(database: Database, folder: Path) -> Erasing:
    await filled(database, folder)
    await database.write(_noted)
    return Erasing(database, folder)


def _noted(connection: Connection) -> None:
    note = {"day": AT.date(), "shift": "early", "at": NOON, "author": "8001", "open": False, "closed_by": ""}
    connection.execute(insert(diary).values(entry_id="d1", text=f"{NAME} {NUMBER} 又来电", **note))


async def test_look_deed_and_receipt_are_one_plan_and_what_waits_stays(database: Database, tmp_path: Path) -> None:
    """Two drafts wait, each until its class is over; what else there is goes, and what others wrote is told."""
    erasing = await seeded(database, tmp_path)
    _, plan = await erasing.plan(f"+86{NUMBER}", "root", TERMS)
    done = await erasing.erase(NUMBER, "root", TERMS, total=plan.total)
    assert (done.goes, done.left) == (plan.goes, plan.left)
    assert {about: n for about, n in done.goes.items() if n} == {About.CALLS: 1, About.MISSED: 1, About.LISTS: 1}
    tickets = {one.until: one for one in done.left if one.about is About.TICKETS}
    call = Left(about=About.TICKETS, why=Duty.WAITING, count=1, until=NOON + 180 * DAY_S)
    assert tickets == {
        call.until: call,
        float("inf"): Left(about=About.TICKETS, why=Duty.WAITING, count=1, until=float("inf")),
    }
    assert Left(about=About.LISTS, why=Duty.IN_FORCE, count=1, until=float("inf")) in done.left
    assert done.elsewhere == {"diary": 1}, "the name stands in the hand-over: a person reads it"
    number = Names(numbers=(NUMBER,), names=())
    found = await database.read(lambda connection: traces(connection, number))
    assert set(found) == {"calls", "facts", "tickets", "listed_numbers"}, (
        "of the drafts that wait, and the entry in force"
    )


async def test_more_or_less_than_was_confirmed_changes_nothing(database: Database, tmp_path: Path) -> None:
    erasing = await seeded(database, tmp_path)
    _, plan = await erasing.plan(NUMBER, "root", TERMS)
    with pytest.raises(ChangedError, match=f"found {plan.total}"):
        await erasing.erase(NUMBER, "root", TERMS, total=plan.total + 1)
    assert (await erasing.plan(NUMBER, "root", TERMS))[1] == plan


async def test_the_register_of_a_show_is_kept_whole_and_told(database: Database, tmp_path: Path) -> None:
    journal = Journal(database)
    on_air = EntryJoined(at=NOON, show_id="s1", entry_id="e1", kind=EntryKind.CALL, call_id="c8", address="王女士")
    journal.append([*answered_call("c8"), on_air])
    await journal.flush()
    done = await Erasing(database, tmp_path).erase(NUMBER, "root", TERMS)
    assert list(done.left) == [Left(about=About.SHOWS, why=Duty.SHOW, count=1, until=float("inf"))]
    (kept,) = await database.read(lambda connection: of_show(connection, "s1"))
    assert kept == on_air


async def test_a_ledger_told_again_knows_nobody_who_was_erased(database: Database, tmp_path: Path) -> None:
    erasing = Erasing(database, tmp_path)
    journal = Journal(database)
    journal.append(answered_call("c7"))
    await journal.flush()
    await erasing.erase(NUMBER, "root", TERMS)
    await journal.rebuild_calls()
    number = Names(numbers=(NUMBER,), names=())
    assert await database.read(lambda connection: traces(connection, number)) == {}
