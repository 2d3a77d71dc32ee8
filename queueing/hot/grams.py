"""Words into weighted pairs of characters; the place and words that say nothing are taken out first."""

import re
from collections.abc import Iterable, Mapping
from math import log, sqrt

from queueing.hot.complaint import Complaint
from queueing.hot.rules import HotRules

Vector = Mapping[str, float]
_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")
_PRIOR = 200.0  # a new desk behaves as if so many messages without these pairs had come before


class Frequencies:
    """Owns in how many messages each gram was seen."""

    def __init__(self) -> None:
        self.messages = 0
        self._seen: dict[str, int] = {}

    def note(self, grams: Iterable[str]) -> None:
        """Count one message."""
        self.messages += 1
        for gram in grams:
            self._seen[gram] = self._seen.get(gram, 0) + 1

    def rarity(self, gram: str) -> float:
        """Inverse document frequency, in nats."""
        return log((self.messages + _PRIOR) / (self._seen.get(gram, 0) + 0.5))

    def share(self, gram: str) -> float:
        """The share of messages that have it."""
        return self._seen.get(gram, 0) / self.messages if self.messages else 0.0

    def forget_rare(self, most: int) -> None:
        """Keep the table bounded: grams seen once go when there are more than `most`."""
        if len(self._seen) > most:
            self._seen = {gram: count for gram, count in self._seen.items() if count > 1}


def raw_grams(complaint: Complaint, rules: HotRules, stop: frozenset[str]) -> dict[str, float]:
    """How often each gram occurs, weighted by where; without the place's name."""
    found: dict[str, float] = {}
    for text, weight in ((complaint.title, rules.title_weight), (complaint.text, 1.0)):
        for run in _runs(text, complaint.place, stop):
            _add(found, run, weight, rules.single_weight)
    return found


def weighted(raw: Mapping[str, float], frequencies: Frequencies) -> dict[str, float]:
    """The unit vector of a message: term weight (dampened) times rarity."""
    vector = {gram: sqrt(count) * frequencies.rarity(gram) for gram, count in raw.items()}
    length = sqrt(sum(value * value for value in vector.values()))
    return {gram: value / length for gram, value in vector.items()} if length else {}


def telling(raw: Iterable[str]) -> int:
    """How many pairs (not single characters) a message has."""
    return sum(1 for gram in raw if len(gram) > 1)


def _runs(text: str, place: str, stop: frozenset[str]) -> Iterable[str]:
    text = text.lower()
    if place:
        text = text.replace(place.lower(), " ")
    for run in _RUN.findall(text):
        yield from _without(run, stop)


def _without(run: str, stop: frozenset[str]) -> Iterable[str]:
    """Cut a run at its stop words, longest first at each place."""
    begin = at = 0
    while at < len(run):
        size = next((n for n in range(4, 0, -1) if run[at : at + n] in stop and at + n <= len(run)), 0)
        if size:
            if at > begin:
                yield run[begin:at]
            begin = at = at + size
        else:
            at += 1
    if begin < len(run):
        yield run[begin:]


def _add(found: dict[str, float], run: str, weight: float, single: float) -> None:
    if run[0].isascii():  # a number or a Latin word stands as a whole: bus 29, KTV
        found["=" + run] = found.get("=" + run, 0.0) + weight
        return
    for char in run:
        found[char] = found.get(char, 0.0) + weight * single
    for at in range(len(run) - 1):
        pair = run[at : at + 2]
        found[pair] = found.get(pair, 0.0) + weight
