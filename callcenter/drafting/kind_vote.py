"""诉求类型 by the vote of rules and a learned classifier: neither is sure enough alone (docs/decisions/0033, 0042)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from callcenter.drafting.appeal import PASSING, SAID
from callcenter.drafting.draft import AMBER_FROM, FieldCandidate

RULE_PULL = 0.6  # nats a point of the rules' score; by the development calls: docs/decisions/0042
MOST_SCORE = 3.0  # points that count: many weak signs are no proof
PASSING_PULL = 3.0  # nats of a word that may be said in passing; other signs then count for nothing
PASSING_FROM = 0.8  # share from which it stands as the caller's own word; below it the call speaks against it
UNSIGNED_FROM = 0.6  # without any sign of the rules a share below it is only offered: 打错了 has no kind
LEAST_CHANCE = 1e-6
MOST = 0.84  # a vote is an inference: amber at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the rules found in a call: their candidates, and each kind's points."""

    found: Sequence[FieldCandidate]
    scores: Mapping[str, float]

    @property
    def final(self) -> bool:
        """The caller named the kind with words that are not said in passing."""
        return bool(self.found) and self.found[0].rule == SAID

    @property
    def passing(self) -> str:
        """The kind the caller named with words that may be said in passing, '' if none."""
        return self.found[0].value if self.found and self.found[0].rule == PASSING else ""

    def pull(self, kind: str) -> float:
        """Nats for a kind."""
        if self.passing:
            named = (one.value for one in self.found if one.rule in (PASSING, SAID))
            return PASSING_PULL * (kind in named)
        return RULE_PULL * min(MOST_SCORE, self.scores.get(kind, 0.0))


def voted(signs: Signs, learned: Sequence[FieldCandidate], chances: Mapping[str, float]) -> tuple[FieldCandidate, ...]:
    """Every kind either side named, by joint chance, best first; alone the caller's own word, if it holds.

    Args:
        signs: The rules' side; its evidence goes before the learned one's.
        learned: The classifier's candidates.
        chances: Probability 0..1 the classifier gives its kinds; what it leaves over is the most any other has.

    """
    named = [one for one in signs.found if one.value in signs.scores]
    known = {one.value: one for one in (*learned, *named)}
    shares = _shares(list(known), chances, signs)
    if shares.get(signs.passing, 0.0) >= PASSING_FROM:
        return tuple(signs.found)
    ranked = sorted(known, key=lambda kind: -shares[kind])
    least = 0.0 if signs.scores else UNSIGNED_FROM
    return tuple(_weighed(known[kind], shares[kind], least) for kind in ranked)


def _shares(kinds: Sequence[str], chances: Mapping[str, float], signs: Signs) -> dict[str, float]:
    rest = max(LEAST_CHANCE, 1.0 - sum(chances.values()))
    pulls = {kind: log(max(LEAST_CHANCE, chances.get(kind, rest))) + signs.pull(kind) for kind in kinds}
    most = max(pulls.values(), default=0.0)
    whole = sum(exp(pull - most) for pull in pulls.values())
    return {kind: exp(pull - most) / whole for kind, pull in pulls.items()}


def _weighed(one: FieldCandidate, share: float, least: float) -> FieldCandidate:
    confidence = min(MOST, share) if one.spans and share >= least else min(share, AMBER_FROM - 0.01)
    return replace(one, confidence=round(confidence, 4))
