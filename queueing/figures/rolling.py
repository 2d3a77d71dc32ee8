"""Calls by the minute they arrived in, for rates over a rolling window such as any continuous 24 hours."""

from collections.abc import Iterable

from queueing.figures.definition import Definition
from queueing.figures.tally import Tally, answer_rate

MINUTE_S = 60.0
_RATE_FIELDS = (
    "offered",
    "unsettled",
    "answered",
    "abandoned",
    "broken",
    "turned_away",
    "refused",
    "within",
    "out_of_answer",
    "out_of_within",
)


class Rolling:
    """The minutes of the last two windows. Owned by `Figures`; a window is exact to the minute of arrival."""

    def __init__(self, window_s: float) -> None:
        self._span = max(1, int(window_s // MINUTE_S))
        self._minutes: dict[int, Tally] = {}
        self._newest = 0

    def cell(self, at: float) -> Tally:
        """The minute a call arriving at `at` is counted in."""
        minute = int(at // MINUTE_S)
        tally = self._minutes.get(minute)
        if tally is None:
            tally = self._minutes[minute] = Tally()
            self._newest = max(self._newest, minute)
            self._forget()
        return tally

    def window(self, now: float) -> Tally:
        """The calls that arrived in the window that ends at `now`."""
        newest = int(now // MINUTE_S)
        return _sum(t for minute, t in self._minutes.items() if newest - self._span < minute <= newest)

    def lowest(self, since: float, now: float, definition: Definition) -> tuple[float, float] | None:
        """The worst answer rate of any window ending between `since` and `now`: (end of that window, rate)."""
        first = int(since // MINUTE_S)
        running, worst = self.window(since), None
        for minute in range(first, int(now // MINUTE_S) + 1):
            if minute > first:
                _slide(running, self._minutes.get(minute), self._minutes.get(minute - self._span))
            rate = answer_rate(running, definition)
            if rate is not None and (worst is None or rate < worst[1]):
                worst = ((minute + 1) * MINUTE_S, rate)
        return worst

    def _forget(self) -> None:
        """Drop minutes older than two windows, in one go when a third of them is too old."""
        kept = 2 * self._span + 1
        if len(self._minutes) > kept * 3 // 2:
            self._minutes = {m: t for m, t in self._minutes.items() if m >= self._newest - kept}


def _sum(minutes: Iterable[Tally]) -> Tally:
    total = Tally()
    for one in minutes:
        total.offered += one.offered
        total.unsettled += one.unsettled
        total.answered += one.answered
        total.abandoned += one.abandoned
        total.broken += one.broken
        total.turned_away += one.turned_away
        total.refused += one.refused
        total.within += one.within
        total.out_of_answer += one.out_of_answer
        total.out_of_within += one.out_of_within
    return total


def _slide(running: Tally, entering: Tally | None, leaving: Tally | None) -> None:
    for name in _RATE_FIELDS:
        change = (getattr(entering, name) if entering else 0) - (getattr(leaving, name) if leaving else 0)
        setattr(running, name, getattr(running, name) + change)
