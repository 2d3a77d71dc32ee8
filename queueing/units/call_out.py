"""Calling out whoever is on duty: who is rung next, when it is tried again, when it goes higher.

The order: everybody on call at the unit, main first, then the backups; again after a pause; then the same at the unit
above, up to the top. Once somebody answers it is over. Times are Unix seconds; nothing here asks for the time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """Somebody's turn on a unit's roster. `rank` 1 is the main officer; `until` None: until changed."""

    unit_id: str
    name: str
    number: str
    rank: int = 1
    since: float = 0.0
    until: float | None = None

    def holds(self, at: float) -> bool:
        """Whether it is their turn."""
        return self.since <= at and (self.until is None or at < self.until)


class Answer(StrEnum):
    """What came of one attempt."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REFUSED = "refused"
    FAILED = "failed"  # the line, not the person
    STOPPED = "stopped"  # taken back by whoever stopped the call-out
    RINGING = "ringing"  # not over yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One person rung once."""

    unit_id: str
    name: str
    number: str
    rank: int
    at: float
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOutRules:
    """A site's numbers."""

    rounds: int = 2  # how often a unit's whole list is gone through before the unit above is tried
    pause_s: float = 60.0  # between two rounds
    ring_s: float = 30.0
    most_attempts: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Ring this person now."""

    person: OnCall
    escalated: bool  # the unit itself did not answer: this is one above it


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitUntil:
    """Nothing to do before that time (Unix seconds)."""

    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Somebody answered."""

    attempt: Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhausted:
    """Nobody answered, or nobody is on call: a person at the desk must act."""

    why: str


Step = Ring | WaitUntil | Reached | Exhausted


def on_call(roster: Iterable[OnCall], unit_id: str, at: float) -> tuple[OnCall, ...]:
    """Return whose turn it is at a unit, main officer first."""
    return tuple(sorted((one for one in roster if one.unit_id == unit_id and one.holds(at)), key=_place))


def _place(one: OnCall) -> tuple[int, float, str]:
    """By rank; of two with the same rank the one whose turn began later (a substitute) first."""
    return one.rank, -one.since, one.name


def next_step(
    line: Sequence[str], roster: Iterable[OnCall], attempts: Sequence[Attempt], now: float, rules: CallOutRules
) -> Step:
    """Say what to do next.

    Args:
        line: the unit, then those above it (`UnitTree.line`).
        roster: turns; those of other units and times do not matter.
        attempts: all so far, oldest first.
        now: Unix seconds.
        rules: the site's numbers.

    """
    last = attempts[-1] if attempts else None
    if last is not None and last.answer is Answer.ANSWERED:
        return Reached(attempt=last)
    if last is not None and last.answer is Answer.RINGING:
        return WaitUntil(at=last.at + rules.ring_s)
    if len(attempts) >= rules.most_attempts:
        return Exhausted(why=f"已呼叫{len(attempts)}次，无人接听")
    turns = list(roster)
    for unit_id in line:
        step = _at_unit(on_call(turns, unit_id, now), [a for a in attempts if a.unit_id == unit_id], now, rules)
        if step is not None:
            return Ring(person=step, escalated=unit_id != line[0]) if isinstance(step, OnCall) else step
    return Exhausted(why="值班人员均未接听" if attempts else "没有排班：本单位和上级单位都没有值班人员")


def _at_unit(
    people: Sequence[OnCall], tried: Sequence[Attempt], now: float, rules: CallOutRules
) -> OnCall | WaitUntil | None:
    """Return who of a unit is next, a pause before the next round, or None when the unit has been tried enough."""
    counts = {one.number: sum(a.number == one.number for a in tried) for one in people}
    fewest = min(counts.values(), default=rules.rounds)
    if fewest >= rules.rounds:
        return None
    rested = max((a.at for a in tried), default=0.0) + rules.pause_s
    begins_round = fewest > 0 and all(count == fewest for count in counts.values())
    if begins_round and now < rested:
        return WaitUntil(at=rested)
    return next(one for one in people if counts[one.number] == fewest)
