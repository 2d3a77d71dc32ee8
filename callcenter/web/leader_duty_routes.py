"""领导值班 over HTTP: the turns of a month (or week), whose is owed, planning, signing in, and who was there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from aiohttp import web
from pydantic import Field, StringConstraints

from callcenter.clock import as_text
from callcenter.ids import new_id
from callcenter.store.identity import Role
from callcenter.store.leader_duties import LeaderDuties
from callcenter.web.errors import ApiError
from callcenter.web.models import Asked, Nothing, Rfc3339, Said, Word
from callcenter.web.moments import LATEST, day_of
from callcenter.web.route import IDENT, Ask, route
from queueing.city.switches import Rhythm
from queueing.events import TransitionError
from queueing.staff.leader_duty import LeaderDuty, Owed, fault_of, owed, stretch
from queueing.units.unit_tree import UnitKind

PLANNERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
READERS = PLANNERS | {Role.LEADER, Role.OPERATOR, Role.REVIEWER, Role.DISPATCHER}
SIGNERS = PLANNERS | {Role.LEADER, Role.OPERATOR}
BOUND = (UnitKind.DISTRICT, UnitKind.DEPARTMENT)  # «各区(局)长每月要定期到智慧联动平台值班»
_DUTIES = "/api/v1/leader-duty"
_DUTY = f"{_DUTIES}/{{duty_id:{IDENT}}}"


class DutiesAsked(Asked):
    """Which month or week: any day of it; '': today's."""

    day: Word = ""


class NewDuty(Asked):
    """A turn to be planned; times are Unix seconds. `unit`: an id or a name."""

    leader: Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
    unit: Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
    starts_at: Annotated[float, Field(ge=0, le=LATEST)]
    ends_at: Annotated[float, Field(ge=0, le=LATEST)]


class DutyView(Said):
    """One turn."""

    duty_id: str
    leader: str
    unit_id: str
    unit_name: str
    starts_at: Rfc3339
    ends_at: Rfc3339
    came_at: Rfc3339 | None = Field(description="签到; null: not yet, or never")
    cancelled: bool
    here: bool = Field(description="in the centre now")
    may_sign_in: bool


class OwedView(Said):
    """A unit whose leader still owes a turn."""

    unit_id: str
    unit_name: str
    why: Owed


class DutyList(Said):
    """A month or week: `until` is its last day."""

    rhythm: Rhythm
    since: date
    until: date
    items: list[DutyView]
    owed: list[OwedView]
    may_plan: bool


@route("GET", _DUTIES, "领导值班: the turns of a month (or week), and units whose leader owes one", READERS,
       query=DutiesAsked, out=DutyList)  # fmt: skip
async def list_duties(ask: Ask) -> DutyList:
    """List them."""
    asked = ask.take(DutiesAsked).day
    return await _listed(ask, day_of("day", asked) if asked else _today(ask))


@route("POST", _DUTIES, "Plan a leader's turn", PLANNERS, body=NewDuty, out=DutyView, audit="leader_duty_plan")
async def plan_duty(ask: Ask) -> DutyView:
    """Plan a turn that is not over yet."""
    asked, now = ask.take(NewDuty), ask.parts.now()
    duty = LeaderDuty(
        duty_id=new_id("LD", now),
        leader=asked.leader,
        unit_id=_unit_id(ask, asked.unit),
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        planned_by=ask.who.name,
    )
    if duty.ends_at <= now:
        raise _wrong("ends_at", "a time still to come", "one that is past")
    return _view(ask, await _store(ask).plan(duty, lambda others: _expect_fit(duty, others)))


@route("POST", f"{_DUTY}/sign-in", "签到: the leader is here", SIGNERS, body=Nothing, out=DutyView,
       audit="leader_duty_sign_in")  # fmt: skip
async def sign_in(ask: Ask) -> DutyView:
    """Note that the leader came; from an hour before the beginning until the end, once."""
    now, who = ask.parts.now(), ask.who.name

    def come(duty: LeaderDuty) -> LeaderDuty:
        if not duty.may_sign_in(now):
            raise TransitionError(f"turn {duty.duty_id}", "a turn that is on or begins within an hour", _found(duty))
        return replace(duty, came_at=now, came_by=who)

    return _view(ask, await _store(ask).change(ask.ident("duty_id"), come))


