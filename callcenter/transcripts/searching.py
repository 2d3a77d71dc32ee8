"""From a sentence to what is kept of it for the search, and from what somebody typed to what is looked up. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from callcenter.drafting.itn import written
from callcenter.store.utterance import SavedUtterance
from callcenter.transcripts.readable import ReadLine, readable, redacted_lines

SHORTEST = 2  # characters of a word that is looked for
MOST_WORDS = 8


_MASK = re.compile(r"\d*\*{4}\d*")  # what is left of a number that was hidden


class SearchError(ValueError):
    """Words that cannot be looked for; the text says what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word that is looked for, in its spellings: 三栋 and 3栋."""

    spellings: tuple[str, ...]


def plain(text: str) -> str:
    """Letters, characters and figures only, small."""
    return "".join(char for char in text.lower() if char.isalnum())


def pairs(text: str) -> tuple[str, ...]:
    """Every two characters side by side of a plain text, each once."""
    return tuple(dict.fromkeys(text[at : at + 2] for at in range(len(text) - 1)))


def indexed(said: SavedUtterance) -> str:
    """What of one sentence is found by a search: numbers of citizens are not, whoever looks."""
    if said.is_gap:
        return ""
    return plain(_MASK.sub("", redacted_lines([readable(said)])[0].text))


def terms(words: str) -> list[Term]:
    """Read what somebody typed; a space stands between words, which must all occur in one sentence.

    Raises:
        SearchError: nothing to look for, a word of one character, or too many.
    """
    found = [_term(one) for one in words.split() if plain(one)]
    if not 1 <= len(found) <= MOST_WORDS:
        raise SearchError(f"words: expected 1 to {MOST_WORDS} words, found {len(found)}")
    short = next((one for one in found if any(len(text) < SHORTEST for text in one.spellings)), None)
    if short:
        raise SearchError(f"words: expected words of {SHORTEST} or more characters, found {short.spellings[0]}")
    return found


def _term(typed: str) -> Term:
    spoken = plain(typed)
    return Term(spellings=tuple(one for one in dict.fromkeys([spoken, plain(written(spoken).text)]) if one))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutting:
    """A stretch of a found sentence; `hit`: it is what was looked for."""

    text: str
    hit: bool


AROUND = 30  # characters of the sentence shown before the first hit, and twice as many after it


def snippet(line: ReadLine, wanted: Sequence[Term]) -> tuple[list[Cutting], int]:
    """The sentence around what was looked for, and when the first of it is said (ms of the recording)."""
    marked = _marked(line.text, wanted)
    first = marked.index(True) if True in marked else 0
    start, end = max(0, first - AROUND), min(len(marked), first + 2 * AROUND)
    cuttings: list[Cutting] = []
    for at in range(start, end):
        if cuttings and cuttings[-1].hit is marked[at]:
            cuttings[-1] = Cutting(text=cuttings[-1].text + line.text[at], hit=marked[at])
        else:
            cuttings.append(Cutting(text=line.text[at], hit=marked[at]))
    before, after = ("…" if start else ""), ("…" if end < len(marked) else "")
    edges = [Cutting(text=before, hit=False), *cuttings, Cutting(text=after, hit=False)]
    return [one for one in edges if one.text], _moment(line, first)


def _marked(text: str, wanted: Sequence[Term]) -> list[bool]:
    """A flag for each character of the text: it belongs to a word that was looked for, marks between let pass."""
    places = [at for at, char in enumerate(text) if char.isalnum()]
    bare = "".join(text[at].lower()[:1] for at in places)
    flags = [False] * len(text)
    for one in (spelling for term in wanted for spelling in term.spellings):
        at = bare.find(one)
        while at >= 0:
            flags[places[at] : places[at + len(one) - 1] + 1] = [True] * (places[at + len(one) - 1] + 1 - places[at])
            at = bare.find(one, at + 1)
    return flags


def _moment(line: ReadLine, place: int) -> int:
    """When the character at that place of the readable text is said."""
    at = 0
    for piece in line.pieces:
        if place < at + len(piece.text):
            return piece.start_ms + (piece.end_ms - piece.start_ms) * (place - at) // len(piece.text)
        at += len(piece.text)
    return line.start_ms
