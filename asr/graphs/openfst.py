"""Writes OpenFst's binary files: const FSTs and output-label look-ahead FSTs over the tropical semiring (pure)."""

import math
import struct
from dataclasses import dataclass, field

_MAGIC = 0x7EB2FDD6
_ADD_ON_MAGIC = 446681434
_CONST_VERSION = 2  # unaligned
_EXPANDED = 0x1
ACCEPTOR, I_LABEL_SORTED, O_LABEL_SORTED = 0x10000, 0x10000000, 0x40000000
Interval = tuple[int, int]  # begin, end exclusive


@dataclass(frozen=True, slots=True)
class Arc:
    """Input label, output label, cost, next state."""

    input: int
    output: int
    cost: float
    target: int


@dataclass(slots=True, kw_only=True)
class Graph:
    """States with arcs and final costs; owned by whoever builds it."""

    start: int = 0
    arcs: list[list[Arc]] = field(default_factory=list)
    final: dict[int, float] = field(default_factory=dict)

    def add_state(self) -> int:
        """Add a state and give its number."""
        self.arcs.append([])
        return len(self.arcs) - 1


def _text(text: str) -> bytes:
    return struct.pack("<i", len(text)) + text.encode("ascii")


def _header(kind: str, version: int, properties: int, sizes: tuple[int, int, int]) -> bytes:
    return (
        struct.pack("<i", _MAGIC)
        + _text(kind)
        + _text("standard")
        + struct.pack("<iiQqqq", version, 0, properties, *sizes)
    )


def const_fst(graph: Graph, properties: int) -> bytes:
    """Encode a graph; `properties` are those that its maker knows to hold, e.g. O_LABEL_SORTED."""
    states: list[bytes] = []
    arcs: list[bytes] = []
    position = 0
    for number, leaving in enumerate(graph.arcs):
        no_input = sum(arc.input == 0 for arc in leaving)
        no_output = sum(arc.output == 0 for arc in leaving)
        states.append(
            struct.pack("<fIIII", graph.final.get(number, math.inf), position, len(leaving), no_input, no_output)
        )
        arcs.extend(struct.pack("<iifi", arc.input, arc.output, arc.cost, arc.target) for arc in leaving)
        position += len(leaving)
    sizes = (graph.start, len(graph.arcs), position)
    return _header("const", _CONST_VERSION, properties | _EXPANDED, sizes) + b"".join(states) + b"".join(arcs)


def lookahead_fst(graph: Graph, reachable: list[list[Interval]], final_label: int) -> bytes:
    """Encode a graph sorted by output label with the labels that can come next from each state.

    Args:
        graph: sorted by output label.
        reachable: per state, the output labels ahead along arcs without output, as disjoint rising intervals.
        final_label: stands in the intervals for "may end here"; no word uses it.
    """
    properties = O_LABEL_SORTED | _EXPANDED
    head = _header("olabel_lookahead", 1, properties, (-1, 0, 0)) + struct.pack("<i", _ADD_ON_MAGIC)
    flags = bytes([1, 0, 1, 0, 0])  # add-on, no input data, output data, not over input labels, no relabelling table
    sets = []
    for intervals in reachable:
        flat = [bound for interval in intervals for bound in interval]
        points = sum(end - begin for begin, end in intervals)
        sets.append(struct.pack(f"<q{len(flat)}ii", len(intervals), *flat, points))
    return head + const_fst(graph, O_LABEL_SORTED) + flags + struct.pack("<iq", final_label, len(sets)) + b"".join(sets)
