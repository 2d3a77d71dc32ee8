"""A back-off 3-gram by absolute discounting, with floors that leave every word a chance anywhere (pure)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

START, END = "<s>", "</s>"
History = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Floors:
    """How far the model trusts its sentences.

    `discount` is taken from each count; `escape` is the least share any history gives to shorter ones; `uniform` is
    the share of the unigram spread evenly over all words; `unknown` is the share of the unknown word; `least_count`
    keeps 3-grams seen that often.
    """

    discount: float = 0.8
    escape: float = 0.12
    uniform: float = 0.25
    unknown: float = 0.02
    least_count: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOffModel:
    """Per history: the probability of each word kept there, and the weight of the shorter history for all others.

    A word that is kept has the shorter history's share of it mixed in; one that is not has the back-off weight times
    the shorter history's share.
    """

    kept: dict[History, dict[str, float]]
    back_off: dict[History, float]

    def probability(self, word: str, history: History) -> float:
        """Give the probability of a word after a history of at most two words."""
        while history not in self.kept:
            history = history[1:]
        found = self.kept[history].get(word)
        if found is not None or not history:
            return found or 0.0
        return self.back_off[history] * self.probability(word, history[1:])


def count_ngrams(sentences: Iterable[Sequence[str]]) -> dict[History, Counter[str]]:
    """Count words after histories of two, one and no words."""
    counts: dict[History, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        padded = [START, *sentence, END]
        for index in range(1, len(padded)):
            for length in range(min(3, index + 1)):
                counts[tuple(padded[index - length : index])][padded[index]] += 1
    return counts


def _unigram(counts: Counter[str], words: Sequence[str], unknown_word: str, floors: Floors) -> dict[str, float]:
    total = sum(counts.values())
    places = len(words) + 1  # and the end of the sentence
    share = 1 - floors.unknown
    even = share * floors.uniform / places
    found = {word: even + share * (1 - floors.uniform) * counts[word] / total for word in (*words, END)}
    return {**found, unknown_word: floors.unknown}


def estimate(
    counts: dict[History, Counter[str]], words: Sequence[str], unknown_word: str, floors: Floors
) -> BackOffModel:
    """Build the model; 3-grams under `least_count` fall to the 2-gram.

    Args:
        counts: of `count_ngrams`; every word in them must be in `words`.
        words: the vocabulary without the unknown word.
        unknown_word: gets a fixed share and no counts.
        floors: see there.
    """
    kept: dict[History, dict[str, float]] = {(): _unigram(counts[()], words, unknown_word, floors)}
    back_off: dict[History, float] = {}
    for history in sorted(counts, key=lambda found: (len(found), found)):
        least = floors.least_count if len(history) == 2 else 1
        chosen = {word: count for word, count in counts[history].items() if count >= least}
        if not history or not chosen:
            continue
        total = sum(counts[history].values())
        share = {word: (1 - floors.escape) * (count - floors.discount) / total for word, count in chosen.items()}
        weight = 1 - sum(share.values())
        lower = BackOffModel(kept=kept, back_off=back_off)
        kept[history] = {word: part + weight * lower.probability(word, history[1:]) for word, part in share.items()}
        back_off[history] = weight
    return BackOffModel(kept=kept, back_off=back_off)
