"""One lesson: enough examples? learn from the older, judge on the newest beside champion and rules, promote or not."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from callcenter.learning.classifier import Classifier
from callcenter.learning.judging import Score, by_time, falls_behind, judge
from callcenter.learning.keeping import Card, Target, fingerprint
from callcenter.learning.training import Example, fit

LEAST_TICKETS = 500  # below it a learned classifier is worse than the rules (docs/decisions/0031)
LEAST_OF_LABEL = 15  # a label with fewer tickets is left to the rules
Guesser = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a lesson: `made` and `card` only when it may be promoted, else `why_not` says why."""

    why_not: str
    made: Classifier | None = None
    card: Card | None = None
    score: Score | None = None
    champion_score: Score | None = None
    rules_score: Score | None = None


def learn(
    target: Target,
    examples: Sequence[Example],
    champion: Classifier | None,
    rules: Guesser,
    now: datetime,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Outcome:
    """Hold a lesson on everything a site has settled so far."""
    counts = Counter(one.label for one in examples)
    fit_for_it = [one for one in examples if counts[one.label] >= LEAST_OF_LABEL]
    too_few = _too_few(fit_for_it)
    if too_few:
        return Outcome(why_not=too_few)
    older, newest = by_time(fit_for_it)
    if len({one.label for one in older}) < 2:
        return Outcome(why_not="expected two labels or more among the older tickets, found one")
    made = fit(older, progress=progress)
    score, rules_score = judge(_labels(made), newest), judge(rules, newest)
    champion_score = judge(_labels(champion), newest) if champion else None
    behind = falls_behind(score, champion_score or rules_score)
    if behind:
        return Outcome(why_not=behind, score=score, champion_score=champion_score, rules_score=rules_score)
    card = Card(
        target=target,
        made_at=now.isoformat(timespec="seconds"),
        examples=len(fit_for_it),
        labels={label: count for label, count in counts.items() if count >= LEAST_OF_LABEL},
        data_sha256=fingerprint(fit_for_it),
        score=score,
        champion_score=champion_score,
        rules_score=rules_score,
    )
    whole = fit(fit_for_it, progress=progress)  # what was judged is the way of learning; the newest count too
    return Outcome(
        why_not="", made=whole, card=card, score=score, champion_score=champion_score, rules_score=rules_score
    )


def _too_few(examples: Sequence[Example]) -> str:
    if len(examples) < LEAST_TICKETS:
        return (
            f"expected {LEAST_TICKETS} settled tickets with labels of {LEAST_OF_LABEL} or more, found {len(examples)}"
        )
    labels = len({one.label for one in examples})
    return "" if labels >= 2 else f"expected two labels or more, found {labels}"


def _labels(classifier: Classifier) -> Guesser:
    return lambda text: [one.label for one in classifier.guess(text)]
