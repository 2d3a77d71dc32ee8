"""Leader-answering sessions over HTTP: plan, change, cancel, and what came of one."""

from collections.abc import Sequence

from aiohttp import web

from callcenter.clock import as_text
from callcenter.ids import new_id
from callcenter.store.identity import Role
from callcenter.web.errors import ApiError
from callcenter.web.roster_models import GuestSessionList, NewSession, SessionCallView, SessionReport, SessionView
from callcenter.web.route import IDENT, PEOPLE, Ask, route
from callcenter.web.scopes import hidden_from
from queueing.events import CallAnswered, Fact, OperatorLeftCall, TransitionError
from queueing.staff.sessions import GUEST_SKILL, Session, fault_of, figures_of

PLANNERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
_SESSION = f"/api/v1/guest-sessions/{{session_id:{IDENT}}}"
LOOK_BACK_S = 90 * 86_400.0


@route("GET", "/api/v1/guest-sessions", "Sessions of three months and to come", PEOPLE, out=GuestSessionList)
async def list_sessions(ask: Ask) -> GuestSessionList:
    """List sessions."""
    found = await ask.parts.stores.guest_sessions.since(ask.parts.now() - LOOK_BACK_S)
    return GuestSessionList(items=[_view(ask, one) for one in found])


@route("POST", "/api/v1/guest-sessions", "Plan a session", PLANNERS, body=NewSession, out=SessionView,
       audit="session_plan")  # fmt: skip
async def plan_session(ask: Ask) -> SessionView:
    """Plan a session that has not ended yet."""
    return await _save(ask, _session(ask.take(NewSession), new_id("G", ask.parts.now())))


@route("PUT", _SESSION, "Change a session that has not ended", PLANNERS, body=NewSession, out=SessionView,
       audit="session_change")  # fmt: skip
async def change_session(ask: Ask) -> SessionView:
    """Change a session; while it runs its beginning and its guest stay."""
    before, asked = await _open(ask), ask.take(NewSession)
    after = _session(asked, before.session_id)
    if before.runs(ask.parts.now()) and (after.guest_id, after.starts_at) != (before.guest_id, before.starts_at):
        raise TransitionError(f"session {before.session_id}", "the same guest and beginning", "a session that runs")
    return await _save(ask, after)


@route("DELETE", _SESSION, "Cancel a session", PLANNERS, audit="session_cancel")
async def cancel_session(ask: Ask) -> web.Response:
    """Cancel a session that has not ended; one that runs ends at once."""
    session = await _open(ask)
    await ask.parts.stores.guest_sessions.cancel(session.session_id)
    await ask.parts.floor.guests.refresh()
    return web.Response(status=204)


@route("GET", f"{_SESSION}/report", "Calls, talk and tickets of a session", PEOPLE, out=SessionReport)
async def report(ask: Ask) -> SessionReport:
    """Add up a session from the ledger."""
    stores = ask.parts.stores
    session = await stores.guest_sessions.get(ask.ident("session_id"))
    call_ids = await stores.guest_sessions.calls_of(session.session_id)
    by_call = {call_id: await stores.journal.of_call(call_id) for call_id in call_ids}
    figures = figures_of((fact for facts in by_call.values() for fact in facts), session.guest_id)
    return SessionReport(
        session=_view(ask, session),
        calls=figures.calls,
        talk_s=figures.talk_s,
        hold_s=figures.hold_s,
        mean_talk_s=figures.mean_talk_s,
        hard=figures.hard,
        missed=figures.missed,
        drafted=figures.drafted,
        registered=figures.registered,
        items=[await _call(ask, call_id, facts, session.guest_id) for call_id, facts in by_call.items()],
    )


async def _call(ask: Ask, call_id: str, facts: Sequence[Fact], guest_id: str) -> SessionCallView:
    ticket = await ask.parts.stores.tickets.of_call(call_id)
    if ticket and await hidden_from(ask, (ticket.ticket_id,)):
        ticket = None
    came = [fact.at for fact in facts if isinstance(fact, CallAnswered) and fact.operator_id == guest_id]
    title = ticket.fields.get("title") if ticket else None
    return SessionCallView(
        call_id=call_id,
        answered_at=as_text(came[0], ask.parts.zone) if came else None,
        talk_s=sum(f.talk_s for f in facts if isinstance(f, OperatorLeftCall) and f.operator_id == guest_id),
        ticket_id=ticket.ticket_id if ticket else None,
        ticket_number=ticket.number if ticket else None,
        title=title.value if title else "",
    )


async def _open(ask: Ask) -> Session:
    """Return the session of the path, if it has not ended.

    Raises:
        NotFoundError: no such session.
        TransitionError: it is over or was cancelled.

    """
    session = await ask.parts.stores.guest_sessions.get(ask.ident("session_id"))
    if session.cancelled or session.ends_at <= ask.parts.now():
        found = "a cancelled one" if session.cancelled else "one that is over"
        raise TransitionError(f"session {session.session_id}", "a session still to come or running", found)
    return session


async def _save(ask: Ask, session: Session) -> SessionView:
    stores = ask.parts.stores
    people = await stores.operators.all()
    guests = frozenset(one.operator_id for one in people if GUEST_SKILL in one.skills)
    known = frozenset(one.operator_id for one in people)
    others = await stores.guest_sessions.since(ask.parts.now())
    queues = [queue.name for queue in ask.parts.settings.queue]
    fault = fault_of(session, others, guests, known, queues)
    if fault is None and session.ends_at <= ask.parts.now():
        fault = ("ends_at", "a time still to come", "one that is past")
    if fault is not None:
        field, expected, found = fault
        fields: dict[str, str] = {field: f"expected {expected}, found {found}"}
        raise ApiError(422, "bad_fields", f"{field}: {fields[field]}", expected=expected, found=found, fields=fields)
    await stores.guest_sessions.save(session, ask.who.name)
    await ask.parts.floor.guests.refresh()
    return _view(ask, session)


def _session(asked: NewSession, session_id: str) -> Session:
    return Session(session_id=session_id, **{**asked.model_dump(), "queues": tuple(asked.queues)})


def _view(ask: Ask, one: Session) -> SessionView:
    return SessionView(
        session_id=one.session_id,
        leader=one.leader,
        unit=one.unit,
        guest_id=one.guest_id,
        assistant_id=one.assistant_id,
        queues=list(one.queues),
        starts_at=as_text(one.starts_at, ask.parts.zone),
        ends_at=as_text(one.ends_at, ask.parts.zone),
        cancelled=one.cancelled,
        running=one.runs(ask.parts.now()),
    )


ROUTES = (list_sessions, plan_session, change_session, cancel_session, report)
