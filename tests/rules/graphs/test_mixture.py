"""A mixture of grammars: as much of the domain as was asked for, chances that add up, nothing else changed."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asr.graphs.fst_file import FstArcs, read_fst
from asr.graphs.language_model import START
from asr.graphs.mixture import Grammar, Mixer, domain_model

FOLDER = Path(__file__).parents[2] / "data" / "graphs"
WORDS = {
    line.split()[0]: int(line.split()[1]) for line in (FOLDER / "small.words.txt").read_text("utf-8").splitlines()[1:]
}
SPOKEN = sorted(set(WORDS) - {"[unk]"})
SENTENCES = st.lists(st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=5), min_size=1, max_size=8)


def base(name: str = "small.const.fst") -> Grammar:
    return Grammar(read_fst(FOLDER / name), WORDS)


def walk(grammar: Grammar, history: tuple[str, ...]) -> int:
    state = grammar.fst.start if history[:1] == (START,) else grammar.root
    for word in history:
        state = state if word == START else grammar.after(state, WORDS[word])
    return state


def chance(grammar: Grammar, history: tuple[str, ...], word: str) -> float:
    return float(grammar.chances(np.array([walk(grammar, history)]), np.array([WORDS[word]]))[0])


def sums(fst: FstArcs) -> np.ndarray:
    grammar = Grammar(fst, WORDS)
    labels = np.arange(1, grammar.end + 1)
    states = range(len(fst.final))
    return np.array([grammar.chances(np.full(len(labels), state), labels).sum() for state in states])


@settings(max_examples=40)
@given(SENTENCES, st.floats(0.05, 0.95))
def test_after_every_context_the_chances_add_up_to_one(sentences: list[list[str]], share: float) -> None:
    mixed = Mixer(base(), domain_model(sentences * 2), share).mix()
    assert sums(mixed.fst) == pytest.approx(1.0, abs=1e-4)


@settings(max_examples=40)
@given(SENTENCES, st.floats(0.05, 0.95))
def test_a_word_the_domain_knows_after_a_context_has_its_share_there(sentences: list[list[str]], share: float) -> None:
    domain, old = domain_model(sentences * 2), base()
    new = Grammar(Mixer(base(), domain, share).mix().fst, WORDS)
    for history, after in domain.kept.items():
        for word in after:
            if word in WORDS:
                wanted = (1 - share) * chance(old, history, word) + share * domain.probability(word, history)
                assert chance(new, history, word) == pytest.approx(wanted, rel=1e-3)


def test_each_type_of_file_gives_the_same_mixture() -> None:
    sentences = [["阳光小区", "路灯", "坏了"], ["人民路", "停水"]] * 3
    found = []
    for name in ("small.const.fst", "small.ngram.fst"):
        new = Grammar(Mixer(base(name), domain_model(sentences), 0.3).mix().fst, WORDS)
        contexts: list[tuple[str, ...]] = [(), (START,), ("阳光小区",), ("阳光小区", "路灯"), ("的",)]
        found.append([chance(new, history, word) for history in contexts for word in SPOKEN])
    assert found[0] == pytest.approx(found[1], rel=1e-4)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share: expected above 0 and below 1"):
        Mixer(base(), domain_model([["停水"]]), share)
