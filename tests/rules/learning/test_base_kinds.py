"""The shipped classifier of kinds: made again alike, better than the rules alone, never above the caller."""

import time
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from callcenter.drafting import Band, Draft, Drafter, FieldName, Knowledge, Role, Utterance, load_knowledge
from callcenter.learning.base import JUDGE, base_of, lesson_of, made, taught_by, texts, with_base
from callcenter.learning.classifier import Classifier, ModelError
from callcenter.learning.in_use import InUse
from callcenter.learning.judging import Score, judge
from callcenter.learning.keeping import Shelf, Target
from callcenter.learning.lesson import learn
from callcenter.learning.surroundings import TURN, surrounded
from callcenter.packaged import city_dir
from tests.bench.drafting import read_cases
from tests.rules.learning.matters import matters
from tests.rules.learning.test_lesson import NOW, blind

pytestmark = pytest.mark.timeout(600)  # all texts are learned once: sixteen seconds of a core
TEXTS = Path(__file__).parents[2] / "data/drafting/kinds"
BLIND = TEXTS.parent / "kinds-blind.jsonl"


@lru_cache(maxsize=1)
def rules() -> Knowledge:
    return load_knowledge(city_dir("demo"))


@lru_cache(maxsize=1)
def shipped() -> Knowledge:
    return with_base(rules(), city_dir("demo"))


@lru_cache(maxsize=1)
def made_now() -> Classifier:
    return made(lesson_of(TEXTS))


def drafted(text: str, knowledge: Knowledge) -> Draft:
    said = Utterance(utterance_id="u", role=Role.CALLER, text=text, start_ms=0, end_ms=len(text) * 220)
    return Drafter(knowledge).update(said)


def kind_of(turns: list[str]) -> str:
    drafter = Drafter(shipped())
    for at, said in enumerate(turns):
        drafter.update(
            Utterance(utterance_id=f"u{at}", role=Role.CALLER, text=said, start_ms=at * 5000, end_ms=at * 5000 + 4000)
        )
    best = drafter.draft().top(FieldName.APPEAL_KIND)
    return best.value if best else ""


def top(call: dict[str, Any]) -> str:
    return kind_of([said["text"] for said in call["utterances"]])


def judged(knowledge: Knowledge) -> Score:
    def kinds(text: str) -> list[str]:
        return [one.value for one in drafted(text, knowledge).fields.get(FieldName.APPEAL_KIND, ())]

    return judge(kinds, texts(TEXTS / JUDGE))


def test_the_same_texts_make_the_same_bytes(tmp_path: Path) -> None:
    few = replace(lesson_of(TEXTS), examples=lesson_of(TEXTS).examples[::40])
    made(few).save(tmp_path / "one.npz")
    made(few).save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_the_shipped_file_is_what_the_texts_make() -> None:
    found = base_of(city_dir("demo"))
    assert found is not None
    assert (found.labels, found.pieces) == (made_now().labels, made_now().pieces)
    assert found.wording == made_now().wording
    assert np.allclose(found.weights, made_now().weights, atol=0.02)


def test_the_shipped_file_is_small() -> None:
    assert (city_dir("demo") / "kinds.npz").stat().st_size < 1_600_000


def test_no_judging_text_is_learned_from() -> None:
    assert not {one.text for one in texts(TEXTS / JUDGE)} & {one.text for one in taught_by(TEXTS)}


def test_on_texts_kept_apart_the_vote_is_far_better_than_the_rules_alone() -> None:
    alone, vote = judged(rules()), judged(shipped())
    assert vote.first >= 0.80
    assert vote.macro_f1 >= 0.80
    assert vote.first >= alone.first + 0.35


def test_the_callers_own_word_goes_before_the_vote() -> None:
    top = drafted("我要投诉自来水公司水管爆了没人来修能不能派人看看", shipped()).top(FieldName.APPEAL_KIND)
    assert top is not None
    assert (top.value, top.rule) == ("投诉", "appeal.said")


def test_thanks_for_picking_up_make_no_praise_of_a_burst_pipe() -> None:
    said = "家里水管爆了水漫了一屋子阀门也关不上师傅电话打不通你们快派个人来太感谢你们了"
    found = drafted(said, shipped()).fields[FieldName.APPEAL_KIND]
    assert drafted(said, rules()).fields[FieldName.APPEAL_KIND][0].value == "表扬", "by the rules alone"
    assert found[0].value == "求助"
    assert found[0].band is not Band.GREEN


