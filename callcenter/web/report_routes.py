"""Reports: which there are, making one, looking at it, taking it away, and the sealed scan coming back."""

import asyncio

from aiohttp import hdrs, web

from callcenter.clock import as_text
from callcenter.documents.formats import EVERY_MEDIA, Format, write
from callcenter.reports.catalogue import KINDS, ReportError
from callcenter.reports.material import Choice
from callcenter.reports.office import NUMBERS, Order
from callcenter.reports.periods import PeriodError, parse
from callcenter.reports.sealing import MOST_SEALED_BYTES
from callcenter.reports.switched import REPORTS, makes
from callcenter.store.identity import Role
from callcenter.store.reports import ReportRow
from callcenter.web.city_switches import expect_on
from callcenter.web.errors import ApiError
from callcenter.web.looks import note_looks
from callcenter.web.report_file_names import disposition
from callcenter.web.report_models import (
    FileView,
    KindList,
    KindView,
    ReportAsked,
    ReportList,
    ReportOrder,
    ReportsAsked,
    ReportView,
    Withdrawn,
)
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.serve import note

SEALERS = frozenset({Role.SUPERVISOR, Role.ADMIN, Role.DISPATCHER})
READERS = SEALERS | {Role.LEADER}  # a leader reads what names no citizen, and seals nothing
WITHIN_S = 60.0  # a scan that takes longer is not coming
MAKERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
_REPORT = f"/api/v1/reports/{{report_id:{IDENT}}}"
_LOOK = {  # a preview runs nothing and loads nothing; our own pages may show it in a frame
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    hdrs.CACHE_CONTROL: "no-store",
}


@route("GET", "/api/v1/reports/kinds", "The reports there are", READERS, out=KindList)
async def kinds(ask: Ask) -> KindList:
    """List the kinds this city makes."""
    switches = ask.parts.office.ports.book.profile.switches
    items = [
        KindView(
            name=one.name,
            zh=one.zh,
            en=one.en,
            spans=list(one.spans),
            numbered=one.numbered,
            personal=one.personal,
            by_hand=list(one.by_hand),
            cases=one.cases is not None,
        )
        for one in KINDS.values()
        if makes(switches, one.name)
    ]
    return KindList(items=items, formats=[one.value for one in Format])


@route(
    "GET", "/api/v1/reports", "Reports that were produced, newest first", READERS, query=ReportsAsked, out=ReportList
)
async def list_reports(ask: Ask) -> ReportList:
    """List reports; those that name citizens only to who may make them."""
    asked = ask.take(ReportsAsked)
    rows = await ask.parts.city.reports.reports.newest(asked.name, asked.limit)
    return ReportList(items=[_view(ask, row) for row in rows if _may_see(ask, row.name)])


@route(
    "GET",
    "/api/v1/reports/preview",
    "A report as a page, neither numbered nor kept",
    READERS,
    query=ReportAsked,
    media="text/html",
)
async def preview(ask: Ask) -> web.Response:
    """Show a report."""
    asked = ask.take(ReportAsked)
    expect_made(ask, asked.name)
    _check_seen(ask, asked.name)
    try:
        document = await ask.parts.city.reports.preview(asked.name, await _choice(ask, asked))
        note_looks(ask, await ask.parts.city.reports.numbers_in(asked.name, await _choice(ask, asked)))
    except (ReportError, PeriodError) as fault:
        raise refusal(fault) from None
    _note_personal(ask, asked.name, f"{asked.name}/{asked.period}")
    body = await asyncio.to_thread(write, document, Format.HTML)
    return web.Response(body=body, content_type="text/html", charset="utf-8", headers=_LOOK)


@route("POST", "/api/v1/reports", "Make, number and keep a report", MAKERS, body=ReportOrder, out=ReportView)
async def produce(ask: Ask) -> ReportView:
    """Make a report; the same content again answers with the issue that is there."""
    asked = ask.take(ReportOrder)
    expect_made(ask, asked.name)
    try:
        order = Order(name=asked.name, choice=await _choice(ask, asked), formats=_formats(asked), by=ask.who.name)
        row = await ask.parts.city.reports.produce(order)
    except (ReportError, PeriodError) as fault:
        raise refusal(fault) from None
    note(ask.parts, ask.request, ask.who, "report_produce", row.report_id)
    note_looks(ask, row.chosen.get(NUMBERS, ()))
    return _view(ask, row)


@route("GET", _REPORT, "One produced report", READERS, out=ReportView)
async def get_report(ask: Ask) -> ReportView:
    """Answer one report."""
    row = await ask.parts.city.reports.reports.get(ask.ident("report_id"))
    _check_seen(ask, row.name)
    return _view(ask, row)


@route(
    "GET",
    f"{_REPORT}/files/{{form:[a-z0-9-]{{1,12}}}}",
    "A file of a report",
    READERS,
    media=EVERY_MEDIA,
)
async def download(ask: Ask) -> web.StreamResponse:
    """Send a file."""
    office, form = ask.parts.city.reports, ask.ident("form")
    row = await office.reports.get(ask.ident("report_id"))
    _check_seen(ask, row.name)
    try:
        place = office.file(row, form)
    except ReportError as fault:
        raise refusal(fault, status=404) from None
    note(ask.parts, ask.request, ask.who, "report_read", f"{row.report_id}/{form}")
    note_looks(ask, row.chosen.get(NUMBERS, ()))
    kind = Format.PDF if form == "sealed" else Format(form)
    headers = {
        hdrs.CONTENT_TYPE: kind.media,
        hdrs.CONTENT_DISPOSITION: disposition(row, form, kind.ending),
        hdrs.CACHE_CONTROL: "no-store",
    }
    return web.FileResponse(place, headers=headers)


