"""The missed-call list over HTTP: look, take, call, say what came of it."""

from aiohttp import web

from callcenter.clock import as_text
from callcenter.masking import mask_number
from callcenter.store.identity import Role
from callcenter.web.call_routes import note_seen
from callcenter.web.caller_models import CallBackPlaced, MissedCountsView, MissedList, MissedResult, MissedView
from callcenter.web.errors import ApiError
from callcenter.web.models import Nothing
from callcenter.web.route import IDENT, PEOPLE, Ask, route
from callcenter.web.views import SEE_ALL
from queueing.callers.missed import Missed
from queueing.callers.missed_book import MissedCounts
from queueing.events import TransitionError

ON_DUTY = frozenset({Role.OPERATOR, Role.SUPERVISOR})
_ENTRY = f"/api/v1/missed/{{entry_id:{IDENT}}}"


@route("GET", "/api/v1/missed", "Missed calls to be called back, oldest first", PEOPLE, out=MissedList)
async def list_missed(ask: Ask) -> MissedList:
    """List open entries; an operator sees the number of the entry they have taken."""
    missed = ask.parts.floor.missed
    entries = missed.book.entries()
    note_seen(ask, [one.entry_id for one in entries])
    return MissedList(items=[_view(ask, one) for one in entries], counts=_counts(ask, missed.counts()))


@route(
    "POST", "/api/v1/missed/next", "Take the entry to call back next", ON_DUTY, body=Nothing, out=MissedView,
    audit="missed_take",
)  # fmt: skip
async def take_next(ask: Ask) -> MissedView:
    """Take the oldest free entry of one's own queues; the one already taken, if there is one."""
    missed, operator_id = ask.parts.floor.missed, _operator(ask)
    queues = {one.operator_id: frozenset(one.queues) for one in ask.parts.desk.operators()}
    held = missed.book.held_by(operator_id)
    entry = held or missed.book.first_for(ask.parts.now(), queues.get(operator_id, frozenset()))
    if entry is None:
        raise TransitionError("missed calls", "a free entry whose time has come", "none")
    return _view(ask, missed.take(entry.entry_id, operator_id))


@route(
    "POST", f"{_ENTRY}/take", "Lock an entry to yourself", ON_DUTY, body=Nothing, out=MissedView, audit="missed_take"
)
async def take(ask: Ask) -> MissedView:
    """Take one entry."""
    return _view(ask, ask.parts.floor.missed.take(ask.ident("entry_id"), _operator(ask)))


@route("POST", f"{_ENTRY}/release", "Give an entry back", ON_DUTY, body=Nothing, audit="missed_release")
async def release(ask: Ask) -> web.Response:
    """Give one's entry back without a result."""
    ask.parts.floor.missed.release(ask.ident("entry_id"), _operator(ask))
    return web.Response(status=204)


@route("POST", f"{_ENTRY}/call", "Call the number back", ON_DUTY, body=Nothing, out=CallBackPlaced, audit="missed_call")
async def call_back(ask: Ask) -> CallBackPlaced:
    """Take the entry and have its number called for the operator."""
    return CallBackPlaced(call_id=ask.parts.floor.missed.call_back(ask.ident("entry_id"), _operator(ask)))


@route("POST", f"{_ENTRY}/result", "Say what came of it", ON_DUTY, body=MissedResult, audit="missed_result")
async def result(ask: Ask) -> web.Response:
    """Note a call back's result."""
    said = ask.take(MissedResult)
    ask.parts.floor.missed.tried(ask.ident("entry_id"), _operator(ask), said.result, said.next_at)
    return web.Response(status=204)


def _operator(ask: Ask) -> str:
    if ask.who.operator_id is None:
        raise ApiError(403, "not_operator", "expected somebody with an operator's number", found=ask.who.name[:40])
    return ask.who.operator_id


def _view(ask: Ask, one: Missed) -> MissedView:
    shown = ask.who.has(*SEE_ALL) or (one.taken_by != "" and one.taken_by == ask.who.operator_id)
    rules, now, zone = ask.parts.floor.missed.book.rules, ask.parts.now(), ask.parts.zone
    titles = {queue.name: queue.title for queue in ask.parts.settings.queue}
    return MissedView(
        entry_id=one.entry_id,
        number=one.number if shown else mask_number(one.number),
        queue=one.queue,
        queue_title=titles.get(one.queue) or one.queue,
        count=one.count,
        first_at=as_text(one.first_at, zone),
        last_at=as_text(one.last_at, zone),
        longest_wait_s=one.longest_wait_s,
        short=one.short(rules),
        broken=one.broken,
        red=one.red(rules, now),
        taken_by=one.taken_by,
        tries=one.tries,
        last_result=one.last_result,
        next_at=as_text(one.next_at, zone) if one.next_at > now else None,
    )


def _counts(ask: Ask, counts: MissedCounts) -> MissedCountsView:
    oldest = counts.oldest_at
    return MissedCountsView(
        listed=counts.listed,
        short=counts.short,
        red=counts.red,
        taken=counts.taken,
        withheld=counts.withheld,
        oldest_at=None if oldest is None else as_text(oldest, ask.parts.zone),
    )


ROUTES = (list_missed, take_next, take, release, call_back, result)
