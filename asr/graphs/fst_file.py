"""Reads language models as OpenFst files: const, vector and ngram FSTs over the tropical semiring, with their words."""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from asr.graphs.fst_header import (
    ALIGNED,
    INPUT_SYMBOLS,
    MAGIC,
    OUTPUT_SYMBOLS,
    FstBytes,
    FstError,
    FstHeader,
    read_header,
    read_symbols,
)

__all__ = ["FstArcs", "FstError", "const_file", "read_fst"]

_ALIGN_BYTES = 16
_ARC = np.dtype([("input", "<i4"), ("output", "<i4"), ("cost", "<f4"), ("target", "<i4")])
_CONST_STATE = np.dtype([("final", "<f4"), ("first", "<u4"), ("arcs", "<u4"), ("no_in", "<u4"), ("no_out", "<u4")])


@dataclass(frozen=True, slots=True, kw_only=True)
class FstArcs:
    """An acceptor. Arcs of state `s` are `first[s]:first[s + 1]`; `final` is infinite where nothing may end."""

    start: int
    first: NDArray[np.int64]
    labels: NDArray[np.int32]  # 0: the back-off arc
    costs: NDArray[np.float32]
    targets: NDArray[np.int32]
    final: NDArray[np.float32]
    symbols: bytes = b""  # tables of words as they stood in the file, with the flags that announce them
    symbol_flags: int = 0


class _Bytes(FstBytes):
    """The same, with tables."""

    def array(self, kind: np.dtype[np.void] | str, count: int) -> NDArray[np.void]:
        dtype = np.dtype(kind)
        if not 0 <= count <= (len(self.data) - self.at) // max(dtype.itemsize, 1):
            raise FstError(f"expected {count} entries at byte {self.at}, found the end of the file")
        found = np.frombuffer(self.data, dtype, count, self.at)
        self.at += count * dtype.itemsize
        return found


def read_fst(path: Path) -> FstArcs:
    """Read an acceptor.

    Raises:
        FstError: it is of another type, damaged, or not an acceptor.

    """
    read = _Bytes(path.read_bytes())
    header = read_header(read)
    began = read.at
    for flag in (INPUT_SYMBOLS, OUTPUT_SYMBOLS):
        if header.flags & flag:
            read_symbols(read)
    symbols = read.data[began : read.at]
    readers = {"const": _const, "vector": _vector, "ngram": _ngram}
    if header.kind not in readers:
        raise FstError(f"{path.name}: expected one of {', '.join(readers)}, found {header.kind!r}")
    start, first, arcs, final = readers[header.kind](read, header)
    if not np.array_equal(arcs["input"], arcs["output"]):
        raise FstError(f"{path.name}: expected an acceptor, found other words going out than in")
    return FstArcs(
        start=start,
        first=first,
        labels=arcs["input"].astype(np.int32),
        costs=arcs["cost"].astype(np.float32),
        targets=arcs["target"].astype(np.int32),
        final=final,
        symbols=symbols,
        symbol_flags=header.flags & (INPUT_SYMBOLS | OUTPUT_SYMBOLS),
    )


_Read = tuple[int, NDArray[np.int64], NDArray[np.void], NDArray[np.float32]]


def _const(read: _Bytes, header: FstHeader) -> _Read:
    aligned = header.version == 1 or bool(header.flags & ALIGNED)
    read.at += -read.at % _ALIGN_BYTES if aligned else 0
    states = read.array(_CONST_STATE, header.states)
    read.at += -read.at % _ALIGN_BYTES if aligned else 0
    arcs = read.array(_ARC, header.arcs)
    first = np.append(states["first"].astype(np.int64), header.arcs)
    return header.start, first, arcs, states["final"].astype(np.float32)


def _vector(read: _Bytes, header: FstHeader) -> _Read:
    first, pieces = [0], []
    final = np.empty(header.states, np.float32)
    for state in range(header.states):
        final[state], count = read.take("fq")
        pieces.append(read.array(_ARC, count))
        first.append(first[-1] + count)
    arcs = np.concatenate(pieces) if pieces else np.empty(0, _ARC)
    return header.start, np.array(first, np.int64), arcs, final


