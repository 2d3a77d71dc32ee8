"""Mixes a domain's sentences into a model's grammar: both may say the next word, the domain with a given share.

A mixture, not a replacement. Where the domain has something to say after a context, each word's chance is
(1 - share) * the model's + share * the domain's; elsewhere the model's own chances stay. Back-off weights are worked
out anew, so that the chances after every context still add up to one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from asr.graphs.fst_file import FstArcs
from asr.graphs.fst_header import FstError
from asr.graphs.language_model import END, START, BackOffModel, Floors, History, count_ngrams, estimate

_LEAST = 1e-9
_DOMAIN = Floors(discount=0.7, escape=0.1, uniform=0.0, unknown=0.0, least_count=2)
_NOWHERE = ""  # the domain has no unknown word


def domain_model(sentences: Sequence[Sequence[str]]) -> BackOffModel:
    """Count a domain's sentences into a 3-gram that knows nothing but them."""
    counts = count_ngrams(sentences)
    words = [word for word in counts.get((), {}) if word != END]
    made = estimate(counts, words, _NOWHERE, _DOMAIN)
    kept = {
        history: {word: chance for word, chance in after.items() if chance > 0} for history, after in made.kept.items()
    }
    return BackOffModel(kept=kept, back_off=made.back_off)


class Grammar:
    """Owns a model's grammar as tables: words after each state, back-off, and where each word leads.

    The end of a sentence counts as one more word, numbered after all others.
    """

    def __init__(self, fst: FstArcs, words: Mapping[str, int]) -> None:
        """Take a grammar and the numbers of its words; raises FstError when it does not back off as one does."""
        self.fst = fst
        self.words = dict(words)
        self.end = int(max(int(fst.labels.max(initial=0)), *words.values())) + 1
        states = len(fst.final)
        owners = np.repeat(np.arange(states), np.diff(fst.first))
        empty = fst.labels == 0
        self.shorter = np.full(states, -1, np.int64)
        self.weight = np.zeros(states)
        self.shorter[owners[empty]] = fst.targets[empty]
        self.weight[owners[empty]] = np.exp(-fst.costs[empty].astype(np.float64))
        self.root = self._root(np.bincount(owners[empty], minlength=states))
        self.depth = self._depths()
        ends = np.flatnonzero(np.isfinite(fst.final))
        self.owner = np.concatenate([owners[~empty], ends])
        self.label = np.concatenate([fst.labels[~empty].astype(np.int64), np.full(len(ends), self.end)])
        self.chance = np.exp(-np.concatenate([fst.costs[~empty], fst.final[ends]]).astype(np.float64))
        self.target = np.concatenate([fst.targets[~empty].astype(np.int64), np.full(len(ends), -1)])
        self.index()

    def _root(self, back_offs: NDArray[np.int64]) -> int:
        roots = np.flatnonzero(self.shorter < 0)
        if len(roots) != 1 or back_offs.max(initial=0) > 1:
            raise FstError(f"expected a grammar with one back-off a context and one without, found {len(roots)}")
        return int(roots[0])

    def _depths(self) -> NDArray[np.int64]:
        depth = np.zeros(len(self.shorter), np.int64)
        at = self.shorter.copy()
        for _ in range(16):  # no grammar remembers more words
            above = at >= 0
            if not above.any():
                return depth
            depth[above] += 1
            at[above] = self.shorter[at[above]]
        raise FstError("expected a grammar that backs off to an end, found a circle")

    def index(self) -> None:
        """Sort the tables, after they were changed."""
        order = np.lexsort((self.label, self.owner))
        self.owner, self.label = self.owner[order], self.label[order]
        self.chance, self.target = self.chance[order], self.target[order]
        self.keys = self.owner * (self.end + 1) + self.label

    def add_states(self, shorter: Sequence[int]) -> None:
        """Add states that back off to these, shorter contexts first."""
        self.shorter = np.append(self.shorter, np.array(shorter, np.int64))
        self.weight = np.append(self.weight, np.zeros(len(shorter)))
        depths = self.depth.tolist()
        for one in shorter:  # which may be one of these
            depths.append(depths[one] + 1)
        self.depth = np.array(depths, np.int64)

    def find(self, states: NDArray[np.int64], labels: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the place of each word after each state, -1 where it is not kept there."""
        keys = states * (self.end + 1) + labels
        place = np.searchsorted(self.keys, keys)
        there = np.minimum(place, len(self.keys) - 1)
        return np.where(self.keys[there] == keys, there, -1)

    def chances(self, states: NDArray[np.int64], labels: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give the chance of each word after each state, backing off."""
        found = np.zeros(len(states))
        scale = np.ones(len(states))
        at, left = states.copy(), np.arange(len(states))
        while len(left):
            place = self.find(at[left], labels[left])
            hit = place >= 0
            found[left[hit]] = scale[left[hit]] * self.chance[place[hit]]
            left = left[~hit]
            left = left[self.shorter[at[left]] >= 0]
            scale[left] *= self.weight[at[left]]
            at[left] = self.shorter[at[left]]
        return found

    def after(self, state: int, label: int) -> int:
        """Give the state a word leads to, backing off; the root where it is known nowhere."""
        while True:
            place = int(self.find(np.array([state]), np.array([label]))[0])
            if place >= 0:
                return int(self.target[place])
            if state == self.root:
                return self.root
            state = int(self.shorter[state])


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixed:
    """A mixed grammar and how much of the domain is in it."""

    fst: FstArcs
    contexts: int  # in which the domain had something to say
    new_contexts: int


class Mixer:
    """Owns one mixing: a grammar, a domain, and the states of the domain's contexts."""

    def __init__(self, grammar: Grammar, domain: BackOffModel, share: float) -> None:
        """Prepare; `share` is the domain's, above 0 and below 1; its words are all of the grammar's."""
        if not 0 < share < 1:
            raise ValueError(f"share: expected above 0 and below 1, found {share}")
        self._grammar, self._domain, self._share = grammar, domain, share
        self._state: dict[History, int] = {(): grammar.root, (START,): grammar.fst.start}
        self._new: list[History] = []
        self._word = {number: word for word, number in grammar.words.items()} | {grammar.end: END}

    def mix(self) -> Mixed:
        """Mix, and give the grammar as an acceptor."""
        contexts = sorted(self._domain.kept, key=lambda one: (len(one), one))
        tables = self._tables(contexts)
        self._place(contexts)
        self._retarget()
        self._replace(tables)
        self._weigh()
        return Mixed(fst=self._as_fst(), contexts=len(contexts), new_contexts=len(self._new))

    def _label(self, word: str) -> int:
        return self._grammar.end if word == END else self._grammar.words[word]

    def _walk(self, history: History) -> int:
        """Give the old state of the longest known end of a history."""
        state = self._grammar.fst.start if history[:1] == (START,) else self._grammar.root
        for word in history:
            state = state if word == START else self._grammar.after(state, self._label(word))
        return state

    def _tables(self, contexts: Sequence[History]) -> dict[History, dict[int, float]]:
        """Work out the mixed chances of every word kept after a context, by the model as it was."""
        grammar, tables = self._grammar, dict[History, dict[int, float]]()
        bounds = np.searchsorted(grammar.owner, np.arange(len(grammar.shorter) + 1))
        for history in contexts:
            old = self._walk(history)
            own = self._exact(history, old)
            labels = {self._label(word): word for word in self._domain.kept[history]}
            known = grammar.label[bounds[old] : bounds[old + 1]].tolist() if own else []
            every = np.array(sorted({*known, *labels}), np.int64)
            by_model = grammar.chances(np.full(len(every), old), every)
            words = {**self._names(every), **labels}
            tables[history] = {
                int(label): (1 - self._share) * chance + self._share * self._said(words.get(int(label)), history)
                for label, chance in zip(every, by_model, strict=True)
            }
        return tables

    def _names(self, labels: NDArray[np.int64]) -> dict[int, str]:
        return {int(label): self._word[int(label)] for label in labels if int(label) in self._word}

    def _said(self, word: str | None, history: History) -> float:
        return self._domain.probability(word, history) if word is not None else 0.0

    def _exact(self, history: History, old: int) -> bool:
        """Tell whether the old state stands for this very history and no shorter one."""
        return int(self._grammar.depth[old]) == len(history)

    def _place(self, contexts: Sequence[History]) -> None:
        """Give each context of the domain its state, new ones after the old."""
        shorter: list[int] = []
        count = len(self._grammar.shorter)
        for history in contexts:
            if history in self._state:
                continue
            old = self._walk(history)
            if self._exact(history, old):
                self._state[history] = old
            else:
                self._state[history] = count + len(shorter)
                self._new.append(history)
                shorter.append(self._longest(history[1:]))
        self._grammar.add_states(shorter)

    def _longest(self, history: History) -> int:
        """Give the state of the longest end of a history, new states included."""
        best = self._walk(history) if history else self._grammar.root
        for skipped in range(len(history) + 1):
            known = self._state.get(history[skipped:])
            if known is not None:
                return known if len(history) - skipped >= int(self._grammar.depth[best]) else best
        return best

    def _retarget(self) -> None:
        """Let old words lead into new contexts: after u, v now leads to (u, v) where that is longer than before."""
        grammar = self._grammar
        last = np.full(len(grammar.shorter), -1, np.int64)
        inner = grammar.target >= 0
        last[grammar.target[inner]] = grammar.label[inner]
        last[grammar.root] = -1
        last[grammar.fst.start] = -2
        pairs: dict[tuple[int, int], int] = {}
        for history in self._new:
            first = -2 if history[0] == START else self._label(history[0])
            if len(history) == 1:
                hit = (grammar.label == self._label(history[0])) & inner & (grammar.target == grammar.root)
                grammar.target[hit] = self._state[history]
            else:
                pairs[first, self._label(history[1])] = self._state[history]
        size = grammar.end + 3
        wanted = (last[grammar.owner] + 2) * size + grammar.label
        keys = np.array([(first + 2) * size + second for first, second in pairs], np.int64)
        if not len(keys):
            return
        order = np.argsort(keys)
        states = np.array(list(pairs.values()), np.int64)[order]
        place = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
        hit = (keys[order][place] == wanted) & inner & (grammar.depth[np.maximum(grammar.target, 0)] < 2)
        grammar.target[hit] = states[place[hit]]

    def _replace(self, tables: Mapping[History, Mapping[int, float]]) -> None:
        """Put the mixed tables in the place of the old ones."""
        grammar = self._grammar
        changed = np.zeros(len(grammar.shorter), bool)
        changed[[self._state[history] for history in tables]] = True
        kept = ~changed[grammar.owner]
        rows = list(self._rows(tables))
        owner, label, chance, target = (np.array(column) for column in zip(*rows, strict=True))
        grammar.owner = np.concatenate([grammar.owner[kept], owner.astype(np.int64)])
        grammar.label = np.concatenate([grammar.label[kept], label.astype(np.int64)])
        grammar.chance = np.concatenate([grammar.chance[kept], chance.astype(np.float64)])
        grammar.target = np.concatenate([grammar.target[kept], target.astype(np.int64)])
        grammar.index()

    def _rows(self, tables: Mapping[History, Mapping[int, float]]) -> Iterator[tuple[int, int, float, int]]:
        for history, table in tables.items():
            names = self._names(np.array(list(table), np.int64))
            for label, chance in table.items():
                leads = -1 if label == self._grammar.end else self._leads(history, label, names.get(label))
                yield self._state[history], label, chance, leads

    def _leads(self, history: History, label: int, word: str | None) -> int:
        if word is None:
            return self._grammar.after(self._walk(history), label)
        return self._longest((*history, word)[-2:] if len(history) else (word,))

    def _weigh(self) -> None:
        """Work out back-off weights anew, shorter contexts first."""
        grammar = self._grammar
        for depth in range(1, int(grammar.depth.max(initial=0)) + 1):
            chosen = grammar.depth[grammar.owner] == depth
            owner = grammar.owner[chosen]
            lower = grammar.chances(grammar.shorter[owner], grammar.label[chosen])
            size = len(grammar.shorter)
            kept = np.bincount(owner, grammar.chance[chosen], size)
            below = np.bincount(owner, lower, size)
            states = np.flatnonzero(grammar.depth == depth)
            weight = np.maximum(1 - kept[states], _LEAST) / np.maximum(1 - below[states], _LEAST)
            grammar.weight[states] = weight

    def _as_fst(self) -> FstArcs:
        grammar = self._grammar
        states = len(grammar.shorter)
        ends = grammar.label == grammar.end
        final = np.full(states, np.inf, np.float32)
        final[grammar.owner[ends]] = -np.log(np.maximum(grammar.chance[ends], _LEAST))
        longer = np.flatnonzero(grammar.shorter >= 0)
        owner = np.concatenate([longer, grammar.owner[~ends]])
        label = np.concatenate([np.zeros(len(longer), np.int64), grammar.label[~ends]])
        chance = np.concatenate([grammar.weight[longer], grammar.chance[~ends]])
        target = np.concatenate([grammar.shorter[longer], grammar.target[~ends]])
        order = np.lexsort((label, owner))
        return FstArcs(
            start=grammar.fst.start,
            first=np.searchsorted(owner[order], np.arange(states + 1)).astype(np.int64),
            labels=label[order].astype(np.int32),
            costs=(-np.log(np.maximum(chance[order], _LEAST))).astype(np.float32),
            targets=target[order].astype(np.int32),
            final=final,
            symbols=grammar.fst.symbols,
            symbol_flags=grammar.fst.symbol_flags,
        )
