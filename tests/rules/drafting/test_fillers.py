"""Fillers and stutters are masked, words that look like them are not."""

import pytest

from callcenter.drafting.fillers import FillerMarker


def cleaned(text: str, *extra: str) -> str:
    wanted = FillerMarker(extra).wanted(text)
    return "".join(char for char, keep in zip(text, wanted, strict=True) if keep)


@pytest.mark.parametrize(
    ("spoken", "meant"),
    [
        ("呃我想问一下啊", "我想问一下"),
        ("幺三六呃零幺五零嗯六九零八", "幺三六零幺五零六九零八"),
        ("我我我要投诉", "我要投诉"),
        ("我们我们小区停水", "我们小区停水"),
        ("电话是那个零五一九", "电话是零五一九"),
        ("就是说水停了", "水停了"),
    ],
)
def test_what_carries_nothing_is_masked(spoken: str, meant: str) -> None:
    assert cleaned(spoken) == meant


@pytest.mark.parametrize(
    "words", ["余额不对", "额度太低", "天天人人一一", "那个小区的路灯", "这个月的工资", "哈尔滨路"]
)
def test_words_that_look_like_fillers_stay(words: str) -> None:
    assert cleaned(words) == words


def test_a_site_adds_its_own_fillers() -> None:
    assert cleaned("你晓得伐水停了", "你晓得伐") == "水停了"
