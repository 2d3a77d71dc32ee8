"""What operators and supervisors do in a conversation beyond hold and transfer."""

from collections.abc import Callable

from aiohttp import web

from callcenter.store.identity import Role
from callcenter.web.desk_routes import CALL, ON_DUTY, act
from callcenter.web.errors import ApiError
from callcenter.web.models import Nothing
from callcenter.web.route import IDENT, Ask, Route, route
from callcenter.web.talk_models import (
    EmergencyAsked,
    HardAsked,
    HelpAsked,
    Invite,
    MoreTime,
    PassOut,
    SuperviseAsked,
    Supervision,
    TargetList,
    TargetView,
)
from queueing.events import Part, Party

SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})


def _by(ask: Ask) -> str:
    return ask.who.operator_id or ask.who.name


@route("POST", f"{CALL}/guests", "Consult somebody, or ask them in", ON_DUTY, body=Invite, audit="invite")
async def invite(ask: Ask) -> web.Response:
    """Ring an operator, somebody of a queue, or an outside number."""
    wanted = ask.take(Invite)
    return await act(ask, lambda call: ask.parts.talks.invite(call, wanted.to, wanted.part, _by(ask), wanted.name))


@route(
    "POST",
    f"{CALL}/guests/{{guest_id:{IDENT}}}/drop",
    "Send somebody out of the conversation",
    ON_DUTY,
    body=Nothing,
    audit="drop_guest",
)
async def drop(ask: Ask) -> web.Response:
    """End one guest's part."""
    return await act(ask, lambda call: ask.parts.talks.drop(call, ask.ident("guest_id")))


@route("POST", f"{CALL}/three-way", "Join caller and consulted", ON_DUTY, body=Nothing, audit="three_way")
async def three_way(ask: Ask) -> web.Response:
    """Everybody hears everybody."""
    return await act(ask, lambda call: ask.parts.talks.three_way(call, _by(ask)))


@route("POST", f"{CALL}/complete", "Attended transfer", ON_DUTY, body=Nothing, audit="transfer")
async def complete(ask: Ask) -> web.Response:
    """Leave the caller with whom was asked in."""
    return await act(ask, ask.parts.talks.complete)


@route("POST", f"{CALL}/pass-out", "Blind transfer to an outside number", ON_DUTY, body=PassOut, audit="transfer_out")
async def pass_out(ask: Ask) -> web.Response:
    """Send the caller out; the operator is free at once."""
    wanted = ask.take(PassOut)
    return await act(ask, lambda call: ask.parts.talks.pass_out(call, wanted.to, _by(ask), wanted.name))


@route("POST", f"{CALL}/emergency", "Hand over to 110, 119, 120, 122", ON_DUTY, body=EmergencyAsked, audit="emergency")
async def emergency(ask: Ask) -> web.Response:
    """Bring an emergency service in, or send the caller there."""
    wanted = ask.take(EmergencyAsked)
    return await act(ask, lambda call: ask.parts.talks.hand_over(call, wanted.number, _by(ask), wanted.mode))


@route("POST", f"{CALL}/to-show", "交直播: give the caller to the live show", ON_DUTY, body=Nothing, audit="to_show")
async def to_show(ask: Ask) -> web.Response:
    """The caller is with the show that is open; the operator is free at once."""
    return await act(ask, ask.parts.talks.hand_to_show)


@route("POST", f"{CALL}/hard", "Mark a hard conversation", ON_DUTY, body=HardAsked, audit="hard")
async def mark_hard(ask: Ask) -> web.Response:
    """The operator calls it hard, or takes that back."""
    hard = ask.take(HardAsked).hard
    return await act(ask, lambda call: ask.parts.talks.mark_hard(_on_it(ask, call), hard))


