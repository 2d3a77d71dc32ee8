"""Both 100 % of a year as the stores have it: the counters, who falls short, and who is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from callcenter.store.show_required import Required
from queueing.show.edition import Edition, appearances, as_planned
from queueing.show.hundred import Shortfall, shortfalls
from queueing.show.plan import Coverage, coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Hundreds:
    """两个100% of a year. `assumed`: nobody has said which units must appear, so it is those of the plan."""

    counted: Coverage
    short: tuple[Shortfall, ...]
    assumed: bool


def hundreds_of(year: int, editions: Sequence[Edition], listed: Sequence[Required], today: date) -> Hundreds:
    """Count; while nobody has made a list, every unit of the plan must appear."""
    planned = as_planned(editions)
    units = [one.unit for one in listed if one.as_unit] if listed else [u for show in planned for u in show.units]
    leaders = [one.unit for one in listed if one.as_leader] if listed else units
    came = [one for one in appearances(editions) if one.day <= today]
    counted = coverage(units, came, planned, today, leaders)
    return Hundreds(counted=counted, short=shortfalls(counted, came, year, today), assumed=not listed)
