"""Teaching texts in whole calls: nothing of the text lost, the same for the same seed, no blank left open."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.learning.base import ASIDES
from callcenter.learning.surroundings import TURN, asides, misheard, surrounded
from callcenter.learning.training import Example

SAID = asides(Path(__file__).parents[2] / "data/drafting/kinds" / ASIDES)
WORDS = st.lists(st.text("路灯坏了没人修请问怎么办", min_size=1, max_size=12), min_size=1, max_size=4)
EXAMPLES = st.lists(WORDS.map(lambda turns: Example(text=TURN.join(turns), label="求助")), min_size=1, max_size=5)


@given(EXAMPLES, st.integers(0, 1000))
def test_a_text_in_a_call_keeps_every_turn_in_order(examples: list[Example], seed: int) -> None:
    for one, call in zip(examples, surrounded(examples, SAID, seed), strict=True):
        at = 0
        for turn in one.text.split(TURN):
            at = call.text.index(turn, at) + len(turn)
        assert call.label == one.label


@given(EXAMPLES, st.integers(0, 1000))
def test_the_same_seed_makes_the_same_calls(examples: list[Example], seed: int) -> None:
    assert surrounded(examples, SAID, seed) == surrounded(examples, SAID, seed)
    assert misheard(examples, seed) == misheard(examples, seed)


@given(EXAMPLES, st.integers(0, 1000))
def test_no_blank_is_left_open(examples: list[Example], seed: int) -> None:
    assert not any("{" in call.text for call in surrounded(examples, SAID, seed))


@given(EXAMPLES, st.integers(0, 1000))
def test_mishearing_keeps_the_turns_apart(examples: list[Example], seed: int) -> None:
    for one, call in zip(examples, misheard(examples, seed, rate=0.5), strict=True):
        assert call.text.count(TURN) == one.text.count(TURN)


def test_without_errors_nothing_is_misheard() -> None:
    one = Example(text="路灯坏了,没人修", label="求助")
    assert misheard([one], 1, rate=0.0) == [one]


@pytest.mark.parametrize("line", ["opening 你好", "greeting\t你好", "opening\t"])
def test_a_line_of_another_form_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "asides.txt").write_text(f"# said\n{line}\n", "utf-8")
    with pytest.raises(ValueError, match=r"asides\.txt:2: expected one of opening, place"):
        asides(tmp_path / "asides.txt")


def test_a_part_of_the_call_without_words_is_named(tmp_path: Path) -> None:
    (tmp_path / "asides.txt").write_text("opening\t你好\n", "utf-8")
    with pytest.raises(ValueError, match="found none of place, name, number, ending, where"):
        asides(tmp_path / "asides.txt")
