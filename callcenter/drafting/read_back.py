"""The operator's read-back joins what the caller said in pieces: 一三七七一 声音太大了 九二零五四八."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from callcenter.drafting.characters import CharLine
from callcenter.drafting.correcting import CORRECTION
from callcenter.drafting.digit_sounds import digit_or_sound
from callcenter.drafting.draft import Span
from callcenter.drafting.numbering import NumberPlan, PhoneShape
from callcenter.drafting.phones import MEASURES
from callcenter.drafting.spoken_digits import digit_groups

_MOST_TURNS = 4  # utterances of the caller in which a number read back is sought
_FEWEST = 2  # digits of a piece, and pieces of an answer
_FEWEST_OF_AN_ANSWER = 3  # digits of a piece in it
_SO_MANY = re.compile("[一两二三四五六七八九]个[零一幺二三四五六七八九]")  # 三个八
_SOME_WORDS = 4  # characters between two pieces that are words; fewer may be digits that were not understood
_MOST_PIECES = 8  # kept: a number in more than so many is not joined
_PAUSES = re.compile("等(?:等|一下)(?=.{0,2}[看找想翻记])")  # 等一下我看下手机
_STUTTERED = range(2, 5)  # digits said twice in a row


class Pieces:
    """Owns the digits that the caller said lately, and those since the operator asked for the caller's number."""

    def __init__(self) -> None:
        self._said: list[tuple[str, Span]] = []
        self._answer: list[tuple[str, Span]] = []
        self._unsure = False  # corrections, or characters that may hide digits
        self._turns: list[list[tuple[str, Span]]] = []  # of the last utterances, whatever may be a digit

    def hear(self, line: CharLine, words: str) -> None:
        """Take the digits of an utterance of the caller."""
        found = [(group.digits, line.span(group.start, group.end)) for group in digit_groups(words)]
        self._said = [*self._said, *(one for one in found if len(one[0]) >= _FEWEST)][-_MOST_PIECES:]
        groups = digit_groups(words)
        gaps = [after.start - before.end for before, after in pairwise(groups)]
        corrected = CORRECTION.search(_PAUSES.sub("", words))
        doubtful = corrected or _SO_MANY.search(words) or any(gap < _SOME_WORDS for gap in gaps)
        self._unsure = self._unsure or bool(doubtful)
        digits = ((digit_or_sound(char), at) for at, char in enumerate(words))
        self._turns = [*self._turns, [(digit, line.span(at, at + 1)) for digit, at in digits if digit]][-_MOST_TURNS:]
        counted = {group.end for group in groups if words[group.end : group.end + 1] in MEASURES}
        self._answer += [one for one, group in zip(found, groups, strict=True) if group.end not in counted]

    def asked(self) -> None:
        """The operator asks for the caller's number: what is said from now on answers."""
        self._answer, self._unsure = [], False

    def answer(self, plan: NumberPlan) -> tuple[str, tuple[Span, ...]] | None:
        """Return the mobile number that the pieces of the answer are, one after the other, with other words between."""
        pieces = [digits for digits, _ in self._answer]
        whole = "".join(pieces)
        again = any(piece in "".join(pieces[:place]) for place, piece in enumerate(pieces))
        short = any(len(piece) < _FEWEST_OF_AN_ANSWER for piece in pieces)
        if self._unsure or again or short or len(pieces) < _FEWEST or plan.shape_of(whole) is not PhoneShape.MOBILE:
            return None
        return whole, tuple(span for _, span in self._answer)

    def hold(self, number: str) -> tuple[Span, ...]:
        """Return where all digits of a number were heard one after the other, latest first sought; () if not all were.

        Others may stand between them: what was put right, said again, or was no digit at all. The operator, who heard
        the caller, says which count.
        """
        left, found = list(number), list[Span]()
        for digit, span in (one for turn in reversed(self._turns) for one in reversed(turn)):
            if left and digit == left[-1]:
                left.pop()
                found.append(span)
        return () if left else _by_utterance(found[::-1])

    def spans_of(self, number: str) -> tuple[Span, ...]:
        """Return where a number that the operator read back was said; () if it was not."""
        return self.make(number) or self.hold(number)

    def make(self, number: str) -> tuple[Span, ...]:
        """Return where the pieces were said of which a number is made that the operator read back; () if of none."""
        digits = [piece for piece, _ in self._said]
        made = next(((a, b) for a, b in _stretches(len(digits)) if is_made_of(number, digits[a:b])), (0, 0))
        return tuple(span for _, span in self._said[slice(*made)])


def _by_utterance(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return one span for each utterance, from the first of its characters to the last."""
    said = dict.fromkeys(span.utterance_id for span in spans)
    each = ([span for span in spans if span.utterance_id == one] for one in said)
    return tuple(replace(here[0], end=here[-1].end, end_ms=here[-1].end_ms) for here in each)


def is_made_of(number: str, pieces: Sequence[str]) -> bool:
    """Say whether a number is nothing but pieces said one after the other.

    Each piece goes on where the one before ended, or says some of its end again; the first begins the number, the last
    ends it, and none may say a digit that the number has not there.
    """
    return _goes_on(number, pieces, 0)


def _goes_on(number: str, pieces: Sequence[str], told: int) -> bool:
    """Say whether the number from `told` on is made of the pieces."""
    if not pieces:
        return told == len(number)
    return any(
        number.startswith(piece, begin)
        and begin + len(piece) > told
        and _goes_on(number, pieces[1:], begin + len(piece))
        for piece in _readings(pieces[0])
        for begin in (range(max(0, told - len(piece) + 1), told + 1) if told else (0,))
    )


def _readings(piece: str) -> Iterator[str]:
    """Yield a piece as it was said, and without digits that were said twice: 零三零三 is 03."""
    yield piece
    for count in _STUTTERED:
        for at in range(len(piece) - 2 * count + 1):
            if piece[at : at + count] == piece[at + count : at + 2 * count]:
                yield piece[:at] + piece[at + count :]


def _stretches(length: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of so many pieces, the latest first."""
    return ((a, b) for b in range(length, 0, -1) for a in range(b))
