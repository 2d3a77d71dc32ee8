"""What a report is made from; gathered once, then everything else is pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from callcenter.kpis import Kpis
from callcenter.reports.periods import Named
from callcenter.show.hundreds import Hundreds
from callcenter.store.matters import TicketWords
from queueing.figures.matters import Figure, Matter, Period, measure
from queueing.hot import Topic
from queueing.show.aftermath.record import ShowRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person chose for one report."""

    period: Named
    unit: str = ""
    include: tuple[str, ...] = ()  # tickets put in by hand
    exclude: tuple[str, ...] = ()  # tickets left out by hand
    order: tuple[str, ...] = ()  # in which tickets are quoted; others follow
    extra: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # name -> this year, the year before
    show_date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Matters as they were known at the end of the period and of those it is compared with, and the words of some."""

    choice: Choice
    kpis: Kpis
    site: str
    matters: Sequence[Matter]
    now: Period
    before: Period
    year_before: Period
    earlier: Mapping[float, Sequence[Matter]] = field(default_factory=dict)  # end of a period -> as known then
    hot: Sequence[Topic] = ()
    words: Mapping[str, TicketWords] = field(default_factory=dict)
    restricted: frozenset[str] = frozenset()  # tickets counted in figures and named nowhere
    number: int = 0
    correction: int = 0  # an issued number is never changed: what differs goes out as its correction
    shows: Sequence[ShowRecord] = ()  # that signed off in the period, for the show's own report
    hundreds: Hundreds | None = None  # of the year, for the same; None: the city has no 两个100%
    zone: tzinfo = UTC

    def figure(self, kpi: str, period: Period | None = None, some: Sequence[Matter] | None = None) -> Figure:
        """One figure of the period, or of another one."""
        period = period or self.now
        return measure(self.kpis[kpi], self.known(period) if some is None else some, period)

    def known(self, period: Period) -> Sequence[Matter]:
        """The matters as they were known at the end of one of the periods: what was issued then stays as it was."""
        return self.matters if period.until == self.now.until else self.earlier[period.until]

    def registered(self) -> list[Matter]:
        """Matters registered in the period."""
        return [one for one in self.matters if self.now.holds(one.registered_at)]
