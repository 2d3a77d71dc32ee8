"""Figures of any days for supervisors: by queue, number, hour or operator, with the definition that counted them."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from callcenter.clock import as_text
from callcenter.store.identity import Role
from callcenter.web.errors import ApiError
from callcenter.web.models import Asked, Rfc3339, Said
from callcenter.web.moments import day_of
from callcenter.web.route import Ask, route
from dashboards.definitions import definitions
from queueing.figures.history import DaySums, operator_counts
from queueing.figures.tally import Tally, counts

SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})
MOST_DAYS = 400
ANSWER_RATE_MIN = 0.95  # GB/T 33358-2016: over any continuous 24 h

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
By = Literal["total", "queue", "number", "hour", "operator"]


class FiguresAsked(Asked):
    """Which local days, both included, and how divided."""

    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]
    by: By = "total"


class CountsRow(Said):
    """Calls of one group; rates 0..1, null when there is nothing to divide by."""

    key: str
    title: str = ""
    source: str = Field(default="", description="the merged line that a number was")
    offered: int
    answered: int
    within: int
    abandoned: int
    abandoned_short: int
    broken: int
    turned_away: int
    refused: int
    unsettled: int
    cut_off: int
    answer_rate: float | None
    within_rate: float | None
    abandon_rate: float | None
    asa_s: float | None
    abandoned_asa_s: float | None
    longest_wait_s: float
    aht_s: float | None
    handled: int
    talk_s: float
    hold_s: float
    wrap_s: float


class OperatorRow(Said):
    """One operator's days; calls of dial probes are not among the answered, the time they took is."""

    key: str
    title: str = ""
    answered: int
    offers: int
    missed: int
    hard: int
    talk_s: float
    hold_s: float
    wrap_s: float
    break_s: float
    signed_in_s: float
    occupancy: float | None
    calls_per_hour: float | None
    longest_stretch_s: float


class LowestView(Said):
    """The worst answer rate of any continuous 24 h that end within these days."""

    until: Rfc3339
    rate: float
    wanted: float
    met: bool


class FiguresView(Said):
    """Figures of some days. `rows` or `operators`, as asked."""

    first: str
    last: str
    by: By
    total: CountsRow
    rows: list[CountsRow] = Field(default_factory=list)
    operators: list[OperatorRow] = Field(default_factory=list)
    lowest_24h: LowestView | None
    answer_rate_zh: str = Field(description="the formula of the answer rate that is in force")
    within_rate_zh: str
    variant_zh: str


@route("GET", "/api/v1/figures", "Figures of any days", SUPERVISORS, query=FiguresAsked, out=FiguresView)
async def get_figures(ask: Ask) -> FiguresView:
    """Answer the figures asked for."""
    asked = ask.take(FiguresAsked)
    first, last = _days(asked)
    sums = await ask.parts.history.sums(first, last)
    said = {one.key: one for one in definitions(ask.parts.definition)}
    return FiguresView(
        first=first.isoformat(),
        last=last.isoformat(),
        by=asked.by,
        total=_row(ask, "total", sums.total),
        rows=_rows(ask, asked.by, sums),
        operators=_operators(ask, sums) if asked.by == "operator" else [],
        lowest_24h=_lowest(ask, sums),
        answer_rate_zh=said["answer_rate"].formula_zh,
        within_rate_zh=said["within_15s_rate"].formula_zh,
        variant_zh=said["answer_rate"].variant_zh,
    )


def _days(asked: FiguresAsked) -> tuple[date, date]:
    """Read the days.

    Raises:
        ApiError: 422, no such day; 400, the last before the first, or too many.

    """
    first, last = day_of("from", asked.first), day_of("to", asked.last)
    if not 0 <= (last - first).days < MOST_DAYS:
        expected = f"to on or after from, and at most {MOST_DAYS} days"
        raise ApiError(400, "bad_input", f"expected {expected}", expected=expected, found=f"{first} to {last}")
    return first, last


def _rows(ask: Ask, by: By, sums: DaySums) -> list[CountsRow]:
    groups = {"queue": sums.queues, "number": sums.numbers, "hour": sums.hours}.get(by, {})
    order = sorted(groups, key=lambda key: (len(key), key) if by == "hour" else (0, key))
    return [_row(ask, key, groups[key]) for key in order]


def _row(ask: Ask, key: str, tally: Tally) -> CountsRow:
    queues = ask.parts.settings.queue
    own = next((queue for queue in queues if queue.name == key or key in queue.numbers), None)
    source = own.sources.get(key, "") if own else ""
    title = own.title if own else ""
    return CountsRow(key=key, title=title, source=source, **asdict(counts(tally, ask.parts.definition)))


def _operators(ask: Ask, sums: DaySums) -> list[OperatorRow]:
    names = {one.operator_id: one.name for one in ask.parts.desk.operators()}
    return [
        OperatorRow(key=who, title=names.get(who, ""), **asdict(operator_counts(day)))
        for who, day in sorted(sums.operators.items())
    ]


def _lowest(ask: Ask, sums: DaySums) -> LowestView | None:
    if sums.lowest_24h is None:
        return None
    until, rate = sums.lowest_24h
    met = rate >= ANSWER_RATE_MIN
    return LowestView(until=as_text(until, ask.parts.zone), rate=rate, wanted=ANSWER_RATE_MIN, met=met)


ROUTES = (get_figures,)
