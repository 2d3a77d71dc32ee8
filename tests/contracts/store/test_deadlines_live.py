"""Deadlines of live tickets: said once each, also after a restart, across holidays, and when a calendar arrives."""

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select

from callcenter.store.database import Database
from callcenter.store.ticket_tables import ticket_clocks
from callcenter.ticketing.calendar_keeper import CalendarKeeper
from callcenter.ticketing.recounting import recount_all
from callcenter.ticketing.wheel import TimerWheel, next_moment
from queueing.days.calendar import Calendar
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import Pause, Sign
from queueing.ticket.commands.replying import ReplyWith
from queueing.ticket.facts import Alert, Answer, CardRaised, DeadlineMoved, RevisitFellDue, TicketEscalated
from queueing.ticket.pen import Who
from queueing.ticket.waiting import PAUSE
from tests.contracts.store.office import SHANGHAI, World, world

UNIT = Who(name="zhang", unit="城管局")


def wheel(one: World) -> TimerWheel:
    return TimerWheel(office=one.office, database=one.database, now=lambda: one.clock[0])


def cards(one: World) -> list[tuple[str, Alert, str]]:
    return [
        (fact.rule_id, fact.card, f"{datetime.fromtimestamp(fact.at, SHANGHAI):%m-%d %H:%M}")
        for fact in one.heard
        if isinstance(fact, CardRaised)
    ]


async def hour_by_hour(one: World, until: datetime) -> None:
    """Let time pass; a new wheel each hour is what a restart is."""
    while one.now < until:
        one.later(60)
        await wheel(one).turn()


async def test_each_card_is_raised_once_however_often_the_service_restarts(database: Database) -> None:
    """Across Spring Festival 2026 (15th to 23rd off, Saturday 14th worked): the five days are 13, 14, 24, 25, 26."""
    one = world(database, "demo")
    one.at(datetime(2026, 2, 12, 9, 0, tzinfo=SHANGHAI))
    await one.accepted("t1")
    await one.do("t1", Dispatch(unit="城管局"))
    await one.do("t1", Sign(), UNIT)
    await hour_by_hour(one, datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI))
    assert cards(one) == [
        ("close", Alert.YELLOW, "02-25 18:00"),
        ("close", Alert.MISSED, "02-26 18:00"),
        ("close", Alert.RED, "02-27 18:00"),
    ]
    assert [fact.rung for fact in one.heard if isinstance(fact, TicketEscalated)] == ["督办件"]


async def test_what_came_due_while_the_service_was_down_is_said_at_the_next_start(database: Database) -> None:
    one = world(database, "demo")
    await one.accepted("t1")
    await one.do("t1", Dispatch(unit="城管局"))
    one.later(60 * 24 * 3)
    assert await wheel(one).turn() == 1
    assert ("sign", Alert.MISSED) in {(rule, card) for rule, card, _ in cards(one)}
    assert await wheel(one).turn() == 0


async def test_the_wheel_sleeps_until_something_comes_due(database: Database) -> None:
    one = world(database, "demo")
    assert await database.read(next_moment) is None
    await one.accepted("t1")
    await one.do("t1", Dispatch(unit="城管局"))
    at = await database.read(next_moment)
    assert at == one.clock[0] + 3600 + 1  # one working hour, and the second after it


async def test_of_a_paused_ticket_only_the_pause_is_told_and_of_a_finished_one_nothing(database: Database) -> None:
    one = world(database, "jintan")
    await one.accepted("t1")
    await one.do("t1", Dispatch(unit="城管局"))
    await one.do("t1", Sign(), UNIT)
    await one.do("t1", Pause(why="等房产证"), UNIT)
    await one.accepted("t2")
    await one.do("t2", Dispatch(unit="城管局"))
    await one.do("t2", Sign(), UNIT)
    await one.do("t2", ReplyWith(text="已办", answer=Answer.SOLVED), UNIT)
    one.later(60 * 24 * 60)
    told = len(one.heard)
    await wheel(one).turn()
    assert {(fact.ticket_id, fact.rule_id) for fact in one.heard[told:] if isinstance(fact, CardRaised)} == {
        ("t1", PAUSE)
    }
    assert await wheel(one).turn() == 0


async def test_a_revisit_falls_due_once_by_the_plan(database: Database) -> None:
    one = world(database, "zhuzhou")
    await one.accepted("t1")
    await one.do("t1", Dispatch(unit="城管局"))
    await one.do("t1", Sign(), UNIT)
    await one.do("t1", ReplyWith(text="已办", answer=Answer.SOLVED, signer="王"), UNIT)
    one.later(59)
    assert await wheel(one).turn() == 0
    one.later(1)
    assert (await wheel(one).turn(), await wheel(one).turn()) == (1, 0)
    assert [fact.attempt for fact in one.heard if isinstance(fact, RevisitFellDue)] == [1]


