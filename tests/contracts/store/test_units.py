"""Units, duties, grids, people and rosters: what is taken comes back, what would break the tree is refused."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError, StaleVersionError, WrongStateError
from callcenter.store.lists import open_lists
from callcenter.store.records import Taken, revisions
from callcenter.store.units import UnitListError
from queueing.days.office import Shift
from queueing.units.call_out import OnCall
from queueing.units.duty_directory import Duty
from queueing.units.persons import Grid, Person, PersonKind
from queueing.units.unit_tree import Placed, Unit, UnitKind

CITY = Unit(unit_id="C", name="市政府", kind=UnitKind.CITY)
BUREAU = Unit(
    unit_id="B",
    name="城管局",
    kind=UnitKind.DEPARTMENT,
    parent_id="C",
    aliases=("城管",),
    duties=("路灯", "井盖"),
    areas=("江北区",),
)
STATION = Unit(unit_id="S", name="城管所", kind=UnitKind.STATION, parent_id="B", active=False)
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DUTY = Duty(
    duty_id="d1",
    item="路灯维修",
    unit_id="B",
    assisting=("S",),
    keywords=("灯不亮",),
    valid_from=date(2026, 1, 1),
    source="1号文",
)


def placed(*units: Unit) -> list[Placed]:
    return [Placed(line=line, unit=unit) for line, unit in enumerate(units, 2)]


async def test_units_come_back_as_they_were_taken_and_a_second_import_says_what_changed(database: Database) -> None:
    units = open_lists(database).units
    assert await units.merge(placed(CITY, BUREAU, STATION), "x.csv") == Taken(added=3, changed=0, same=0)
    assert await units.all() == (BUREAU, CITY, STATION)
    assert await units.merge(placed(CITY, replace(STATION, active=True)), "x.csv") == Taken(added=0, changed=1, same=1)
    assert not await units.seed([CITY])


async def test_a_file_that_would_break_the_tree_with_what_is_known_changes_nothing(database: Database) -> None:
    """The file alone has no fault: only together with the known units there is a circle, and a name twice."""
    units = open_lists(database).units
    await units.merge(placed(CITY, BUREAU, STATION), "x.csv")
    bad = [replace(BUREAU, parent_id="S"), Unit(unit_id="N", name="城管所", kind=UnitKind.STATION, parent_id="C")]
    with pytest.raises(UnitListError) as told:
        await units.merge(placed(*bad), "y.csv")
    lines = str(told.value).splitlines()
    assert "y.csv: line 2: column parent_id: expected a tree, found the circle B > S > B" in lines
    assert "y.csv: line 3: column name: expected each name once, found '城管所' for 'S' too" in lines
    assert await units.all() == (BUREAU, CITY, STATION)


async def test_people_belong_to_a_unit_until_they_do_not(database: Database) -> None:
    units = open_lists(database).units
    await units.merge(placed(CITY, BUREAU), "x.csv")
    await units.set_member("wang", "B")
    assert (await units.member_of("wang"), await units.member_of("li")) == ("B", None)
    with pytest.raises(NotFoundError, match="unit: expected an existing one"):
        await units.set_member("wang", "nowhere")
    assert await units.members() == {"wang": "B"}
    await units.set_member("wang", "")
    assert await units.members() == {}


async def test_grids_people_and_turns_come_back_as_they_were_taken(database: Database) -> None:
    lists = open_lists(database)
    grid = Grid(grid_id="G1", name="一格", area="朝阳社区", places=("阳光小区",))
    person = Person(
        person_id="P1",
        name="王调解",
        kind=PersonKind.MEDIATOR,
        unit_id="B",
        phone="13800000000",
        skills=("物业",),
        grids=("G1",),
        weekdays=(1, 5),
        shifts=(Shift.parse("09:00-17:30"),),
    )
    turns = [
        OnCall(unit_id="B", name="主班", number="101"),
        OnCall(unit_id="B", name="备班", number="102", rank=2, since=5.5, until=9.5),
    ]
    await lists.grids.take([grid])
    await lists.people.take([person])
    await lists.roster.take(turns)
    assert (await lists.grids.all(), await lists.people.all()) == ((grid,), (person,))
    assert set(await lists.roster.all()) == set(turns)
    assert await lists.people.set_present("P1", present=False) == replace(person, present=False)
    with pytest.raises(NotFoundError):
        await lists.people.set_present("P9", present=False)
    await lists.roster.remove("B/101/0")
    assert await lists.roster.all() == (turns[1],)


async def test_every_version_of_a_duty_is_kept_with_who_made_it(database: Database) -> None:
    lists = open_lists(database)
    await lists.units.merge(placed(CITY, BUREAU, STATION), "x.csv")
    first = await lists.duties.add(DUTY, "lin", AT)
    second = await lists.duties.change(replace(first, keywords=("灯不亮", "没有路灯")), "zhao", AT)
    assert (first.version, second.version) == (1, 2)
    told = await lists.duties.history("d1")
    assert [(one.duty, one.actor, one.at) for one in told] == [(first, "lin", AT), (second, "zhao", AT)]
    assert await lists.duties.all() == (second,)
    assert await lists.duties.change(second, "zhao", AT) == second, "nothing new makes no version"
    with pytest.raises(DatabaseError, match="append-only"):
        await database.write(lambda connection: connection.execute(text("DELETE FROM duty_versions")))


async def test_of_two_who_change_a_duty_one_is_refused(database: Database) -> None:
    lists = open_lists(database)
    await lists.units.merge(placed(CITY, BUREAU, STATION), "x.csv")
    read = await lists.duties.add(DUTY, "lin", AT)
    done = await asyncio.gather(
        lists.duties.change(replace(read, item="甲"), "a", AT),
        lists.duties.change(replace(read, item="乙"), "b", AT),
        return_exceptions=True,
    )
    assert [type(one) for one in done].count(StaleVersionError) == 1
    assert len(await lists.duties.history("d1")) == 2


async def test_a_duty_of_an_unknown_unit_or_with_a_taken_id_is_refused(database: Database) -> None:
    lists = open_lists(database)
    await lists.units.merge(placed(CITY, BUREAU, STATION), "x.csv")
    with pytest.raises(NotFoundError, match="id 'Z'"):
        await lists.duties.add(replace(DUTY, unit_id="Z"), "lin", AT)
    await lists.duties.add(DUTY, "lin", AT)
    with pytest.raises(WrongStateError, match="expected a new id"):
        await lists.duties.add(DUTY, "lin", AT)
    with pytest.raises(NotFoundError):
        await lists.duties.import_all(
            [replace(DUTY, duty_id="d2"), replace(DUTY, duty_id="d3", assisting=("Z",))], "x", AT
        )
    assert await lists.duties.all() == (replace(DUTY, version=1),), "a file is taken whole or not at all"


async def test_a_change_raises_the_revision_and_the_same_again_does_not(database: Database) -> None:
    lists = open_lists(database)
    await lists.units.merge(placed(CITY), "x.csv")
    before = await revisions(database)
    await lists.units.merge(placed(CITY), "x.csv")
    assert await revisions(database) == before
    await lists.units.merge(placed(CITY, BUREAU), "x.csv")
    assert (await revisions(database))["units"] == before["units"] + 1
