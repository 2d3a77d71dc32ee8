"""A number beside half-lost copies of itself, put right in part, or beside another's: what is sure is filled in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.drafting import Knowledge
from callcenter.drafting.amendments import tail_again
from callcenter.drafting.copies import copies
from callcenter.drafting.numbering import NumberPlan
from tests.bench.survival import number_survives
from tests.rules.drafting.test_numbers_said import MOBILE, aloud, filled, knowledge

__all__ = ["knowledge"]  # the fixture

LOST = st.sets(st.integers(0, 10), min_size=1, max_size=4)
BETWEEN = st.sampled_from(["", "呃", "再说一遍", "我重复一遍", "记好了吗"])


def without(number: str, lost: set[int]) -> str:
    return "".join(digit for place, digit in enumerate(number) if place not in lost)


@settings(max_examples=60)
@given(MOBILE, LOST, BETWEEN, st.booleans())
def test_a_number_said_twice_is_known_if_one_of_both_was_heard_whole(
    knowledge: Knowledge, number: str, lost: set[int], between: str, first: bool
) -> None:
    """Never another number; open only where the digits may be read in two ways."""
    copy = aloud(without(number, lost))
    said = [aloud(number), copy] if first else [copy, aloud(number)]
    found = filled(knowledge, "O:您的电话", between.join(said))
    assert found in {number, ""}
    if between and len(set(number)) > 8:
        assert found == number


@settings(max_examples=60)
@given(MOBILE, st.integers(1, 10), st.sampled_from(["不对", "补队", "说错了", "硕搓了"]))
def test_a_number_taken_back_and_then_half_lost_is_not_filled_in(
    knowledge: Knowledge, number: str, lost: int, sorry: str
) -> None:
    assert filled(knowledge, "O:您的电话", aloud(number) + sorry + aloud(without(number, {lost}))) == ""


@given(MOBILE, st.text("0123456789", min_size=6, max_size=11))
def test_a_copy_has_no_digit_the_number_has_not(number: str, part: str) -> None:
    if copies(part, number):
        assert set(part) <= set(number)
        assert len(part) <= len(number)
    assert copies(number, number)


@given(MOBILE, st.text("0123456789", min_size=1, max_size=8))
def test_an_end_said_again_changes_only_the_end(number: str, end: str) -> None:
    found = tail_again(number, end, NumberPlan())
    assert found in {"", number[: -len(end)] + end}


@pytest.mark.parametrize(
    ("turns", "number"),
    [
        # the end put right without a word for it
        (["O:电话", "一三七零五一九四六八三说错了四六三八"], "13705194638"),
        (["O:联系方式", "一三七零五一九", "O:嗯", "四六八三不对四六三八"], "13705194638"),
        # a part put right, then the whole
        (["O:电话", "一三七零五一九二二八四", "不对是二四八一三七零五一九二二四八"], "13705192248"),
        # the operator had it wrong, the caller stands by a part of it
        (["O:手机", "一三七零五一九二二四八", "O:一三七零五一九二三四八", "二二四不是二三四"], "13705192248"),
        (["O:手机", "一三七零五一九二二四八", "O:一三七零五一九二二四一", "末尾是八不是一"], "13705192248"),
        # 对不对, 是不是 ask; they take nothing back
        (["O:电话", "一三七零五一九", "O:嗯", "二二四八对不对"], "13705192248"),
        # 双六; 两阁零 for 两个零; a stray 个
        (["O:电话", "一三七零五一九双二四八"], "13705192248"),
        (["O:电话", "一五二两阁零七三六一九五"], "15200736195"),
        (["O:电话", "一三七零个五一九二二四八"], "13705192248"),
        # looking it up between the groups
        (["O:电话", "一三七零五一九哎你等下我看看二二四八"], "13705192248"),
        # a group with a stray character ends no dictation
        (["O:电话", "一三七零摔五", "O:嗯", "一九二二四八"], "13705192248"),
        # a hidden digit between house and number: they may be one
        (["O:电话", "幺九巴幺三五三零三二幺一零二"], ""),
    ],
)
def test_what_was_put_right_or_odd_within_a_number(knowledge: Knowledge, turns: list[str], number: str) -> None:
    assert filled(knowledge, *turns) == number


@pytest.mark.parametrize(
    ("turns", "number"),
    [
        # asked where the caller is reached, only who is named at the number is somebody else
        (["O:您留个能接通的电话", "用这个吧一三七零五一九二二四八"], "13705192248"),
        (["O:留个联系方式", "那行一三七零五一九二二四八没人接就发短信"], "13705192248"),
        (["O:打您哪个电话", "打我的一三七零五一九二二四八不要打固定电话没人接"], "13705192248"),
        (["O:您电话", "物业经理的电话是一三七零五一九二二四八"], ""),
        # somebody near is to be rung
        (["O:跟谁核实呢", "跟我爸吧他手机一三七零五一九二二四八"], "13705192248"),
        (["O:回复给您还是给您领导", "给我们厂长吧一三七零五一九二二四八"], "13705192248"),
        (["O:您爱人电话多少", "一三七零五一九二二四八"], "13705192248"),
        # unless it is he who cannot be found
        (["我儿子走失了", "O:您儿子的手机号", "一三七零五一九二二四八"], ""),
        # what others used, wrote, left
        (["O:骗子用什么号打的", "一三七零五一九二二四八"], ""),
        (["O:他们用哪个电话打给您的", "一三七零五一九二二四八"], ""),
        (["有人发办假证的卡片上面电话一三七零五一九二二四八"], ""),
        (["网上有人卖我的信息还留了个电话一三七零五一九二二四八"], ""),
        # the question goes back to the caller
        (["O:商家的联系方式", "一三七零五一九二二四八", "O:好那您本人的呢", "一五二零零七三六一九五"], "15200736195"),
        # an own number that was not understood whole: another one said unasked does not take its place
        (["老板电话我有一三七零五一九二二四八", "O:您自己的电话", "一五二零零七三六一九"], ""),
        (["就是轮胎厂里面电话一三七零五一九二二四八", "O:那您自己的号码", "一五二零零七三六一九"], ""),
        # an area code said apart from its eight digits
        (["O:怎么联系", "我们单位电话零五一九破区号八二九零三六一八"], "051982903618"),
    ],
)
def test_whose_it_is_when_asked(knowledge: Knowledge, turns: list[str], number: str) -> None:
    assert filled(knowledge, *turns) == number


def test_the_digits_of_another_word_do_not_stand_in_for_a_lost_one() -> None:
    said, heard = ["等一下", "一三八"], [["等", "一", "下"], ["", "三", "八"]]
    assert not number_survives(["138"], said, heard)
    assert number_survives(["138"], said, [["等", "一", "下"], ["一", "三", "八"]])
