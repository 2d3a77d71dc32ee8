"""Names said on a bad line: found when likely, left alone when another name or another word is as likely."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.drafting import Drafter, FieldName, Knowledge, Role, Utterance, load_knowledge
from callcenter.drafting.misheard import NameFinder
from callcenter.drafting.unit_names import UnitNames
from tests.bench.drafting import DEV, FROZEN, read_cases
from tests.bench.names_heard import FROZEN2, run
from tests.bench.noise import MIXES

CITY = Path(__file__).parents[3] / "config/city"
NAMES = ("阳光小区", "和平小区", "南门大街", "北门大街", "人民路", "朝阳村", "公积金中心", "公交公司", "社保局", "茅山")
FINDER = NameFinder(((name, name) for name in NAMES), 7.5, 0.7, everyday=("社保", "公交", "公积金"))


def found(text: str) -> list[str]:
    return [hit.entry for hit in FINDER.hits(text)]


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("我住阳小区三栋", "阳光小区"),  # a character lost
        ("样光小去停水", "阳光小区"),  # two homophones
        ("南我门大了街", "南门大街"),  # two characters added
        ("朝了阳村", "朝阳村"),
        ("洋□小区", "阳光小区"),  # a word the recogniser did not know
        ("公积晋中心", "公积金中心"),
        ("阳小我区停水", "阳光小区"),  # one lost, another added elsewhere
        ("我在光小区", "阳光小区"),  # the first lost, where a name may begin
        ("我住在朝阳三组", "朝阳村"),  # the last lost, and no other name begins so
        ("在阳光小三栋", "阳光小区"),
    ],
)
def test_a_name_is_found_through_what_a_bad_line_makes_of_it(heard: str, name: str) -> None:
    assert found(heard) == [name]


@pytest.mark.parametrize(
    "heard",
    [
        "我门大街",  # south or north gate: nothing tells
        "小区停水",  # any estate
        "和谐小区停水",  # another name, not in the list
        "社保卡丢了",  # begins like 社保局
        "公交车司机",
        "公积金提取",
        "我家买了燃光小区的票",  # a character stands where the first should be
        "阳谐小区",  # lost and added beside each other: another name
        "在南门停车",  # two names that begin alike are written otherwise, this one is 南门大街 or only a gate
        "帽山",  # two characters sound like too much
        "",
    ],
)
def test_what_may_as_well_be_something_else_is_left_alone(heard: str) -> None:
    assert found(heard) == []


SHORT = NameFinder((("交警", "交警"), ("环卫", "环卫"), ("茅山", "茅山")), 7.5, 0.7)


@pytest.mark.parametrize(
    ("heard", "names"),
    [
        ("交井让我停", ["交警"]),
        ("是环为工人", ["环卫"]),
        ("焦井", []),  # nothing of it is written
        ("帽山", []),  # its syllables are too frequent
        ("交", []),
    ],
)
def test_a_name_of_two_characters_is_found_if_one_is_written_and_both_sound_right(heard: str, names: list[str]) -> None:
    assert [hit.entry for hit in SHORT.hits(heard)] == names


@given(st.text(alphabet="阳光小区人民路南门大街的了", min_size=1, max_size=8))
def test_after_zai_a_name_is_never_less_likely_than_after_another_word(heard: str) -> None:
    elsewhere = {hit.name: hit.score for hit in FINDER.hits("咖" + heard)}
    after = {hit.name: hit.score for hit in FINDER.hits("在" + heard)}
    assert all(after[name] >= score for name, score in elsewhere.items() if name in after)
    assert len(after) >= len(elsewhere)


@given(st.text(alphabet="阳光小区人民路南门大街北的了我□，1a ", max_size=40))
def test_hits_lie_in_the_text_in_order_without_overlap(text: str) -> None:
    hits = FINDER.hits(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(one.end <= other.start for one, other in pairwise(hits))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(CITY)


def test_a_units_name_on_a_bad_line_speaks_for_the_unit(knowledge: Knowledge) -> None:
    said = Utterance(utterance_id="u", role=Role.CALLER, start_ms=0, end_ms=4000, text="我要投诉市场间管句")
    units = Drafter(knowledge).update(said).fields[FieldName.UNIT]
    assert units[0].value == "市市场监督管理局"


def test_units_that_sound_alike_are_told_apart_only_by_what_is_written() -> None:
    units = UnitNames({"税务局": "市税务局", "水务局": "市水务局"})
    assert [hit.unit for hit in units.hits("税务句")] == ["市税务局"]
    assert units.hits("睡务局") == []


@pytest.mark.parametrize("paths", [(DEV,), (FROZEN, FROZEN2)], ids=["dev", "judging"])
def test_at_38_percent_wrong_characters_85_of_100_names_are_found_and_98_of_100_found_are_right(
    knowledge: Knowledge, paths: tuple[Path, ...]
) -> None:
    cases = [case for path in paths for case in read_cases(path)]
    found = run(cases, knowledge, 0.38, range(3), MIXES["homophones"]).total()
    assert found.right + found.missed > 300
    assert found.recall >= 0.85
    assert found.precision >= 0.98
