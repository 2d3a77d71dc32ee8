"""The year's plan of the show: looking at it, importing and exporting the schedule, who must appear, what is due."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from aiohttp import hdrs, web

from callcenter.documents.formats import EVERY_MEDIA, Format, write
from callcenter.ids import new_id
from callcenter.show.plan_acts import seats_for
from callcenter.show.plan_desk import Prepared
from callcenter.show.plan_document import plan_document
from callcenter.show.plan_file import PlanFileError
from callcenter.show.plan_import import Order
from callcenter.store.show_reminders import ShowReminders, Told
from callcenter.store.show_required import Required
from callcenter.uploads import safe_name
from callcenter.web.errors import ApiError
from callcenter.web.plan_access import PLANNERS, READERS, VISITORS, desk_of, own_units
from callcenter.web.plan_asked import ExportAsked, ImportAsked, NewEdition, RequiredList, RequiredUnit, YearAsked
from callcenter.web.plan_models import EditionRow, ImportView, PlanView, RemindersView, RequiredView
from callcenter.web.plan_views import (
    change_views,
    counter_view,
    finding_views,
    reminder_view,
    row_view,
    short_view,
    told_view,
)
from callcenter.web.route import Ask, route
from callcenter.web.serve import note
from queueing.show.edition import Edition
from queueing.show.preparation import Standing

TOLD_SHOWN = 300


@route("GET", "/api/v1/plan", "A year's editions, both 100 %, what is missing and due", VISITORS,
       query=YearAsked, out=PlanView)  # fmt: skip
async def get_plan(ask: Ask) -> PlanView:
    """Answer a year; a unit's people see the editions they are in, and no counters."""
    desk = desk_of(ask)
    plan = await desk.year(ask.take(YearAsked).year or desk.today.year)
    shown = [(item, mine) for item in plan.editions if (mine := own_units(ask, item.edition)) != ()]
    ids = {item.edition.edition_id for item, _ in shown}
    told = [one for one in await ShowReminders(ask.parts.stores.database).of(sorted(ids)) if _theirs(shown, one)]
    both = plan.hundreds if ask.who.has(*READERS) else None
    return PlanView(
        year=plan.year,
        today=plan.today,
        show=desk.rules.name,
        weekday=desk.rules.weekday.value if desk.rules.weekday else "",
        editor=ask.who.has(*PLANNERS),
        reader=ask.who.has(*READERS),
        editions=[row_view(desk, item, mine) for item, mine in shown],
        units=counter_view(both.counted.units) if both else None,
        leaders=counter_view(both.counted.leaders) if both else None,
        short=[short_view(one) for one in both.short] if both else [],
        assumed=both is not None and both.assumed,
        reminders=[reminder_view(one) for one in plan.reminders if one.edition_id in ids],
        told=[told_view(ask, one) for one in told[:TOLD_SHOWN]],
        calendar_missing=plan.year not in desk.book.office.calendar.published,
    )


def _theirs(shown: Sequence[tuple[Prepared, tuple[str, ...] | None]], one: Told) -> bool:
    """Whether who asks may see what a unit was told: the office all of it, a unit's people theirs."""
    mine = {item.edition.edition_id: units for item, units in shown}[one.edition_id]
    return mine is None or one.unit in mine


@route("GET", "/api/v1/plan/reminders", "What is near, due today or missed, of the editions to come", READERS,
       out=RemindersView)  # fmt: skip
async def get_reminders(ask: Ask) -> RemindersView:
    """Answer the list behind the badge."""
    found = await desk_of(ask).reminders()
    missed = sum(one.standing is Standing.MISSED for one in found)
    return RemindersView(items=[reminder_view(one) for one in found], missed=missed)


@route("POST", "/api/v1/plan/import",
       "Compare a schedule (the body, CSV or XLSX) with the plan; with the comparison's token take it over whole",
       PLANNERS, query=ImportAsked, out=ImportView)  # fmt: skip
