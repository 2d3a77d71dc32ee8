"""An utterance as single characters, each with its place in the text, its time and its confidence."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from callcenter.drafting.draft import Span
from callcenter.drafting.speech import Utterance, Word

UNHEARD = "□"  # one character for every [unk], <unk> or 听不清: never part of a word, never a digit
_UNHEARD_SPELLINGS = ("[unk]", "<unk>", "听不清")


@dataclass(frozen=True, slots=True, kw_only=True)
class CharLine:
    """Characters of one utterance without the spaces between them.

    Character `i` of `text` stands at `left[i]:right[i]` of the utterance's text and sounds from `start_ms[i]` to
    `end_ms[i]`. All sequences have the length of `text`.
    """

    utterance_id: str
    text: str
    left: tuple[int, ...]
    right: tuple[int, ...]
    start_ms: tuple[int, ...]
    end_ms: tuple[int, ...]
    confidence: tuple[float, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the evidence for characters `start` to `end` (not included, at least one)."""
        last = max(start, end - 1)
        return Span(
            utterance_id=self.utterance_id,
            start=self.left[start],
            end=self.right[last],
            start_ms=self.start_ms[start],
            end_ms=self.end_ms[last],
        )

    def mean_confidence(self, start: int, end: int) -> float:
        """Return the mean recognition confidence of characters `start` to `end`, 0 for none."""
        part = self.confidence[start:end]
        return sum(part) / len(part) if part else 0.0

    def keep(self, wanted: Sequence[bool]) -> "CharLine":
        """Return the line with only the characters whose flag is set; places and times stay true."""
        at = [i for i, keep in enumerate(wanted) if keep]
        return CharLine(
            utterance_id=self.utterance_id,
            text="".join(self.text[i] for i in at),
            left=tuple(self.left[i] for i in at),
            right=tuple(self.right[i] for i in at),
            start_ms=tuple(self.start_ms[i] for i in at),
            end_ms=tuple(self.end_ms[i] for i in at),
            confidence=tuple(self.confidence[i] for i in at),
        )


def characters_of(utterance: Utterance) -> CharLine:
    """Spread the word times of an utterance over its characters; spaces go, unheard marks become one character."""
    pieces = _pieces(utterance.text)
    times = _times(utterance, len(utterance.text))
    return CharLine(
        utterance_id=utterance.utterance_id,
        text="".join(char for char, _, _ in pieces),
        left=tuple(left for _, left, _ in pieces),
        right=tuple(right for _, _, right in pieces),
        start_ms=tuple(times[left][0] for _, left, _ in pieces),
        end_ms=tuple(times[right - 1][1] for _, _, right in pieces),
        confidence=tuple(times[left][2] for _, left, _ in pieces),
    )


def _pieces(text: str) -> list[tuple[str, int, int]]:
    pieces: list[tuple[str, int, int]] = []
    at = 0
    while at < len(text):
        unheard = next((mark for mark in _UNHEARD_SPELLINGS if text.startswith(mark, at)), "")
        width = len(unheard) or 1
        char = UNHEARD if unheard else _plain(text[at])
        if char and not (char == " " and not _between_latin(text, at)):
            pieces.append((char, at, at + width))
        at += width
    return pieces


def _plain(char: str) -> str:
    """Return a half-width form of one character, a space for any white space, '' for control characters."""
    if char.isspace():
        return " "
    if unicodedata.category(char).startswith("C"):
        return ""
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def _between_latin(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return before.isascii() and before.isalpha() and after.isascii() and after.isalpha()


def _times(utterance: Utterance, length: int) -> list[tuple[int, int, float]]:
    """Give each character of the text a start, an end and a confidence; words not found in it are passed over."""
    times: list[tuple[int, int, float] | None] = [None] * length
    cursor = 0
    for word in utterance.words:
        found = utterance.text.find(word.text, cursor) if word.text else -1
        if found >= 0:
            cursor = found + len(word.text)
            times[found:cursor] = _spread(word)
    return _filled(times, utterance)


def _spread(word: Word) -> list[tuple[int, int, float]]:
    count, length_ms = len(word.text), max(0, word.end_ms - word.start_ms)
    confidence = min(1.0, max(0.0, word.confidence))
    edges = [word.start_ms + length_ms * i // count for i in range(count + 1)]
    return [(edges[i], edges[i + 1], confidence) for i in range(count)]


def _filled(times: list[tuple[int, int, float] | None], utterance: Utterance) -> list[tuple[int, int, float]]:
    """Give characters without a word an even share of the time between their neighbours."""
    known = [time[2] for time in times if time]
    confidence = sum(known) / len(known) if known else 1.0
    filled: list[tuple[int, int, float]] = []
    at = 0
    while at < len(times):
        time = times[at]
        if time:
            filled.append(time)
            at += 1
            continue
        gap_end = next((i for i in range(at, len(times)) if times[i]), len(times))
        after = times[gap_end] if gap_end < len(times) else None
        begin_ms = filled[-1][1] if filled else utterance.start_ms
        end_ms = max(begin_ms, after[0] if after else utterance.end_ms)
        share = [begin_ms + (end_ms - begin_ms) * i // (gap_end - at) for i in range(gap_end - at + 1)]
        filled.extend((share[i], share[i + 1], confidence) for i in range(gap_end - at))
        at = gap_end
    return filled
