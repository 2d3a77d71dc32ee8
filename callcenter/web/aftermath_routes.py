"""The aftermath of a show: have its files made, see how far they are, take them away."""

from pathlib import Path
from urllib.parse import quote

from aiohttp import hdrs, web

from callcenter.clock import as_text
from callcenter.show.aftermath.contents import Audience
from callcenter.show.aftermath.score_rules import load_score_rules
from callcenter.store.aftermaths import MadeFile, Run
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.web.aftermath_models import AftermathFile, AftermathView, FigureWordsView, ScoreLine, ShowDefinitions
from callcenter.web.errors import ApiError
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.serve import note
from queueing.show.aftermath.figures import WORDS
from queueing.show.aftermath.score import formula

OFFICE = frozenset({Role.SUPERVISOR, Role.ADMIN})  # sees files that name citizens
MAKERS = OFFICE | {Role.PRODUCER}
READERS = MAKERS | {Role.HOST, Role.DISPATCHER}
SHOW = f"/api/v1/shows/{{show_id:{IDENT}}}/aftermath"
_MEDIA = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".flac": "audio/flac",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".edl": "text/plain",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TEXTS = (".srt", ".vtt", ".txt", ".csv")
_PLAYED = (".wav", ".mp3", ".flac")


@route("POST", SHOW, "Have the files of a show made; they are made one show at a time", MAKERS, out=AftermathView)
async def make(ask: Ask) -> AftermathView:
    """Order the files; while they are being made, the run under way is answered."""
    show_id = ask.ident("show_id")
    run = await ask.parts.city.workshop.order(show_id, ask.who.name)
    note(ask.parts, ask.request, ask.who, "aftermath_make", show_id)
    return _view(ask, show_id, run)


@route("GET", SHOW, "How far the files of a show are, and those that are there", READERS, out=AftermathView)
async def look(ask: Ask) -> AftermathView:
    """Answer the run people look at."""
    show_id = ask.ident("show_id")
    return _view(ask, show_id, await ask.parts.city.workshop.of_show(show_id))


@route(
    "GET",
    f"{SHOW}/{{run_id:{IDENT}}}/files/{{number:[0-9]{{1,4}}}}",
    "A file of a show; sound can be asked for in ranges",
    READERS,
    media=", ".join(dict.fromkeys([*_MEDIA.values(), "application/octet-stream"])),
)
async def download(ask: Ask) -> web.StreamResponse:
    """Send a file; who takes one that names citizens is in the audit."""
    workshop = ask.parts.city.workshop
    run = await workshop.get(ask.ident("run_id"))
    if run.show_id != ask.ident("show_id"):
        raise NotFoundError("aftermath", ask.ident("run_id"))
    file, place = workshop.file(run, int(ask.ident("number")))
    if file.audience == Audience.OFFICE:
        _expect_office(ask)
        note(ask.parts, ask.request, ask.who, "aftermath_read", f"{run.show_id}/{file.shelf}/{run.run_id}")
    return web.FileResponse(place, headers=_headers(place))


@route("GET", "/api/v1/show-definitions", "How a show's figures and scores are counted", READERS, out=ShowDefinitions)
async def definitions(ask: Ask) -> ShowDefinitions:
    """Say the definitions in force."""
    rules = load_score_rules(ask.parts.settings.site.city)
    return ShowDefinitions(
        figures=[
            FigureWordsView(name=one.name, zh=one.zh, en=one.en, how_zh=one.how_zh, how_en=one.how_en) for one in WORDS
        ],
        score_title=rules.title,
        score_formula=formula(rules),
        score_source=rules.source,
        score=[ScoreLine(measure=one.measure, points=one.points, zh=one.zh, en=one.en) for one in rules.parts],
    )


def _expect_office(ask: Ask) -> None:
    if not ask.who.has(*OFFICE):
        allowed = ", ".join(sorted(OFFICE))
        raise ApiError(403, "wrong_role", f"a file that names citizens: expected role {allowed}", expected=allowed)


def _headers(place: Path) -> dict[str, str]:
    media = _MEDIA.get(place.suffix, "application/octet-stream")
    charset = "; charset=utf-8" if place.suffix in _TEXTS else ""
    plain = f"show{place.suffix}"
    return {
        hdrs.CONTENT_TYPE: f"{media}{charset}",
        hdrs.CONTENT_DISPOSITION: f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(place.name)}",
        hdrs.CACHE_CONTROL: "no-store",
    }


def _view(ask: Ask, show_id: str, run: Run | None) -> AftermathView:
    if run is None:
        return AftermathView(
            show_id=show_id,
            run_id="",
            state="none",
            asked_by="",
            asked_at=None,
            ended_at=None,
            seconds=None,
            done=0,
            of=0,
            doing="",
            problem="",
            files=[],
        )
    until = run.ended_at if run.ended_at is not None else ask.parts.now()
    return AftermathView(
        show_id=show_id,
        run_id=run.run_id,
        state=run.state.value,
        asked_by=run.asked_by,
        asked_at=as_text(run.asked_at, ask.parts.zone),
        ended_at=as_text(run.ended_at, ask.parts.zone) if run.ended_at is not None else None,
        seconds=round(max(until - run.asked_at, 0.0), 1),
        done=run.done,
        of=run.of,
        doing=run.doing,
        problem=run.problem,
        files=[_file(run, number, one) for number, one in enumerate(run.files, 1) if _may_see(ask, one)],
    )


def _may_see(ask: Ask, file: MadeFile) -> bool:
    return file.audience != Audience.OFFICE or ask.who.has(*OFFICE)


def _file(run: Run, number: int, file: MadeFile) -> AftermathFile:
    name = file.path.rpartition("/")[2]
    return AftermathFile(
        number=number,
        shelf=file.shelf,
        name=name,
        url=f"/api/v1/shows/{run.show_id}/aftermath/{run.run_id}/files/{number}",
        size_bytes=file.size_bytes,
        sound=name.endswith(_PLAYED),
        problem=file.problem,
    )


ROUTES = (definitions, make, look, download)
