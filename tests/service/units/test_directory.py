"""The directory that lives: a change by anybody, in any process, is what the next call is drafted by."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from callcenter.directory import Directory
from callcenter.drafting import Drafter, FieldName, Role, Utterance, load_knowledge
from callcenter.packaged import city_dir
from callcenter.store.stores import Stores, open_stores
from callcenter.unit_seed import seed_units
from queueing.units.duty_directory import Duty

FOLDER = city_dir("demo")
SAID = "小区门口的充电宝租借柜乱收费"
AT = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    async with open_stores(f"sqlite:///{tmp_path}/desk.db", tmp_path) as opened:
        yield opened


def first_unit(directory: Directory, said: str) -> str:
    drafter = Drafter(directory.knowledge())
    draft = drafter.update(Utterance(utterance_id="u", role=Role.CALLER, start_ms=0, end_ms=900, text=said))
    top = draft.top(FieldName.UNIT)
    return top.value if top else ""


async def test_a_seeded_city_suggests_what_its_word_list_suggests(stores: Stores) -> None:
    knowledge = load_knowledge(FOLDER)
    directory = Directory(stores.lists, knowledge, AT.date)
    await directory.open(seed_units(FOLDER))
    for said in ("和平路的路灯不亮了", "我们这里停水了", "老板拖欠工资", SAID, "公积金怎么提取"):
        plain = Drafter(knowledge).update(
            Utterance(utterance_id="u", role=Role.CALLER, start_ms=0, end_ms=9, text=said)
        )
        top = plain.top(FieldName.UNIT)
        assert first_unit(directory, said) == (top.value if top else "")


async def test_an_entry_of_the_directory_changes_the_suggestion_and_ends_on_its_day(stores: Stores) -> None:
    day = [AT.date()]
    directory = Directory(stores.lists, load_knowledge(FOLDER), lambda: day[0])
    await directory.open(seed_units(FOLDER))
    before = first_unit(directory, SAID)
    traffic = directory.known.tree.named("市交通运输局")
    assert traffic is not None
    assert before != traffic.name
    entry = Duty(
        duty_id="d1", item="充电宝租借柜", unit_id=traffic.unit_id, keywords=("充电宝租借", "租借柜乱收费"),
        valid_from=AT.date(), valid_to=AT.date() + timedelta(days=1), source="市办〔2026〕1号",
    )  # fmt: skip
    await stores.lists.duties.add(entry, "lin", AT)
    assert first_unit(directory, SAID) == before, "not read yet"
    await directory.refresh()
    assert first_unit(directory, SAID) == traffic.name
    day[0] = AT.date() + timedelta(days=2)
    assert first_unit(directory, SAID) == before


async def test_an_import_by_another_process_is_taken_over(stores: Stores, tmp_path: Path) -> None:
    directory = Directory(stores.lists, load_knowledge(FOLDER), lambda: date(2026, 11, 22))
    await directory.open(seed_units(FOLDER))
    async with open_stores(f"sqlite:///{tmp_path}/desk.db", tmp_path) as other:
        (top, *_) = directory.known.tree.children("")
        await other.lists.units.set_member("wang", top.unit_id)
    assert directory.seen_by("wang") == frozenset()
    await directory.refresh()
    assert directory.seen_by("wang") == frozenset(directory.known.tree.units)


async def test_a_place_is_followed_up_to_what_it_lies_in(stores: Stores) -> None:
    directory = Directory(stores.lists, load_knowledge(FOLDER), AT.date)
    assert directory.whereabouts("阳光小区3栋")[0] == "阳光小区"
    assert directory.whereabouts("某处") == ("某处", "全市")
    assert directory.whereabouts("")[-1] == "全市"
