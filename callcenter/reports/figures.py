"""Every defined figure of a period with what it is compared with, and the units in order. Pure."""

from dataclasses import dataclass

from callcenter.reports.material import Material
from queueing.figures.matters import By, Change, Figure, Placed, change, group, rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A figure of the period, of the one just before (环比) and of the same one a year earlier (同比)."""

    now: Figure
    before: Figure
    year_before: Figure

    @property
    def step(self) -> Change:
        """From the period before."""
        return change(self.before, self.now)

    @property
    def year_step(self) -> Change:
        """From the year before."""
        return change(self.year_before, self.now)


def compared(m: Material) -> tuple[Compared, ...]:
    """Every figure that is defined here, in the order of the definitions."""
    return tuple(
        Compared(now=m.figure(one.id), before=m.figure(one.id, m.before), year_before=m.figure(one.id, m.year_before))
        for one in m.kpis.kpis
    )


def ranked(m: Material) -> tuple[Placed, ...]:
    """Units with matters in the period, best first; those with too few stand last, without a place."""
    rules = m.kpis.ranking
    kpis = [m.kpis[name] for name in rules.weights]
    return tuple(one for one in rank(group(m.matters, By.UNIT), kpis, m.now, rules) if one.matters)
