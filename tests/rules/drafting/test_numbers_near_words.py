"""Words around a number that look like digits or like somebody else, and a number said anew after it was put right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.drafting import Knowledge
from tests.rules.drafting.test_numbers_said import MOBILE, aloud, filled, knowledge

__all__ = ["knowledge"]  # the fixture


@pytest.mark.parametrize(
    ("turns", "number"),
    [
        # 周 is a name, then 一 is the number's; 周一 is a day, then it is not
        (["O:怎么称呼", "免贵姓周一八六零五幺九二二七四"], "18605192274"),
        (["下周一三八零五幺九二二七四"], ""),
        # 千万 before a warning counts nothing
        (["我的电话是一三七零五一九二二四三千万别告诉他们"], "13705192243"),
        # 有用, 无所谓, 所以 speak of nobody
        (["O:请留个电话", "说了有用吗一三七零五一九二二四八"], "13705192248"),
        (["写什么都无所谓电话一三七零五一九二二四八"], "13705192248"),
        # the caller's own office, the operator asked for it
        (["O:您报一下公司电话", "零五幺九八五二二零七一六"], "051985220716"),
        # handed on to an office, and then asked
        (["O:我帮您转给城管局您的电话是", "一三七零五一九二二四八"], "13705192248"),
        # weekdays count nothing, weeks do
        (["O:请问电话", "一三七零五一九二二四八周末打"], "13705192248"),
        (["我手机一三七零五一九二二四八五周以后换号"], "13705192248"),
        # 打不通就: what to do then, not whose it is
        (["O:您的号码", "一三七零五一九二二四八打不通就发短信"], "13705192248"),
        (["推销的号码一三七零五一九二二四八打不通"], ""),
        # 老花镜 is no old number
        (["O:电话呢", "我把老花镜戴上啊一三七零五一九二二四八"], "13705192248"),
        # a digit left out, noticed by the caller
        (["我的电话一三七零五一九二四八哎少了一个一三七零五一九二二四八"], "13705192248"),
        # the end said twice, the second time with more of it
        (["我的电话一三七零五一九二二四七不对最后是四八二四八"], "13705192248"),
        # the caller's own shop or house, when asked for a number
        (["O:电话", "店里电话零五一九八五二二零七一六"], "051985220716"),
        (["O:您电话多少", "没有手机家里的座机零五一九八五二二零七一六"], "051985220716"),
        (["O:您有他店里的电话吗", "店里电话零五一九八五二二零七一六"], ""),
        # a room number is no part of a number asked for afterwards
        (["六栋五零三", "O:电话留一下", "一三七", "O:您说", "零五一九二二四八"], "13705192248"),
        # beside the number of a paper
        (["O:请留电话", "一三七零五一九二二四八身份证三二零四零二一九七一零八二六零四一八"], "13705192248"),
        # handed to an office by name
        (["O:给您转供电公司电话留一个", "一三七零五一九二二四八"], "13705192248"),
        # a neighbour's to ring on the caller's behalf, and one who is complained of
        (["我替我奶奶打的电话一三七零五一九二二四八你们打给她"], "13705192248"),
        (["楼上那家的男的电话一三七零五一九二二四八你们打给他管管"], ""),
        # the own number that is stopped, and those of signs
        (["一三七零五一九二二四八哎这个号停掉了"], ""),
        (["墙上贴的电话一三七零五一九二二四八"], ""),
        (["我打他们客服四零零八五二二零七六没人接"], ""),
        (["他电话我存着你记一下一七七零五一九二二四八他姓贾"], ""),
        # the end said again to an operator who had it wrong is no further digit
        (["O:电话", "一八九七六零四二", "O:一五幺八九七六零二四", "零四二"], ""),
        # written on a sign: evidence
        (["门口那个发卡片的他手机印在卡片上一三七零五一九二二四八你们打过去问问"], ""),
    ],
)
def test_words_that_look_like_digits_or_owners_are_neither(knowledge: Knowledge, turns: list[str], number: str) -> None:
    assert filled(knowledge, *turns) == number


@settings(max_examples=60)
@given(MOBILE, st.integers(2, 5), st.data())
def test_an_end_put_right_and_the_whole_said_anew_is_that_number(
    knowledge: Knowledge, number: str, count: int, data: st.DataObject
) -> None:
    wrong_end = data.draw(st.from_regex(rf"[0-9]{{{count}}}", fullmatch=True).filter(str.isascii))
    said = [aloud(number[:-count] + wrong_end), aloud(number[-count:]), aloud(number)]
    for between in ("呃", "不对说错了是"):
        found = filled(knowledge, "我的电话是" + between.join(said[:2]) + said[2])
        assert found in {number, ""}, "never the one put right, nor a mixture"
        if wrong_end != number[-count:] and wrong_end[0] != number[-count]:
            assert found == number


def test_a_digit_named_and_the_whole_said_anew_must_agree(knowledge: Knowledge) -> None:
    wrong = "我的电话一三七零五一九二二四八不对最后一位是九"
    assert filled(knowledge, wrong + "一三七零五一九二二四九") == "13705192249"
    assert filled(knowledge, wrong + "一三七零五一九二二四八") == "", "the end and the whole contradict each other"
