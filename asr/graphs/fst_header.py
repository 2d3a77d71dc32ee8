"""The head of an OpenFst file: what it is, and the words it carries itself. Imports no numpy."""

import struct
from dataclasses import dataclass
from pathlib import Path

MAGIC, _SYMBOLS_MAGIC = 0x7EB2FDD6, 2125658996
INPUT_SYMBOLS, OUTPUT_SYMBOLS, ALIGNED = 1, 2, 4  # flags of the header


class FstError(Exception):
    """A file that is no language model we can read; the message says what was expected and what was found."""


class FstBytes:
    """Owns the place in a file's bytes."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data, self.at = data, at

    def take(self, form: str) -> tuple[int, ...]:
        try:
            found = struct.unpack_from("<" + form, self.data, self.at)
        except struct.error:
            raise FstError(f"expected {form} at byte {self.at}, found the end of the file") from None
        self.at += struct.calcsize("<" + form)
        return found

    def text(self) -> str:
        (length,) = self.take("i")
        if not 0 <= length <= len(self.data) - self.at:
            raise FstError(f"expected a text at byte {self.at}, found a length of {length}")
        self.at += length
        return self.data[self.at - length : self.at].decode("utf-8", "replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class FstHeader:
    """What the head of a file says."""

    kind: str
    version: int
    flags: int
    start: int
    states: int
    arcs: int


def read_header(read: FstBytes) -> FstHeader:
    """Read the head; raises FstError when it is none."""
    (magic,) = read.take("i")
    if magic != MAGIC:
        raise FstError(f"expected an OpenFst file, found {read.data[:4]!r}")
    kind, arc = read.text(), read.text()
    if arc != "standard":
        raise FstError(f"expected standard arcs, found {arc!r}")
    version, flags, _properties, start, states, arcs = read.take("iiQqqq")
    return FstHeader(kind=kind, version=version, flags=flags, start=start, states=states, arcs=arcs)


def read_symbols(read: FstBytes) -> dict[str, int]:
    """Read one table of words."""
    (magic,) = read.take("i")
    if magic != _SYMBOLS_MAGIC:
        raise FstError(f"expected a table of words at byte {read.at - 4}, found none")
    read.text()
    _next, size = read.take("qq")
    words: dict[str, int] = {}
    for _ in range(size):
        word = read.text()
        (words[word],) = read.take("q")
    return words


def words_inside(path: Path) -> dict[str, int]:
    """Give the numbers of words that a graph file carries itself, by word; {} when it carries none.

    Published small models keep their words in Gr.fst and have no words.txt.
    """
    read = FstBytes(path.read_bytes())
    header = read_header(read)
    tables = [read_symbols(read) for flag in (INPUT_SYMBOLS, OUTPUT_SYMBOLS) if header.flags & flag]
    return tables[-1] if header.flags & OUTPUT_SYMBOLS else {}
