"""No number of a citizen is read by who may not see it, however it was said."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.transcripts.readable import readable_lines, redacted_lines, redacted_said
from callcenter.transcripts.redaction import digits_in, redacted, redacted_text
from tests.rules.transcripts.saying import said

_SPOKEN = dict(zip("零〇一幺二两三四五六七八九", "0011223456789", strict=True))
_BETWEEN = re.compile(r"[\s呃嗯啊，,。.？?\-的是]|那个|然后|〔听不清〕")
GROUPS = st.text("零一幺二三四五六七八九0123456789０５", min_size=1, max_size=6)
SOUNDS = st.sampled_from(["", " ", "呃", "，", "嗯那个", "然后", "-", "是"])
WORDS = st.sampled_from(["电话", "停水了", "我住", "栋", "请说", "、三个八"])


def longest_run(text: str) -> int:
    """Digits in a row, counted by rules of the test's own."""
    plain = "".join(_SPOKEN.get(char, str(int(char)) if char.isdecimal() else char) for char in text)
    return max((len(run) for run in re.findall(r"\d+", _BETWEEN.sub("", plain))), default=0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我的电话是13800000000", "我的电话138****0000"),
        ("打幺三八呃零零零零那个零零零零", "打138****0000"),
        ("区号零五一九八五五八八二三零", "区号051****8230"),
        ("号码幺三九三个八零零零零零", "号码139****0000"),
        ("１３８００００００００", "138****0000"),
        ("住在十二栋三零二室", "住在十二栋三零二室"),
        ("拨打12345", "拨打12345"),
        ("二零二五年十一月二十二日", "二零二五年十一月二十二日"),
    ],
)
def test_numbers_spoken_and_written_are_hidden_and_addresses_stay(text: str, shown: str) -> None:
    assert redacted_text(text).replace("是", "") == shown


@given(st.lists(st.one_of(GROUPS, SOUNDS, WORDS), max_size=24), st.data())
def test_no_run_of_seven_digits_survives_wherever_it_is_cut(parts: list[str], data: st.DataObject) -> None:
    whole = "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=5)))
    fragments = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    shown = redacted(fragments)
    assert len(shown) == len(fragments)
    assert longest_run("".join(shown)) < 7
    assert redacted(shown) == shown


@given(st.lists(st.lists(st.one_of(GROUPS, WORDS), min_size=1, max_size=6), min_size=1, max_size=6))
def test_nor_in_the_readable_form_nor_in_the_words_nor_across_the_other_voice(turns: list[list[str]]) -> None:
    """Dictating in groups while the operator repeats each is how numbers are really given."""
    lines = [
        said(*words, ident=f"u{at}", at_ms=at * 5000, role="operator" if at % 2 else "caller")
        for at, words in enumerate(turns)
    ]
    read = redacted_lines(readable_lines(lines))
    raw = redacted_said(lines)
    for role in ("caller", "operator"):
        assert longest_run("".join(one.text for one in read if one.role == role)) < 7
        assert longest_run("".join(one.text for one in raw if one.role == role)) < 7
    assert all(not one.words for one in raw)


@given(st.text("停水路灯坏了三栋，。", max_size=40))
def test_words_without_numbers_are_left_as_they_are(text: str) -> None:
    assert redacted_text(text) == text


def test_digits_are_counted_with_their_short_forms() -> None:
    assert digits_in("幺三九三个八〇零") == "13988800"
