"""`callcenter probe list|run NAME|report`: what is probed, one call by hand, the report of a day."""

import argparse
import asyncio
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter import logs
from callcenter.drill.wav import WavError
from callcenter.probe.daily import report_of, write_report
from callcenter.probe.daily_figures import FAULTS_ZH
from callcenter.probe.process import ready_runs
from callcenter.settings import Probe, Settings, load
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.probes import ProbeRuns
from queueing.probes import Fault


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the action."""
    parser.add_argument("--config", type=Path)
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|run|report")
    actions.add_parser("list", help="the probes of the configuration and how their last call went")
    calling = actions.add_parser("run", help="make one call now and judge it")
    calling.add_argument("name", help="as in [[probe]] name")
    reporting = actions.add_parser("report", help="write the report of a day into DATA/reports")
    reporting.add_argument("--day", type=date.fromisoformat, help="YYYY-MM-DD; yesterday unless given")


def run(args: argparse.Namespace) -> int:
    """Do it; 0 when all is well, 1 when the call had a fault or could not be made, 2 when there is no such probe."""
    settings = load(args.config)
    logs.configure("error")
    try:
        match args.action:
            case "list":
                return asyncio.run(_list(settings))
            case "run":
                return _run(settings, args.name)
            case _:
                return asyncio.run(_report(settings, args.day))
    except (StoreError, WavError) as fault:
        print(fault, file=sys.stderr)
        return 1


async def _list(settings: Settings) -> int:
    async with Database(settings.store.url) as database:
        last = await ProbeRuns(database).last([probe.name for probe in settings.probe])
    for probe in settings.probe:
        found = last.get(probe.name)
        how = "not called yet" if found is None else in_words(found.faults)
        print(f"{probe.name}\t{probe.number}\tevery {probe.every_s:.0f} s, {probe.hours}\t{how}")
    return 0


def _run(settings: Settings, name: str) -> int:
    probe = next((one for one in settings.probe if one.name == name), None)
    if probe is None:
        known = ", ".join(one.name for one in settings.probe) or "none"
        print(f"expected a probe of the configuration ({known}), found {name!r}", file=sys.stderr)
        return 2
    return asyncio.run(_call(settings, probe))


async def _call(settings: Settings, probe: Probe) -> int:
    async with ready_runs(settings) as runs:
        result = await runs.make(probe)
    for key, value in result.report["measures"].items():
        print(f"{key}: {value}")
    print(f"recording: {result.report['recording'] or 'none'}")
    if result.faults is None:
        print(f"not judged: {result.why or 'the service is away'}; the report is handed in when it is back")
        return 1
    print(in_words(result.faults))
    return 1 if result.faults else 0


async def _report(settings: Settings, day: date | None) -> int:
    zone = ZoneInfo(settings.site.timezone)
    wanted = day or datetime.now(zone).date() - timedelta(days=1)
    async with Database(settings.store.url) as database:
        report = await report_of(ProbeRuns(database), wanted, zone, settings.site.title)
    for file in write_report(report, settings.data_dir(), zone):
        print(file)
    return 0


def in_words(faults: tuple[str, ...]) -> str:
    """The faults as a person reads them."""
    return "、".join(f"{FAULTS_ZH[Fault(one)]} ({one})" for one in faults) or "正常 (well)"
