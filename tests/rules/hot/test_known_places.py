"""Where a matter is that the city's lists do not know, and that it then joins no other place's."""

from dataclasses import replace

import pytest

from callcenter.hot_rules import load_hot_rules
from callcenter.known_places import load_known_places, said_place
from queueing.hot import Complaint, HotTopics


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("丙路占道经营", "丙路"),
        ("天宁路有人占道经营", "天宁路"),
        ("在和平路口有人摆摊", "和平路"),
        ("锦绣花园停水三天", "锦绣花园"),
        ("我家住在东门大街", "东门大街"),
        ("红梅新村三栋漏水", "红梅新村"),
        ("我们小区停水", ""),
        ("整个小区没电", ""),
        ("马路上有个坑", ""),
        ("门口道路积水", ""),
        ("走路不方便", ""),
        ("上街买菜", ""),
        ("一路上都是垃圾", ""),
        ("公交28路不停", ""),
    ],
)
def test_a_road_or_estate_is_a_place_by_its_own_words(text: str, place: str) -> None:
    assert said_place(text) == place


def test_what_is_of_another_road_does_not_swell_a_roads_matter() -> None:
    places = load_known_places("demo")
    hot = HotTopics(load_hot_rules("demo").cluster)
    known = "人民路"
    assert places.place(known) == known
    where = {}
    for at, road in enumerate((known, known, "丙路", "天寿路", known)):
        text = f"{road}每天有人占道经营，摆摊的把人行道都占了"
        said = Complaint(at=1e9 + at, ticket_id=f"t{at}", text=text, place=places.place(text), topic="市容秩序")
        where[f"t{at}"] = hot.take(places.at_known_place(said)).cluster
    assert where["t0"] == where["t1"] == where["t4"]
    assert len({where["t0"], where["t2"], where["t3"]}) == 3


def test_a_known_place_stays_the_place() -> None:
    places = load_known_places("demo")
    one = Complaint(at=1e9, ticket_id="t", text="丙路占道经营", place="阳光小区3栋502")
    assert places.at_known_place(one) == replace(one, place="阳光小区")


def test_a_clerks_frame_around_the_words_makes_no_two_matters_one() -> None:
    """来电人反映.., 希望尽快处理并告知结果 stands around everything; at one estate it made one topic of all."""
    hot = HotTopics(load_hot_rules("demo").cluster)
    matters = {
        "停水": "停水无人通知",
        "噪声": "夜里施工噪声大睡不着",
        "垃圾": "垃圾房三天无人清运",
        "路灯": "路灯连续三天不亮",
        "停车": "消防通道被私家车长期占用",
    }
    found: dict[str, set[str]] = {topic: set() for topic in matters}
    for at, (topic, words) in enumerate((*matters.items(), *matters.items(), *matters.items())):
        text = f"来电人反映阳光小区{words}，希望尽快处理并告知结果。"
        one = Complaint(
            at=1e9 + at, ticket_id=f"t{at}", title=f"阳光小区{words}", text=text, place="阳光小区", topic=topic
        )
        found[topic].add(hot.take(one).cluster)
    assert [len(one) for one in found.values()] == [1] * 5
    assert len(set.union(*found.values())) == 5