def _bits(read: _Bytes, count: int) -> NDArray[np.uint8]:
    words = read.array("<u8", (count + 63) // 64)
    return np.unpackbits(words.view(np.uint8), bitorder="little")[:count]


def _ngram(read: _Bytes, _header: FstHeader) -> _Read:
    """Unfold a tree of contexts kept in two bit maps (LOUDS): parents are the shorter contexts, children the longer.

    State 0 is the empty context, 1 the beginning of a sentence.
    """
    states, futures, finals = read.take("QQQ")
    contexts = _bits(read, 2 * states + 1)
    future_bits = _bits(read, futures + states + 1)
    final_bits = _bits(read, states)
    context_words = read.array("<i4", states + 1).astype(np.int64)
    future_words = read.array("<i4", futures)
    back_off = read.array("<f4", states + 1)
    final_costs = read.array("<f4", finals)
    future_costs = read.array("<f4", futures + 1)[:futures]
    places = np.flatnonzero(contexts)  # of the states' nodes
    parents = places - np.arange(len(places)) - 1  # zeros before the node, less one
    ends = np.flatnonzero(future_bits == 0)
    counts = np.diff(ends) - 1
    final = np.full(states, np.inf, np.float32)
    final[np.flatnonzero(final_bits)] = final_costs
    owners = np.repeat(np.arange(states), counts)
    targets = _ngram_targets(owners, future_words, parents, context_words)
    return 1, *_with_back_off(states, owners, (future_words, future_costs, targets), parents, back_off), final


def _ngram_targets(
    owners: NDArray[np.int64], words: NDArray[np.void], parents: NDArray[np.int64], context_words: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Give for each word after a context the longest context that the two end in."""
    child = {(int(parents[state]), int(context_words[state])): state for state in range(1, len(parents))}
    paths: list[tuple[int, ...]] = [()]  # of each state: its words, the last said first
    for state in range(1, len(parents)):
        paths.append((*paths[parents[state]], int(context_words[state])))
    targets = np.empty(len(words), np.int32)
    for index, (owner, word) in enumerate(zip(owners.tolist(), words.tolist(), strict=True)):
        state = 0
        for label in (word, *paths[owner]):
            following = child.get((state, label))
            if following is None:
                break
            state = following
        targets[index] = state
    return targets


def _with_back_off(
    states: int,
    owners: NDArray[np.int64],
    found: tuple[NDArray[np.void], NDArray[np.void], NDArray[np.int32]],
    parents: NDArray[np.int64],
    back_off: NDArray[np.void],
) -> tuple[NDArray[np.int64], NDArray[np.void]]:
    """Put each state's back-off arc before its words."""
    words, costs, targets = found
    longer = np.arange(1, states)
    owner = np.concatenate([longer, owners])
    arcs = np.empty(len(owner), _ARC)
    arcs["input"] = arcs["output"] = np.concatenate([np.zeros(len(longer), np.int32), words])
    arcs["cost"] = np.concatenate([back_off[1:states], costs])
    arcs["target"] = np.concatenate([parents[1:states].astype(np.int32), targets])
    order = np.lexsort((arcs["input"], owner))
    first = np.searchsorted(owner[order], np.arange(states + 1))
    return first.astype(np.int64), arcs[order]


def const_file(fst: FstArcs, properties: int) -> bytes:
    """Encode an acceptor as a const FST, with the tables of words it came with."""
    states = np.zeros(len(fst.final), _CONST_STATE)
    states["final"], states["first"], states["arcs"] = fst.final, fst.first[:-1], np.diff(fst.first)
    empty = np.add.reduceat(np.append(fst.labels == 0, False), fst.first[:-1]) * (np.diff(fst.first) > 0)
    states["no_in"] = states["no_out"] = empty
    arcs = np.empty(len(fst.labels), _ARC)
    arcs["input"] = arcs["output"] = fst.labels
    arcs["cost"], arcs["target"] = fst.costs, fst.targets
    kind = b"".join(struct.pack("<i", len(text)) + text for text in (b"const", b"standard"))
    sizes = struct.pack(
        "<iiQqqq", 2, fst.symbol_flags, properties, fst.start, len(states), len(arcs)
    )  # version 2: unaligned
    return struct.pack("<i", MAGIC) + kind + sizes + fst.symbols + states.tobytes() + arcs.tobytes()
