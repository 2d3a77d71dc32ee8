"""Operators and queues as they are now, and what an operator does with a call."""

from collections.abc import Callable

from aiohttp import web

from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.web.desk_models import NewStatus, OperatorList, OperatorLive, QueueList, Transfer
from callcenter.web.diary_routes import check_hand_over
from callcenter.web.errors import ApiError
from callcenter.web.models import Nothing
from callcenter.web.ports import LiveDesk
from callcenter.web.route import ANYONE_SIGNED_IN, IDENT, Ask, route
from queueing.events import OperatorStatus, Party, TransitionError

ON_DUTY = frozenset({Role.OPERATOR, Role.SUPERVISOR})


@route("GET", "/api/v1/operators", "All operators, now and today", ANYONE_SIGNED_IN, out=OperatorList)
async def list_operators(ask: Ask) -> OperatorList:
    """List operators; a wall sees names only if the site publishes them."""
    named = ask.parts.settings.desk.publish_names or ask.who.roles != {Role.WALL}
    items = ask.parts.desk.operators()
    return OperatorList(items=[one if named else one.model_copy(update={"name": ""}) for one in items])


@route("GET", "/api/v1/queues", "All queues, now and today", ANYONE_SIGNED_IN, out=QueueList)
async def list_queues(ask: Ask) -> QueueList:
    """List queues."""
    return QueueList(items=list(ask.parts.desk.queues()))


@route(
    "POST",
    f"/api/v1/operators/{{operator_id:{IDENT}}}/status",
    "Sign in or out, get ready, go on break",
    ON_DUTY,
    body=NewStatus,
    out=OperatorLive,
    audit="status",
)
async def set_status(ask: Ask) -> OperatorLive:
    """Change an operator's status and answer how they are then."""
    operator_id, wanted = ask.ident("operator_id"), ask.take(NewStatus)
    before = _find(ask.parts.desk, operator_id)
    own = ask.who.operator_id == operator_id
    if not own and not ask.who.has(Role.SUPERVISOR) and not _assists(ask, operator_id):
        raise ApiError(403, "not_yours", "expected your own number or role supervisor", found=operator_id)
    _check_reason(ask, wanted)
    if own:
        await check_hand_over(ask, operator_id, before.status, wanted.status)
    by = Party.OPERATOR if own else Party.SUPERVISOR
    ask.parts.desk.set_status(operator_id, wanted.status, wanted.reason, by)
    return _find(ask.parts.desk, operator_id)


def _assists(ask: Ask, guest_id: str) -> bool:
    """Whether they assist that guest in a session that runs."""
    return ask.who.operator_id is not None and ask.parts.floor.guests.assists(ask.who.operator_id, guest_id)


def _check_reason(ask: Ask, wanted: NewStatus) -> None:
    """Refuse a break for a reason figures do not know.

    Raises:
        ApiError: 422 the reason is none of the configuration's codes.

    """
    codes = [one.code for one in ask.parts.settings.desk.break_reason]
    if wanted.status is OperatorStatus.ON_BREAK and wanted.reason not in codes:
        expected = f"one of {', '.join(codes)}"
        told = {"reason": f"expected {expected}"}
        raise ApiError(
            422, "bad_fields", f"reason: expected {expected}", expected=expected, found=wanted.reason, fields=told
        )


def _find(desk: LiveDesk, operator_id: str) -> OperatorLive:
    for one in desk.operators():
        if one.operator_id == operator_id:
            return one
    raise NotFoundError("operator", operator_id)


async def act(ask: Ask, action: Callable[[str], None]) -> web.Response:
    """Do something with a call in progress, for whoever is on it or a supervisor; works without the database."""
    call_id = ask.ident("call_id")
    on_it = ask.parts.desk.operator_of(call_id)
    if on_it is None:
        await ask.parts.stores.calls.get(call_id)
        raise TransitionError(f"call {call_id}", "a call with an operator", "none (it may have just ended)")
    if ask.who.operator_id != on_it and not ask.who.has(Role.SUPERVISOR) and not _assists(ask, on_it):
        raise ApiError(403, "not_yours", "expected your own call or role supervisor", found=call_id)
    action(call_id)
    return web.Response(status=204)


CALL = f"/api/v1/calls/{{call_id:{IDENT}}}"


@route("POST", f"{CALL}/hold", "Let the caller hear music", ON_DUTY, body=Nothing, audit="hold")
async def hold(ask: Ask) -> web.Response:
    """Put the caller on hold."""
    return await act(ask, ask.parts.desk.hold)


@route("POST", f"{CALL}/resume", "Go on talking", ON_DUTY, body=Nothing, audit="resume")
async def resume(ask: Ask) -> web.Response:
    """Take the caller off hold."""
    return await act(ask, ask.parts.desk.resume)


@route("POST", f"{CALL}/hangup", "End the conversation", ON_DUTY, body=Nothing, audit="hangup")
async def hang_up(ask: Ask) -> web.Response:
    """End the conversation."""
    return await act(ask, ask.parts.desk.hang_up)


@route("POST", f"{CALL}/transfer", "Pass the caller on", ON_DUTY, body=Transfer, audit="transfer")
async def transfer(ask: Ask) -> web.Response:
    """Pass the caller to a queue or an operator."""
    to = ask.take(Transfer).to
    return await act(ask, lambda call_id: ask.parts.desk.transfer(call_id, to))


ROUTES = (list_operators, list_queues, set_status, hold, resume, hang_up, transfer)
