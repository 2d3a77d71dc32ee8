"""Roster, diary and guests' sessions, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from callcenter.store.database import Database
from callcenter.store.diary import Diary, DiaryEntry
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.guest_sessions import GuestSessions
from callcenter.store.journal import Journal
from callcenter.store.roster import Rosters
from queueing.events import CallInSession
from queueing.staff.roster import Assignment
from tests.contracts.store.stories import NOON, answered_call
from tests.rules.duty.test_sessions import SESSION

DAY = date(2026, 11, 23)


async def test_a_plan_replaces_the_days_it_speaks_of_and_no_others(database: Database) -> None:
    rosters = Rosters(database)
    first = [Assignment(day=DAY + timedelta(days=n), shift="early", operator_id="8001") for n in range(3)]
    await rosters.replace([one.day for one in first], first)
    await rosters.replace([DAY], [Assignment(day=DAY, shift="late", operator_id="8002")])
    found = await rosters.between(DAY, DAY + timedelta(days=1))
    assert [(one.day, one.shift, one.operator_id) for one in found] == [
        (DAY, "late", "8002"),
        (DAY + timedelta(days=1), "early", "8001"),
    ]


def note(entry_id: str, *, open_matter: bool, at: float = NOON, author: str = "8001") -> DiaryEntry:
    return DiaryEntry(
        entry_id=entry_id, day=DAY, shift="early", at=at, author=author, text="停水通知待发", open=open_matter
    )


async def test_open_matters_are_confirmed_by_each_who_comes_until_closed(database: Database) -> None:
    diary = Diary(database)
    await diary.write(note("d1", open_matter=True))
    await diary.write(note("d2", open_matter=False, at=NOON + 1))
    assert [one.entry_id for one in await diary.unconfirmed("8002")] == ["d1"]
    assert await diary.unconfirmed("8001") == ()  # who wrote it knows
    await diary.confirm(["d1", "d1"], "8002", NOON + 60)
    await diary.confirm(["d1"], "8002", NOON + 61)
    assert await diary.unconfirmed("8002") == ()
    assert [one.entry_id for one in await diary.unconfirmed("8003")] == ["d1"]
    await diary.close("d1", "8002", NOON + 90)
    assert await diary.unconfirmed("8003") == ()
    found = {one.entry_id: one for one in await diary.last(NOON)}
    assert (found["d1"].confirmed_by, found["d1"].closed_by, found["d1"].open) == (("8002",), "8002", False)


async def test_a_matter_is_closed_once(database: Database) -> None:
    diary = Diary(database)
    await diary.write(note("d1", open_matter=True))
    await diary.close("d1", "8001", NOON)
    with pytest.raises(WrongStateError, match="closed by 8001"):
        await diary.close("d1", "8002", NOON)
    with pytest.raises(NotFoundError):
        await diary.close("none", "8002", NOON)
    with pytest.raises(NotFoundError):
        await diary.confirm(["d1", "none"], "8002", NOON)


async def test_a_session_is_kept_changed_and_cancelled(database: Database) -> None:
    sessions = GuestSessions(database)
    await sessions.save(SESSION, "lin")
    later = replace(SESSION, ends_at=SESSION.ends_at + 600)
    await sessions.save(later, "lin")
    assert await sessions.since(NOON) == (later,)
    await sessions.cancel("s1")
    assert (await sessions.get("s1")).cancelled
    assert await sessions.since(later.ends_at) == ()
    with pytest.raises(NotFoundError):
        await sessions.get("s2")


async def test_a_sessions_calls_are_found_by_the_facts(database: Database) -> None:
    journal = Journal(database)
    for n in (2, 1):
        journal.append(answered_call(f"c{n}", operator_id="9001", at=NOON + n))
        fact = CallInSession(at=NOON + n + 5, call_id=f"c{n}", session_id="s1", operator_id="9001")
        journal.append([fact, fact])
    await journal.flush()
    assert await GuestSessions(database).calls_of("s1") == ("c1", "c2")
