"""Everything units are sent after a show, in one go: the forms, the register, and the sealed scans that came back."""

import asyncio
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from aiohttp import hdrs, web

from callcenter.reports.office import ReportOffice
from callcenter.show.aftermath.bundle import bundled
from callcenter.show.aftermath.file_names import file_name, safe_part
from callcenter.show.aftermath.workshop import Workshop
from callcenter.store.aftermaths import Run
from callcenter.store.faults import NotFoundError
from callcenter.store.reports import ReportRow
from callcenter.web.aftermath_routes import OFFICE, SHOW
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.serve import note
from queueing.show.aftermath.record import read_show

FORM = "群众诉求办理情况表"
ZIP = "application/zip"


@route(
    "GET",
    f"{SHOW}/{{run_id:{IDENT}}}/forms.zip",
    "The forms of a show, its register and the sealed scans that came back, in one file",
    OFFICE,
    media=ZIP,
)
async def forms_zip(ask: Ask) -> web.Response:
    """Send them; who takes them is in the audit, as for each file alone."""
    workshop, run = ask.parts.city.workshop, await _run(ask)
    files, missing = _made(workshop, run)
    day = await _day(ask, run.show_id)
    files |= await _sealed(ask.parts.city.reports, day, files)
    note(ask.parts, ask.request, ask.who, "aftermath_read", f"{run.show_id}/forms.zip/{run.run_id}")
    body = await asyncio.to_thread(bundled, files, missing)
    return web.Response(body=body, headers=_headers(file_name(FORM, day, ending="zip")))


async def _run(ask: Ask) -> Run:
    run = await ask.parts.city.workshop.get(ask.ident("run_id"))
    if run.show_id != ask.ident("show_id"):
        raise NotFoundError("aftermath", run.run_id)
    return run


def _made(workshop: Workshop, run: Run) -> tuple[dict[str, Path], dict[str, str]]:
    """Where the run's files lie, and why others are not there, each by its name."""
    files, missing = dict[str, Path](), dict[str, str]()
    for one in workshop.for_units(run):
        place = workshop.folder(run) / one.path
        if not one.problem and place.is_file():
            files[place.name] = place
        else:
            missing[place.name] = one.problem or "文件已不在"
    if not files:
        raise NotFoundError("forms of show", run.show_id)
    return files, missing


async def _day(ask: Ask, show_id: str) -> str:
    """The day of the show, as a report's period names it."""
    show = read_show(show_id, await ask.parts.stores.shows.facts_of(show_id))
    return f"{datetime.fromtimestamp(show.began_at, ask.parts.zone):%Y-%m-%d}"


async def _sealed(office: ReportOffice, day: str, files: dict[str, Path]) -> dict[str, Path]:
    """The scans of that day's forms, of the units that have a form here; one that was removed is left out."""
    found: dict[str, Path] = {}
    for row in await office.reports.sealed_forms(day):
        stem, place = file_name(FORM, _unit(row), ending=""), office.file(row, "sealed")
        if any(name.startswith(stem) for name in files) and place.is_file():
            found[_sealed_name(row)] = place
    return found


def _unit(row: ReportRow) -> str:
    return safe_part(row.period.partition("|")[2])


def _sealed_name(row: ReportRow) -> str:
    again = f"更正{row.correction}" if row.correction else ""
    return file_name(FORM, _unit(row), "盖章", f"{row.year}-{row.number:03d}", again, ending="pdf")


def _headers(name: str) -> dict[str, str]:
    return {
        hdrs.CONTENT_TYPE: ZIP,
        hdrs.CONTENT_DISPOSITION: f"attachment; filename=\"forms.zip\"; filename*=UTF-8''{quote(name)}",
        hdrs.CACHE_CONTROL: "no-store",
    }


ROUTES = (forms_zip,)
