"""A figure as data: which matters count, by which moment they belong to a period, and what is counted of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from queueing.figures.matters.matter import Matter
from queueing.figures.matters.period import Period
from queueing.figures.matters.traits import Trait, holds

HOUR_S = 3600.0


class Cohort(StrEnum):
    """The moment by which a matter belongs to a period. Of the two due ones each handling counts for itself."""

    REGISTERED = "registered"
    DISPATCHED = "dispatched"  # for the first time
    SIGN_DUE = "sign_due"  # signing was due; not yet due is not counted
    CLOSE_DUE = "close_due"  # the reply was due: what is open and overdue stays in the denominator
    RESOLVED = "resolved"  # by the reply that stands at the period's end
    CLOSED = "closed"
    REVISITED = "revisited"  # what the citizen said last, of whichever handling
    FIRST_REVISITED = "first_revisited"  # what the citizen said of the first handling
    REOPENED = "reopened"
    HANDLED = "handled"  # resolved or reopened
    RETURNED = "returned"
    EXTENDED = "extended"
    URGED = "urged"
    SUPERVISED = "supervised"


class Measure(StrEnum):
    """What is made of the matters."""

    RATE = "rate"
    COUNT = "count"
    HOURS = "hours"  # mean handling time


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One definition. All of `of` and none of `without` must hold for the denominator, all of `having` on top."""

    id: str
    zh: str
    en: str
    measure: Measure = Measure.RATE
    cohort: Cohort = Cohort.REGISTERED
    of: tuple[Trait, ...] = ()
    without: tuple[Trait, ...] = ()
    having: tuple[Trait, ...] = ()
    more_is_better: bool = True
    definition_zh: str = ""
    definition_en: str = ""

    def __post_init__(self) -> None:
        if self.measure is Measure.RATE and not self.having:
            raise ValueError(f"kpi {self.id}: having: expected what the numerator must have, found nothing")
        if both := set(self.of) & set(self.without):
            raise ValueError(f"kpi {self.id}: expected each trait in of or without, found {min(both)} in both")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of some matters. `value`: a share, a count or hours; None: nothing to divide by."""

    kpi: Kpi
    numerator: int
    denominator: int
    value: float | None

    def is_small(self, least: int) -> bool:
        """Whether a percentage would say more than the count behind it."""
        return self.kpi.measure is Measure.RATE and self.denominator < least


def measure(kpi: Kpi, matters: Iterable[Matter], period: Period) -> Figure:
    """Fold matters, as they were known at the period's end, into the figure for the period."""
    of = [one for matter in matters for one in _each(kpi, matter) if _counts(kpi, one, period)]
    having = [one for one in of if all(holds(trait, one, period) for trait in kpi.having)]
    match kpi.measure:
        case Measure.RATE:
            value = len(having) / len(of) if of else None
        case Measure.COUNT:
            value = float(len(having))
        case Measure.HOURS:
            spans = [one.handling_s for one in having if one.handling_s is not None]
            value = sum(spans) / len(spans) / HOUR_S if spans else None
    return Figure(kpi=kpi, numerator=len(having), denominator=len(of), value=value)


def _each(kpi: Kpi, matter: Matter) -> tuple[Matter, ...]:
    return matter.handlings() if kpi.cohort in _PER_HANDLING else (matter,)


def _counts(kpi: Kpi, matter: Matter, period: Period) -> bool:
    if not period.holds_any(_MOMENTS[kpi.cohort](matter)):
        return False
    return all(holds(one, matter, period) for one in kpi.of) and not any(
        holds(one, matter, period) for one in kpi.without
    )


_PER_HANDLING = frozenset({Cohort.SIGN_DUE, Cohort.CLOSE_DUE})
_MOMENTS: Mapping[Cohort, Callable[[Matter], Iterable[float | None]]] = {
    Cohort.REGISTERED: lambda one: (one.registered_at,),
    Cohort.DISPATCHED: lambda one: (one.dispatched_at,),
    Cohort.SIGN_DUE: lambda one: (one.sign_due_at,),
    Cohort.CLOSE_DUE: lambda one: (one.close_due_at,),
    Cohort.RESOLVED: lambda one: (one.resolved_at,),
    Cohort.CLOSED: lambda one: (one.closed_at,),
    Cohort.REVISITED: lambda one: (one.last_said().revisited_at,),
    Cohort.FIRST_REVISITED: lambda one: (one.first_said().revisited_at,),
    Cohort.REOPENED: lambda one: one.reopened_at,
    Cohort.HANDLED: lambda one: (one.resolved_at, *one.reopened_at),
    Cohort.RETURNED: lambda one: one.returned_at,
    Cohort.EXTENDED: lambda one: one.extended_at,
    Cohort.URGED: lambda one: one.urged_at,
    Cohort.SUPERVISED: lambda one: one.supervised_at,
}
