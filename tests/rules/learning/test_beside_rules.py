"""What was learned stands beside the rules: never above the caller's own word, never green, with its evidence."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from callcenter.drafting import Band, Draft, Drafter, FieldName, Knowledge, Role, Utterance, load_knowledge
from callcenter.learning.in_use import InUse
from callcenter.learning.keeping import Shelf, Target
from callcenter.learning.lesson import learn
from callcenter.learning.training import fit
from callcenter.packaged import city_dir
from tests.rules.learning.matters import matters
from tests.rules.learning.test_lesson import NOW, blind


@lru_cache(maxsize=1)
def taught() -> Knowledge:
    learned = fit(matters(600))
    kinds = fit([replace(one, label="求助" if "水" in one.text else "投诉") for one in matters(600)])
    return replace(load_knowledge(city_dir("demo")), learned={FieldName.UNIT: learned, FieldName.APPEAL_KIND: kinds})


def drafted(*said: str, knowledge: Knowledge | None = None) -> Draft:
    drafter = Drafter(knowledge or taught())
    return drafter.update_all(
        Utterance(utterance_id=f"u{n}", role=Role.CALLER, text=text, start_ms=n * 5000, end_ms=n * 5000 + 4000)
        for n, text in enumerate(said)
    )


def test_the_callers_own_word_goes_before_anything_learned() -> None:
    top = drafted("我要举报一家自来水公司停水").top(FieldName.APPEAL_KIND)
    assert top is not None
    assert (top.value, top.rule) == ("举报", "appeal.said")


def test_a_word_said_in_passing_stands_before_what_never_learned_of_its_kind() -> None:
    top = drafted("我要表扬自来水公司停水那天送水上门").top(FieldName.APPEAL_KIND)
    assert top is not None
    assert (top.value, top.rule, top.band) == ("表扬", "appeal.passing", Band.GREEN)


def test_a_learned_value_is_amber_with_the_sound_it_came_from() -> None:
    draft = drafted("喂我们小区水管爆", "积水好几天了")
    top = draft.top(FieldName.UNIT)
    assert top is not None
    assert top.value == "水务局"
    assert top.band is Band.AMBER
    assert top.spans
    assert all(band.confidence < 0.85 for band in draft.fields[FieldName.UNIT])


def test_three_suggestions_at_most_none_twice_none_surer_than_the_one_before() -> None:
    found = drafted("门口路灯不亮", "垃圾也没人管").fields[FieldName.UNIT]
    values = [one.value for one in found]
    assert len(values) == len(set(values)) <= 3
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)


def test_without_anything_learned_the_rules_stand_alone() -> None:
    plain = load_knowledge(city_dir("demo"))
    said = ("我们小区停水了", "麻烦处理一下")
    assert drafted(*said, knowledge=plain).fields == drafted(*said, knowledge=replace(plain, learned={})).fields


def test_a_new_champion_is_in_use_from_the_next_call_and_a_broken_one_is_left_out(tmp_path: Path) -> None:
    shelf, plain = Shelf(tmp_path), load_knowledge(city_dir("demo"))
    in_use = InUse(shelf)
    assert in_use.beside(plain).learned == {}
    outcome = learn(Target.UNIT, matters(600), None, blind, NOW)
    assert outcome.made is not None
    assert outcome.card is not None
    shelf.promote(outcome.made, outcome.card)
    assert set(in_use.beside(plain).learned) == {FieldName.UNIT}
    (tmp_path / "unit.champion.npz").write_bytes(b"broken")
    assert in_use.beside(plain).learned == {}
