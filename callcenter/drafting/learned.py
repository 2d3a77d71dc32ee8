"""What a site's own tickets taught, beside the rules: never above what the caller said himself, never green."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from callcenter.drafting.appeal import SAID
from callcenter.drafting.characters import CharLine
from callcenter.drafting.draft import AMBER_FROM, FieldCandidate, Span
from callcenter.drafting.kind_vote import Signs, voted

SURE = 0.6  # from this probability on a guess goes before the rules' inference
MOST = 0.84  # an inference stays amber, as the rules' own
AGREED = 0.05  # what it adds to a rule's confidence when both say the same
SHOWN = 3
MOST_CHARACTERS = 2000  # of a call; what comes later changes no kind and no unit


class Guess(Protocol):
    """A label, its probability 0..1, and pairs of characters that spoke for it."""

    @property
    def label(self) -> str: ...
    @property
    def probability(self) -> float: ...
    @property
    def because(self) -> tuple[str, ...]: ...


class Guesser(Protocol):
    """Something that was learned for one field."""

    @property
    def labels(self) -> Sequence[str]:
        """The values it knows."""
        ...

    def guess(self, text: str) -> Sequence[Guess]:
        """The likeliest values for a text, best first."""


class Learned:
    """Owns what one caller has said, for one field's guesser."""

    def __init__(self, guesser: Guesser, rule: str) -> None:
        self._guesser, self._rule = guesser, rule
        self._lines: list[CharLine] = []
        self._length = 0

    def hear(self, line: CharLine) -> None:
        """Take one utterance of the caller (fillers out)."""
        if line.text and self._length < MOST_CHARACTERS:
            self._lines.append(line)
            self._length += len(line.text)

    def beside(self, found: tuple[FieldCandidate, ...]) -> tuple[FieldCandidate, ...]:
        """The rules' candidates and the learned ones together, best first, three at most when something was learned."""
        if not self._lines or (found and found[0].rule == SAID):
            return found
        guesses, learned = self._guessed()
        if found and learned and learned[0].value == found[0].value:
            surer = min(MOST, max(found[0].confidence, learned[0].confidence) + AGREED)
            found = (replace(found[0], confidence=max(found[0].confidence, surer)), *found[1:])
            return _together([*found, *learned])
        sure = bool(learned) and guesses[0].probability >= SURE and bool(learned[0].spans)
        return _together([*learned, *found] if sure else [*found, *learned])

    def voting(self, found: tuple[FieldCandidate, ...], scores: Mapping[str, float]) -> tuple[FieldCandidate, ...]:
        """The rules' candidates and the learned ones by their joint chance; the caller's own word stands alone.

        So does one that may be said in passing, where nothing was learned of its kind.
        """
        signs = Signs(found=found, scores=scores)
        unheard_of = bool(signs.passing) and signs.passing not in self._guesser.labels
        if not self._lines or signs.final or unheard_of:
            return found
        guesses, learned = self._guessed()
        return _together(voted(signs, learned, {one.label: one.probability for one in guesses}))

    def _guessed(self) -> tuple[Sequence[Guess], list[FieldCandidate]]:
        guesses = self._guesser.guess(",".join(line.text for line in self._lines))
        return guesses, [self._candidate(one) for one in guesses]

    def _candidate(self, guess: Guess) -> FieldCandidate:
        spans = tuple(span for pair in guess.because if (span := self._where(pair)))
        confidence = min(MOST, guess.probability)
        return FieldCandidate(
            value=guess.label,
            display=guess.label,
            confidence=round(confidence if spans else min(confidence, AMBER_FROM - 0.01), 4),
            rule=self._rule,
            spans=spans,
            reason="与以往工单相近：" + "、".join(guess.because) if guess.because else "与以往工单相近",
        )

    def _where(self, pair: str) -> Span | None:
        for line in self._lines:
            at = line.text.find(pair)
            if at >= 0:
                return line.span(at, at + len(pair))
        return None


def _together(candidates: Sequence[FieldCandidate]) -> tuple[FieldCandidate, ...]:
    """Each value once, in order; none surer than the one before it."""
    kept: dict[str, FieldCandidate] = {}
    for one in candidates:
        kept.setdefault(one.value, one)
    ordered = list(kept.values())[:SHOWN]
    for place in range(1, len(ordered)):
        limit = ordered[place - 1].confidence
        if ordered[place].confidence > limit:
            ordered[place] = replace(ordered[place], confidence=limit)
    return tuple(ordered)
