"""Queues closed and opened by hand, surges, and the calls that are to go out."""

from collections.abc import Callable

from aiohttp import web

from callcenter.masking import mask_number
from callcenter.store.identity import Role
from callcenter.web.errors import ApiError
from callcenter.web.models import Nothing
from callcenter.web.queue_models import CallWanted, ClosedAsked, PlacedCall, PlacedList, SurgeAsked
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.views import may_see

ON_DUTY = frozenset({Role.OPERATOR, Role.SUPERVISOR})
SUPERVISORS = frozenset({Role.SUPERVISOR})
_QUEUE = f"/api/v1/queues/{{queue:{IDENT}}}"


@route("POST", f"{_QUEUE}/surge", "Begin or end a surge", SUPERVISORS, body=SurgeAsked, audit="surge")
async def set_surge(ask: Ask) -> web.Response:
    """Callers are told that it will take long, and offered to be called back, until it is ended."""
    asked = ask.take(SurgeAsked)
    return _done(lambda: ask.parts.lines.set_surge(ask.ident("queue"), asked.on))


@route("POST", f"{_QUEUE}/closed", "Close a queue, or open it", SUPERVISORS, body=ClosedAsked, audit="queue_closed")
async def set_closed(ask: Ask) -> web.Response:
    """Nobody is let in; who waits is served."""
    asked = ask.take(ClosedAsked)
    return _done(lambda: ask.parts.lines.set_closed(ask.ident("queue"), asked.closed, asked.reason))


@route("GET", "/api/v1/callbacks", "Calls that are to go out, as they will be served", ON_DUTY, out=PlacedList)
async def list_placed(ask: Ask) -> PlacedList:
    """List call-backs and other calls that go out; numbers are for supervisors and whoever makes the call."""
    return PlacedList(items=[_shown(ask, one) for one in ask.parts.lines.placed()])


@route(
    "POST", "/api/v1/callbacks", "Have a number called", ON_DUTY, body=CallWanted, out=PlacedCall, audit="call_placed"
)
async def place(ask: Ask) -> PlacedCall:
    """Put a call that goes out in line. An operator may want it for themselves or leave it to whoever is free."""
    wanted = ask.take(CallWanted)
    if wanted.operator_id not in ("", ask.who.operator_id) and not ask.who.has(Role.SUPERVISOR):
        raise ApiError(403, "not_yours", "expected your own number or role supervisor", found=wanted.operator_id)
    return _shown(ask, ask.parts.lines.place(wanted, ask.who.name))


@route(
    "POST",
    f"/api/v1/callbacks/{{call_id:{IDENT}}}/cancel",
    "Take a call that has not gone out from the list",
    SUPERVISORS,
    body=Nothing,
    audit="cancelled",
)
async def cancel(ask: Ask) -> web.Response:
    """The citizen is not called."""
    return _done(lambda: ask.parts.lines.cancel(ask.ident("call_id")))


def _shown(ask: Ask, one: PlacedCall) -> PlacedCall:
    if may_see(ask.who, [one.operator_id]):
        return one
    return one.model_copy(update={"number": mask_number(one.number)})


def _done(command: Callable[[], None]) -> web.Response:
    command()
    return web.Response(status=204)


ROUTES = (set_surge, set_closed, list_placed, place, cancel)
