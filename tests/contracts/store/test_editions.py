"""Editions and their papers in SQLite and PostgreSQL: as they were put in, by version, one a day, imports whole."""

from dataclasses import replace
from datetime import date, time

import pytest

from callcenter.store.database import Database
from callcenter.store.edition_papers import EditionPapers
from callcenter.store.editions import Deed, Editions, Planning
from callcenter.store.faults import NotFoundError, StaleVersionError, WrongStateError
from callcenter.store.show_required import Required, RequiredUnits
from queueing.show.edition import Contact, Edition, EditionState, Guest, Leave, RundownItem, Seat, SeatKind
from queueing.show.plan import Attendance, ShowKind
from queueing.show.preparation import Mark

DAY = date(2026, 11, 26)
DEED = Deed(by="li", at=1_800_000_000.5, what="added", detail={"file": "附件1.xlsx"})
EDITION = Edition(
    edition_id="E1",
    day=DAY,
    kind=ShowKind.MAYOR,
    title="市长上线",
    announced=date(2026, 1, 10),
    week=(date(2026, 11, 23), date(2026, 11, 27)),
    starts=time(9),
    arrive=time(8),
    minutes=60,
    topics=("供暖", "停水"),
    note="现代传媒中心",
    rundown=(RundownItem(item_id="R1", title="每周关注焦点", seconds=300, unit="公安局"),),
    seats=(
        Seat(unit="公安局", leader="王局长", post="局长", guests=(Guest(name="李", post="处长", topic="户籍"),)),
        Seat(unit="新北区", kind=SeatKind.REQUIRED, attendance=Attendance.LEADER, arrived_at=1_800_000_000.25),
    ),
)


async def test_an_edition_comes_back_as_it_was_put_in(database: Database) -> None:
    editions = Editions(database)
    await editions.add(EDITION, DEED)
    assert await editions.one("E1") == EDITION
    assert await editions.on(DAY) == (EDITION,)
    assert await editions.year(2026) == (EDITION,)
    assert await editions.year(2027) == ()
    (done,) = await editions.history("E1")
    assert (done.by, done.at, done.what, done.detail) == ("li", DEED.at, "added", {"file": "附件1.xlsx"})
    with pytest.raises(NotFoundError):
        await editions.one("E2")


async def test_a_change_is_a_version_and_a_stale_one_changes_nothing(database: Database) -> None:
    editions = Editions(database)
    await editions.add(EDITION, DEED)
    changed = await editions.change("E1", 1, lambda _c, one: replace(one, seats=one.seats[:1]), DEED)
    assert (changed.version, changed.units, changed.required) == (2, ("公安局",), ())
    with pytest.raises(StaleVersionError):
        await editions.change("E1", 1, lambda _c, one: replace(one, seats=()), DEED)
    assert await editions.one("E1") == changed
    assert len(await editions.history("E1")) == 2


async def test_a_day_has_one_show_unless_the_other_was_called_off(database: Database) -> None:
    editions, other = Editions(database), replace(EDITION, edition_id="E2")
    await editions.add(EDITION, DEED)
    with pytest.raises(WrongStateError, match="expected a day without a show"):
        await editions.add(other, DEED)
    await editions.change("E1", 1, lambda _c, one: replace(one, state=EditionState.CANCELLED), DEED)
    await editions.add(other, DEED)
    assert [one.edition_id for one in await editions.on(DAY)] == ["E2"]


async def test_an_import_is_stored_whole_or_not_at_all(database: Database) -> None:
    editions = Editions(database)
    await editions.add(EDITION, DEED)
    new = Planning(edition=replace(EDITION, edition_id="E2", day=date(2026, 12, 3)), version=0, deed=DEED)
    stale = Planning(edition=replace(EDITION, note="anders"), version=7, deed=DEED)
    with pytest.raises(StaleVersionError):
        await editions.take([new, stale])
    assert await editions.all() == (EDITION,)
    await editions.take([new, replace(stale, version=1)])
    assert [(one.edition_id, one.version, one.note) for one in await editions.all()] == [
        ("E1", 2, "anders"),
        ("E2", 1, EDITION.note),
    ]


async def test_papers_are_filed_replaced_and_taken_back(database: Database) -> None:
    editions, papers = Editions(database), EditionPapers(database)
    await editions.add(EDITION, DEED)
    first = Contact(unit="公安局", name="张", post="主任", mobile="13800000001", email="z@example.cn", qq="84219")
    await papers.file_contacts("E1", "公安局", [first], date(2026, 10, 1), DEED)
    await papers.file_contacts("E1", "公安局", [first, replace(first, name="赵")], date(2026, 10, 9), DEED)
    assert [one.name for one in await papers.contacts("E1")] == ["张", "赵"]
    leave = Leave(
        unit="公安局", reason="会议", delegate="李", delegate_post="副局长", asked_on=date(2026, 11, 20), late=False
    )
    mark = Mark(rule_id="prep_meeting", done_on=date(2026, 11, 23), by="li", note="三楼")
    for _ in range(2):
        await papers.ask_leave("E1", leave, DEED)
        await papers.mark("E1", mark, DEED)
    filed = (await papers.filed(["E1", "E9"]))["E1"]
    assert filed.contacts == (("公安局", date(2026, 10, 1)),)  # a change keeps the day of the first list
    assert (filed.leaves, filed.marks) == ((leave,), (mark,))
    await papers.end_leave("E1", "公安局", DEED)
    await papers.unmark("E1", "prep_meeting", DEED)
    await papers.unmark("E1", "prep_meeting", DEED)
    filed = (await papers.filed(["E1"]))["E1"]
    assert (filed.leaves, filed.marks) == ((), ())
    assert len(await editions.history("E1")) == 9  # taking back what is not there leaves no trace


async def test_the_list_of_required_units_belongs_to_its_year(database: Database) -> None:
    required = RequiredUnits(database)
    listed = (Required(unit="公安局"), Required(unit="薛埠镇", as_unit=False))
    await required.put(2026, listed)
    await required.put(2027, listed[:1])
    assert (await required.of(2026), await required.of(2028)) == (listed, ())
