"""Places are found exactly, by sound, and over several utterances; an inexact one is never certain."""

import pytest

from callcenter.drafting import Band, Drafter, FieldName, Knowledge
from callcenter.drafting.address import find_addresses
from callcenter.drafting.draft import FieldCandidate
from callcenter.drafting.gazetteer import Gazetteer, Place, PlaceKind
from callcenter.drafting.syllables import blurred, readings, sounds, spellings
from tests.rules.drafting.speaking import draft_of

CITY = Gazetteer(
    [
        Place(name="东城区", kind=PlaceKind.DISTRICT),
        Place(name="阳光小区", kind=PlaceKind.ESTATE, area="东城区"),
        Place(name="和平小区", kind=PlaceKind.ESTATE, area="东城区", aliases=("和平里",)),
        Place(name="人民路", kind=PlaceKind.ROAD),
        Place(name="中山路", kind=PlaceKind.ROAD),
        Place(name="文化路", kind=PlaceKind.ROAD),
        Place(name="江南春城", kind=PlaceKind.ESTATE),
        Place(name="长安街", kind=PlaceKind.ROAD),
        Place(name="东方花园", kind=PlaceKind.ESTATE),
        Place(name="茅山", kind=PlaceKind.POI),
    ],
    stop_names=["东方花园"],
    words=["路面", "行人"],
)


def value(text: str) -> str:
    mentions = find_addresses(text, CITY)
    return mentions[0].value if mentions else ""


def place(drafter: Drafter, *turns: str) -> FieldCandidate:
    top = draft_of(drafter, *turns).top(FieldName.PLACE)
    assert top is not None
    return top


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我住在阳光小区三栋二单元五零一停水了", "阳光小区3栋2单元501"),
        ("人民路和中山路路口红绿灯坏了", "人民路与中山路路口"),
        ("东城区人民路阳光小区门口", "东城区人民路阳光小区门口"),
        ("人民路二百一十八号阳光小区十五栋一单元一二零三室", "人民路218号阳光小区15栋1单元1203室"),
        ("和平里附近有人摆摊", "和平小区附近"),
        ("文化路八十八号", "文化路88号"),
        ("阳光小区十二号楼", "阳光小区12号楼"),
    ],
)
def test_an_address_is_put_together_as_a_ticket_writes_it(text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize("text", ["洋光小区停水", "阳光小曲停水", "将南春城停电", "长鞍街"])
def test_a_homophone_still_finds_the_place_but_never_as_certain(text: str) -> None:
    (hit,) = CITY.hits(text)
    assert not hit.exact
    assert 0.5 <= hit.score < 0.85


@pytest.mark.parametrize("text", ["阳的光小区停水", "阳小区停水", "江南城里停电江春城"])
def test_a_lost_or_added_character_gives_a_weak_hit(text: str) -> None:
    assert all(0.5 <= hit.score < 0.7 for hit in CITY.hits(text))


@pytest.mark.parametrize(
    "text", ["行人路过这里", "我们小区停电", "文昌路堵车", "忠善露", "主城区很堵", "人民币路面", "毛山", ""]
)
def test_other_words_are_no_places(text: str) -> None:
    assert CITY.hits(text) == []


def test_a_name_on_the_stop_list_is_no_place() -> None:
    assert CITY.hits("东方花园停水") == []


def test_an_exact_name_wins_over_one_that_only_sounds_alike() -> None:
    both = Gazetteer([Place(name="阳光小区", kind=PlaceKind.ESTATE), Place(name="杨光小区", kind=PlaceKind.ESTATE)])
    assert [hit.place.name for hit in both.hits("杨光小区")] == ["杨光小区"]


def test_the_area_comes_from_the_gazetteer_when_it_was_not_said() -> None:
    (mention,) = find_addresses("阳光小区停水", CITY)
    assert mention.area == "东城区"


def test_an_exact_place_is_green_and_an_inexact_one_amber(drafter: Drafter, knowledge: Knowledge) -> None:
    assert place(drafter, "和平小区停水").band is Band.GREEN
    assert place(Drafter(knowledge), "河平小区停水").band is Band.AMBER


def test_whatever_speaks_for_an_inexact_place_it_stays_amber(drafter: Drafter) -> None:
    assert place(drafter, "我住在河平小区三栋二单元五零一", *["在河平小区"] * 8).band is Band.AMBER


def test_a_house_number_said_later_belongs_to_the_place(drafter: Drafter) -> None:
    top = place(drafter, "幸福小区停水", "O:几栋", "三栋", "O:几单元几室", "二单元五零一")
    assert top.value == "幸福小区3栋2单元501"
    assert [span.utterance_id for span in top.spans] == ["u0", "u2", "u4"]


def test_road_and_estate_of_two_answers_are_one_address(drafter: Drafter) -> None:
    assert place(drafter, "阳光小区停水", "O:具体地址", "地址是解放路三一八号").value == "解放路318号阳光小区"


def test_two_places_of_two_matters_are_not_joined(drafter: Drafter) -> None:
    assert place(drafter, "和平小区停水", "还有人民路的路灯不亮").value == "和平小区"


def test_a_place_taken_back_gives_way(drafter: Drafter) -> None:
    assert place(drafter, "我住阳光小区不对是朝阳社区").value == "朝阳社区"


def test_the_operators_places_are_not_taken(drafter: Drafter) -> None:
    assert draft_of(drafter, "O:您是和平小区的吗", "对").top(FieldName.PLACE) is None


def test_sounds_are_blurred_as_southern_speech_blurs_them() -> None:
    assert [blurred(one) for one in ("zhang", "cheng", "shi", "nan", "xing", "ü")] == [
        "zan",
        "cen",
        "si",
        "lan",
        "xin",
        "ü",
    ]
    assert sounds("石狮") == ("si", "si")
    assert readings("长")[:2] == ("zhang", "chang")
    assert ("can", "an", "jie") in spellings("长安街")
    assert readings("□") == ("□",)
