"""Calls as the ledger tells them, and their recordings."""

from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from callcenter.joined_sound import PlacedPart, join, placed
from callcenter.store.call_fold import CallRow
from callcenter.store.calls import CallQuery
from callcenter.store.faults import NotFoundError
from callcenter.store.stores import Stores
from callcenter.web.call_sight import HEARERS, audible_call, own_call
from callcenter.web.errors import ApiError
from callcenter.web.joined_recording import send_joined
from callcenter.web.leader_duty_routes import leaders_there
from callcenter.web.looks import note_looks
from callcenter.web.models import CallDetail, CallList, CallsAsked, CallView, PartAsked
from callcenter.web.moments import moment
from callcenter.web.route import IDENT, PEOPLE, Ask, route
from callcenter.web.views import SEE_ALL, Sound, call_detail, call_view, may_see

RECORDINGS = "recordings"  # under the data folder
_CALL = f"/api/v1/calls/{{call_id:{IDENT}}}"


@route(
    "GET", "/api/v1/calls", "Calls, newest first; an operator sees their own", PEOPLE, query=CallsAsked, out=CallList
)
async def list_calls(ask: Ask) -> CallList:
    """List calls."""
    asked = ask.take(CallsAsked)
    page = await ask.parts.stores.calls.page(_query(ask, asked))
    sound = await sound_of(ask.parts.stores, [call.call_id for call in page.items])
    _note_calls(ask, page.items)
    return CallList(items=[_view(ask, call, sound) for call in page.items], next=page.next)


@route("GET", _CALL, "One call with its transcript and the operators' parts", PEOPLE, out=CallDetail)
async def get_call(ask: Ask) -> CallDetail:
    """Answer one call."""
    call = await own_call(ask)
    sound = await sound_of(ask.parts.stores, [call.call_id])
    facts = await ask.parts.stores.journal.of_call(call.call_id)
    _note_calls(ask, [call])
    told = call_detail(_view(ask, call, sound), facts, ask.parts.zone)
    return told.model_copy(update={"leaders_on_duty": await leaders_there(ask, call.arrived_at)})


@route(
    "GET",
    f"{_CALL}/recording",
    "The sound; Range is allowed",
    HEARERS,
    query=PartAsked,
    media="audio/flac, audio/wav",
    audit="recording_heard",
)
async def get_recording(ask: Ask) -> web.StreamResponse:
    """Send the recording: the whole, put together when it is in parts, or the part that is asked for."""
    call = await audible_call(ask)
    found = (await ask.parts.stores.transcripts.recordings_of([call.call_id])).get(call.call_id, ())
    parts, wanted = placed(found), ask.take(PartAsked).part
    there = [one for one in parts if _file(ask, one) is not None]
    if not wanted and there and (len(parts) > 1 or there[0].from_s):
        return send_joined(ask.request, join(there, ask.parts.settings.data_dir()))
    file = _file(ask, parts[(wanted or 1) - 1]) if len(parts) >= (wanted or 1) else None
    if file is None:
        raise NotFoundError("recording of call", call.call_id)
    media = "audio/wav" if file.suffix == ".wav" else "audio/flac"
    return web.FileResponse(file, headers={"Content-Type": media, "Cache-Control": "private, no-cache"})


def _file(ask: Ask, part: PlacedPart) -> Path | None:
    """Return a part's file; None when it is gone, or not where recordings are."""
    data_dir = ask.parts.settings.data_dir()
    file = inside(data_dir / RECORDINGS, data_dir / part.recording.path)
    return file if file is not None and file.is_file() else None


def inside(folder: Path, path: Path) -> Path | None:
    """Return the real path if it lies in the folder, links followed; else None."""
    real = path.resolve()
    return real if real.is_relative_to(folder.resolve()) else None


async def sound_of(stores: Stores, call_ids: Sequence[str]) -> Sound:
    """Read what was said and recorded in these calls."""
    said = await stores.transcripts.of_calls(call_ids)
    return Sound(said=said, recorded=await stores.transcripts.recordings_of(call_ids))


def note_seen(ask: Ask, things: Sequence[str]) -> None:
    """Write into the audit that callers' numbers were shown; operators see those of their own calls on duty."""
    if ask.who.has(*SEE_ALL):
        note_looks(ask, (), things)


def _note_calls(ask: Ask, calls: Sequence[CallRow]) -> None:
    """The same for calls, with their tickets."""
    if ask.who.has(*SEE_ALL):
        note_looks(ask, (one.ticket_id for one in calls if one.ticket_id), (one.call_id for one in calls))


def _view(ask: Ask, call: CallRow, sound: Sound) -> CallView:
    shown = may_see(ask.who, (*call.operator_ids, ask.parts.desk.operator_of(call.call_id)))
    return call_view(call, sound, ask.parts.zone, ask.parts.now(), shown=shown)


def _query(ask: Ask, asked: CallsAsked) -> CallQuery:
    operator_id = asked.operator
    if not ask.who.has(*SEE_ALL):
        operator_id = ask.who.operator_id or "-"  # a token of role operator without a number has no calls
        if asked.operator not in ("", operator_id):
            raise ApiError(403, "not_yours", "expected your own number or role supervisor", found=asked.operator)
    return CallQuery(
        state=asked.state or "",
        queue=asked.queue,
        operator_id=operator_id,
        since=moment(ask, "since", asked.since),
        until=moment(ask, "until", asked.until),
        hidden_from=ask.who.name,
        after=asked.after,
        limit=asked.limit,
    )


ROUTES = (list_calls, get_call, get_recording)
