"""What the asyncio processes under the supervisor share: their arguments, and when they have to stop."""

import argparse
import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What the supervisor tells a process."""

    config: Path | None  # None: the configuration of this place (see settings.load)
    lifeline_fd: int | None  # end of a pipe that closes with the supervisor; None: started by hand


def read_arguments(program: str, about: str | None) -> Arguments:
    """Read `[--config FILE] [--lifeline-fd N]`; anything else ends the process with a sentence, code 2."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=about)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--lifeline-fd", type=int)
    found = parser.parse_args()
    return Arguments(config=found.config, lifeline_fd=found.lifeline_fd)


@asynccontextmanager
async def until_stopped(lifeline_fd: int | None) -> AsyncIterator[asyncio.Event]:
    """Give the event that SIGINT, SIGTERM or the supervisor's end sets."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if lifeline_fd is not None:
        loop.add_reader(lifeline_fd, stop.set)  # readable means closed: the supervisor is gone
    try:
        yield stop
    finally:
        if lifeline_fd is not None:
            loop.remove_reader(lifeline_fd)
