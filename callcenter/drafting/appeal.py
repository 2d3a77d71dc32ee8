"""诉求类型 from weighted signs: the caller's own word for it wins, then what the matter suggests."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from callcenter.drafting.characters import CharLine
from callcenter.drafting.draft import FieldCandidate, Span

SAID = "appeal.said"  # the caller's own word for it: nothing learned goes before it
PASSING = "appeal.passing"  # the same, of a kind whose words are also said in passing
SIGNS = "appeal.signs"
DECISIVE = 5.0  # weight from which a sign is the caller's own word for what he does
_SAID = 0.93  # confidence when the caller said it; measured: tests/bench/drafting.py
_BY_SIGNS = (0.55, 0.06, 0.84)  # least, gain per point of lead, most (an inference stays amber)
_FALLBACK = 0.40  # a chip: offered, not filled in


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One regular expression that speaks for a kind of appeal."""

    kind: str
    pattern: re.Pattern[str]
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealLexicon:
    """The signs of all kinds, what to strike out first, and the kind offered when nothing fires.

    `in_passing`: kinds whose decisive words are also said when something else is wanted (thanks at the end).
    """

    signs: tuple[Sign, ...]
    strike_out: re.Pattern[str]
    fallback: str
    in_passing: frozenset[str] = frozenset()


class AppealKinds:
    """Owns the signs seen so far in one call; each sign counts once."""

    def __init__(self, lexicon: AppealLexicon) -> None:
        self._lexicon = lexicon
        self._seen: dict[Sign, Span] = {}
        self._first: Span | None = None

    def hear(self, line: CharLine) -> None:
        """Take one utterance of the caller (fillers out)."""
        if not line.text:
            return
        self._first = self._first or line.span(0, len(line.text))
        text = self._lexicon.strike_out.sub(lambda found: "□" * len(found[0]), line.text)
        for sign in self._lexicon.signs:
            if sign not in self._seen:
                found = sign.pattern.search(text)
                if found and found.end() > found.start():
                    self._seen[sign] = line.span(found.start(), found.end())

    def candidates(self) -> tuple[FieldCandidate, ...]:
        """Return the kinds with any sign, best first; the fallback as a chip if there is none."""
        if not self._seen:
            return self._fallback()
        scores = _scores(self._seen)
        ranked = sorted(scores, key=lambda kind: -scores[kind])
        runner_up = scores[ranked[1]] if len(ranked) > 1 else 0.0
        return tuple(
            self._candidate(kind, scores[kind], runner_up if place == 0 else None) for place, kind in enumerate(ranked)
        )

    def scores(self) -> dict[str, float]:
        """Points of each kind that has a sign."""
        return _scores(self._seen)

    def _candidate(self, kind: str, score: float, runner_up: float | None) -> FieldCandidate:
        mine = sorted((sign for sign in self._seen if sign.kind == kind), key=lambda sign: -sign.weight)
        said = mine[0].weight >= DECISIVE
        least, gain, most = _BY_SIGNS
        if runner_up is None:
            confidence = min(0.45, 0.1 + 0.05 * score)
        elif said:
            confidence = _SAID if score - runner_up >= 1 else 0.7
        else:
            confidence = min(most, least + gain * (score - runner_up))
        return FieldCandidate(
            value=kind,
            display=kind,
            confidence=round(confidence, 4),
            rule=self._rule(kind) if said else SIGNS,
            spans=tuple(self._seen[sign] for sign in mine[:3]),
        )

    def _rule(self, kind: str) -> str:
        return PASSING if kind in self._lexicon.in_passing else SAID

    def _fallback(self) -> tuple[FieldCandidate, ...]:
        if self._first is None:
            return ()
        kind = self._lexicon.fallback
        return (
            FieldCandidate(
                value=kind, display=kind, confidence=_FALLBACK, rule="appeal.fallback", spans=(self._first,)
            ),
        )


def _scores(signs: Iterable[Sign]) -> dict[str, float]:
    """Add up the weights of each kind; of decisive signs only the heaviest counts, they say the same thing."""
    scores: dict[str, float] = {}
    heaviest: dict[str, float] = {}
    for sign in signs:
        if sign.weight >= DECISIVE:
            heaviest[sign.kind] = max(heaviest.get(sign.kind, 0.0), sign.weight * 3)
        else:
            scores[sign.kind] = scores.get(sign.kind, 0.0) + sign.weight
    for kind, weight in heaviest.items():
        scores[kind] = scores.get(kind, 0.0) + weight
    return scores
