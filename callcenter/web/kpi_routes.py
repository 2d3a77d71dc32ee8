"""Figures of tickets: their definitions, and all of a period beside what it is compared with, and units ranked."""

import asyncio

from callcenter.reports.catalogue import ReportError
from callcenter.reports.figures import Compared, compared, ranked
from callcenter.reports.material import Choice, Material
from callcenter.reports.periods import PeriodError, parse
from callcenter.store.identity import Role
from callcenter.web.report_models import (
    ComparedView,
    FiguresOf,
    KpiList,
    KpiView,
    MeasuredView,
    PlacedView,
    RankingView,
    StepView,
    TicketFigures,
)
from callcenter.web.report_routes import READERS, refusal
from callcenter.web.route import ANYONE_SIGNED_IN, Ask, route
from queueing.figures.matters import Change, Figure, Placed


@route("GET", "/api/v1/kpis", "Definitions of the tickets' figures in force here", ANYONE_SIGNED_IN, out=KpiList)
async def kpis(ask: Ask) -> KpiList:
    """List definitions."""
    found = ask.parts.city.reports.ports.kpis
    items = [
        KpiView(
            id=one.id,
            zh=one.zh,
            en=one.en,
            measure=one.measure,
            cohort=one.cohort,
            of=list(one.of),
            without=list(one.without),
            having=list(one.having),
            definition_zh=one.definition_zh,
            definition_en=one.definition_en,
        )
        for one in found.kpis
    ]
    return KpiList(items=items, small=found.small)


@route(
    "GET",
    "/api/v1/kpis/figures",
    "The tickets' figures of a period, compared, and units ranked",
    READERS | {Role.REVIEWER},
    query=FiguresOf,
    out=TicketFigures,
)
async def ticket_figures(ask: Ask) -> TicketFigures:
    """Measure every defined figure."""
    asked = ask.take(FiguresOf)
    office = ask.parts.city.reports
    try:
        choice = await office.chosen(Choice(period=parse(asked.period), unit=asked.unit))
        material = await office.material(choice)
    except (PeriodError, ReportError) as fault:
        raise refusal(fault) from None
    return await asyncio.to_thread(_figures, material)


def _figures(m: Material) -> TicketFigures:
    rules = m.kpis.ranking
    ranking = RankingView(weights=dict(rules.weights), least=rules.least, items=[_placed(one) for one in ranked(m)])
    return TicketFigures(period=str(m.choice.period), items=[_compared(one) for one in compared(m)], ranking=ranking)


def _compared(one: Compared) -> ComparedView:
    return ComparedView(
        id=one.now.kpi.id,
        now=_measured(one.now),
        before=_measured(one.before),
        year_before=_measured(one.year_before),
        step=_step(one.step),
        year_step=_step(one.year_step),
    )


def _measured(one: Figure) -> MeasuredView:
    return MeasuredView(value=one.value, numerator=one.numerator, denominator=one.denominator)


def _step(one: Change) -> StepView:
    return StepView(direction=one.direction.value, points=one.points, share=one.share, better=one.better)


def _placed(one: Placed) -> PlacedView:
    figures = [_measured(figure) for figure in one.figures]
    return PlacedView(unit=one.unit, matters=one.matters, place=one.place, score=one.score, figures=figures)


ROUTES = (kpis, ticket_figures)
