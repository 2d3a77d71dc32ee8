"""What was recognised, as people write it: figures, marks from pauses, doubtful words marked. Pure, never kept.

The words as recognised stay stored. Every piece of the readable form knows the characters and the time it stands for.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from callcenter.drafting.characters import UNHEARD, CharLine, characters_of
from callcenter.drafting.itn import written
from callcenter.drafting.speech import Role, Utterance, Word
from callcenter.store.utterance import SavedUtterance
from callcenter.transcripts.redaction import redacted_dialogue

COMMA_PAUSE_MS = 500  # nobody speaks marks: a pause of this length is read as one
LONE_PAUSE_MS = 300  # a 嗯 with silence of this length on both sides says nothing
GOES_ON_MS = 1000  # the next utterance of the same voice, begun sooner than this, goes on with the sentence
DOUBTFUL_BELOW = 0.6
UNCLEAR = "〔听不清〕"
_FILLERS = frozenset("嗯啊呃额哦唉噢唔")
_MARKS = re.compile(r"[，。？！、；：,.?!;:]")
_NARROWED = frozenset(",?!;:")
_ASKING = re.compile(r"(?:吗|么|呢)$|(?:是不是|有没有|能不能|可不可以|多少|哪里|哪儿|几点|怎么办)[^，]{0,6}$")


class Mark(StrEnum):
    """How sure a piece is."""

    SURE = ""
    DOUBTFUL = "doubtful"
    UNHEARD = "unheard"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPiece:
    """A stretch of the readable text.

    It stands for characters `start` to `end` of the words as recognised; a punctuation mark for none. Where `text`
    is as long as that stretch, each of its characters stands for one.
    """

    text: str
    start: int
    end: int
    start_ms: int
    end_ms: int
    mark: Mark = Mark.SURE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """One utterance as it is read; no pieces when nothing was said but 嗯."""

    utterance_id: str
    role: str
    start_ms: int
    end_ms: int
    pieces: tuple[ReadPiece, ...]

    @property
    def text(self) -> str:
        """The pieces together."""
        return "".join(piece.text for piece in self.pieces)


def readable(said: SavedUtterance, *, goes_on: bool = False) -> ReadLine:
    """Write one utterance; `goes_on`: the same voice continues the sentence in its next one."""
    pieces = _of_gap(said) if said.is_gap else _of_words(said, goes_on=goes_on)
    return ReadLine(
        utterance_id=said.utterance_id,
        role=said.role,
        start_ms=said.start_ms,
        end_ms=said.end_ms,
        pieces=tuple(pieces),
    )


def _of_words(said: SavedUtterance, *, goes_on: bool) -> list[ReadPiece]:
    line = _without_lone_fillers(characters_of(_heard(said)))
    told = any(word.confidence for word in said.words)
    return _punctuated(_pieces(line, said.text, told=told), goes_on=goes_on)


def _of_gap(said: SavedUtterance) -> list[ReadPiece]:
    """The line that says that nothing was recognised stands as it is."""
    end = len(said.text)
    return [ReadPiece(text=said.text, start=0, end=end, start_ms=said.start_ms, end_ms=said.end_ms, mark=Mark.UNHEARD)]


def readable_lines(said: Sequence[SavedUtterance]) -> list[ReadLine]:
    """Write a call's utterances, in order; those that say nothing are left out."""
    lines = [readable(one, goes_on=_goes_on(one, said[at + 1 : at + 2])) for at, one in enumerate(said)]
    return [line for line in lines if line.pieces]


def redacted_lines(lines: Sequence[ReadLine]) -> list[ReadLine]:
    """The same lines with numbers hidden, also those said over several utterances or by both voices together."""
    places = [(at, n) for at, line in enumerate(lines) for n in range(len(line.pieces))]
    texts = [lines[at].pieces[n].text for at, n in places]
    hidden = dict(zip(places, redacted_dialogue([lines[at].role for at, _ in places], texts), strict=True))
    return [_with_texts(line, [hidden[at, n] for n in range(len(line.pieces))]) for at, line in enumerate(lines)]


def redacted_said(said: Sequence[SavedUtterance]) -> list[SavedUtterance]:
    """The utterances as recognised with numbers hidden, without their single words."""
    hidden = redacted_dialogue([one.role for one in said], [one.text for one in said])
    return [replace(one, text=text, words=()) for one, text in zip(said, hidden, strict=True)]


def _with_texts(line: ReadLine, texts: Iterable[str]) -> ReadLine:
    pieces = (replace(piece, text=text) for piece, text in zip(line.pieces, texts, strict=True))
    return replace(line, pieces=tuple(piece for piece in pieces if piece.text))


