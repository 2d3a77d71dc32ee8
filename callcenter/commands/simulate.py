"""`callcenter simulate`: play days against the desk's own rules, and say what they would be like."""

import argparse
import asyncio
import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from callcenter.settings import SettingsError, load
from callcenter.simulation.page import page
from callcenter.simulation.pictures import pictures
from callcenter.simulation.plan import draw_day
from callcenter.simulation.play import duties_of
from callcenter.simulation.png import to_png
from callcenter.simulation.progress import Progress
from callcenter.simulation.recorded import RecordedCall, plan_recorded
from callcenter.simulation.recorded_csv import read_day
from callcenter.simulation.recorded_ledger import read_ledger
from callcenter.simulation.report import Report, to_json
from callcenter.simulation.roster import HALF_HOUR_S, HALF_HOURS
from callcenter.simulation.run import Order
from callcenter.simulation.run import run as simulate
from callcenter.simulation.scenario import Scenario, load_scenario, presets
from callcenter.simulation.text import table
from callcenter.store.faults import StoreError
from queueing.desk.routing import STRATEGIES

DEFAULT = "gaoyou-350-total"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to simulate, and where to put it."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--preset", default=DEFAULT, help=f"one of {', '.join(presets())}")
    which.add_argument("--profile", type=Path, metavar="FILE.toml", help="a profile of your own, written like a preset")
    days = parser.add_mutually_exclusive_group()
    days.add_argument("--day", type=Path, metavar="FILE.csv", help="the calls of a recorded day: at,waited_s,talk_s")
    days.add_argument("--ledger", type=_date, metavar="YYYY-MM-DD", help="calls and staff of that day in the ledger")
    parser.add_argument("--config", type=Path, help="whose ledger")
    parser.add_argument("--replications", type=_positive, default=20, metavar="N", help="days to play (20)")
    parser.add_argument("--seed", type=int, default=1, help="of the first day; the same seed gives the same days (1)")
    parser.add_argument("--surge", type=_times, metavar="TIMES", help="times the profile's calls, in place of its own")
    parser.add_argument(
        "--compare", action="append", default=[], choices=sorted(STRATEGIES), help="the same days under this strategy"
    )
    parser.add_argument("--no-staffing", action="store_true", help="leave out the search for the staff needed")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write report.html, report.json and pictures there")


def run(args: argparse.Namespace) -> int:
    """Do it; 1 when the ledger cannot be read or the files cannot be written."""
    progress = Progress()
    try:
        report = simulate(_order(args), progress)
        print(table(report))
        if args.out:
            _write(args.out, report)
            print(f"\n{args.out / 'report.html'}")
    except (StoreError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _order(args: argparse.Namespace) -> Order:
    name, scenario = _scenario(args)
    order = Order(
        name=name,
        scenario=scenario,
        draw=lambda seed: draw_day(scenario, seed),
        duties=tuple(duties_of(scenario)),
        calls_from=f"按预案抽样：日均 {scenario.load.calls_per_day * scenario.load.surge:,.0f} 通",
        calls_per_s=tuple(scenario.load.calls_per_s(half_hour) for half_hour in range(HALF_HOURS)),
        seeds=tuple(range(args.seed, args.seed + args.replications)),
        compare=tuple(dict.fromkeys(args.compare)),
        staffing=not args.no_staffing,
    )
    if args.day:
        return _recorded(order, read_day(args.day), f"录得的一天：{args.day.name}")
    if args.ledger:
        found = asyncio.run(read_ledger(load(args.config), args.ledger))
        order = replace(order, duties=tuple(found.duties) or order.duties)
        return _recorded(order, list(found.calls.values()), f"台账中的一天：{args.ledger}")
    return order


def _scenario(args: argparse.Namespace) -> tuple[str, Scenario]:
    known = presets()
    if args.profile is None and args.preset not in known:
        raise SettingsError(f"--preset: expected one of {', '.join(known)}, found {args.preset!r}")
    path = args.profile or known[args.preset]
    scenario = load_scenario(path)
    if args.surge is not None:
        scenario = scenario.model_copy(update={"load": scenario.load.model_copy(update={"surge": args.surge})})
    return path.stem, scenario


def _recorded(order: Order, calls: list[RecordedCall], told: str) -> Order:
    counted = [0] * HALF_HOURS
    for call in calls:
        counted[min(HALF_HOURS - 1, int(call.at_s // HALF_HOUR_S))] += 1
    return replace(
        order,
        draw=lambda seed: plan_recorded(calls, order.scenario.people, seed),
        calls_from=f"{told}，{len(calls)} 通",
        calls_per_s=tuple(one / HALF_HOUR_S for one in counted),
    )


def _write(folder: Path, report: Report) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.html").write_text(page(report), "utf-8")
    (folder / "report.json").write_text(json.dumps(to_json(report), ensure_ascii=False, indent=1) + "\n", "utf-8")
    for name, drawing in pictures(report).items():
        (folder / name).write_text(drawing, "utf-8")
        (folder / name).with_suffix(".png").write_bytes(to_png(drawing))


def _positive(text: str) -> int:
    found = int(text)
    if not 1 <= found <= 10_000:
        raise argparse.ArgumentTypeError(f"expected 1 to 10000, found {found}")
    return found


def _times(text: str) -> float:
    found = float(text)
    if not 0.0 < found <= 100.0:
        raise argparse.ArgumentTypeError(f"expected more than 0 and at most 100, found {text}")
    return found


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a date such as 2026-05-01, found {text!r}") from None
