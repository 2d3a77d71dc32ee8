"""Outlets never get a citizen's telephone number, however it was said; public numbers stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.show.aftermath.heard import HeardWord
from callcenter.show.aftermath.hiding import hidden


def said(text: str, *, citizen: bool = True, at: float = 0.0, per_s: float = 4.0) -> list[HeardWord]:
    """Words parted by blanks."""
    return [
        HeardWord(
            speaker="王女士" if citizen else "主持人",
            citizen=citizen,
            text=one,
            start=at + n / per_s,
            end=at + (n + 1) / per_s,
        )
        for n, one in enumerate(text.split())
    ]


def shown(words: list[HeardWord], *known: str) -> str:
    return "".join(one.text for one in hidden(words, known))


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ("我 的 电话 是 幺 三 八 零 零 零 零 零 零 零 零", "我的电话是138****0000"),
        ("电话 一三九 一二三四 五六七八 谢谢", "电话139****5678谢谢"),
        ("电话 一三九 呃 一二三四 然后是 五六七八", "电话139****5678"),
        ("13912345678", "139****5678"),
        ("一三 三个八 九九九九 一二", "138****9912"),
        ("家里 八 六 六 八 一 二 三 四", "家里****34"),
        ("住 三 栋 二 单元 五零二", "住三栋二单元五零二"),
        ("打 一二三四五", "打一二三四五"),
        ("停水 三天 了", "停水三天了"),
    ],
)
def test_a_citizens_number_is_hidden_and_nothing_else(spoken: str, expected: str) -> None:
    assert shown(said(spoken)) == expected


def test_the_studio_may_name_its_own_numbers_but_not_a_citizens() -> None:
    office = said("请 拨打 八 六 六 八 一 二 三 四", citizen=False)
    assert shown(office) == "请拨打八六六八一二三四"
    assert shown(office, "86681234") == "请拨打****34"
    assert shown(said("是 幺三八 零零零零 零零零零 吗", citizen=False)) == "是138****0000吗"
    both = said("我 八 六 六 八 一 二 三 四") + said("八六六八 一二三四 对 吧", citizen=False, at=4.0)
    assert shown(both) == "我****34****34对吧"


def test_the_hidden_number_is_shown_for_as_long_as_it_was_said() -> None:
    words = said("是 幺 三 八 零 零 零 零 零 零 零 零")
    number = hidden(words)[-1]
    assert (number.start, number.end) == (0.25, 3.0)


@given(st.lists(st.sampled_from(["幺", "三", "8", "零零", "呃", "停水", "十", "，"]), max_size=40), st.booleans())
def test_seven_digits_in_a_row_of_a_citizen_never_stay(texts: list[str], slow: bool) -> None:
    words = said(" ".join(texts), per_s=0.5 if slow else 4.0)
    left = hidden(words)
    run = 0
    for one in left:
        digits = one.text in ("幺", "三", "8", "零零")
        run = run + len(one.text) if digits else run if one.text in ("呃", "，") else 0
        assert run < 7
