"""A number somebody typed: one spelling for every way of writing it, and nothing taken that nobody could call."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.callers.typed_number import typed_number

KEPT = {
    "13800000000": [
        "138 0000 0000",
        "138-0000-0000",
        "＋86 １３８００００００００",
        "0086 13800000000",
        "8613800000000",
        "013800000000",
        "１３８ 0000－0000",
        " 13800000000\t",
        "+86(138)00000000",
    ],
    "051988880000": [
        "0519-88880000",
        "(0519) 8888 0000",
        "（0519）88880000",
        "+86 519 88880000",
        "０５１９－８８８８００００",
    ],
    "01088880000": ["010-8888 0000", "+861088880000"],
    "88880000": ["8888 0000", "８８８８００００"],
    "051988880000转801": ["0519-88880000转801", "0519-88880000-801", "0519-88880000 分机801", "051988880000#801"],
    "4008001234": ["400-800-1234", "400 8001234", "４００－８００－１２３４"],
    "8008101234": ["800-810-1234"],
    "12345": ["12345", "１２３４５", " 12 345 "],
    "110": ["110"],
    "95598": ["95598"],
    "1001": ["1001"],
    "+85221234567": ["+852 2123 4567", "＋852-2123-4567"],
    "0085221234567": ["00852 21234567"],
    "13800000000、051988880000": [
        "138 0000 0000、0519-88880000",
        "13800000000, 0519 88880000",
        "13800000000／051988880000",
    ],
    "": ["", "  ", "\u3000"],
}


@pytest.mark.parametrize(("kept", "typed"), [(kept, one) for kept, ways in KEPT.items() for one in (kept, *ways)])
def test_every_way_of_writing_a_number_is_kept_as_one(kept: str, typed: str) -> None:
    assert typed_number(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "1380000000", "138000000000", "12800000000", "138****0000", "我的电话", "a13800000000", "12", "0",
        "0519", "051908880000", "018800000", "+86", "+", "00", "--", "13800000000转801", "12345转1",
        "13800000000、", "13800000000;;12345", "1、2、3、4", "１３８０００００００", "138\u200b00000000\x00",
        "+8613800000", "9" * 30, "١٣٨٠٠٠٠٠٠٠٠x", "一三八零零零零零零零零", "=1+1", "12345/../../etc",
        "13800000000、13800000001、13800000002、13800000003",
    ],
)  # fmt: skip
def test_what_nobody_could_call_is_none(typed: str) -> None:
    assert typed_number(typed) is None


DIGITS = st.sampled_from(["13912345678", "051988880000", "4008001234", "12345", "88880000"])
GAPS = st.sampled_from(["", " ", "-", "－", "\u3000", "."])


@given(DIGITS, st.lists(GAPS, min_size=12, max_size=12), st.booleans())
def test_gaps_and_width_never_change_which_number_it_is(number: str, gaps: list[str], wide: bool) -> None:
    written = "".join(
        f"{gap if place else ''}{digit}" for place, (digit, gap) in enumerate(zip(number, gaps, strict=False))
    )
    shown = written.translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"}) if wide else written
    assert typed_number(shown) == number


@given(st.text(max_size=60))
def test_what_is_kept_is_plain_and_kept_again_as_it_is(text: str) -> None:
    kept = typed_number(text)
    if kept is not None:
        assert set(kept) <= set("0123456789+转、")
        assert typed_number(kept) == kept


@given(st.text(alphabet="0123456789０１２-－ 转、+()#x", max_size=30))
def test_the_same_holds_near_numbers(text: str) -> None:
    kept = typed_number(text)
    if kept is not None:
        assert set(kept) <= set("0123456789+转、")
        assert typed_number(kept) == kept
