"""What can be true of a matter at the time of asking: the words that numerators and denominators are made of."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from queueing.figures.matters.matter import Grade, Matter


class Trait(StrEnum):
    """Used in the figures' data file."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"  # registered and not refused
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    SIGNED_IN_TIME = "signed_in_time"
    CONTACTED = "contacted"
    RESOLVED = "resolved"
    RESOLVED_IN_TIME = "resolved_in_time"
    OVERDUE = "overdue"
    CLOSED = "closed"
    DIRECT = "direct"
    SOLVED = "solved"
    JUDGED = "judged"  # the reply says whether the matter is solved
    REVISITED = "revisited"
    GRADED = "graded"  # the citizen gave an answer that counts
    SATISFIED = "satisfied"  # very satisfied or satisfied
    AT_LEAST_FAIRLY = "at_least_fairly"  # 基本满意 included
    FIRST_GRADED = "first_graded"
    FIRST_SATISFIED = "first_satisfied"
    DISSATISFIED = "dissatisfied"
    RETURNED = "returned"
    EXTENDED = "extended"
    URGED = "urged"
    REOPENED = "reopened"
    SUPERVISED = "supervised"
    REPEAT = "repeat"
    CONSULTATION = "consultation"  # 咨询


_GOOD = frozenset({Grade.VERY_SATISFIED, Grade.SATISFIED})
_FAIR = _GOOD | {Grade.FAIRLY}
_BAD = frozenset({Grade.DISSATISFIED, Grade.VERY_DISSATISFIED})
_COUNTS = _FAIR | _BAD

Test = Callable[[Matter, float], bool]


def holds(trait: Trait, matter: Matter, now: float) -> bool:
    """Whether it is true of the matter, as far as was known at `now`."""
    return TESTS[trait](matter, now)


def _by(at: float | None, now: float) -> bool:
    return at is not None and at < now


def _in_time(done_at: float | None, due_at: float | None, now: float) -> bool:
    return _by(done_at, now) and (due_at is None or (done_at or 0.0) <= due_at)


def _overdue(matter: Matter, now: float) -> bool:
    due_at = matter.close_due_at
    if due_at is None or due_at >= now:
        return False
    return not _in_time(matter.resolved_at, due_at, now)


TESTS: Mapping[Trait, Test] = {
    Trait.REGISTERED: lambda one, now: one.registered_at < now,
    Trait.ACCEPTED: lambda one, now: one.registered_at < now and not one.refused,
    Trait.DISPATCHED: lambda one, now: _by(one.dispatched_at, now),
    Trait.SIGNED: lambda one, now: _by(one.signed_at, now),
    Trait.SIGNED_IN_TIME: lambda one, now: _in_time(one.signed_at, one.sign_due_at, now),
    Trait.CONTACTED: lambda one, now: _by(one.contacted_at, now),
    Trait.RESOLVED: lambda one, now: _by(one.resolved_at, now),
    Trait.RESOLVED_IN_TIME: lambda one, now: _in_time(one.resolved_at, one.close_due_at, now),
    Trait.OVERDUE: _overdue,
    Trait.CLOSED: lambda one, now: _by(one.closed_at, now),
    Trait.DIRECT: lambda one, _: one.direct,
    Trait.SOLVED: lambda one, _: one.solved is True,
    Trait.JUDGED: lambda one, _: one.solved is not None,
    Trait.REVISITED: lambda one, now: _by(one.revisited_at, now),
    Trait.GRADED: lambda one, _: one.grade in _COUNTS,
    Trait.SATISFIED: lambda one, _: one.grade in _GOOD,
    Trait.AT_LEAST_FAIRLY: lambda one, _: one.grade in _FAIR,
    Trait.FIRST_GRADED: lambda one, _: one.first_grade in _COUNTS,
    Trait.FIRST_SATISFIED: lambda one, _: one.first_grade in _GOOD,
    Trait.DISSATISFIED: lambda one, _: one.grade in _BAD,
    Trait.RETURNED: lambda one, _: one.returns > 0,
    Trait.EXTENDED: lambda one, _: one.extended,
    Trait.URGED: lambda one, _: one.urged > 0,
    Trait.REOPENED: lambda one, _: one.reopened > 0,
    Trait.SUPERVISED: lambda one, _: one.supervised,
    Trait.REPEAT: lambda one, _: one.repeat,
    Trait.CONSULTATION: lambda one, _: one.kind == "咨询",
}
