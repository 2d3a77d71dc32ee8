"""Roster, attendance and who should be on now."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from callcenter.clock import as_text, day_start_s
from callcenter.duty.roster_plan import read_plan, take_plan
from callcenter.store.csv_rows import CsvFileError
from callcenter.store.identity import Role
from callcenter.web.caller_models import CsvAsked, CsvTaken
from callcenter.web.errors import ApiError
from callcenter.web.list_routes import csv_refused
from callcenter.web.moments import day_of
from callcenter.web.roster_models import (
    AssignmentView,
    AttendanceView,
    BreakReasons,
    BreakReasonView,
    DayPlan,
    Days,
    FloorView,
    OnDutyView,
    RosterView,
    ShiftNow,
    ShiftView,
    SpellView,
    TimesView,
    UnstaffedView,
)
from callcenter.web.route import ANYONE_SIGNED_IN, PEOPLE, Ask, route
from queueing.figures import OperatorFigures
from queueing.staff.roster import Assignment
from queueing.staff.shifts import ShiftAt

PLANNERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
MOST_DAYS = 62


@route("GET", "/api/v1/break-reasons", "What the break dialog offers", ANYONE_SIGNED_IN, out=BreakReasons)
async def break_reasons(ask: Ask) -> BreakReasons:
    """List the reasons for a break."""
    items = [BreakReasonView(**one.model_dump()) for one in ask.parts.settings.desk.break_reason]
    return BreakReasons(items=items)


@route("GET", "/api/v1/roster", "Who works which shift", PEOPLE, query=Days, out=RosterView)
async def get_roster(ask: Ask) -> RosterView:
    """Answer the plan of some days."""
    asked, names = ask.take(Days), names_of(ask)
    if not 0 <= (asked.last - asked.first).days < MOST_DAYS:
        raise ApiError(400, "bad_input", f"expected at most {MOST_DAYS} days from first to last")
    plan = await ask.parts.stores.rosters.between(asked.first, asked.last)
    return RosterView(
        shifts=[
            ShiftView(name=one.name, title_zh=one.title_zh, title_en=one.title_en, starts=one.starts, ends=one.ends)
            for one in ask.parts.settings.roster.shift
        ],
        items=[
            AssignmentView(
                day=one.day, shift=one.shift, operator_id=one.operator_id, name=names.get(one.operator_id, "")
            )
            for one in plan
        ],
    )


@route("POST", "/api/v1/roster/import", "Take a plan from a CSV file", PLANNERS, body=CsvAsked, out=CsvTaken,
       audit="roster_import")  # fmt: skip
async def import_roster(ask: Ask) -> CsvTaken:
    """Take a file's plan in the place of what its days had, unless anything is wrong with it."""
    try:
        plan = read_plan(ask.take(CsvAsked).csv.encode(), "CSV")
        return await _take(ask, plan, [one.day for one in plan])
    except CsvFileError as fault:
        raise csv_refused(fault) from None


@route("PUT", r"/api/v1/roster/{day:\d{4}-\d{2}-\d{2}}", "Plan one day", PLANNERS, body=DayPlan, out=CsvTaken,
       audit="roster_day")  # fmt: skip
async def plan_day(ask: Ask) -> CsvTaken:
    """Take one day's plan; `line` of a fault is the place in the list, from 1."""
    day = day_of("day", ask.ident("day"))
    plan = [
        Assignment(day=day, shift=one.shift, operator_id=one.operator_id, line=line)
        for line, one in enumerate(ask.take(DayPlan).assignments, start=1)
    ]
    try:
        return await _take(ask, plan, [day])
    except CsvFileError as fault:
        raise csv_refused(fault) from None


@route("GET", "/api/v1/duty", "Who should be on now, and who is", PEOPLE, out=FloorView)
async def get_duty(ask: Ask) -> FloorView:
    """Answer the floor against the plan."""
    now, names = ask.parts.floor.roster.now(), names_of(ask)
    titles = {queue.name: queue.title for queue in ask.parts.settings.queue}
    return FloorView(
        shift=_shift(ask, now.shift),
        next=_shift(ask, now.next),
        people=[
            OnDutyView(
                operator_id=one.operator_id,
                name=names.get(one.operator_id, ""),
                standing=one.standing,
                shift=one.shift,
                since=None if one.since is None else as_text(one.since, ask.parts.zone),
            )
            for one in now.people
        ],
        unstaffed=[
            UnstaffedView(queue=queue, title=titles.get(queue) or queue, rostered=rostered)
            for queue, rostered in now.unstaffed
        ],
    )


@route(
    "GET", "/api/v1/attendance", "Who signed in and out, and today's times", PLANNERS, query=Days, out=AttendanceView
)
async def get_attendance(ask: Ask) -> AttendanceView:
    """Answer the spells of some days, as far as they are kept, and each operator's times of today."""
    asked, names = ask.take(Days), names_of(ask)
    since, until = _midnight(ask, asked.first), _midnight(ask, asked.last + timedelta(days=1))
    figures = [ask.parts.floor.figures(operator_id) for operator_id in names]
    return AttendanceView(
        spells=[
            SpellView(
                operator_id=one.operator_id,
                name=names.get(one.operator_id, ""),
                came=as_text(one.came, ask.parts.zone),
                left=None if one.left is None else as_text(one.left, ask.parts.zone),
            )
            for one in ask.parts.floor.roster.spells(since, until)
        ],
        times=[_times(one, names) for one in figures if one is not None and one.signed_in_s > 0],
    )


def names_of(ask: Ask) -> dict[str, str]:
    """Operators' names by number."""
    return {one.operator_id: one.name for one in ask.parts.desk.operators()}


async def _take(ask: Ask, plan: Sequence[Assignment], days: Sequence[date]) -> CsvTaken:
    stores, settings = ask.parts.stores, ask.parts.settings.roster
    known = frozenset(one.operator_id for one in await stores.operators.all())
    done = await take_plan(plan, days, stores.rosters, settings, ask.parts.zone, known, "CSV")
    await ask.parts.floor.roster.refresh()
    return CsvTaken(rows=done.assignments)


def _times(one: OperatorFigures, names: dict[str, str]) -> TimesView:
    return TimesView(
        operator_id=one.operator_id,
        name=names.get(one.operator_id, ""),
        signed_in_s=one.signed_in_s,
        times_s={what.value: seconds for what, seconds in one.times_s.items()},
        breaks_s=dict(one.breaks_s),
    )


def _shift(ask: Ask, at: ShiftAt | None) -> ShiftNow | None:
    if at is None:
        return None
    return ShiftNow(
        name=at.shift.name,
        title_zh=at.shift.title_zh,
        title_en=at.shift.title_en,
        day=at.day,
        began=as_text(at.began, ask.parts.zone),
        until=as_text(at.until, ask.parts.zone),
    )


def _midnight(ask: Ask, day: date) -> float:
    return day_start_s(datetime(day.year, day.month, day.day, 12, tzinfo=ask.parts.zone).timestamp(), ask.parts.zone)


ROUTES = (break_reasons, get_roster, import_roster, plan_day, get_duty, get_attendance)
