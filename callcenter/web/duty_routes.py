"""The duty directory (派单目录) that lives: dispatchers change it, suggestions follow from the next call on."""

from datetime import date

from callcenter.web.errors import ApiError
from callcenter.web.route import DISPATCHERS, IDENT, Ask, route
from callcenter.web.unit_models import (
    DutiesAsked,
    DutyBody,
    DutyEdit,
    DutyHistory,
    DutyList,
    DutyVersionView,
    DutyView,
    NewDuty,
)
from callcenter.web.unit_routes import INSIDE
from queueing.units.duty_directory import Duty, duties_about

_DUTY = f"/api/v1/duties/{{duty_id:{IDENT}}}"


@route("GET", "/api/v1/duties", "The duty directory (派单目录)", INSIDE, query=DutiesAsked, out=DutyList)
async def list_duties(ask: Ask) -> DutyList:
    """List entries; with `text` those it speaks of, best first."""
    asked = ask.take(DutiesAsked)
    known, day = ask.parts.city.directory.known.duties, asked.day or ask.parts.time().date()
    if asked.text:
        found = duties_about(known, asked.text, day)
    else:
        found = [(duty, ()) for duty in known if asked.all or duty.holds(day)]
    wanted = [(duty, said) for duty, said in found if asked.unit_id in ("", duty.unit_id)]
    return DutyList(items=[_view(ask, duty, said) for duty, said in wanted])


@route("POST", "/api/v1/duties", "Add an entry", DISPATCHERS, body=NewDuty, out=DutyView, audit="duty_add")
async def add_duty(ask: Ask) -> DutyView:
    """Add an entry."""
    asked = ask.take(NewDuty)
    made = _made(asked.duty_id, asked, 1)
    duty = await ask.parts.stores.lists.duties.add(made, ask.who.name, ask.parts.time())
    await ask.parts.city.directory.refresh()
    return _view(ask, duty)


@route(
    "PUT",
    _DUTY,
    "Change an entry; the version before is kept",
    DISPATCHERS,
    body=DutyEdit,
    out=DutyView,
    audit="duty_edit",
)
async def change_duty(ask: Ask) -> DutyView:
    """Change an entry."""
    asked = ask.take(DutyEdit)
    made = _made(ask.ident("duty_id"), asked, asked.version)
    duty = await ask.parts.stores.lists.duties.change(made, ask.who.name, ask.parts.time())
    await ask.parts.city.directory.refresh()
    return _view(ask, duty)


@route("GET", f"{_DUTY}/history", "Every version of an entry", INSIDE, out=DutyHistory)
async def duty_history(ask: Ask) -> DutyHistory:
    """Answer who changed what and when."""
    versions = await ask.parts.stores.lists.duties.history(ask.ident("duty_id"))
    zone = ask.parts.zone
    return DutyHistory(
        items=[
            DutyVersionView(actor=one.actor, at=one.at.astimezone(zone).isoformat(), duty=_view(ask, one.duty))
            for one in versions
        ]
    )


def _made(duty_id: str, asked: DutyBody, version: int) -> Duty:
    """Make the entry.

    Raises:
        ApiError: 422 its dates or units contradict each other.

    """
    try:
        return Duty(
            duty_id=duty_id,
            item=asked.item,
            unit_id=asked.unit_id,
            assisting=tuple(dict.fromkeys(asked.assisting)),
            keywords=tuple(dict.fromkeys(asked.keywords)),
            valid_from=asked.valid_from,
            valid_to=asked.valid_to,
            source=asked.source,
            version=version,
        )
    except ValueError as fault:
        field, _, expected = str(fault).partition(": ")
        raise ApiError(422, "bad_fields", str(fault), expected=expected, fields={field: expected}) from None


def _view(ask: Ask, duty: Duty, said: tuple[str, ...] = ()) -> DutyView:
    unit = ask.parts.city.directory.known.tree.units.get(duty.unit_id)
    today: date = ask.parts.time().date()
    return DutyView(
        duty_id=duty.duty_id,
        version=duty.version,
        item=duty.item,
        unit_id=duty.unit_id,
        unit=unit.name if unit else "",
        assisting=list(duty.assisting),
        keywords=list(duty.keywords),
        valid_from=duty.valid_from,
        valid_to=duty.valid_to,
        source=duty.source,
        in_force=duty.holds(today),
        said=list(said),
    )


ROUTES = (list_duties, add_duty, change_duty, duty_history)
