"""Dial probes for supervisors: how each number does, every call with its sound, the report of a day."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import Field, StringConstraints

from callcenter.clock import as_text
from callcenter.probe.daily import report_of
from callcenter.probe.daily_figures import DayReport, Reached, Served
from callcenter.probe.daily_files import page, table
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.store.probes import ProbeRun
from callcenter.web.call_routes import inside
from callcenter.web.models import Asked, Rfc3339, Said, Word
from callcenter.web.moments import day_of
from callcenter.web.route import IDENT, Ask, route

SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})
FOLDER = "probes"  # under the data folder


class ProbeRunView(Said):
    """One call of a probe. `faults`: codes of queueing.probes.Fault, none when all was well."""

    run_id: str
    probe: str
    dialled: str
    at: Rfc3339
    faults: list[str]
    call_id: str
    recording: str | None = Field(description="URL of the sound: left what was said, right what was heard")
    measures: dict[str, Any]


class ProbeView(Said):
    """One number that is probed."""

    name: str
    number: str
    every_s: float
    hours: str
    last: ProbeRunView | None


class ProbeList(Said):
    """All probes of the configuration."""

    items: list[ProbeView]


class ProbeRunList(Said):
    """Calls of probes, oldest first."""

    items: list[ProbeRunView]


class ReachedView(Said):
    """接通情况."""

    calls: int
    line: int
    operator: int
    both_ways: int
    rate: float | None
    faults: dict[str, int]


class ServedView(Said):
    """服务水平."""

    within_15s_rate: float | None
    mean_s: float | None
    p95_s: float | None
    longest_s: float | None
    greeting_rate: float | None


class ProbeNumberView(Said):
    """One number's day."""

    probe: str
    dialled: str
    reached: ReachedView
    served: ServedView


class ProbeReportView(Said):
    """One day of all probes."""

    day: str
    reached: ReachedView
    served: ServedView
    numbers: list[ProbeNumberView]


Day = Annotated[str, StringConstraints(pattern=r"^(|\d{4}-\d{2}-\d{2})$")]


class RunsAsked(Asked):
    """Which calls: of one probe or all ('' ), on one local day ('' : today)."""

    probe: Word = ""
    day: Day = ""


class ReportAsked(Asked):
    """Which day ('' : yesterday), and how."""

    day: Day = ""
    format: Literal["json", "html", "csv"] = "json"


@route("GET", "/api/v1/probes", "Dial probes and how their last call went", SUPERVISORS, out=ProbeList)
async def list_probes(ask: Ask) -> ProbeList:
    """List the probes."""
    probes = ask.parts.settings.probe
    last = await ask.parts.stores.probes.last([probe.name for probe in probes])
    return ProbeList(
        items=[
            ProbeView(
                name=one.name,
                number=one.number,
                every_s=one.every_s,
                hours=one.hours,
                last=_run_view(ask, last[one.name]) if one.name in last else None,
            )
            for one in probes
        ]
    )


@route("GET", "/api/v1/probes/runs", "Calls of dial probes on a day", SUPERVISORS, query=RunsAsked, out=ProbeRunList)
async def list_runs(ask: Ask) -> ProbeRunList:
    """List one day's calls."""
    asked = ask.take(RunsAsked)
    report = await _report(ask, _day(asked.day, ask.parts.time().date()))
    runs = [run for number in report.numbers for run in number.runs if asked.probe in ("", number.probe)]
    return ProbeRunList(items=[_run_view(ask, run) for run in sorted(runs, key=lambda one: one.at)])


@route(
    "GET",
    f"/api/v1/probes/runs/{{run_id:{IDENT}}}/recording",
    "The sound of a probe's call; Range is allowed",
    SUPERVISORS,
    media="audio/wav",
    audit="recording_heard",
)
async def get_probe_recording(ask: Ask) -> web.FileResponse:
    """Send the sound."""
    run = await ask.parts.stores.probes.get(ask.ident("run_id"))
    data = ask.parts.settings.data_dir()
    file = inside(data / FOLDER, data / run.recording) if run.recording else None
    if file is None or not file.is_file():
        raise NotFoundError("recording of probe run", run.run_id)
    return web.FileResponse(file, headers={"Content-Type": "audio/wav", "Cache-Control": "private, no-cache"})


@route(
    "GET", "/api/v1/probes/report", "The daily report (拨测日报): json, html or csv", SUPERVISORS, query=ReportAsked,
    media="application/json",
)  # fmt: skip
async def get_report(ask: Ask) -> web.Response:
    """Answer one day's report."""
    asked = ask.take(ReportAsked)
    report = await _report(ask, _day(asked.day, ask.parts.time().date() - timedelta(days=1)))
    zone = ask.parts.zone
    if asked.format == "html":
        # The page carries its own small style sheet; nothing else may be loaded by it.
        policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        return web.Response(text=page(report, zone), content_type="text/html", headers=policy)
    if asked.format == "csv":
        name = {"Content-Disposition": f'attachment; filename="probe-{report.day.isoformat()}.csv"'}
        return web.Response(text=table(report, zone), content_type="text/csv", headers=name)
    return web.Response(text=_report_view(report).model_dump_json(), content_type="application/json")


async def _report(ask: Ask, day: date) -> DayReport:
    return await report_of(ask.parts.stores.probes, day, ask.parts.zone, ask.parts.settings.site.title)


def _day(text: str, default: date) -> date:
    """Read the day asked for."""
    return day_of("day", text) if text else default


def _run_view(ask: Ask, run: ProbeRun) -> ProbeRunView:
    return ProbeRunView(
        run_id=run.run_id,
        probe=run.probe,
        dialled=run.dialled,
        at=as_text(run.at, ask.parts.zone),
        faults=list(run.faults),
        call_id=run.call_id,
        recording=f"/api/v1/probes/runs/{run.run_id}/recording" if run.recording else None,
        measures=dict(run.measures),
    )


def _report_view(report: DayReport) -> ProbeReportView:
    return ProbeReportView(
        day=report.day.isoformat(),
        reached=_reached(report.total_reached),
        served=_served(report.total_served),
        numbers=[
            ProbeNumberView(
                probe=one.probe, dialled=one.dialled, reached=_reached(one.reached), served=_served(one.served)
            )
            for one in report.numbers
        ],
    )


def _reached(found: Reached) -> ReachedView:
    return ReachedView.model_validate(found, from_attributes=True)


def _served(found: Served) -> ServedView:
    return ServedView.model_validate(found, from_attributes=True)


ROUTES = (list_probes, list_runs, get_probe_recording, get_report)