def _goes_on(one: SavedUtterance, following: Sequence[SavedUtterance]) -> bool:
    return bool(following) and following[0].role == one.role and following[0].start_ms - one.end_ms < GOES_ON_MS


def _heard(said: SavedUtterance) -> Utterance:
    return Utterance(
        utterance_id=said.utterance_id,
        role=Role.CALLER,  # whose voice it is changes nothing here
        start_ms=said.start_ms,
        end_ms=said.end_ms,
        text=said.text.replace(UNCLEAR, "[unk]"),
        words=tuple(
            Word(text=word.text, start_ms=word.start_ms, end_ms=word.end_ms, confidence=word.confidence)
            for word in said.words
        ),
    )


def _without_lone_fillers(line: CharLine) -> CharLine:
    """Drop 嗯 and 啊 that stand alone between silences; 好啊 keeps its 啊."""
    wanted = [True] * len(line.text)
    for filler, run in groupby(range(len(line.text)), key=lambda at: line.text[at] in _FILLERS):
        places = list(run)
        if filler and _silent_before(line, places[0]) and _silent_before(line, places[-1] + 1):
            wanted[places[0] : places[-1] + 1] = [False] * len(places)
    return line.keep(wanted)


def _silent_before(line: CharLine, at: int) -> bool:
    return at in (0, len(line.text)) or line.start_ms[at] - line.end_ms[at - 1] >= LONE_PAUSE_MS


def _pieces(line: CharLine, raw: str, *, told: bool) -> list[ReadPiece]:
    """Figures for numbers; neighbours of one kind joined, so that a line has few pieces."""
    form = written(line.text)
    found: list[ReadPiece] = []
    for piece in form.pieces:
        new = _piece(line, form.text[piece.out_start : piece.out_end], piece.src_start, piece.src_end, told=told)
        new = _as_said(new, raw)
        if found and _joins(found[-1], new):
            found[-1] = replace(found[-1], text=found[-1].text + new.text, end=new.end, end_ms=new.end_ms)
        elif not (new.mark is Mark.UNHEARD and found and found[-1].mark is Mark.UNHEARD):
            found.append(new)
    return found


def _piece(line: CharLine, text: str, first: int, end: int, *, told: bool) -> ReadPiece:
    doubtful = told and min(line.confidence[first:end]) < DOUBTFUL_BELOW
    return ReadPiece(
        text=text,
        start=line.left[first],
        end=line.right[end - 1],
        start_ms=line.start_ms[first],
        end_ms=line.end_ms[end - 1],
        mark=Mark.DOUBTFUL if doubtful else Mark.SURE,
    )


def _as_said(piece: ReadPiece, raw: str) -> ReadPiece:
    """What the recogniser had no word for is shown so; a caller who says 听不清 said a word. Marks keep their width."""
    if piece.text in _NARROWED:
        return replace(piece, text=raw[piece.start : piece.end])
    if piece.text != UNHEARD:
        return piece
    if raw[piece.start : piece.end] == "听不清":
        return replace(piece, text="听不清")
    return replace(piece, text=UNCLEAR, mark=Mark.UNHEARD)


def _joins(before: ReadPiece, new: ReadPiece) -> bool:
    """Whether two pieces are one: alike, side by side, a character for a character, no pause between."""
    return (
        before.mark is new.mark is not Mark.UNHEARD
        and before.end == new.start
        and len(before.text) == before.end - before.start
        and len(new.text) == new.end - new.start
        and new.start_ms - before.end_ms < COMMA_PAUSE_MS
    )


def _punctuated(pieces: Sequence[ReadPiece], *, goes_on: bool) -> list[ReadPiece]:
    """Marks where the speaker paused and at the end, unless the engine wrote some itself."""
    if not pieces or any(_MARKS.search(piece.text) and not piece.text[0].isdigit() for piece in pieces):
        return list(pieces)
    found: list[ReadPiece] = []
    for before, piece in zip([None, *pieces[:-1]], pieces, strict=True):
        if before and piece.start_ms - before.end_ms >= COMMA_PAUSE_MS:
            found.append(_after(before, "，"))
        found.append(piece)
    text = "".join(piece.text for piece in found)
    return [*found, _after(found[-1], "？" if _ASKING.search(text) else "，" if goes_on else "。")]


def _after(piece: ReadPiece, mark: str) -> ReadPiece:
    return ReadPiece(text=mark, start=piece.end, end=piece.end, start_ms=piece.end_ms, end_ms=piece.end_ms)
