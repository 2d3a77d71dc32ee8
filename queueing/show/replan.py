"""A notice read again: what it changes of the plan that is there. Nothing is changed that cannot be shown first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from queueing.show.edition import Edition
from queueing.show.plan import PlannedShow


class ChangeKind(StrEnum):
    """What becomes of a show."""

    ADDED = "added"
    SAME = "same"
    CHANGED = "changed"  # the day stays, something else differs
    MOVED = "moved"  # the same units on another day
    KEPT = "kept"  # in the plan and not in the file: it stays until somebody calls it off


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the comparison: a show of the file, an edition of the plan, or both."""

    kind: ChangeKind
    show: PlannedShow | None = None
    edition: Edition | None = None

    @property
    def day(self) -> date:
        """By which the comparison is put in order."""
        if self.show is not None:
            return self.show.day
        if self.edition is not None:
            return self.edition.day
        raise ValueError("change: expected a show or an edition, found neither")

    @property
    def refused(self) -> str:
        """Why it cannot be taken over; '' when it can."""
        happened = self.edition is not None and any(seat.attendance for seat in self.edition.seats)
        if happened and self.kind in (ChangeKind.CHANGED, ChangeKind.MOVED):
            return "expected a show still to come, found one somebody has checked in at"
        return ""


def compare(shows: Sequence[PlannedShow], editions: Sequence[Edition], year: int) -> list[Change]:
    """Match a notice with the plan of that year.

    First what has its day and units already, then the same units on another day (the nearest), then whatever else
    stands on a show's day; so two units that change places are two moves and keep what they have filed.
    """
    left, free = list(shows), [one for one in editions if one.planned and one.day.year == year]
    changes = [*_matched(left, free, _stays), *_moved(left, free), *_matched(left, free, _same_day)]
    changes += [Change(kind=ChangeKind.ADDED, show=show) for show in left]
    changes += [Change(kind=ChangeKind.KEPT, edition=one) for one in free]
    return sorted(changes, key=lambda one: one.day)


Fits = Callable[[PlannedShow, Edition], bool]


def _stays(show: PlannedShow, one: Edition) -> bool:
    return show.day == one.day and set(show.units) == set(one.units)


def _same_day(show: PlannedShow, one: Edition) -> bool:
    return show.day == one.day


def _matched(left: list[PlannedShow], free: list[Edition], fits: Fits) -> list[Change]:
    """Take out of both lists what fits together."""
    found = []
    for show in tuple(left):
        one = next((edition for edition in free if fits(show, edition)), None)
        if one is not None:
            left.remove(show)
            free.remove(one)
            kind = ChangeKind.SAME if _says_the_same(show, one) else ChangeKind.CHANGED
            found.append(Change(kind=kind, show=show, edition=one))
    return found


def _moved(left: list[PlannedShow], free: list[Edition]) -> list[Change]:
    """Take out of both lists the same units on another day, those that moved least first."""
    pairs = [
        (abs((show.day - one.day).days), show.day, one.day, show, one)
        for show in left
        for one in free
        if one.listed and show.units and set(show.units) == set(one.units) and show.kind is one.kind
    ]
    found = []
    for _, _, _, show, one in sorted(pairs, key=lambda pair: pair[:3]):
        if show in left and one in free:
            left.remove(show)
            free.remove(one)
            found.append(Change(kind=ChangeKind.MOVED, show=show, edition=one))
    return found


def _says_the_same(show: PlannedShow, one: Edition) -> bool:
    return (show.units, show.required, show.kind, show.week) == (one.units, one.required, one.kind, one.week)
