"""Digits heard as other words of their sound, and the operator's read-back: what is told twice is filled in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.drafting import Knowledge
from callcenter.drafting.digit_sounds import digits_heard
from callcenter.drafting.read_back import Pieces
from callcenter.drafting.spoken_digits import digits_only
from tests.rules.drafting.test_numbers_said import MOBILE, aloud, filled, knowledge

__all__ = ["knowledge"]  # the fixture

ASKED = "O:请问您的联系电话"
_SOUNDS = {"0": "龄", "1": "腰", "2": "耳", "3": "伞", "4": "寺", "5": "误", "6": "柳", "7": "漆", "8": "芭", "9": "酒"}


def misheard(number: str, places: set[int]) -> str:
    return "".join(_SOUNDS[digit] if at in places else aloud(digit) for at, digit in enumerate(number))


@given(number=MOBILE, places=st.sets(st.integers(1, 9), max_size=3).filter(lambda s: not {a + 2 for a in s} & s))
@settings(max_examples=200)
def test_inside_a_number_what_sounds_like_a_digit_is_one(number: str, places: set[int]) -> None:
    apart = {at for at in places if at + 1 not in places}
    heard = digits_heard(misheard(number, apart), answering=True)
    assert digits_only(heard) == number


@pytest.mark.parametrize(
    "text",
    ["我住三期六栋", "有个一三八的就打这个", "三五个人起来了", "二期五号楼", "他们八九十个人吧", "零钱一二百"],
)
def test_words_stay_words_where_no_number_is(text: str) -> None:
    assert digits_heard(text, answering=False) == text


@pytest.mark.parametrize(
    ("turns", "number"),
    [
        ([ASKED, "一三七零误一九二二四八"], "13705192248"),
        ([ASKED, "腰三七零五一九二二四八"], "13705192248"),
        ([ASKED, "一三七零五一九二二四芭"], "13705192248"),
        # one digit too many by its sound at the end: open
        ([ASKED, "一三七零五一九二二四八酒"], ""),
        # a part counted
        ([ASKED, "一百三十七零五一九二二四八"], "13705192248"),
        ([ASKED, "一三七零五一九二二四十八"], "13705192248"),
        # said and read back: two that agree
        ([ASKED, "一三七而零五一九二二四八", "O:一三七零五一九二二四八对吧"], "13705192248"),
        ([ASKED, "一三七零五一九二二八四啊不是四八最后两个是四八", "O:一三七零五一九二二四八"], "13705192248"),
        (["老板给我留的一三七零五一九二二四八", "O:一三七零五一九二二四八好的"], "13705192248"),
        # put right after it had been confirmed
        (
            [ASKED, "一三七零五一九二二四七", "O:一三七零五一九二二四七", "不对尾巴是四八", "O:一三七零五一九二二四八"],
            "13705192248",
        ),
        # never one the caller did not say
        ([ASKED, "一三七零五一九", "O:一三七零五一九二二四八对吧"], ""),
        # the caller agrees to another than was understood: open
        ([ASKED, "一三七零五一九二二四八", "O:一三七零五一六六二四八", "对的"], ""),
        # an area code said apart, after and before
        ([ASKED, "家里座机八三零五九二六四区号零五一九"], "051983059264"),
        ([ASKED, "零五一九区号要吧八三零五九二六四家里有人"], "051983059264"),
    ],
)
def test_what_is_told_twice_is_filled_in(knowledge: Knowledge, turns: list[str], number: str) -> None:
    assert filled(knowledge, *turns) == number


@pytest.mark.parametrize(
    ("turns", "number"),
    [
        # asked by name afterwards: what was told before is another's
        (
            ["O:公司叫什么怎么联系的", "打我的电话是一五二零零七三六一九五", "O:您电话多少", "一三七零五一九二二四八"],
            "13705192248",
        ),
        (["O:房东有电话吗", "有一五二零零七三六一九五", "O:您的呢", "一三七零五一九二二四八"], "13705192248"),
        ([ASKED, "他办公室一五二零零七三六一九五", "O:我要的是您自己的"], ""),
        # called by name
        (["姓钱", "O:钱师傅电话多少", "一三七零五一九二二四八"], "13705192248"),
        (["老板姓钱", "O:钱老板电话有吗", "一三七零五一九二二四八"], ""),
        # still the same; no longer
        (["O:您的手机", "还是原来那个一三七零五一九二二四八"], "13705192248"),
        ([ASKED, "我老公的一三七零五一九二二四八", "O:以后联系他吗", "不要联系他了打我的一五二零零七三六一九"], ""),
        ([ASKED, "招牌上那个一三七零五一九二二四八也是老王的你别打"], ""),
        # what the operator told is an office's
        ([ASKED, "一三七零五一九二", "O:值班电话八三二三五九零六", "八三二三五九零六好记下了"], ""),
    ],
)
def test_whose_it_is_by_what_was_asked_and_said_later(knowledge: Knowledge, turns: list[str], number: str) -> None:
    assert filled(knowledge, *turns) == number


def test_pieces_hold_a_number_only_if_every_digit_was_said() -> None:
    pieces = Pieces()
    assert pieces.hold("13705192248") == ()
