"""Call out a unit's duty officer for a ticket, see whom it rang, stop it."""

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from callcenter.store.call_outs import CallOut
from callcenter.store.identity import Role
from callcenter.web.errors import ApiError
from callcenter.web.models import Asked, Nothing, Rfc3339, Said, Word
from callcenter.web.route import IDENT, PEOPLE, Ask, route
from callcenter.web.scopes import record_of

CALLERS = PEOPLE | {Role.DISPATCHER}
_OF_TICKET = f"/api/v1/tickets/{{ticket_id:{IDENT}}}/call-outs"


class CallOutAsked(Asked):
    """Whom and why. `unit_id` empty: the unit that the ticket lies with."""

    reason: Annotated[Word, StringConstraints(min_length=1)]
    unit_id: Word = ""


class AttemptView(Said):
    """One person rung once."""

    unit: str
    name: str
    number: str
    rank: int
    at: Rfc3339
    answer: str
    call_id: str


class CallOutView(Said):
    """One call-out. `result` '' while it goes on; then reached, exhausted or stopped."""

    call_out_id: str
    ticket_id: str
    unit: str
    asked_by: str
    reason: str
    began_at: Rfc3339
    ended_at: Rfc3339 | None
    result: str
    why: str
    attempts: list[AttemptView]


class CallOutList(Said):
    """A ticket's call-outs, oldest first."""

    items: list[CallOutView]


@route("GET", _OF_TICKET, "A ticket's call-outs", CALLERS, out=CallOutList)
async def list_call_outs(ask: Ask) -> CallOutList:
    """List whom it rang and what came of it."""
    await record_of(ask, ask.ident("ticket_id"))
    found = await ask.parts.stores.call_outs.of(ask.ident("ticket_id"))
    return CallOutList(items=[_view(ask, one) for one in found])


@route("POST", _OF_TICKET, "Call out the duty officer", CALLERS, body=CallOutAsked, out=CallOutView, audit="call_out")
async def begin(ask: Ask) -> CallOutView:
    """Ring the roster in order until somebody answers."""
    asked, ticket_id = ask.take(CallOutAsked), ask.ident("ticket_id")
    record = await record_of(ask, ticket_id)
    unit_id = asked.unit_id or (record.unit if record else "")
    if unit_id not in ask.parts.city.directory.known.tree.units:
        expected = "the id of a unit, or a ticket that lies with one"
        raise ApiError(422, "bad_fields", f"unit_id: expected {expected}", fields={"unit_id": expected})
    return _view(ask, await ask.parts.city.duty.begin(ticket_id, unit_id, ask.who.name, asked.reason))


@route(
    "POST", f"/api/v1/call-outs/{{call_out_id:{IDENT}}}/stop", "Ring nobody else", CALLERS,
    body=Nothing, out=CallOutView, audit="call_out_stop",
)  # fmt: skip
async def stop(ask: Ask) -> CallOutView:
    """End it."""
    going = await ask.parts.stores.call_outs.get(ask.ident("call_out_id"))
    await record_of(ask, going.ticket_id)
    return _view(ask, await ask.parts.city.duty.stop(ask.ident("call_out_id")))


def _view(ask: Ask, one: CallOut) -> CallOutView:
    def time(at: float) -> str:
        return datetime.fromtimestamp(at, ask.parts.zone).isoformat(timespec="seconds")

    units = ask.parts.city.directory.known.tree.units

    def name(unit_id: str) -> str:
        return units[unit_id].name if unit_id in units else unit_id

    return CallOutView(
        call_out_id=one.call_out_id,
        ticket_id=one.ticket_id,
        unit=name(one.unit_id),
        asked_by=one.asked_by,
        reason=one.reason,
        began_at=time(one.began_at),
        ended_at=time(one.ended_at) if one.ended_at is not None else None,
        result=one.result,
        why=one.why,
        attempts=[
            AttemptView(
                unit=name(tried.unit_id),
                name=tried.name,
                number=tried.number,
                rank=tried.rank,
                at=time(tried.at),
                answer=tried.answer.value,
                call_id=call_id,
            )
            for tried, call_id in zip(one.attempts, one.calls, strict=True)
        ],
    )


ROUTES = (list_call_outs, begin, stop)
