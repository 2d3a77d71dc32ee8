"""Nobody signed in: an alarm on the wall while the queue is open, and none while it is closed."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callcenter.callers.alarm import FloorAlarms
from callcenter.duty.roster import RosterKeeper, RosterPorts
from callcenter.duty_settings import Roster
from callcenter.store.stores import Stores, open_stores
from dashboards.directory import Directory
from dashboards.projections import Board
from dashboards.topics import ALERT, Severity
from queueing.days.calendar import Calendar
from queueing.days.office import Hours, Office, Shift
from queueing.desk.desk import Desk
from queueing.desk.policy import QueuePolicy
from queueing.desk.state import DeskRules
from queueing.events import CallArrived, Fact

ZONE = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 11, 20, tzinfo=ZONE).timestamp()
NINE, SIX_PM = FRIDAY + 9 * 3600.0, FRIDAY + 18 * 3600.0
TITLES = {"hotline": "12345 热线"}


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    async with open_stores(f"sqlite:///{tmp_path}/desk.db", tmp_path) as opened:
        yield opened


class Floor:
    """The desk, the board and the roster's keeper, put together as the service does, with a clock to set."""

    def __init__(self, stores: Stores) -> None:
        hours = Hours(shifts=(Shift.parse("09:00-17:30"),))
        office = Office(calendar=Calendar(published=frozenset({2026})), hours=hours, zone=ZONE)
        self.now, self.desk = NINE, Desk(DeskRules(policies={"hotline": QueuePolicy(office=office)}))
        is_open = self.desk.state.is_open
        self.board = Board(ZONE, Directory(queues=TITLES), began=FRIDAY, is_open=is_open)
        alarms = FloorAlarms(self.board, lambda: self.now, lambda: None, TITLES)
        ports = RosterPorts(
            store=stores.rosters,
            now=lambda: self.now,
            open_queues=lambda: [one for one in TITLES if is_open(one, self.now)],
            serves=dict,
            on_look=alarms.duty,
        )
        self.roster = RosterKeeper(Roster(), ZONE, ports)

    def feed(self, facts: list[Fact]) -> None:
        for fact in facts:
            self.board.feed(fact)

    async def alerts(self, at: float) -> set[str]:
        self.now = at
        await self.roster.refresh()
        self.board.due(at)
        bodies = [one.payload for one in self.board.retained() if one.topic is ALERT]
        return {one.code for one in bodies if getattr(one, "severity", None) is Severity.CRIT}  # type: ignore[union-attr]


async def test_both_alarms_of_an_empty_desk_end_with_the_hours(stores: Stores) -> None:
    floor = Floor(stores)
    call = CallArrived(at=NINE, call_id="c1", queue="hotline", dialled="12345", caller="13800000001")
    floor.feed(floor.desk.call_arrived(call))
    floor.feed(floor.desk.caller_left(NINE + 5.0, "c1"))
    assert await floor.alerts(NINE + 10.0) == {"no_operator", "queue_unstaffed"}
    assert await floor.alerts(SIX_PM) == set()
    assert await floor.alerts(NINE + 3 * 86400.0) == {"no_operator", "queue_unstaffed"}  # on Monday


async def test_a_queue_closed_by_hand_raises_neither_until_it_is_opened(stores: Stores) -> None:
    floor = Floor(stores)
    floor.feed(floor.desk.close_queue(NINE, "hotline"))
    call = CallArrived(at=NINE + 1.0, call_id="c1", queue="hotline", dialled="12345", caller="13800000001")
    floor.feed(floor.desk.call_arrived(call))
    floor.feed(floor.desk.told(NINE + 5.0, "c1"))
    assert await floor.alerts(NINE + 10.0) == set()
    floor.feed(floor.desk.open_queue(NINE + 20.0, "hotline"))
    assert await floor.alerts(NINE + 20.0) == {"queue_unstaffed"}
