"""The labelled complaints, and how well clusters agree with the labels, pair by pair."""

import hashlib
import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from callcenter.hot_rules import load_hot_rules
from callcenter.packaged import config_dir
from queueing.hot import Complaint, HotRules, HotTopics

FROZEN = Path(__file__).parents[2] / "data" / "hot_topics" / "frozen.tsv"
RULES: HotRules = load_hot_rules("demo").cluster


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    label: str  # "-": alone
    place: str
    text: str
    topic: str  # as the city's topic words give it

    @property
    def held_out(self) -> bool:
        """Whether its whole topic was kept away from the choice of numbers."""
        name = self.text if self.label == "-" else self.label
        return hashlib.md5(name.encode(), usedforsecurity=False).digest()[-1] % 2 == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def labelled() -> list[Labelled]:
    words = tomllib.loads((config_dir() / "city" / "topics.toml").read_text("utf-8"))["topic"]
    rows = (line.split("\t") for line in FROZEN.read_text("utf-8").splitlines())
    return [Labelled(label=a, place=b, text=c, topic=_topic(c, words)) for a, b, c in rows]


def agreement(rows: Sequence[Labelled], seed: int, *, with_topic: bool = True, rules: HotRules = RULES) -> Agreement:
    rows = list(rows)
    random.Random(seed).shuffle(rows)  # noqa: S311 - an order, not a secret
    hot = HotTopics(rules)
    found = [
        hot.take(complaint(row, number, with_topic=with_topic)).cluster or f"x{number}"
        for number, row in enumerate(rows)
    ]
    both = together = same = 0
    for one, other in combinations(range(len(rows)), 2):
        alike = rows[one].label == rows[other].label != "-"
        joined = found[one] == found[other]
        both, together, same = both + (alike and joined), together + joined, same + alike
    return Agreement(precision=both / max(1, together), recall=both / max(1, same))


def complaint(row: Labelled, number: int, *, with_topic: bool = True) -> Complaint:
    topic = row.topic if with_topic else ""
    return Complaint(at=number * 60.0, ticket_id=f"T{number}", text=row.text, place=row.place, topic=topic)


def _topic(text: str, words: list[dict[str, list[str]]]) -> str:
    scores = [(sum(len(word) ** 1.5 for word in one["words"] if word in text), -at) for at, one in enumerate(words)]
    best, place = max(scores)
    return str(words[-place]["name"]) if best else ""
