"""Decoding graphs: lexicon -> HCLr.fst with look-ahead, language model -> Gr.fst, and the word numbers both share."""

import math
from dataclasses import dataclass

from asr.graphs.language_model import END, START, BackOffModel, History
from asr.graphs.lexicon import Lexicon, Pronunciation
from asr.graphs.openfst import ACCEPTOR, I_LABEL_SORTED, Arc, Graph, Interval, const_fst, lookahead_fst
from asr.graphs.phones import SILENCE_PHONE, SPOKEN_NOISE, Position, forward_id, loop_id, phone, phone_count
from asr.graphs.vocabulary import UNKNOWN_WORD

_SILENCE_COST, _NO_SILENCE_COST = -math.log(0.3), -math.log(0.7)
_UNKNOWN_COST, _UNKNOWN_UNIT_COST = 4.0, 4.0  # lower swallows known words, higher invents words for unknown ones


_Ending = tuple[tuple[int, ...], int]  # phones to come, and the word not yet put out (0: it was)
_WORD_OVER: frozenset[_Ending] = frozenset({((), 0)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Graphs:
    """Files of the graph folder; `words` in the order of their numbers, from 1."""

    hclr: bytes
    gr: bytes
    words: list[str]
    disambiguation: list[int]


class LexiconGraph:
    """Builds L, deterministic from the start: phones in, words out, symbols that keep homophones apart.

    A word comes out on the first arc after which no other word is possible; what follows is shared by all words that
    end alike. Silence may stand between words.
    """

    def __init__(self, units: tuple[str, ...]) -> None:
        self._units = {name: index for index, name in enumerate(units)}
        self._next_symbol = phone_count(len(units)) + 1
        self._homophones: list[int] = []
        self._states: dict[frozenset[_Ending], int] = {}
        self.symbols: list[int] = []
        self.graph = Graph()
        self._root, self._silent, self._heard = (self.graph.add_state() for _ in range(3))
        self.graph.final = {self._root: _NO_SILENCE_COST, self._heard: 0.0}
        self._states[_WORD_OVER] = self._root
        self._arc(self._root, Arc(SILENCE_PHONE, 0, _SILENCE_COST, self._silent))
        self._arc(self._silent, Arc(self._symbol(), 0, 0.0, self._heard))

    def _symbol(self) -> int:
        self.symbols.append(self._next_symbol)
        self._next_symbol += 1
        return self.symbols[-1]

    def _arc(self, state: int, arc: Arc) -> None:
        self.graph.arcs[state].append(arc)

    def _begin(self, arc: Arc) -> None:
        """Add an arc that starts a word: right after another, or after a silence."""
        self._arc(self._heard, arc)
        self._arc(self._root, Arc(arc.input, arc.output, arc.cost + _NO_SILENCE_COST, arc.target))

    def _phones(self, pronunciation: Pronunciation) -> tuple[int, ...]:
        units = [self._units[name] for name in pronunciation]
        if len(units) == 1:
            return (phone(units[0], Position.SINGLETON),)
        inside = [phone(unit, Position.INTERNAL) for unit in units[1:-1]]
        return (phone(units[0], Position.BEGIN), *inside, phone(units[-1], Position.END))

    def add_words(self, lexicon: Lexicon, numbers: dict[str, int]) -> None:
        """Add every reading of every word; words that sound alike end on symbols of their own."""
        alike: dict[tuple[int, ...], list[int]] = {}
        for word, number in numbers.items():
            for pronunciation in lexicon[word]:
                alike.setdefault(self._phones(pronunciation), []).append(number)
        endings: set[_Ending] = set()
        for phones, words in alike.items():
            while len(self._homophones) < len(words) > 1:
                self._homophones.append(self._symbol())
            tails = [(symbol,) for symbol in self._homophones] if len(words) > 1 else [()]
            endings |= {((*phones, *tail), word) for word, tail in zip(words, tails, strict=False)}
        for arc in self._branches(frozenset(endings)):
            self._begin(arc)

    def _branches(self, endings: frozenset[_Ending]) -> list[Arc]:
        groups: dict[int, set[_Ending]] = {}
        for rest, word in sorted(endings):
            groups.setdefault(rest[0], set()).add((rest[1:], word))
        arcs = []
        for label, group in groups.items():
            words = {word for _, word in group}
            known = words.pop() if len(words) == 1 else 0
            following = frozenset((rest, 0 if known else word) for rest, word in group)
            arcs.append(Arc(label, known, 0.0, self._state(following)))
        return arcs

    def _state(self, endings: frozenset[_Ending]) -> int:
        if endings not in self._states:
            self._states[endings] = self.graph.add_state()
            self.graph.arcs[self._states[endings]] = self._branches(endings)
        return self._states[endings]

    def add_unknown(self, word: int) -> None:
        """Add the word that is any run of units, or foreign speech."""
        entry, inside = self.graph.add_state(), self.graph.add_state()
        self._begin(Arc(self._symbol(), word, _UNKNOWN_COST, entry))
        for name, unit in self._units.items():
            if name == SPOKEN_NOISE:
                self._arc(entry, Arc(phone(unit, Position.SINGLETON), 0, 0.0, self._root))
            elif unit:
                self._arc(entry, Arc(phone(unit, Position.BEGIN), 0, _UNKNOWN_UNIT_COST, inside))
                self._arc(inside, Arc(phone(unit, Position.INTERNAL), 0, _UNKNOWN_UNIT_COST, inside))
                self._arc(inside, Arc(phone(unit, Position.END), 0, _UNKNOWN_UNIT_COST, self._root))


def labels_ahead(graph: Graph, final_label: int) -> list[int]:
    """Give per state, as a bit set, the output labels that can come next along arcs without output."""
    ahead = [(1 << final_label) if state in graph.final else 0 for state in range(len(graph.arcs))]
    changed = True
    while changed:
        changed = False
        for state in reversed(range(len(graph.arcs))):
            found = ahead[state]
            for arc in graph.arcs[state]:
                found |= (1 << arc.output) if arc.output else ahead[arc.target]
            changed |= found != ahead[state]
            ahead[state] = found
    return ahead


def label_order(graph: Graph) -> list[int]:
    """List output labels depth first, so that what lies ahead of a state gets neighbouring numbers."""
    order: dict[int, None] = {}
    seen: set[int] = set()
    entries = [graph.start, *sorted({arc.target for leaving in graph.arcs for arc in leaving if arc.output})]
    for entry in entries:
        stack = [entry]
        while stack:
            state = stack.pop()
            if state in seen:
                continue
            seen.add(state)
            ranked = sorted(graph.arcs[state], key=lambda arc: arc.input)
            order.update((arc.output, None) for arc in ranked if arc.output)
            stack.extend(arc.target for arc in reversed(ranked) if not arc.output)
    return list(order)


def intervals(labels: int) -> list[Interval]:
    """Turn a bit set of labels into disjoint rising intervals."""
    found: list[Interval] = []
    at = 0
    while labels >> at:
        if labels >> at & 1:
            begin = at
            while labels >> at & 1:
                at += 1
            found.append((begin, at))
        at += 1
    return found


def expanded(graph: Graph, ahead: list[int], phones: int) -> tuple[Graph, list[int]]:
    """Replace phones by transition ids: forward id first, then the self-loop on the state reached.

    Disambiguation symbols become ids above 2 * phones. Returns the graph, arcs sorted by output label, and `ahead`
    for its states.
    """
    made = Graph()
    numbers: dict[tuple[int, int], int] = {}
    work: list[tuple[int, int]] = []

    def number(state: int, entered_by: int) -> int:
        key = (state, entered_by)
        if key not in numbers:
            numbers[key] = made.add_state()
            work.append(key)
        return numbers[key]

    made.start = number(graph.start, 0)
    while work:
        state, entered_by = key = work.pop()
        leaving = [Arc(loop_id(entered_by), 0, 0.0, numbers[key])] if entered_by else []
        for arc in graph.arcs[state]:
            heard = arc.input if 0 < arc.input <= phones else 0
            label = forward_id(heard) if heard else (arc.input + phones if arc.input else 0)
            leaving.append(Arc(label, arc.output, arc.cost, number(arc.target, heard)))
        made.arcs[numbers[key]] = sorted(leaving, key=lambda arc: (arc.output, arc.input))
        if state in graph.final:
            made.final[numbers[key]] = graph.final[state]
    return made, [ahead[state] for state, _ in numbers]


def _relabelled(graph: Graph, order: list[int]) -> Graph:
    new = {old: index for index, old in enumerate(order, start=1)} | {0: 0}
    arcs = [[Arc(arc.input, new[arc.output], arc.cost, arc.target) for arc in leaving] for leaving in graph.arcs]
    return Graph(start=graph.start, arcs=arcs, final=dict(graph.final))


def grammar(model: BackOffModel, words: list[str]) -> Graph:
    """Turn the language model into an acceptor over word numbers, back-off by empty arcs, sorted."""
    numbers = {word: index for index, word in enumerate(words, start=1)}
    graph = Graph()
    states = {history: graph.add_state() for history in model.kept}

    def after(history: History) -> int:
        while history not in states:
            history = history[1:]
        return states[history]

    for history, kept in model.kept.items():
        state = states[history]
        if history:
            graph.arcs[state].append(Arc(0, 0, -math.log(model.back_off[history]), after(history[1:])))
        for word, chance in kept.items():
            if word == END:
                graph.final[state] = -math.log(chance)
            else:
                number = numbers[word]
                graph.arcs[state].append(Arc(number, number, -math.log(chance), after((*history, word)[-2:])))
        graph.arcs[state].sort(key=lambda arc: arc.input)
    graph.start = states[(START,)]
    return graph


def build_graphs(lexicon: Lexicon, units: tuple[str, ...], model: BackOffModel) -> Graphs:
    """Build both graphs over one numbering of the words."""
    words = [*sorted(lexicon), UNKNOWN_WORD]
    builder = LexiconGraph(units)
    builder.add_words(lexicon, {word: number for number, word in enumerate(words[:-1], start=1)})
    builder.add_unknown(len(words))
    order = label_order(builder.graph)
    numbered = [words[old - 1] for old in order]
    phones, final_label = phone_count(len(units)), len(numbered) + 1
    graph = _relabelled(builder.graph, order)
    graph, ahead = expanded(graph, labels_ahead(graph, final_label), phones)
    hclr = lookahead_fst(graph, [intervals(labels) for labels in ahead], final_label)
    gr = const_fst(grammar(model, numbered), ACCEPTOR | I_LABEL_SORTED)
    return Graphs(hclr=hclr, gr=gr, words=numbered, disambiguation=[symbol + phones for symbol in builder.symbols])
