"""`callcenter demo`: a whole desk on embedded defaults, called by simulated citizens."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from callcenter.demo import DemoOptions, run_demo
from callcenter.demo.desk_process import DeskError
from callcenter.demo.folder import FolderError
from callcenter.demo.free_ports import NoFreePortError
from callcenter.drill import DrillError, Report, ScenesError
from callcenter.store.faults import StoreError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say how long and where."""
    parser.add_argument("--seconds", type=float, default=0.0, help="end by itself within this; 0: until Ctrl-C")
    parser.add_argument(
        "--folder", type=Path, default=Path("var/demo"), help="where its data goes; emptied at each start"
    )
    parser.add_argument("--ip", default="127.0.0.1", help="address of SIP, sound and screens")
    parser.add_argument("--citizens", type=int, default=5, help="simulated citizens who call again and again")

    parser.add_argument("--show", action="store_true", help="a scripted live show with twelve callers instead")


def run(args: argparse.Namespace) -> int:
    """Run the demo; 0 when every drill call was good, 1 when not, 2 when it could not be started."""
    options = DemoOptions(
        folder=args.folder.resolve(),
        seconds=args.seconds,
        citizens=max(1, args.citizens),
        ip=args.ip,
        show=args.show,
    )
    try:
        return asyncio.run(_run(options))
    except (DeskError, DrillError, FolderError, NoFreePortError, ScenesError, StoreError) as fault:
        print(fault, file=sys.stderr)
        return 2


async def _run(options: DemoOptions) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return await run_demo(options, Report(), stop)
