"""Whom to take next: a proposal with its reasons. The producer decides; nothing here changes the board."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from queueing.show.state import BoardState, Entry, EntryState


class Reason(StrEnum):
    """What speaks for or against an entry."""

    UNIT_FITS = "unit_fits"  # concerns today's unit
    NEW_AREA = "new_area"  # this area was not on air yet
    AREA_AGAIN = "area_again"  # it was
    WAITED = "waited"
    REPEAT = "repeat"  # came with the same matter before
    ALIKE_AIRED = "alike_aired"  # nearly this topic was on air already


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What weighs how much, in minutes of waiting."""

    unit_fits: float = 20.0
    new_area: float = 6.0
    area_again: float = -3.0  # for each time it was on air
    repeat: float = 5.0
    alike_aired: float = -15.0
    alike_from: float = 0.5  # share of character pairs two topics have in common


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An entry, what speaks for it and how much; points are minutes of waiting."""

    entry_id: str
    points: float
    reasons: tuple[tuple[Reason, float], ...]


def proposals(state: BoardState, now: float, weights: Weights) -> list[Proposal]:
    """Every ready entry that is not in reserve, the best first; equal points go to the place in the list."""
    aired = [one for one in state.entries.values() if one.aired_at is not None]
    ready = [one for one in state.among(EntryState.READY) if not one.stored]
    judged = [_judge(one, now, aired, weights) for one in ready]
    places = {one.entry_id: place for place, one in enumerate(ready)}
    return sorted(judged, key=lambda one: (-one.points, places[one.entry_id]))


def _judge(entry: Entry, now: float, aired: Sequence[Entry], weights: Weights) -> Proposal:
    reasons = [(Reason.WAITED, round((now - entry.joined_at) / 60.0, 1))]
    if entry.unit_fits:
        reasons.append((Reason.UNIT_FITS, weights.unit_fits))
    if entry.repeat:
        reasons.append((Reason.REPEAT, weights.repeat))
    reasons += _area(entry, aired, weights)
    if any(alike(entry.topic, one.topic) >= weights.alike_from for one in aired):
        reasons.append((Reason.ALIKE_AIRED, weights.alike_aired))
    return Proposal(
        entry_id=entry.entry_id, points=round(sum(points for _, points in reasons), 1), reasons=tuple(reasons)
    )


def _area(entry: Entry, aired: Sequence[Entry], weights: Weights) -> list[tuple[Reason, float]]:
    if not entry.area:
        return []
    times = Counter(one.area for one in aired)[entry.area]
    return [(Reason.AREA_AGAIN, times * weights.area_again)] if times else [(Reason.NEW_AREA, weights.new_area)]


def alike(one: str, other: str) -> float:
    """Share of pairs of neighbouring characters that two texts have in common, 0..1 (Dice)."""
    first, second = _pairs(one), _pairs(other)
    total = first.total() + second.total()
    return 2.0 * (first & second).total() / total if total else float(one == other)


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1))
