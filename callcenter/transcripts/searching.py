"""From a call to what is kept of it for the search, and from what somebody typed to what is looked up. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callcenter.drafting.itn import written
from callcenter.store.utterance import SavedUtterance
from callcenter.transcripts.readable import ReadLine, readable_lines, redacted_lines
from callcenter.transcripts.redaction import without_figures

SHORTEST = 2  # characters of a word that is looked for
MOST_WORDS = 8


_TURNS = 4  # sentences; a group that the other voice says, and what is repeated of it, stand no further from the rest
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchText:
    """What of one sentence is looked through, plain: `hidden` by everybody, `whole` by who may see numbers."""

    hidden: str
    whole: str


_NOTHING = SearchText(hidden="", whole="")


def search_texts(said: Sequence[SavedUtterance], *, over: bool) -> Mapping[str, SearchText]:
    """A call's sentences by id as they are searched; `said`: all of it, in order.

    While the call goes on (not `over`) nobody knows what a few digits will become part of: who may not see numbers
    finds none that stand side by side. Afterwards they find what they would be shown of the whole call, and of that no
    such digits beside a number that is hidden: they may be what is left of it.
    """
    lines = readable_lines([one for one in said if not one.is_gap])
    shown = redacted_lines(lines) if over else lines
    near = _near([before.text != after.text for before, after in zip(lines, shown, strict=True)]) if over else None
    found = {
        line.utterance_id: SearchText(
            hidden=_hidden(after.text, figures=near is not None and not near[at]), whole=plain(line.text)
        )
        for at, (line, after) in enumerate(zip(lines, shown, strict=True))
    }
    return {one.utterance_id: found.get(one.utterance_id, _NOTHING) for one in said}


def _near(cut: Sequence[bool]) -> list[bool]:
    """Which sentences are at most so many turns from one that something was cut from."""
    return [any(cut[max(0, at - _TURNS) : at + _TURNS + 1]) for at in range(len(cut))]


def _hidden(shown: str, *, figures: bool) -> str:
    text = plain(_MASK.sub("", shown))
    return text if figures else without_figures(plain(without_figures(_MASK.sub("", shown))))


_OPERATOR, _QUEUE = "\ue001", "\ue002"  # private use: nobody says them, and `plain` takes them out of what is typed


def of_operator(operator_id: str) -> str:
    """The word of the index that all sentences of an operator's calls have."""
    return _tag(_OPERATOR, operator_id)


def of_queue(queue: str) -> str:
    """The word of the index that all sentences of a queue's calls have."""
    return _tag(_QUEUE, queue)


def _tag(kind: str, ident: str) -> str:
    """Two ids may get one word: it makes the search short, who may see what is asked of the tables."""
    return kind + "".join(char if char.isascii() and char.isalnum() else "\ue000" for char in ident)


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
