"""诉求类型 by the vote of rules and a learned classifier: neither is sure enough alone (docs/decisions/0033)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp, log

from callcenter.drafting.draft import AMBER_FROM, FieldCandidate

RULE_PULL = 0.6  # nats a point of the rules' score; by the development calls: docs/decisions/0042
MOST_SCORE = 3.0  # points that count: many weak signs are no proof
UNSIGNED_FROM = 0.6  # without any sign of the rules a share below it is only offered: 打错了 has no kind
LEAST_CHANCE = 1e-6
MOST = 0.84  # a vote is an inference: amber at most


def voted(
    by_rules: Sequence[FieldCandidate],
    learned: Sequence[FieldCandidate],
    chances: Mapping[str, float],
    scores: Mapping[str, float],
) -> tuple[FieldCandidate, ...]:
    """Every kind either side named, by joint chance, best first.

    Args:
        by_rules: The rules' candidates; their evidence goes before the learned one's.
        learned: The classifier's candidates.
        chances: Probability 0..1 the classifier gives its kinds; what it leaves over is the most any other has.
        scores: The rules' points for each kind.

    """
    known = {one.value: one for one in (*learned, *(one for one in by_rules if one.value in scores))}
    shares = _shares(list(known), chances, scores)
    ranked = sorted(known, key=lambda kind: -shares[kind])
    least = 0.0 if scores else UNSIGNED_FROM
    return tuple(_weighed(known[kind], shares[kind], least) for kind in ranked)


def _shares(kinds: Sequence[str], chances: Mapping[str, float], scores: Mapping[str, float]) -> dict[str, float]:
    rest = max(LEAST_CHANCE, 1.0 - sum(chances.values()))
    pulls = {
        kind: log(max(LEAST_CHANCE, chances.get(kind, rest))) + RULE_PULL * min(MOST_SCORE, scores.get(kind, 0.0))
        for kind in kinds
    }
    most = max(pulls.values(), default=0.0)
    whole = sum(exp(pull - most) for pull in pulls.values())
    return {kind: exp(pull - most) / whole for kind, pull in pulls.items()}


def _weighed(one: FieldCandidate, share: float, least: float) -> FieldCandidate:
    confidence = min(MOST, share) if one.spans and share >= least else min(share, AMBER_FROM - 0.01)
    return replace(one, confidence=round(confidence, 4))
