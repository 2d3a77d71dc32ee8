"""Topic and 承办单位 as ranked suggestions with their reasons. Never certain: a person chooses, so never green."""

from callcenter.drafting.draft import FieldCandidate
from callcenter.drafting.keywords import WordScores

TOP = 3
_MOST = 0.80
_FULL_SCORE = 2.5  # a score such as one word of three characters that only this entry has
_REASON_WORDS = 3


def ranked_candidates(scores: WordScores, rule: str) -> tuple[FieldCandidate, ...]:
    """Return the best three entries; confidence is their share of the score, lowered when little was said."""
    ranked = scores.ranked()
    total = sum(score for _, score, _ in ranked)
    candidates = []
    for entry, score, hits in ranked[:TOP]:
        heaviest = sorted(hits, key=lambda hit: -hit.weight)[:_REASON_WORDS]
        words = "、".join(hit.word for hit in heaviest)
        candidates.append(
            FieldCandidate(
                value=entry,
                display=entry,
                confidence=round(_MOST * (score / total) ** 0.5 * min(1.0, (score / _FULL_SCORE) ** 0.5), 4),
                rule=rule,
                spans=tuple(hit.span for hit in heaviest),
                reason=f"提到：{words}",
            )
        )
    return tuple(candidates)
