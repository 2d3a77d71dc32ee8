"""Second passes as work: how they go, one more try, a call to be heard again, and the sound for a worker elsewhere."""

from datetime import UTC, datetime

from aiohttp import web

from callcenter.clock import as_text
from callcenter.ids import new_id
from callcenter.joined_sound import placed
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.identity import Role
from callcenter.store.passes import Passes, PassState, SecondPass
from callcenter.web.call_routes import RECORDINGS, inside
from callcenter.web.call_sight import own_call
from callcenter.web.errors import ApiError
from callcenter.web.models import PartAsked
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.version_models import PassesAsked, PassesView, PassView

LEADERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
WORKERS = frozenset({Role.RECOGNISER})
_PASSES = "/api/v1/asr/passes"
_ONE = f"{_PASSES}/{{job_id:{IDENT}}}"


@route("GET", _PASSES, "How second passes go, and which failed", LEADERS, query=PassesAsked, out=PassesView)
async def list_passes(ask: Ask) -> PassesView:
    """Answer the figures and some jobs, the last asked for first."""
    asked, passes = ask.take(PassesAsked), Passes(ask.parts.stores.database)
    figures = await passes.figures()
    states = [PassState(asked.state)] if asked.state else list(PassState)
    oldest = figures.oldest_waiting
    return PassesView(
        enabled=ask.parts.settings.asr.second_pass.enabled,
        closed_for=figures.closed_for,
        counts={state.value: count for state, count in figures.counts.items()},
        oldest_waiting=_text(ask, oldest),
        items=[_view(ask, one) for one in await passes.listed(states, asked.limit)],
    )


@route("POST", f"{_ONE}/again", "Let one that failed be tried anew", LEADERS, out=PassView, audit="pass_again")
async def again(ask: Ask) -> PassView:
    """Put it back; a worker has it within half a minute."""
    return _view(ask, await Passes(ask.parts.stores.database).again(ask.ident("job_id")))


@route(
    "POST", f"/api/v1/calls/{{call_id:{IDENT}}}/passes", "Have a call heard again, once more if it was already",
    LEADERS, out=PassView, audit="pass_asked",
)  # fmt: skip
async def ask_for(ask: Ask) -> PassView:
    """Ask for a second pass by hand."""
    if not ask.parts.settings.asr.second_pass.enabled:
        raise ApiError(409, "not_now", "expected [asr.second_pass] enabled = true to hear calls again", found="false")
    call = await own_call(ask)
    job_id = new_id("P", ask.parts.now())
    passes = Passes(ask.parts.stores.database)
    await passes.ask(job_id, call.call_id, ask.who.name, datetime.fromtimestamp(ask.parts.now(), UTC))
    return _view(ask, await passes.get(job_id))


@route(
    "GET", f"{_ONE}/recording", "The sound of a call that a worker elsewhere hears now", WORKERS,
    query=PartAsked, media="audio/flac", audit="recording_fetched",
)  # fmt: skip
async def pass_recording(ask: Ask) -> web.FileResponse:
    """Send the recording, only while the job is running."""
    job = await Passes(ask.parts.stores.database).get(ask.ident("job_id"))
    if job.state is not PassState.RUNNING:
        raise WrongStateError(f"second pass {job.job_id}", "one that is running", job.state.value)
    found = (await ask.parts.stores.transcripts.recordings_of([job.call_id])).get(job.call_id, ())
    parts, wanted = placed(found), ask.take(PartAsked).part or 1
    data_dir = ask.parts.settings.data_dir()
    path = parts[wanted - 1].recording.path if len(parts) >= wanted else ""
    file = inside(data_dir / RECORDINGS, data_dir / path) if path else None
    if file is None or not file.is_file():
        raise NotFoundError("recording of second pass", job.job_id)
    return web.FileResponse(file, headers={"Content-Type": "application/octet-stream", "Cache-Control": "no-store"})


def _view(ask: Ask, one: SecondPass) -> PassView:
    return PassView(
        job_id=one.job_id,
        call_id=one.call_id,
        state=one.state.value,
        attempts=one.attempts,
        worker=one.worker,
        progress=one.progress,
        engine=one.engine,
        model=one.model,
        problem=one.problem,
        detail=one.detail,
        asked_by=one.asked_by,
        asked_at=as_text(one.asked_at.timestamp(), ask.parts.zone),
        began_at=_text(ask, one.began_at),
        ended_at=_text(ask, one.ended_at),
    )


def _text(ask: Ask, at: datetime | None) -> str | None:
    return None if at is None else as_text(at.timestamp(), ask.parts.zone)


ROUTES = (list_passes, again, ask_for, pass_recording)