async def test_a_calendar_that_arrives_moves_open_deadlines_and_says_so(database: Database, tmp_path: Path) -> None:
    """30 working days from 2026-11-20 reach into 2027, whose notice is not out: provisional until it comes."""
    one = world(database, "changzhou")
    await one.accepted("t1", source="show")
    await one.do("t1", Dispatch(unit="城管局"))
    keeper = CalendarKeeper(office=one.office, folder=tmp_path, now=lambda: one.clock[0])
    assert await keeper.look() == 0
    assert await due(database) == (date(2027, 1, 4), True)
    (tmp_path / "CN-2027.toml").write_text(
        'year = 2027\nsource = "通知"\n'
        'off = ["2027-01-01..2027-01-04", "2027-02-05..2027-02-11", "2027-04-05", '
        '"2027-05-03", "2027-06-09", "2027-09-15", "2027-10-01..2027-10-07"]\n'
    )
    with structlog.testing.capture_logs() as logs:
        assert await keeper.look() == 1
    assert await due(database) == (date(2027, 1, 5), False)
    (moved,) = [fact for fact in one.heard if isinstance(fact, DeadlineMoved)]
    assert (moved.rule_id, moved.provisional) == ("show_close", False)
    assert [log["event"] for log in logs if log["event"].startswith("deadline")] == ["deadline moved"]
    assert await keeper.look() == 0


async def test_a_calendar_that_cannot_be_read_changes_nothing(database: Database, tmp_path: Path) -> None:
    one = world(database, "changzhou")
    await one.accepted("t1", source="show")
    await one.do("t1", Dispatch(unit="城管局"))
    keeper = CalendarKeeper(office=one.office, folder=tmp_path, now=lambda: one.clock[0])
    (tmp_path / "CN-2027.toml").write_text("year = 2026\n")
    with structlog.testing.capture_logs() as logs:
        assert await keeper.look() == 0
    assert "expected the year of the file's name" in str(logs)
    assert await due(database) == (date(2027, 1, 4), True)


@pytest.mark.parametrize(("today", "missing"), [((2026, 10, 31), None), ((2026, 11, 1), 2027), ((2027, 1, 1), 2027)])
async def test_from_november_on_the_next_year_is_called_for_once_a_day(
    database: Database, tmp_path: Path, today: tuple[int, int, int], missing: int | None
) -> None:
    one = world(database)
    one.at(datetime(*today, 9, 0, tzinfo=SHANGHAI))
    keeper = CalendarKeeper(office=one.office, folder=tmp_path, now=lambda: one.clock[0])
    with structlog.testing.capture_logs() as logs:
        await keeper.look()
        one.later(60)
        await keeper.look()
    assert keeper.missing == missing
    warned = [log["year"] for log in logs if log["event"] == "holiday calendar missing"]
    assert warned == ([missing] if missing else [])


async def test_a_deadline_that_moved_back_is_warned_of_anew(database: Database) -> None:
    one = world(database, "demo")
    await one.accepted("t1")
    await one.do("t1", Dispatch(unit="城管局"))
    await one.do("t1", Sign(), UNIT)
    one.at(datetime(2026, 11, 26, 18, 0, tzinfo=SHANGHAI))
    await wheel(one).turn()
    assert [(rule, card) for rule, card, _ in cards(one)] == [("close", Alert.YELLOW)]
    calendar = one.office.ports.book.office.calendar
    off = frozenset({*calendar.off, date(2026, 11, 27)})
    one.office.ports.book.take_calendar(Calendar(published=calendar.published, off=off, on=calendar.on))
    assert await recount_all(one.office) == 1
    one.at(datetime(2026, 11, 30, 9, 0, tzinfo=SHANGHAI))
    await wheel(one).turn()
    assert [card for _, card, _ in cards(one)] == [Alert.YELLOW, Alert.YELLOW]


async def due(database: Database) -> tuple[date, bool]:
    wanted = select(ticket_clocks).where(ticket_clocks.c.rule_id == "show_close")
    row = (await database.read(lambda connection: connection.execute(wanted).all()))[0]
    return datetime.fromtimestamp(row.due_at, SHANGHAI).date(), row.provisional


async def test_the_running_wheel_wakes_when_a_ticket_comes_with_an_earlier_deadline(database: Database) -> None:
    """The task itself: it says a thing at its moment without being asked."""
    one = world(database, "demo")
    turning = wheel(one)
    task = asyncio.create_task(turning.run())
    await one.accepted("t1")
    await one.do("t1", Dispatch(unit="城管局"))
    one.clock[0] += timedelta(hours=2).total_seconds()
    turning.wake()
    async with asyncio.timeout(5):
        while not cards(one):
            await asyncio.sleep(0.01)
    task.cancel()
    assert [(rule, card) for rule, card, _ in cards(one)] == [("sign", Alert.MISSED)]