@route("DELETE", _DUTY, "Take a turn off again", PLANNERS, audit="leader_duty_cancel")
async def cancel_duty(ask: Ask) -> web.Response:
    """Cancel a turn nobody has come to."""

    def cancel(duty: LeaderDuty) -> LeaderDuty:
        if duty.came_at is not None or duty.cancelled:
            raise TransitionError(f"turn {duty.duty_id}", "a turn nobody has signed in to", _found(duty))
        return replace(duty, cancelled=True)

    await _store(ask).change(ask.ident("duty_id"), cancel)
    return web.Response(status=204)


async def leaders_there(ask: Ask, at: float | None) -> list[str]:
    """Which leaders were in the centre then, as screens name them; none in a city without 领导值班."""
    if at is None or not ask.parts.office.ports.book.profile.switches.leader_duty:
        return []
    return [f"{one.leader}（{_name(ask, one.unit_id)}）" for one in await _store(ask).there(at)]


async def _listed(ask: Ask, day: date) -> DutyList:
    rhythm = ask.parts.office.ports.book.profile.switches.leader_duty or Rhythm.MONTHLY
    first, end = stretch(rhythm, day)
    since, until = (datetime(one.year, one.month, one.day, tzinfo=ask.parts.zone).timestamp() for one in (first, end))
    duties = await _store(ask).between(since, until)
    units = ask.parts.city.directory.known.tree.units.values()
    bound = [one.unit_id for one in units if one.active and one.kind in BOUND]
    return DutyList(
        rhythm=rhythm,
        since=first,
        until=date.fromordinal(end.toordinal() - 1),
        items=[_view(ask, one) for one in duties],
        owed=[
            OwedView(unit_id=unit, unit_name=_name(ask, unit), why=why)
            for unit, why in owed(bound, duties, ask.parts.now())
        ],
        may_plan=ask.who.has(*PLANNERS),
    )


def _store(ask: Ask) -> LeaderDuties:
    return LeaderDuties(ask.parts.stores.database)


def _today(ask: Ask) -> date:
    return datetime.fromtimestamp(ask.parts.now(), ask.parts.zone).date()


def _name(ask: Ask, unit_id: str) -> str:
    unit = ask.parts.city.directory.known.tree.units.get(unit_id)
    return unit.name if unit else unit_id


def _unit_id(ask: Ask, named: str) -> str:
    tree = ask.parts.city.directory.known.tree
    unit = tree.units.get(named) or tree.named(named)
    if unit is None:
        raise _wrong("unit", "a unit of the city", named)
    return unit.unit_id


def _expect_fit(duty: LeaderDuty, others: Sequence[LeaderDuty]) -> None:
    if fault := fault_of(duty, others):
        raise _wrong(*fault)


def _wrong(field: str, expected: str, found: str) -> ApiError:
    fields = {field: f"expected {expected}, found {found}"}
    return ApiError(422, "bad_fields", f"{field}: {fields[field]}", expected=expected, found=found, fields=fields)


def _found(duty: LeaderDuty) -> str:
    if duty.cancelled:
        return "a cancelled one"
    return "one that was signed in to" if duty.came_at is not None else "one of another time"


def _view(ask: Ask, one: LeaderDuty) -> DutyView:
    zone, now = ask.parts.zone, ask.parts.now()
    return DutyView(
        duty_id=one.duty_id,
        leader=one.leader,
        unit_id=one.unit_id,
        unit_name=_name(ask, one.unit_id),
        starts_at=as_text(one.starts_at, zone),
        ends_at=as_text(one.ends_at, zone),
        came_at=None if one.came_at is None else as_text(one.came_at, zone),
        cancelled=one.cancelled,
        here=one.holds(now),
        may_sign_in=ask.who.has(*SIGNERS) and one.may_sign_in(now),
    )


ROUTES = (list_duties, plan_duty, sign_in, cancel_duty)
