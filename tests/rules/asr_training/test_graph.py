"""The look-ahead graph: what can come next from each state is known, and phones become transition ids in order."""

import math

from asr.graphs.graph import LexiconGraph, build_graphs, expanded, grammar, intervals, label_order, labels_ahead
from asr.graphs.language_model import Floors, count_ngrams, estimate
from asr.graphs.openfst import Arc, Graph
from asr.graphs.phones import SILENCE_PHONE, Position, forward_id, loop_id, phone, phone_count

UNITS = ("SIL", "SPN", "p", "t", "a", "an")
LEXICON = {"八": [("p", "a")], "班": [("p", "an")], "大": [("t", "a")], "打": [("t", "a")]}


def prefix_tree() -> Graph:
    """Two words that share their first phone: 1 then 2 gives word 5, 1 then 3 gives word 9."""
    arcs = [[Arc(1, 0, 0.0, 1)], [Arc(2, 5, 0.0, 2), Arc(3, 9, 0.0, 2)], []]
    return Graph(arcs=arcs, final={2: 0.0})


def test_labels_ahead_are_those_before_the_next_output() -> None:
    ahead = labels_ahead(prefix_tree(), final_label=20)
    assert [intervals(labels) for labels in ahead] == [[(5, 6), (9, 10)], [(5, 6), (9, 10)], [(20, 21)]]


def test_renumbering_puts_what_lies_ahead_side_by_side() -> None:
    assert label_order(prefix_tree()) == [5, 9]


def test_intervals_are_disjoint_and_rising() -> None:
    assert intervals(0b1110_0110) == [(1, 3), (5, 8)]
    assert intervals(0) == []


def test_a_phone_is_entered_by_its_forward_id_and_stayed_in_by_its_loop() -> None:
    graph, _ = expanded(prefix_tree(), [0, 0, 0], phones=3)
    first = graph.arcs[graph.start]
    assert [arc.input for arc in first] == [forward_id(1)]
    inside = graph.arcs[first[0].target]
    assert Arc(loop_id(1), 0, 0.0, first[0].target) in inside


def test_arcs_are_sorted_by_output_label() -> None:
    graph, _ = expanded(prefix_tree(), [0, 0, 0], phones=3)
    for leaving in graph.arcs:
        assert [arc.output for arc in leaving] == sorted(arc.output for arc in leaving)


def words_of(graph: Graph, labels: list[int]) -> list[int]:
    """Follow input labels from the start and give the words that come out."""
    state, out = graph.start, []
    for label in labels:
        (arc,) = [arc for arc in graph.arcs[state] if arc.input == label]
        out += [arc.output] if arc.output else []
        state = arc.target
    assert state in graph.final
    return out


def test_every_reading_gives_its_word_and_only_one_way_leads_on() -> None:
    lexicon = {**LEXICON, "八大": [("p", "a", "t", "a")], "板": [("p", "an"), ("p", "a", "p")]}
    builder = LexiconGraph(UNITS)
    numbers = {word: number for number, word in enumerate(lexicon, start=1)}
    builder.add_words(lexicon, numbers)
    graph = builder.graph
    for leaving in graph.arcs:
        assert len({arc.input for arc in leaving}) == len(leaving)
    p, t, a = (UNITS.index(name) for name in "pta")
    begin, inside, end = Position.BEGIN, Position.INTERNAL, Position.END
    assert words_of(graph, [phone(p, begin), phone(a, end)]) == [numbers["八"]]
    long = [phone(p, begin), phone(a, inside), phone(t, inside), phone(a, end)]
    assert words_of(graph, long) == [numbers["八大"]]
    assert words_of(graph, [phone(p, begin), phone(a, inside), phone(p, end)]) == [numbers["板"]]
    assert words_of(graph, [*long, SILENCE_PHONE, builder.symbols[0], *long]) == [numbers["八大"]] * 2


def test_words_that_end_alike_share_their_states() -> None:
    builder = LexiconGraph(UNITS)
    builder.add_words({"甲": [("p", "a", "t", "an")], "乙": [("t", "a", "t", "an")]}, {"甲": 1, "乙": 2})
    assert len(builder.graph.arcs) == 3 + 3  # root, silence, after silence; a t an, t an, an


def test_a_grammar_leaves_each_history_by_words_in_order_with_the_way_back_first() -> None:
    model = estimate(count_ngrams([["八", "大"]] * 4), ["八", "班", "大"], "[unk]", Floors(least_count=1))
    graph = grammar(model, ["大", "八", "班", "[unk]"])
    for leaving in graph.arcs:
        assert [arc.input for arc in leaving] == sorted({arc.input for arc in leaving})
    assert all(math.isfinite(arc.cost) for leaving in graph.arcs for arc in leaving)


def test_homophones_each_keep_their_own_word() -> None:
    model = estimate(count_ngrams([["大"], ["打"], ["八"], ["班"]]), sorted(LEXICON), "[unk]", Floors(least_count=1))
    graphs = build_graphs(LEXICON, UNITS, model)
    assert sorted(graphs.words) == sorted([*LEXICON, "[unk]"])
    assert min(graphs.disambiguation) > 2 * phone_count(len(UNITS))
