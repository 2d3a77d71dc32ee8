"""A caller who will leave no number leaves none; and what the operator reads back joins a number said in pieces."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.drafting import Knowledge
from callcenter.drafting.read_back import is_made_of
from callcenter.drafting.refusing import refusal_at
from tests.rules.drafting.test_numbers_said import filled, knowledge

__all__ = ["knowledge"]  # the fixture

NUMBER = "13771920548"
ASKED = "O:您留个电话我们回复您"


@pytest.mark.parametrize(
    "turns",
    [
        ["有个号码是一七零八八二三九四零一说我中奖了", "O:好您留个电话公安跟您核实", "不留了我怕又是骗子"],
        [ASKED, "不留不留他们要来找我麻烦的", "O:好的我们转公安", "那个老板手机我倒有一三八六一零七二五三九"],
        [
            ASKED,
            "他办公室电话是八八六七三零零二手机他给过我们一三八一五二零零六八七",
            "O:我要的是您自己的",
            "我的不给你们查到了又要来找我",
        ],
    ],
)
def test_who_refuses_leaves_none_whatever_numbers_were_said(knowledge: Knowledge, turns: list[str]) -> None:
    assert filled(knowledge, *turns) == ""


@pytest.mark.parametrize(
    "turns",
    [
        [ASKED, "名字就不留了电话一三七七一九二零五四八"],
        [ASKED, "家里电话不留了打我手机一三七七一九二零五四八"],
        [ASKED, "一三七七一九二零五四八", "O:还有别的电话吗", "别的不留了"],
        [ASKED, "不给你们添麻烦了我电话一三七七一九二零五四八"],
    ],
)
def test_refusing_something_else_takes_no_number_back(knowledge: Knowledge, turns: list[str]) -> None:
    assert filled(knowledge, *turns) == NUMBER


def test_only_words_about_leaving_a_number_refuse() -> None:
    assert refusal_at("我的电话就不留了") is not None
    assert refusal_at("他们就是不给退钱") is None
    assert refusal_at("我不说假话的") is None


@pytest.mark.parametrize(
    "said",
    [
        "一三七七一声音太大了九二零五四八",
        "一三七七一九二零五四八零五四八",
        "一三七七一九二零什么来着我想想啊零五四八",
    ],
)
def test_what_the_operator_reads_back_joins_the_pieces(knowledge: Knowledge, said: str) -> None:
    assert filled(knowledge, *[ASKED, f"{said}", "O:一三七七一九二零五四八", "对"]) == NUMBER


def test_a_digit_the_caller_never_said_is_not_taken_from_the_operator(knowledge: Knowledge) -> None:
    assert filled(knowledge, *[ASKED, "一三七七一声音太大了九二零五四", "O:一三七七一九二零五四八", "对"]) == ""


def test_a_number_put_together_wrongly_is_taken_back(knowledge: Knowledge) -> None:
    turns = [ASKED, "一三七七一声音太大了九二零五四八", "O:一三七七一九二零五四八", "不对不是这个"]
    assert filled(knowledge, *turns) == ""


def test_the_end_put_right_in_the_same_breath(knowledge: Knowledge) -> None:
    assert filled(knowledge, *[ASKED, "一三七七一九二零五四九说错了末尾是八不是九"]) == NUMBER
    assert filled(knowledge, *[ASKED, "一三七七一九二零五四八是五四八不是四五八啊"]) == NUMBER


@pytest.mark.parametrize(
    "turns",
    [
        ["幺三七七一我戴个老花镜啊", "O:不急您慢慢说", "九二零五四八我姓陆"],
        ["一三七七一哦豁后头是么子九二零五四八对滴"],
        ["号码好记的一三七七一九好记吧", "O:一三七七一九然后呢", "二零五四八"],
    ],
)
def test_an_answer_in_pieces_is_one_number_whatever_is_said_between(knowledge: Knowledge, turns: list[str]) -> None:
    assert filled(knowledge, ASKED, *turns) == NUMBER


@pytest.mark.parametrize(
    "turns",
    [
        ["一三七七一我住三十二栋", "九二零五"],
        ["一三七七一九二零五", "O:一三七七一九二零五", "二零五"],
        ["一三七七一不对是一三八", "九二零五四八"],
        ["一三七七一声音太大了九二零五四八四"],
    ],
)
def test_pieces_that_may_be_something_else_stay_open(knowledge: Knowledge, turns: list[str]) -> None:
    assert filled(knowledge, ASKED, *turns) == ""


@pytest.mark.parametrize(
    ("turns", "number"),
    [
        ([ASKED, "八八五零三三六九家里的"], "88503369"),
        ([ASKED, "我姓罗办公室主任座机零五一九八三三零六七一二"], "051983306712"),
        ([ASKED, "零五一九破区号八二九零三六一八"], "051982903618"),
        (["O:可以打前台八二七七六零一八", "八二七七六零一八好的"], ""),
        ([ASKED, "我就问你这个归谁管", "O:归司法局管", "那我自己打司法局八三零二一一七九对吧"], ""),
    ],
)
def test_eight_digits_are_the_callers_when_they_answer_and_an_offices_otherwise(
    knowledge: Knowledge, turns: list[str], number: str
) -> None:
    assert filled(knowledge, *turns) == number


@pytest.mark.parametrize(
    "question", ["O:物业那边还有别的联系人吗", "O:那个纸条上的号码再说一下可以吗", "O:那他的电话呢"]
)
def test_a_number_asked_for_about_another_does_not_replace_the_callers(knowledge: Knowledge, question: str) -> None:
    turns = [ASKED, "一三七七一九二零五四八", question, "有个财务一三九一五二八零四四二"]
    assert filled(knowledge, *turns) == NUMBER


def test_a_number_called_old_is_the_one_before(knowledge: Knowledge) -> None:
    turns = [ASKED, "幺五六零六幺四哦不对那是旧的一三七七一九二零五四八姓彭"]
    assert filled(knowledge, *turns) == NUMBER


def test_who_looks_for_somebody_can_be_rung_at_a_daughters(knowledge: Knowledge) -> None:
    turns = ["我老伴走丢了", "O:那您女儿电话是多少我们联系她", "一三七七一九二零五四八"]
    assert filled(knowledge, *turns) == NUMBER


@given(st.text("0123456789", min_size=11, max_size=11), st.lists(st.integers(1, 10), max_size=3, unique=True))
def test_a_number_is_made_of_its_own_pieces(number: str, cuts: list[int]) -> None:
    ends = [0, *sorted(cuts), len(number)]
    assert is_made_of(number, [number[a:b] for a, b in pairwise(ends)])


@given(st.text("0123456789", min_size=11, max_size=11), st.integers(0, 10))
def test_a_number_with_another_digit_is_not(number: str, place: int) -> None:
    other = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert not is_made_of(other, [number[:5], number[5:]])