def test_no_vote_is_green_and_what_is_filled_in_has_its_sound() -> None:
    for one in texts(TEXTS / JUDGE):
        for found in drafted(one.text, shipped()).fields[FieldName.APPEAL_KIND]:
            if found.rule not in ("appeal.said", "appeal.passing"):
                assert found.band is not Band.GREEN
            if found.band is Band.AMBER:
                assert found.spans
                assert all(0 <= span.start < span.end <= len(one.text) for span in found.spans)


def test_a_wrong_number_has_no_kind_filled_in() -> None:
    top = drafted("不好意思我打错了", shipped()).top(FieldName.APPEAL_KIND)
    assert top is not None
    assert top.band is Band.CHIP


def test_three_kinds_at_most_none_twice_none_surer_than_the_one_before() -> None:
    for one in texts(TEXTS / JUDGE):
        found = drafted(one.text, shipped()).fields[FieldName.APPEAL_KIND]
        assert len({kind.value for kind in found}) == len(found) <= 3
        assert [kind.confidence for kind in found] == sorted((kind.confidence for kind in found), reverse=True)


def test_an_utterance_costs_less_than_fifty_milliseconds() -> None:
    drafter, spent = Drafter(shipped()), []
    for at, one in enumerate(texts(TEXTS / JUDGE)):
        said = Utterance(
            utterance_id=f"u{at}", role=Role.CALLER, text=one.text, start_ms=at * 5000, end_ms=at * 5000 + 1
        )
        began = time.thread_time()
        drafter.update(said)
        spent.append((time.thread_time() - began) * 1000)
    assert sorted(spent)[int(len(spent) * 0.99)] < 50


def test_a_sites_own_champion_goes_before_the_shipped_one(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    in_use = InUse(shelf)
    assert in_use.beside(shipped()).learned == shipped().learned
    examples = [replace(one, label="求助" if "水" in one.text else "投诉") for one in matters(600)]
    outcome = learn(Target.KIND, examples, None, blind, NOW)
    assert outcome.made is not None
    assert outcome.card is not None
    shelf.promote(outcome.made, outcome.card)
    learned = in_use.beside(shipped()).learned[FieldName.APPEAL_KIND]
    assert isinstance(learned, Classifier)
    assert learned.labels == ("投诉", "求助")


def test_a_city_without_a_shipped_classifier_goes_by_the_rules(tmp_path: Path) -> None:
    assert with_base(rules(), tmp_path).learned == {}


def test_a_shipped_file_that_is_no_classifier_is_named(tmp_path: Path) -> None:
    (tmp_path / "kinds.npz").write_bytes(b"broken")
    with pytest.raises(ModelError, match=r"kinds\.npz: expected a learned classifier"):
        with_base(rules(), tmp_path)


def test_on_blind_calls_nine_in_ten_are_right() -> None:
    calls = read_cases(BLIND)
    found = [top(one) for one in calls]
    right = [best in one["labels"]["appeal_kind"] for one, best in zip(calls, found, strict=True)]
    assert sum(right) >= 0.95 * len(calls)


def test_no_blind_call_is_learned_from() -> None:
    taught = {turn for one in taught_by(TEXTS) for turn in one.text.split(TURN) if len(turn) > 12}
    assert not taught & {said["text"] for one in read_cases(BLIND) for said in one["utterances"]}


def test_name_number_and_thanks_change_few_kinds() -> None:
    plain = texts(TEXTS / JUDGE)
    calls = surrounded(plain, lesson_of(TEXTS).said, 99)
    before, after = ([kind_of(one.text.split(TURN)) for one in some] for some in (plain, calls))
    assert sum(one == other for one, other in zip(before, after, strict=True)) >= 0.8 * len(plain)


def test_what_is_sure_is_right_more_often_than_what_is_not() -> None:
    found = [(drafted(one.text, shipped()).top(FieldName.APPEAL_KIND), one.label) for one in texts(TEXTS / JUDGE)]
    amber = [best.value == label for best, label in found if best and best.band is Band.AMBER]
    chips = [best.value == label for best, label in found if best and best.band is Band.CHIP]
    assert sum(amber) / len(amber) >= 0.85
    assert sum(chips) / len(chips) < sum(amber) / len(amber) - 0.05


def test_a_class_of_words_is_shown_by_the_word_that_was_said() -> None:
    best = drafted("交了押金三千块现在拒不退还经理也拉黑我了", shipped()).top(FieldName.APPEAL_KIND)
    assert best is not None
    assert best.value == "投诉"
    assert best.spans


def test_a_line_without_a_tab_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("求助\t停水了\n投诉 没人管\n", "utf-8")
    with pytest.raises(ValueError, match=r"a\.tsv:2: expected a kind, a tab and a text"):
        texts(tmp_path / "a.tsv")
