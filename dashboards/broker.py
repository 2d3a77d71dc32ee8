"""A private Mosquitto as our child: started when no broker URL is set, kept running, gone when we are."""

import asyncio
import contextlib
import ctypes
import logging
import os
import shutil
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

from dashboards.broker_files import BrokerError, BrokerFiles, Launch, Logins

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
STEADY_AFTER_S = 10.0
READY_WITHIN_S = 5.0
STOP_WITHIN_S = 3.0
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_DEBIAN_PLACE = "/usr/sbin"  # Debian installs mosquitto there; not every user has it in PATH

_log = logging.getLogger("broker")


def find_program(name: str) -> str | None:
    """Full path of the broker program, None when this machine has none."""
    return shutil.which(name) or shutil.which(name, path=_DEBIAN_PLACE)


def prepare(folder: Path, program: str = "mosquitto", host: str = "127.0.0.1") -> Launch | None:
    """Write the files and say how to start the broker; None, with one warning, when the program is missing.

    Raises:
        BrokerError: the folder cannot be written.

    """
    found = find_program(program)
    if found is None:
        _log.warning("no mosquitto on this machine: screens use the service's own link", extra={"program": program})
        return None
    return BrokerFiles(folder, found, host).write()


def die_with_parent() -> None:
    """In a child, before exec: let the kernel end it with us. For `preexec_fn`, after the change of user.

    Mosquitto changes its user by itself when started as root, and that would undo this: so it is started as its user.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


class PrivateBroker:
    """Owns the child process: starts it, starts it again on the same port when it dies, ends it on `stop`."""

    def __init__(self, folder: Path, program: str = "mosquitto", host: str = "127.0.0.1") -> None:
        self._folder, self._program, self._host = folder, program, host
        self._child: Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self.restarts = 0

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._child.pid if self._child and self._child.returncode is None else None

    async def start(self) -> Logins | None:
        """Start it and wait until it listens; None when this machine has no Mosquitto.

        Raises:
            BrokerError: it does not come up; the message holds what it said.

        """
        launch = prepare(self._folder, self._program, self._host)
        if launch is None:
            return None
        self._child = await _spawn(launch)
        await self._until_ready(launch)
        self._keeper = asyncio.create_task(self._keep(launch), name="keeper of the private broker")
        return BrokerFiles(self._folder, host=self._host).logins()

    async def stop(self) -> None:
        """End it; a broker that was never started is no error."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if self._child:
            await _end(self._child)

    async def _until_ready(self, launch: Launch) -> None:
        child, until = self._child, time.monotonic() + READY_WITHIN_S
        while child and not await _listens(self._host, launch.port):
            if child.returncode is not None or time.monotonic() > until:
                await _end(child)
                said = (await child.stderr.read(2000)).decode(errors="replace") if child.stderr else ""
                raise BrokerError(f"{launch.argv[0]}: expected it to listen on {launch.port}, found: {said.strip()!r}")
            await asyncio.sleep(0.02)

    async def _keep(self, launch: Launch) -> None:
        pause_s = FIRST_PAUSE_S
        while self._child:
            began_s = time.monotonic()
            await _log_lines(self._child)
            code = await self._child.wait()
            pause_s = FIRST_PAUSE_S if time.monotonic() - began_s > STEADY_AFTER_S else pause_s
            self.restarts += 1
            _log.error("private broker died, starting it again", extra={"code": code, "pause_s": pause_s})
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            self._child = await self._spawn_again(launch)

    async def _spawn_again(self, launch: Launch) -> Process:
        while True:
            try:
                return await _spawn(launch)
            except OSError as fault:
                _log.error("private broker cannot be started", extra={"fault": str(fault)})
                await asyncio.sleep(LONGEST_PAUSE_S)


async def _spawn(launch: Launch) -> Process:
    return await asyncio.create_subprocess_exec(
        *launch.argv,
        cwd=launch.cwd,
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
        start_new_session=True,
        preexec_fn=die_with_parent,
        env={"PATH": os.environ.get("PATH", os.defpath)},
        user=launch.user,
        group=launch.group,
        extra_groups=None if launch.user is None else [],
    )


async def _listens(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


async def _log_lines(child: Process) -> None:
    """Pass on what it says until it ends."""
    while child.stderr and (line := await child.stderr.readline()):
        _log.warning("private broker says", extra={"line": line.decode(errors="replace").strip()[:300]})


async def _end(child: Process) -> None:
    if child.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
    try:
        await asyncio.wait_for(child.wait(), STOP_WITHIN_S)
    except TimeoutError:
        child.kill()
        await child.wait()
