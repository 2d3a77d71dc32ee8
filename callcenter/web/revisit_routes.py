"""Leaders' revisit sessions (领导回访): tickets set aside for a sitting; answers go in with the command `revisit`."""

from callcenter.clock import as_text
from callcenter.ids import new_id
from callcenter.store.identity import Role
from callcenter.store.revisit_sessions import (
    RevisitSession,
    close_session,
    list_sessions,
    open_session,
    read_session,
    seen_by,
)
from callcenter.web.brief_items import brief_items
from callcenter.web.errors import ApiError
from callcenter.web.models import Asked, Nothing, Rfc3339, Said, Word
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.scopes import scope_of
from callcenter.web.work_models import WorkItem

LISTED = 50
SITTING = frozenset({Role.LEADER, Role.REVIEWER, Role.OPERATOR, Role.SUPERVISOR, Role.ADMIN})
_SESSION = f"/api/v1/revisit-sessions/{{session_id:{IDENT}}}"


class SessionAsked(Asked):
    """Who asks, who puts the answers in, of which unit ('': of every unit)."""

    leader: Word
    assistant: Word = ""
    unit: Word = ""


class RevisitSessionView(Said):
    """A sitting and its tickets."""

    session_id: str
    leader: str
    assistant: str
    unit: str
    opened_at: Rfc3339
    closed_at: Rfc3339 | None
    left: list[str]
    done: list[str]


class SessionList(Said):
    """Sittings; `size`: how many tickets one has here, 0 where leaders hold none."""

    items: list[RevisitSessionView]
    size: int
    grades: list[str]


class Set(Said):
    """Tickets set aside."""

    items: list[WorkItem]


@route(
    "POST",
    "/api/v1/revisit-sessions",
    "Open a leader's revisit session",
    SITTING,
    body=SessionAsked,
    out=RevisitSessionView,
    audit="revisit_session_open",
)
async def open_sitting(ask: Ask) -> RevisitSessionView:
    """Set tickets aside, as many as the city's sessions have."""
    asked, now = ask.take(SessionAsked), ask.parts.now()
    size = ask.parts.office.ports.book.profile.switches.revisits_per_session
    if not size:
        expected = "a city whose leaders hold revisit sessions"
        raise ApiError(409, "not_now", f"revisit session: expected {expected}", expected=expected, found="none")
    session = RevisitSession(
        session_id=new_id("R", now), leader=asked.leader, assistant=asked.assistant, unit=asked.unit, opened_at=now
    )
    scope, database = scope_of(ask), ask.parts.stores.database
    return _view(ask, await database.write(lambda one: seen_by(one, open_session(one, session, size), scope)))


@route("GET", "/api/v1/revisit-sessions", "The last sittings, open ones first", SITTING, out=SessionList)
async def list_sittings(ask: Ask) -> SessionList:
    """List them, with the grades the city's citizens choose from."""
    scope, profile = scope_of(ask), ask.parts.office.ports.book.profile
    found = await ask.parts.stores.database.read(
        lambda one: [seen_by(one, each, scope) for each in list_sessions(one, LISTED)]
    )
    return SessionList(
        items=[_view(ask, one) for one in found],
        size=profile.switches.revisits_per_session,
        grades=list(profile.satisfaction.grades),
    )


@route("GET", f"{_SESSION}/tickets", "The tickets of a sitting, those still to be asked about first", SITTING, out=Set)
async def tickets_of_sitting(ask: Ask) -> Set:
    """List them without numbers: whoever calls opens the ticket."""
    wanted, database = ask.ident("session_id"), ask.parts.stores.database
    session = await database.read(lambda one: read_session(one, wanted))
    return Set(items=await brief_items(ask, [*session.left, *session.done]))


@route("GET", _SESSION, "A revisit session and what is left of it", SITTING, out=RevisitSessionView)
async def get_sitting(ask: Ask) -> RevisitSessionView:
    """Answer one session."""
    wanted, scope, database = ask.ident("session_id"), scope_of(ask), ask.parts.stores.database
    return _view(ask, await database.read(lambda one: seen_by(one, read_session(one, wanted), scope)))


@route(
    "POST", f"{_SESSION}/close", "End it", SITTING, body=Nothing, out=RevisitSessionView, audit="revisit_session_close"
)
async def close_sitting(ask: Ask) -> RevisitSessionView:
    """End a session; what is left may be taken by the next."""
    wanted, now, scope = ask.ident("session_id"), ask.parts.now(), scope_of(ask)
    database = ask.parts.stores.database
    return _view(ask, await database.write(lambda one: seen_by(one, close_session(one, wanted, now), scope)))


def _view(ask: Ask, session: RevisitSession) -> RevisitSessionView:
    zone = ask.parts.zone
    return RevisitSessionView(
        session_id=session.session_id,
        leader=session.leader,
        assistant=session.assistant,
        unit=session.unit,
        opened_at=as_text(session.opened_at, zone),
        closed_at=None if session.closed_at is None else as_text(session.closed_at, zone),
        left=list(session.left),
        done=list(session.done),
    )


ROUTES = (open_sitting, list_sittings, tickets_of_sitting, get_sitting, close_sitting)
