"""What can be true of a matter at the end of a period: the words that numerators and denominators are made of."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from queueing.figures.matters.matter import Grade, Matter
from queueing.figures.matters.period import Period


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
    REOPENED = "reopened"  # at any time
    REOPENED_IN_PERIOD = "reopened_in_period"
    SUPERVISED = "supervised"
    REPEAT = "repeat"
    CONSULTATION = "consultation"  # 咨询


_GOOD = frozenset({Grade.VERY_SATISFIED, Grade.SATISFIED})
_FAIR = _GOOD | {Grade.FAIRLY}
_BAD = frozenset({Grade.DISSATISFIED, Grade.VERY_DISSATISFIED})
_COUNTS = _FAIR | _BAD

Test = Callable[[Matter, Period], bool]


def holds(trait: Trait, matter: Matter, period: Period) -> bool:
    """Whether it is true of the matter, as far as was known at the period's end."""
    return TESTS[trait](matter, period)


def _by(at: float | None, period: Period) -> bool:
    return at is not None and at < period.until


def _in_time(done_at: float | None, due_at: float | None, period: Period) -> bool:
    return _by(done_at, period) and (due_at is None or (done_at or 0.0) <= due_at)


def _overdue(matter: Matter, period: Period) -> bool:
    due_at = matter.close_due_at
    if due_at is None or due_at >= period.until:
        return False
    return not _in_time(matter.done_at, due_at, period)


def _any(moments: tuple[float, ...], period: Period) -> bool:
    return any(at < period.until for at in moments)


TESTS: Mapping[Trait, Test] = {
    Trait.REGISTERED: lambda one, period: one.registered_at < period.until,
    Trait.ACCEPTED: lambda one, period: one.registered_at < period.until and not one.refused,
    Trait.DISPATCHED: lambda one, period: _by(one.dispatched_at, period),
    Trait.SIGNED: lambda one, period: _by(one.signed_at, period),
    Trait.SIGNED_IN_TIME: lambda one, period: _in_time(one.signed_at, one.sign_due_at, period),
    Trait.CONTACTED: lambda one, period: _by(one.contacted_at, period),
    Trait.RESOLVED: lambda one, period: _by(one.resolved_at, period),
    Trait.RESOLVED_IN_TIME: lambda one, period: _in_time(one.done_at, one.close_due_at, period),
    Trait.OVERDUE: _overdue,
    Trait.CLOSED: lambda one, period: _by(one.closed_at, period),
    Trait.DIRECT: lambda one, _: one.direct,
    Trait.SOLVED: lambda one, _: one.solved is True,
    Trait.JUDGED: lambda one, _: one.solved is not None,
    Trait.REVISITED: lambda one, period: _by(one.revisited_at, period),
    Trait.GRADED: lambda one, _: one.last_said().grade in _COUNTS,
    Trait.SATISFIED: lambda one, _: one.last_said().grade in _GOOD,
    Trait.AT_LEAST_FAIRLY: lambda one, _: one.last_said().grade in _FAIR,
    Trait.DISSATISFIED: lambda one, _: one.last_said().grade in _BAD,
    Trait.FIRST_GRADED: lambda one, _: one.first_said().grade in _COUNTS,
    Trait.FIRST_SATISFIED: lambda one, _: one.first_said().grade in _GOOD,
    Trait.RETURNED: lambda one, period: _any(one.returned_at, period),
    Trait.EXTENDED: lambda one, period: _any(one.extended_at, period),
    Trait.URGED: lambda one, period: _any(one.urged_at, period),
    Trait.REOPENED: lambda one, period: _any(one.reopened_at, period),
    Trait.REOPENED_IN_PERIOD: lambda one, period: period.holds_any(one.reopened_at),
    Trait.SUPERVISED: lambda one, period: _any(one.supervised_at, period),
    Trait.REPEAT: lambda one, _: one.repeat,
    Trait.CONSULTATION: lambda one, _: one.kind == "咨询",
}