@route("POST", f"{CALL}/help", "Ask a supervisor for help", ON_DUTY, body=HelpAsked, audit="help")
async def ask_help(ask: Ask) -> web.Response:
    """Alert the supervisors."""
    note = ask.take(HelpAsked).note
    return await act(ask, lambda call: ask.parts.talks.ask_help(_on_it(ask, call), note))


@route("POST", f"{CALL}/help-over", "Help is no longer wanted", ON_DUTY, body=Nothing, audit="help_over")
async def end_help(ask: Ask) -> web.Response:
    """Take the request back, or note that it was seen to."""
    by = Party.SUPERVISOR if ask.who.has(Role.SUPERVISOR) else Party.OPERATOR
    return await act(ask, lambda call: ask.parts.talks.end_help(call, by, _by(ask)))


def _on_it(ask: Ask, call_id: str) -> str:
    return ask.parts.desk.operator_of(call_id) or ""


@route(
    "POST",
    f"/api/v1/operators/{{operator_id:{IDENT}}}/wrap-up",
    "More time after the call",
    ON_DUTY,
    body=MoreTime,
    audit="wrap_up",
)
async def extend_wrap_up(ask: Ask) -> web.Response:
    """Lengthen the work after a call."""
    operator_id = ask.ident("operator_id")
    if ask.who.operator_id != operator_id and not ask.who.has(Role.SUPERVISOR):
        raise ApiError(403, "not_yours", "expected your own number or role supervisor", found=operator_id)
    ask.parts.talks.extend_wrap_up(operator_id, ask.take(MoreTime).seconds)
    return web.Response(status=204)


@route("GET", "/api/v1/targets", "Whom one can ask in or pass a caller to", ON_DUTY, out=TargetList)
async def targets(ask: Ask) -> TargetList:
    """List emergency numbers, queues, operators, and people of the directory with a phone."""
    people = [
        TargetView(kind="person", to=one.phone, name=one.name, note=str(one.kind))
        for one in ask.parts.city.directory.known.people
        if one.phone and one.present
    ]
    return TargetList(items=[*ask.parts.talks.targets(), *people])


# --- supervisors -------------------------------------------------------------------------------------------------


@route("GET", "/api/v1/supervision", "All conversations, operators and alarms now", SUPERVISORS, out=Supervision)
async def supervision(ask: Ask) -> Supervision:
    """Answer what a supervisor acts on."""
    return ask.parts.talks.supervision()


def _supervise(part: Part, summary: str) -> Route:
    async def handle(ask: Ask) -> web.Response:
        return await _with_phone(ask, lambda call, phone: ask.parts.talks.supervise(call, phone, part, ask.who.name))

    made = route("POST", f"{CALL}/{part}", summary, SUPERVISORS, body=SuperviseAsked, audit=str(part))
    handle.__doc__ = f"{summary}."
    handle.__name__ = str(part)
    return made(handle)


async def _with_phone(ask: Ask, action: Callable[[str, str], None]) -> web.Response:
    phone = ask.take(SuperviseAsked).phone or ask.who.operator_id or ""
    if not phone:
        raise ApiError(400, "no_phone", "expected the number of the phone to ring", expected="phone", found="none")
    action(ask.ident("call_id"), phone)
    return web.Response(status=204)


listen = _supervise(Part.LISTEN, "Listen to a conversation")
whisper = _supervise(Part.WHISPER, "Speak to the operator alone")
barge = _supervise(Part.BARGE, "Join a conversation")


@route("POST", f"{CALL}/take-over", "Take a conversation over", SUPERVISORS, body=SuperviseAsked, audit="take_over")
async def take_over(ask: Ask) -> web.Response:
    """The supervisor who is in it has the caller from now on."""
    return await _with_phone(ask, ask.parts.talks.take_over)


ROUTES = (
    invite,
    drop,
    three_way,
    complete,
    pass_out,
    to_show,
    emergency,
    mark_hard,
    ask_help,
    end_help,
    extend_wrap_up,
    targets,
    supervision,
    listen,
    whisper,
    barge,
    take_over,
)
