"""The written reply against what was said on air: measured on seventy labelled pairs, then the plain cases."""

import itertools
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.show.facts import AirAnswer
from queueing.show.quantities import amount, quantities
from queueing.show.replies import Doubt, Found, ReplyFlag, ReplyRules, Said, look
from queueing.ticket.facts import Answer

PAIRS = tomllib.loads((Path(__file__).parents[2] / "data/replies/pairs.toml").read_text("utf-8"))["pair"]
RULES = ReplyRules()
AIR = "小区停水是因为主管道爆裂，今天晚上八点之前恢复供水，赔偿每户两百元。"


def found(air: str, reply: str, answer: Answer | None = None, kind: AirAnswer = AirAnswer.PROMISED) -> list[Doubt]:
    return [one.doubt for one in look(Said(answer=kind, words=air), reply, answer, RULES)]


def judged(looked: tuple[Found, ...]) -> str:
    flags = {one.flag for one in looked}
    return "copied" if ReplyFlag.COPIED in flags else "differs" if flags else "agrees"


def test_of_the_labelled_pairs_nearly_all_that_should_be_flagged_are_and_few_others() -> None:
    """Measured 2026-11: copied 15 of 15, differs 26 of 27, and 3 of 28 that agree are flagged."""
    said = [look(Said(answer=AirAnswer.PROMISED, words=one["air"]), one["reply"], None, RULES) for one in PAIRS]
    counted = Counter((one["label"], judged(looked)) for one, looked in zip(PAIRS, said, strict=True))
    assert counted["copied", "copied"] == 15
    assert counted["differs", "differs"] >= 26
    assert counted["agrees", "agrees"] >= 25
    assert counted.total() == 70


def test_another_amount_of_the_same_kind_is_named() -> None:
    """两百 on air and 100 in the reply."""
    looked = look(
        Said(answer=AirAnswer.ANSWERED, words=AIR), "停水系主管爆裂，已恢复供水，每户补偿100元。", None, RULES
    )
    assert [(one.doubt, one.detail) for one in looked] == [(Doubt.NUMBERS, "money: 200 ≠ 100")]


def test_spoken_and_written_numbers_are_the_same_number() -> None:
    assert found(AIR, "主管道爆裂造成停水，当晚20时前已恢复供水，每户赔偿200元已发放。") == []


def test_what_was_promised_and_is_not_solved_is_flagged_by_the_units_own_word() -> None:
    reply = "主管道爆裂造成小区停水，抢修中。"
    assert found(AIR, reply, Answer.NOT_SOLVED) == [Doubt.UNSOLVED]
    assert found(AIR, reply, Answer.SOLVED) == []
    assert found(AIR, reply, Answer.NOT_SOLVED, AirAnswer.TAKEN) == []


def test_nothing_to_compare_is_no_flag() -> None:
    """An entry whose words nobody noted must not flag every reply."""
    assert found("", "已办结，谢谢来电人的监督。") == []
    assert found(AIR, "。。。") == []


@pytest.mark.parametrize("text", [AIR, "您说的这个情况我们下去核实，月底之前答复您。"])
def test_the_words_said_on_air_are_found_as_copied_however_they_are_punctuated(text: str) -> None:
    stripped = "".join(one for one in text if one not in "，。")
    assert Doubt.SAME_WORDS in found(text, f"您好，{stripped}")


@pytest.mark.parametrize(
    ("text", "value"),
    [("一千二", 1200), ("九百四十", 940), ("二十万", 200_000), ("一万五", 15_000), ("一百零五", 105), ("十", 10),
     ("3", 3), ("1.5", 1.5), ("一零三", None)],
)  # fmt: skip
def test_numbers_are_read_as_they_are_spoken(text: str, value: float | None) -> None:
    assert amount(text) == value


@given(st.text(alphabet="百分之零一二两三千万十元块月日号个台点时次12.%下午", max_size=40))
def test_any_text_can_be_read_and_no_two_quantities_overlap(text: str) -> None:
    listed = quantities(text)
    assert all(one.end <= two.start for one, two in itertools.pairwise(listed))


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared(air: str, reply: str) -> None:
    look(Said(answer=AirAnswer.TAKEN, words=air), reply, None, RULES)
