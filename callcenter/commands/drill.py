"""`callcenter drill`: call a running desk with simulated citizens and operators, judge every call."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from callcenter.drill import DrillError, DrillPlan, Report, ScenesError, load_scenes, read_accounts, run_drill
from callcenter.drill.plan import HOTLINE, SHOW
from callcenter.packaged import config_dir


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say where the desk is, who takes part, and how long."""
    parser.add_argument(
        "--target", type=endpoint, default=("127.0.0.1", 5060), metavar="IP:PORT", help="the desk's SIP"
    )
    parser.add_argument("--api", default="http://127.0.0.1:8080", metavar="URL", help="the desk's web address")
    parser.add_argument("--token", required=True, help="bearer token of role supervisor (callcenter token new)")
    parser.add_argument("--accounts", type=Path, required=True, metavar="FILE", help="CSV: number,name,password,skills")
    parser.add_argument("--operators", type=int, default=3, help="how many accounts of the file take part")
    parser.add_argument("--citizens", type=int, default=5, help="citizens who call again and again")
    parser.add_argument("--concurrent", type=int, default=0, help="calls at once at most (0: one for each citizen)")
    parser.add_argument("--seconds", type=float, default=0.0, help="the whole drill fits into this; 0: until Ctrl-C")
    parser.add_argument("--wrap-up", type=float, default=15.0, help="the desk's wrap_up_s, to plan --seconds by")
    parser.add_argument("--from-ip", default="127.0.0.1", help="citizens' address: one of a trunk")
    parser.add_argument("--phone-ip", default="", help="operators' address (default: the citizens')")
    parser.add_argument("--number", default=HOTLINE, help="the hotline's number")
    parser.add_argument("--show", default=SHOW, help="the show's number")
    parser.add_argument("--scenes", type=Path, default=config_dir() / "drill", help="folder with scenes.toml")


def run(args: argparse.Namespace) -> int:
    """Hold the drill; 0 when every call was good, 1 when one was not or none was made, 2 when it cannot be held."""
    try:
        return asyncio.run(_hold(plan_of(args)))
    except (DrillError, ScenesError) as fault:
        print(fault, file=sys.stderr)
        return 2


def plan_of(args: argparse.Namespace) -> DrillPlan:
    """Return the plan the arguments ask for; raises DrillError or ScenesError."""
    accounts = read_accounts(args.accounts)
    if not 1 <= args.operators <= len(accounts):
        raise DrillError(
            f"--operators: expected 1 to {len(accounts)} (rows of {args.accounts}), found {args.operators}"
        )
    lines = min(args.citizens, args.concurrent) if args.concurrent else args.citizens
    if lines < 1:
        raise DrillError(f"--citizens and --concurrent: expected 1 or more, found {lines}")
    return DrillPlan(
        target=args.target,
        api_url=args.api,
        token=args.token,
        operators=accounts[: args.operators],
        scenes=load_scenes(args.scenes),
        citizens=lines,
        seconds=args.seconds,
        wrap_up_s=args.wrap_up,
        citizen_ip=args.from_ip,
        operator_ip=args.phone_ip or args.from_ip,
        hotline=args.number,
        show=args.show,
    )


def endpoint(text: str) -> tuple[str, int]:
    """Read IP:PORT."""
    ip, _, port = text.rpartition(":")
    if not ip or not port.isdigit() or not 0 < int(port) < 65536:
        raise argparse.ArgumentTypeError(f"expected IP:PORT, found {text!r}")
    return ip, int(port)


async def _hold(plan: DrillPlan) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    sums = await run_drill(plan, Report(), stop)
    return 0 if sums.passed else 1
