"""The language model is a distribution after every history, whatever its floors, and leaves every word a chance."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.graphs.language_model import END, START, Floors, count_ngrams, estimate

WORDS = ["停水", "停电", "阳光小区", "人民路", "请", "尽快", "处理", "一", "二"]
UNKNOWN = "[unk]"
SENTENCES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), min_size=1, max_size=30)


@given(sentences=SENTENCES, least=st.integers(1, 3))
def test_probabilities_after_any_history_sum_to_one(sentences: list[list[str]], least: int) -> None:
    model = estimate(count_ngrams(sentences), WORDS, UNKNOWN, Floors(least_count=least))
    for history in model.kept:
        total = sum(model.probability(word, history) for word in [*WORDS, UNKNOWN, END])
        assert total == pytest.approx(1, abs=1e-9)


@given(sentences=SENTENCES)
def test_no_word_is_impossible_anywhere(sentences: list[list[str]]) -> None:
    model = estimate(count_ngrams(sentences), WORDS, UNKNOWN, Floors())
    chance = random.Random(1)  # noqa: S311
    for _ in range(20):
        history = tuple(chance.choices(WORDS, k=2))
        assert all(model.probability(word, history) > 0 for word in [*WORDS, UNKNOWN, END])


def test_a_history_keeps_at_least_its_escape_share_for_shorter_ones() -> None:
    model = estimate(count_ngrams([["停水", "停电"]] * 500), WORDS, UNKNOWN, Floors(escape=0.1))
    assert min(model.back_off.values()) >= 0.1


def test_what_was_seen_often_is_likelier_than_what_was_not() -> None:
    model = estimate(count_ngrams([["请", "尽快", "处理"]] * 5), WORDS, UNKNOWN, Floors())
    assert model.probability("处理", ("请", "尽快")) > 0.5 > model.probability("停水", ("请", "尽快"))


def test_counts_start_and_end_each_sentence() -> None:
    counts = count_ngrams([["请"], ["请", "处理"]])
    assert counts[(START,)]["请"] == 2
    assert counts[("请",)][END] == 1
    assert counts[("请", "处理")][END] == 1
