"""How good a guesser is: share of right firsts, of rights among three, and macro-F1; split by time, never at random."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from callcenter.learning.training import Example

NEWEST = 0.2  # share of the examples, the newest, that judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a guesser reached on some examples; shares 0..1."""

    examples: int
    first: float
    among_three: float
    macro_f1: float


def by_time(examples: Sequence[Example], newest: float = NEWEST) -> tuple[list[Example], list[Example]]:
    """The older ones to learn from, the newest to be judged by: a random split would flatter (the same event twice)."""
    ordered = sorted(examples, key=lambda one: one.at)
    cut = len(ordered) - round(len(ordered) * newest)
    return ordered[:cut], ordered[cut:]


def judge(guess: Callable[[str], Sequence[str]], examples: Sequence[Example]) -> Score:
    """Score a guesser: text -> labels, best first."""
    found = [(one.label, list(guess(one.text))[:3]) for one in examples]
    firsts = [(label, named[0] if named else "") for label, named in found]
    count = len(found) or 1
    return Score(
        examples=len(found),
        first=sum(label == first for label, first in firsts) / count,
        among_three=sum(label in named for label, named in found) / count,
        macro_f1=macro_f1(firsts),
    )


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Mean F1 over the labels that occur as truth; pairs of (truth, guess)."""
    truths, guesses = Counter(truth for truth, _ in pairs), Counter(guess for _, guess in pairs)
    right = Counter(truth for truth, guess in pairs if truth == guess)
    f1 = [2 * right[label] / (truths[label] + guesses[label]) for label in truths]
    return sum(f1) / len(f1) if f1 else 0.0


def falls_behind(challenger: Score, champion: Score) -> str:
    """Why the challenger may not take the champion's place; '' when it may: nothing that matters has fallen."""
    for name in ("macro_f1", "among_three"):
        new, old = getattr(challenger, name), getattr(champion, name)
        if new < old:
            return f"{name}: expected at least {old:.3f} as now, found {new:.3f}"
    return ""
