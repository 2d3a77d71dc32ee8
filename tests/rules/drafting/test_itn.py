"""Spoken numbers are written in digits, words that only look like numbers stay, and every digit finds its sound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.drafting.itn import written
from callcenter.drafting.numerals import cardinal, digit_string

DIGITS = "零一二三四五六七八九"


def spoken(number: int) -> str:
    """Say a number below 10^8 the full way: 10203 -> 一万零二百零三."""
    if number >= 10_000:
        head, rest = divmod(number, 10_000)
        zero = "零" if 0 < rest < 1000 else ""
        return spoken(head) + "万" + zero + (spoken(rest) if rest else "")
    text, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
        gap = not digit
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


@given(st.integers(0, 99_999_999))
def test_every_cardinal_comes_back_from_speech(number: int) -> None:
    assert cardinal(spoken(number)) == number


@given(st.integers(10, 99_999_999))
def test_a_spoken_cardinal_is_written_in_digits(number: int) -> None:
    assert written(spoken(number) + "元").text == f"{number}元"


@given(st.text("0123456789", min_size=3, max_size=18), st.booleans())
def test_every_string_of_digits_comes_back_from_speech(digits: str, yao: bool) -> None:
    said = "".join(DIGITS[int(one)] for one in digits)
    assert written(said.replace("一", "幺") if yao else said).text == digits


@given(st.integers(1, 99), st.integers(1, 9), st.integers(1, 33), st.integers(1, 4))
def test_every_address_of_building_unit_and_room_comes_back(house: int, unit: int, floor: int, door: int) -> None:
    room = f"{floor}0{door}"
    said_room = "".join(DIGITS[int(one)] for one in room)
    text = f"{spoken(house)}栋{spoken(unit)}单元{said_room}室"
    assert written(text).text == f"{house}栋{unit}单元{room}室"


@given(st.integers(0, 23), st.integers(1, 59))
def test_every_time_of_day_comes_back(hour: int, minute: int) -> None:
    said_minute = ("零" if minute < 10 else "") + spoken(minute)
    assert written(f"晚上{spoken(hour)}点{said_minute}分").text == f"晚上{hour}点{minute:02d}分"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        *(("零点五元", "0.5元"), ("一块二", "1.2元"), ("三块五毛", "3.5元"), ("九千八", "9800"), ("两万", "20000")),
        *(("两万三", "23000"), ("百分之二十五", "25%"), ("百分之三点五", "3.5%"), ("三天了", "3天了")),
        *(("二零二五年三月十二号", "2025年3月12号"), ("昨天晚上十点半", "昨天晚上10点半"), ("一百零三", "103")),
        *(("十二零三室", "1203室"), ("十五栋一单元", "15栋1单元"), ("二十多户", "20多户"), ("一二三四五", "12345")),
        *(("三点五公里", "3.5公里"), ("一百来户", "100来户")),
    ],
)
def test_numbers_are_written_as_a_ticket_writes_them(said: str, text: str) -> None:
    assert written(said).text == text


@pytest.mark.parametrize(
    "words",
    [
        *(
            "一两年了",
            "两三个人",
            "七八百块",
            "三四十个",
            "十二三个",
            "一点意见",
            "两点建议",
            "第十",
            "第一中学",
            "一下",
        ),
        *("万一", "三番五次", "五一路", "八一广场", "星期一", "十分不满", "十字路口", "老百姓", "千万不要", "一直"),
        *("一个星期", "十几个", "一楼道", "有一点问题"),
    ],
)
def test_words_that_look_like_numbers_stay(words: str) -> None:
    assert written(words).text == words


def test_protected_names_stay() -> None:
    assert written("住在三元里三元", [(2, 5)]).text == "住在三元里3元"


@given(st.text("零一幺二两三四五六七八九十百千万亿点半元块天年月号栋单元室个第百分之路人abc1□ ", max_size=40))
def test_pieces_cover_both_sides_without_gaps(text: str) -> None:
    result = written(text)
    out = src = 0
    for piece in result.pieces:
        assert (piece.out_start, piece.src_start) == (out, src)
        out, src = piece.out_end, piece.src_end
    assert (out, src) == (len(result.text), len(text))


def test_written_digits_find_the_spoken_characters_they_came_from() -> None:
    result = written("住三栋五零一室")
    assert result.text == "住3栋501室"
    start = result.text.index("501")
    assert result.source(start, start + 3) == (3, 6)


@pytest.mark.parametrize("text", ["", "十二三", "一两", "零零", "万", "一零", "三十十"])
def test_what_is_no_cardinal_is_none(text: str) -> None:
    assert cardinal(text) is None


def test_digit_strings_read_mixed_writing() -> None:
    assert digit_string("幺3六0") == "1360"
