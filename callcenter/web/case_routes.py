"""The cases a report quotes: looked at, left out with a reason, taken in, put in order. Figures do not change by it."""

from zoneinfo import ZoneInfo

from callcenter.clock import as_text
from callcenter.reports.case_desk import Case, CaseDesk
from callcenter.reports.catalogue import ReportError
from callcenter.reports.material import Choice
from callcenter.reports.periods import PeriodError, parse
from callcenter.store.reports import ReportRow
from callcenter.web.case_models import CaseEdit, CaseOrder, CasesView, CaseView, IssuedView, OutView
from callcenter.web.errors import ApiError
from callcenter.web.report_models import ReportAsked
from callcenter.web.report_routes import MAKERS, READERS, expect_made, refusal
from callcenter.web.route import Ask, route
from callcenter.web.serve import note

_CASES = "/api/v1/reports/cases"


@route("GET", _CASES, "What a report counts and quotes as it stands", READERS, query=ReportAsked, out=CasesView)
async def look(ask: Ask) -> CasesView:
    """Show the cases of a report."""
    asked = ask.take(ReportAsked)
    expect_made(ask, asked.name)
    return await _view(ask, asked)


@route("POST", _CASES, "Leave a case out with a reason, or take one in", MAKERS, body=CaseEdit, out=CasesView)
async def edit(ask: Ask) -> CasesView:
    """Change what is quoted; what was issued stays as it was."""
    asked = ask.take(CaseEdit)
    expect_made(ask, asked.name)
    if asked.act == "leave_out" and not asked.reason:
        raise ApiError(422, "bad_fields", "reason: expected why the case is left out", expected="a reason", found="")
    desk, who = CaseDesk(ask.parts.city.reports), ask.who.name
    try:
        if asked.act == "leave_out":
            await desk.leave_out(asked.name, await _choice(ask, asked), asked.ticket_id, asked.reason, who)
        else:
            await desk.take_in(asked.name, await _choice(ask, asked), asked.ticket_id, who)
    except (ReportError, PeriodError) as fault:
        raise refusal(fault) from None
    note(ask.parts, ask.request, ask.who, f"case_{asked.act}", f"{asked.name}/{asked.period}/{asked.ticket_id}")
    return await _view(ask, asked)


@route("PUT", f"{_CASES}/order", "Say in which order cases are quoted", MAKERS, body=CaseOrder, out=CasesView)
async def order(ask: Ask) -> CasesView:
    """Put them in order."""
    asked = ask.take(CaseOrder)
    expect_made(ask, asked.name)
    try:
        desk = CaseDesk(ask.parts.city.reports)
        await desk.order(asked.name, await _choice(ask, asked), asked.tickets, ask.who.name)
    except (ReportError, PeriodError) as fault:
        raise refusal(fault) from None
    note(ask.parts, ask.request, ask.who, "case_order", f"{asked.name}/{asked.period}")
    return await _view(ask, asked)


async def _choice(ask: Ask, asked: ReportAsked) -> Choice:
    return await ask.parts.city.reports.chosen(Choice(period=parse(asked.period), unit=asked.unit))


async def _view(ask: Ask, asked: ReportAsked) -> CasesView:
    try:
        found = await CaseDesk(ask.parts.city.reports).look(asked.name, await _choice(ask, asked))
    except (ReportError, PeriodError) as fault:
        raise refusal(fault) from None
    return CasesView(
        counted=found.counted,
        quoted=[_case(ask, one) for one in found.quoted],
        quoted_most=found.quoted_most,
        left_out=[_case(ask, one) for one in found.left_out],
        others=[_case(ask, one) for one in found.others],
        others_count=found.others_count,
        issued=_issued(found.issued, ask.parts.zone),
    )


def _issued(row: ReportRow | None, zone: ZoneInfo) -> IssuedView | None:
    if row is None:
        return None
    made_at = as_text(row.made_at, zone)
    return IssuedView(number=row.number, correction=row.correction, made_by=row.made_by, made_at=made_at)


def _case(ask: Ask, one: Case) -> CaseView:
    out = one.out
    return CaseView(
        ticket_id=one.ticket_id,
        number=one.number,
        title=one.title,
        unit=one.unit,
        state=one.state,
        by_rule=one.by_rule,
        out=OutView(reason=out.reason, by=out.by, at=as_text(out.at, ask.parts.zone)) if out else None,
    )


ROUTES = (look, edit, order)