async def import_plan(ask: Ask) -> ImportView:
    """Compare, or store what was compared."""
    asked, desk = ask.take(ImportAsked), desk_of(ask)
    order = Order(
        content=await ask.request.read(),
        file=safe_name(asked.name),
        year=asked.year,
        announced=asked.announced or desk.today,
        by=ask.who.name,
        at=ask.parts.now(),
    )
    importer = desk.importer()
    try:
        done = await (importer.take(order, asked.token) if asked.token else importer.propose(order))
    except PlanFileError as fault:
        raise _unreadable(fault) from None
    if asked.token:
        note(ask.parts, ask.request, ask.who, "plan_import", f"{order.year}/{order.file}")
    return ImportView(
        year=order.year,
        announced=order.announced,
        findings=finding_views(done),
        changes=change_views(done),
        stopped=done.stopped,
        stored=bool(asked.token),
        token=done.token,
    )


@route("GET", "/api/v1/plan/export", "The plan in the notice's columns, as import takes it back", READERS,
       query=ExportAsked, media=EVERY_MEDIA)  # fmt: skip
async def export_plan(ask: Ask) -> web.Response:
    """Send the document."""
    asked, desk = ask.take(ExportAsked), desk_of(ask)
    known = ", ".join(Format)
    if asked.form not in list(Format):
        raise ApiError(422, "bad_fields", f"form: expected one of {known}", expected=known, found=asked.form)
    form = Format(asked.form)
    document = plan_document(desk.rules.name, asked.year, await desk.editions.year(asked.year))
    body = await asyncio.to_thread(write, document, form)
    name = quote(f"{document.title}.{form.ending}", safe="")
    headers = {
        hdrs.CONTENT_TYPE: form.media,
        hdrs.CONTENT_DISPOSITION: f"attachment; filename*=UTF-8''{name}",
        hdrs.CACHE_CONTROL: "no-store",
    }
    return web.Response(body=body, headers=headers)


@route("GET", "/api/v1/plan/required", "Which units, and whose leaders, must appear in a year", READERS,
       query=YearAsked, out=RequiredView)  # fmt: skip
async def get_required(ask: Ask) -> RequiredView:
    """Answer the list; empty: those of the plan."""
    year = ask.take(YearAsked).year or desk_of(ask).today.year
    return await _required(ask, year)


@route("PUT", "/api/v1/plan/required", "Say which units, and whose leaders, must appear in a year", PLANNERS,
       body=RequiredList, out=RequiredView, audit="plan_required")  # fmt: skip
async def put_required(ask: Ask) -> RequiredView:
    """Take a list in the place of the year's."""
    asked = ask.take(RequiredList)
    names = [one.unit for one in asked.items]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise ApiError(422, "bad_fields", f"items: expected each unit once, found {twice} twice", found=twice)
    listed = [Required(unit=one.unit, as_unit=one.as_unit, as_leader=one.as_leader) for one in asked.items]
    await desk_of(ask).required.put(asked.year, listed)
    return await _required(ask, asked.year)


@route("POST", "/api/v1/plan/editions", "Put an edition in by hand", PLANNERS, body=NewEdition, out=EditionRow,
       audit="plan_add")  # fmt: skip
async def add_edition(ask: Ask) -> EditionRow:
    """Add an edition with the hours of the city's show."""
    asked, acts = ask.take(NewEdition), ask.parts.city.plan
    rules = acts.desk.rules
    blank = Edition(
        edition_id=new_id("E", ask.parts.now()),
        day=asked.day,
        kind=asked.kind,
        title=asked.title or rules.name,
        announced=acts.desk.today,
        starts=rules.start,
        minutes=rules.minutes,
        arrive=rules.arrive,
    )
    seats = seats_for(blank, asked.units, asked.required, ())
    made = await acts.add(replace(blank, seats=seats), ask.who.name)
    return row_view(acts.desk, await acts.desk.one(made.edition_id))


async def _required(ask: Ask, year: int) -> RequiredView:
    listed = await desk_of(ask).required.of(year)
    items = [RequiredUnit(unit=one.unit, as_unit=one.as_unit, as_leader=one.as_leader) for one in listed]
    return RequiredView(year=year, items=items)


def _unreadable(fault: PlanFileError) -> ApiError:
    """Say what is wrong with the file, every line of it."""
    expected, _, found = str(fault).partition("\n")[0].partition("expected ")[2].partition(", found ")
    return ApiError(422, "bad_file", str(fault), expected=expected, found=found[:200], fields={"file": str(fault)})


ROUTES = (get_plan, get_reminders, import_plan, export_plan, get_required, put_required, add_edition)
