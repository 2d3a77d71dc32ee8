"""Words into Chinese text, finals into a transcript."""

import pytest

from asr.mandarin import UNCLEAR, digits_shown, join, shown_word
from asr.transcript import Unheard, Utterance, in_order, plain_text, turns


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("阳光 小区 停水 了", "阳光小区停水了"),
        ("我 要 办 ETC 卡", "我要办ETC卡"),
        ("open the door 谢谢", "open the door谢谢"),
        ("[unk] 停水 [unk] [unk] 了", f"{UNCLEAR}停水{UNCLEAR}了"),
        ("[unk]", UNCLEAR),
        ("嗯", ""),
        ("嗯 啊", ""),
        ("嗯 我 想 问", "嗯我想问"),
        ("", ""),
    ],
)
def test_words_are_joined_as_chinese_is_written(words: str, text: str) -> None:
    assert join(words.split()) == text


def test_an_unknown_word_is_shown_as_unclear() -> None:
    assert (shown_word("<UNK>"), shown_word("停水")) == (UNCLEAR, "停水")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我的电话是幺三八零零幺三八零零零", "我的电话是13800138000"),
        ("拨打一二三四五热线", "拨打12345热线"),
        ("一一得一", "一一得一"),
        ("三五天", "三五天"),
        ("一万二千三百四十五元", "一万二千三百四十五元"),
        ("二〇二六年", "二〇二六年"),
        ("第一二三四五组", "第一二三四五组"),
    ],
)
def test_only_long_runs_of_digits_become_figures(text: str, shown: str) -> None:
    assert digits_shown(text) == shown


def said(number: int, speaker: str, start_ms: int, end_ms: int, text: str) -> Utterance:
    assert speaker in {"caller", "operator"}
    return Utterance(
        utterance_id=f"{speaker}-{number}",
        leg_id=speaker,
        speaker="caller" if speaker == "caller" else "operator",
        start_ms=start_ms,
        end_ms=end_ms,
        text=text,
    )


HELLO = said(1, "operator", 500, 2000, "您好")
COMPLAINT = said(1, "caller", 2500, 4000, "小区停水")
MORE = said(2, "caller", 4300, 5000, "三天了")
LATER = said(3, "caller", 9000, 9500, "喂")


def test_utterances_of_all_legs_stand_in_the_order_they_were_spoken() -> None:
    assert in_order([MORE, COMPLAINT, HELLO]) == (HELLO, COMPLAINT, MORE)


def test_an_utterance_told_twice_counts_once_with_its_last_text() -> None:
    better = said(1, "caller", 2500, 4000, "阳光小区停水")
    assert in_order([COMPLAINT, HELLO, better]) == (HELLO, better)


def test_a_turn_is_what_one_speaker_says_without_a_long_pause() -> None:
    found = turns([HELLO, COMPLAINT, MORE, LATER])
    assert [(turn.speaker, turn.text, turn.start_ms, turn.end_ms) for turn in found] == [
        ("operator", "您好", 500, 2000),
        ("caller", "小区停水，三天了", 2500, 5000),
        ("caller", "喂", 9000, 9500),
    ]


def test_plain_text_marks_what_was_not_recognised_where_it_was_said() -> None:
    gap = Unheard(leg_id="caller", speaker="caller", start_ms=62_000, end_ms=65_200)
    text = plain_text([COMPLAINT, HELLO], {"caller": "来电人", "operator": "话务员"}, [gap])
    assert text == "0:00 话务员：您好\n0:02 来电人：小区停水\n1:02 来电人：〔3 秒未识别〕"
