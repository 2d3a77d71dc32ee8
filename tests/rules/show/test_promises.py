"""Promises made on air are found with their dates; what is no promise is left alone."""

from datetime import date
from pathlib import Path

import pytest

from queueing.show.promises import FoundPromise, Spoken, Today, number, promises
from tests.rules.deadlines.offices import KNOWN

FILE = Path(__file__).parents[2] / "data" / "show" / "promises.tsv"
THURSDAY = Today(day=date(2026, 11, 19), calendar=KNOWN)


def said(text: str, speaker: str = "leader") -> list[FoundPromise]:
    return promises([Spoken(utterance_id="u1", speaker=speaker, text=text)], THURSDAY)


def labelled() -> list[tuple[str, list[str]]]:
    lines = [line for line in FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    pairs = [line.split("\t") for line in lines]
    return [(text, [] if due == "-" else due.split(",")) for text, due in pairs]


def found(text: str) -> list[str]:
    return [one.due.isoformat() if one.due else "vague" for one in said(text)]


def test_on_the_labelled_sentences_nine_in_ten_are_found_and_nine_in_ten_are_right() -> None:
    sentences = labelled()
    expected = sum(len(due) for _, due in sentences)
    right = sum(sum(one in due for one in found(text)) for text, due in sentences)
    proposed = sum(len(found(text)) for text, _ in sentences)
    wrong = [(text, due, found(text)) for text, due in sentences if found(text) != due]
    assert len(sentences) >= 60
    assert right / expected >= 0.9, wrong
    assert right / proposed >= 0.9, wrong


def test_the_words_are_where_it_says() -> None:
    (one,) = said("好的。请您放心，我们三天之内给您答复。谢谢")
    assert one.words == "三天之内"
    assert "好的。请您放心，我们三天之内给您答复。谢谢"[one.start : one.end] == "三天之内"


def test_callers_promise_nothing() -> None:
    assert said("你们三天之内要给我解决", speaker="caller") == []


def test_a_date_beyond_the_published_calendar_says_that_it_may_move() -> None:
    (near,), (far,) = said("三个工作日内办结"), said("四十个工作日内办结")
    assert not near.provisional
    assert far.provisional


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("十", 10), ("十五", 15), ("二十", 20), ("两", 2), ("一百二十", 120), ("三十一", 31), ("零", None)],
)
def test_small_numbers_are_read_as_spoken(text: str, value: int | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text", ["我们在2月30日前完成", "我们四十号之前完成", "我们在13月底前完成", "我们在零天之内完成"]
)
def test_dates_that_do_not_exist_are_no_promises(text: str) -> None:
    assert said(text) == []