@route(
    "POST",
    f"{_REPORT}/sealed",
    "Take in the sealed scan of a form (PDF), by the report's id or the number printed on it",
    SEALERS,
    out=ReportView,
    audit="report_sealed",
)
async def take_sealed(ask: Ask) -> ReportView:
    """Keep a scan; the first one stays."""
    office = ask.parts.city.reports
    row = await office.reports.find(ask.ident("report_id"))
    _check_seen(ask, row.name)
    try:
        return _view(ask, await office.take_sealed(row.report_id, await _body(ask.request), ask.who.name))
    except ReportError as fault:
        raise refusal(fault) from None


@route(
    "POST",
    f"{_REPORT}/sealed/withdraw",
    "Take a wrong scan back, with the reason; the right one can come then",
    MAKERS,
    body=Withdrawn,
    out=ReportView,
)
async def withdraw_sealed(ask: Ask) -> ReportView:
    """Take a scan back; the audit keeps what it was."""
    reports, reason = ask.parts.city.reports.reports, ask.take(Withdrawn).reason
    row = await reports.find(ask.ident("report_id"))
    was = await reports.unseal(row.report_id)
    detail = {"reason": reason, "sha256": was["sha256"], "taken_by": was["by"]}
    note(ask.parts, ask.request, ask.who, "report_seal_withdrawn", row.report_id, detail)
    return _view(ask, await reports.get(row.report_id))


async def _body(request: web.Request) -> bytes:
    """Read a scan, which may be larger than other bodies."""
    parts, size = [], 0
    async with asyncio.timeout(WITHIN_S):
        async for chunk in request.content.iter_chunked(65_536):
            size += len(chunk)
            if size > MOST_SEALED_BYTES:
                raise ApiError(413, "too_large", f"sealed scan: expected at most {MOST_SEALED_BYTES} bytes, found more")
            parts.append(chunk)
    return b"".join(parts)


def expect_made(ask: Ask, name: str) -> None:
    """Refuse a kind of report that the city does without.

    Raises:
        ApiError: 409, naming the switch.
    """
    if name in REPORTS:
        expect_on(ask.parts.office.ports.book.profile.switches, REPORTS[name])


async def _choice(ask: Ask, asked: ReportAsked) -> Choice:
    more = asked if isinstance(asked, ReportOrder) else None
    choice = Choice(
        period=parse(asked.period),
        unit=asked.unit,
        include=more.include if more else (),
        exclude=more.exclude if more else (),
        extra=more.extra if more else {},
        show_date=more.show_date if more else "",
    )
    return await ask.parts.city.reports.chosen(choice)


def _formats(asked: ReportOrder) -> tuple[Format, ...]:
    known = [one.value for one in Format]
    wrong = [one for one in asked.formats if one not in known]
    if wrong:
        raise ReportError(f"formats: expected some of {', '.join(known)}, found {wrong[0]!r}")
    return tuple(Format(one) for one in asked.formats)


def _may_see(ask: Ask, name: str) -> bool:
    kind = KINDS.get(name)
    return ask.who.has(*MAKERS) or not (kind and kind.personal)


def _check_seen(ask: Ask, name: str) -> None:
    if not _may_see(ask, name):
        allowed = ", ".join(sorted(MAKERS))
        raise ApiError(403, "wrong_role", f"a report that names citizens: expected role {allowed}", expected=allowed)


def _note_personal(ask: Ask, name: str, thing: str) -> None:
    kind = KINDS.get(name)
    if kind and kind.personal:
        note(ask.parts, ask.request, ask.who, "report_preview", thing)


def refusal(fault: Exception, status: int = 422) -> ApiError:
    """Say to the browser what a report or a period should have been."""
    expected, _, found = str(fault).partition("expected ")[2].partition(", found ")
    return ApiError(status, "bad_fields" if status == 422 else "not_found", str(fault), expected=expected, found=found)


def _view(ask: Ask, row: ReportRow) -> ReportView:
    files = {name: _file(row, name, kept) for name, kept in row.files.items()}
    return ReportView(
        report_id=row.report_id,
        name=row.name,
        period=row.period,
        number=row.number or None,
        correction=row.correction,
        left_out=len(row.chosen.get("exclude", ())),
        title=row.title,
        made_by=row.made_by,
        made_at=as_text(row.made_at, ask.parts.zone),
        changed=row.changed,
        files=files,
        sealed=_file(row, "sealed", row.sealed) if row.sealed else None,
    )


def _file(row: ReportRow, name: str, kept: object) -> FileView:
    if not isinstance(kept, dict):
        raise TypeError(f"report {row.report_id}: expected a file's record, found {type(kept).__name__}")
    url = f"/api/v1/reports/{row.report_id}/files/{name}"
    return FileView(url=url, bytes=kept["bytes"], sha256=kept["sha256"])


ROUTES = (kinds, list_reports, preview, produce, get_report, download, take_sealed, withdraw_sealed)
