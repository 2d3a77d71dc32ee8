"""What a report is made from; gathered once, then everything else is pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from callcenter.kpis import Kpis
from callcenter.reports.periods import Named
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
    """Matters of the period and of those it is compared with, and the words of the tickets that are named."""

    choice: Choice
    kpis: Kpis
    site: str
    matters: Sequence[Matter]
    now: Period
    before: Period
    year_before: Period
    hot: Sequence[Topic] = ()
    words: Mapping[str, TicketWords] = field(default_factory=dict)
    number: int = 0
    correction: int = 0  # an issued number is never changed: what differs goes out as its correction
    all_matters: Sequence[Matter] = ()  # everything ever, for lifetime totals
    shows: Sequence[ShowRecord] = ()  # that signed off in the period, for the show's own report
    zone: tzinfo = UTC

    def figure(self, kpi: str, period: Period | None = None, some: Sequence[Matter] | None = None) -> Figure:
        """One figure of the period, or of another one."""
        return measure(self.kpis[kpi], self.matters if some is None else some, period or self.now)

    def registered(self) -> list[Matter]:
        """Matters registered in the period."""
        return [one for one in self.matters if self.now.holds(one.registered_at)]
