"""A transcript as people write it, derived from the words as recognised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.store.transcripts import SaidWord, SavedUtterance
from callcenter.transcripts.readable import Mark, readable, readable_lines
from tests.rules.transcripts.saying import said


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (("我们", "三栋", "二单元", "停水", "了"), "我们3栋2单元停水了。"),
        (("幺三八零零零零零零零零",), "13800000000。"),
        (("万一", "停电", "怎么办"), "万一停电怎么办？"),
        (("路灯", "坏", "了", "吗"), "路灯坏了吗？"),
        (("电话", "听不清"), "电话听不清。"),
        (("在", "[unk]", "路口"), "在〔听不清〕路口。"),
        (("在", "〔听不清〕", "路口"), "在〔听不清〕路口。"),
        (("好", "啊"), "好啊。"),
        (("你好，", "请讲。"), "你好，请讲。"),  # an engine that writes marks keeps its own
    ],
)
def test_numbers_marks_and_the_unheard_are_written_as_people_write_them(words: tuple[str, ...], read: str) -> None:
    assert readable(said(*words)).text == read


def test_a_pause_is_a_comma_and_a_number_said_in_groups_stays_one() -> None:
    line = readable(said("喂", "我的", "电话", "幺三八", "零零零零", "零零零零", pauses={1: 700, 4: 900, 5: 900}))
    assert line.text == "喂，我的电话13800000000。"


@pytest.mark.parametrize("words", [("嗯",), ("啊", "嗯"), ("呃",)])
def test_an_utterance_of_nothing_but_fillers_is_not_shown(words: tuple[str, ...]) -> None:
    """Real Chinese models print 嗯 for silence and noise."""
    assert readable(said(*words)).pieces == ()
    assert readable_lines([said(*words)]) == []


def test_a_filler_alone_between_pauses_goes_and_one_inside_a_phrase_stays() -> None:
    assert readable(said("嗯", "停水", "了", pauses={1: 400})).text == "停水了。"
    assert readable(said("停水", "啊", "三天", "了")).text == "停水啊3天了。"


def test_words_the_recogniser_doubts_are_marked_and_nothing_is_when_it_told_no_confidence() -> None:
    line = readable(said("人民", "西路", "停水", sure={1: 0.4}))
    assert [(one.text, one.mark) for one in line.pieces[:-1]] == [
        ("人民", Mark.SURE),
        ("西路", Mark.DOUBTFUL),
        ("停水", Mark.SURE),
    ]
    untold = readable(said("人民", "西路", sure={0: 0.0, 1: 0.0}))
    assert {one.mark for one in untold.pieces} == {Mark.SURE}


def test_a_sentence_that_goes_on_after_a_breath_ends_with_a_comma() -> None:
    first = said("我们", "小区", ident="u1")
    near = said("停水", "了", ident="u2", at_ms=first.end_ms + 600)
    far = said("三天", "了", ident="u3", at_ms=near.end_ms + 4000)
    answer = said("好", "的", ident="u4", at_ms=far.end_ms + 100, role="operator")
    assert [one.text for one in readable_lines([first, near, far, answer])] == [
        "我们小区，", "停水了。", "3天了。", "好的。",
    ]  # fmt: skip


def test_a_gap_is_shown_as_it_is_told_and_is_no_words() -> None:
    gap = SavedUtterance(
        utterance_id="g", call_id="c", leg_id="l", role="caller", start_ms=0, end_ms=9000, engine="gap",
        text="〔9 秒未能实时识别〕",
    )  # fmt: skip
    assert [(one.text, one.mark) for one in readable(gap).pieces] == [("〔9 秒未能实时识别〕", Mark.UNHEARD)]


def test_a_recogniser_that_gives_no_words_is_read_too() -> None:
    bare = SavedUtterance(
        utterance_id="u", call_id="c", leg_id="l", role="caller", start_ms=0, end_ms=900, text="三号楼 停水"
    )
    assert readable(bare).text == "3号楼停水。"


@given(
    st.lists(
        st.sampled_from(["停水", "三栋", "嗯", "[unk]", "一三八", "OK", "路灯", "零零", " ", "听不清"]), max_size=12
    ),
    st.lists(st.integers(0, 1500), min_size=12, max_size=12),
)
def test_every_piece_knows_its_place_and_time_in_order(words: list[str], pauses: list[int]) -> None:
    """Evidence and sound are found from the readable form; the words as recognised are untouched."""
    one = said(*words, pauses=dict(enumerate(pauses)))
    line = readable(one)
    at = 0
    for piece in line.pieces:
        assert at <= piece.start <= piece.end <= len(one.text)
        assert one.start_ms <= piece.start_ms <= piece.end_ms <= one.end_ms
        at = piece.end


@given(st.text(max_size=60), st.integers(0, 5000))
def test_any_text_is_read_without_failing(text: str, length_ms: int) -> None:
    word = SaidWord(text=text, start_ms=0, end_ms=length_ms, confidence=0.5)
    line = readable(
        SavedUtterance(
            utterance_id="u", call_id="c", leg_id="l", role="guest", start_ms=0, end_ms=length_ms, text=text,
            words=(word,),
        )
    )  # fmt: skip
    assert all(piece.text for piece in line.pieces)
