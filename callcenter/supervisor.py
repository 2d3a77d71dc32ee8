"""Starts the parts as processes of their own, starts again what dies, and stops them in order.

A part that exits with code 2 says its configuration cannot work (it printed why): everything is stopped, since starting
it again would not help. Any other end is a fault: the part is started again, after a pause that doubles while it fails.
"""

import asyncio
import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import structlog

from callcenter.settings import SettingsError

FAULT_OF_CONFIGURATION = 2
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
STEADY_AFTER_S = 10.0  # a part that ran this long starts again without a pause
STOP_S = 8.0

_log = structlog.get_logger("supervisor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One process to keep running."""

    name: str
    argv: tuple[str, ...]
    lifeline: bool = True  # takes --lifeline-fd: sees the supervisor's end
    adopt: bool = False  # one that outlived an earlier supervisor is kept, with its calls
    cwd: Path | None = None
    user: int | None = None  # None: as we are
    group: int | None = None
    before_exec: Callable[[], None] | None = None  # runs in the child


class Child(Protocol):
    """A process we look after."""

    pid: int

    @property
    def returncode(self) -> int | None:
        """None while it runs."""

    def terminate(self) -> None:
        """Ask it to end."""

    def kill(self) -> None:
        """End it."""

    async def wait(self) -> int:
        """Wait for its end."""


class Survivor:
    """A process of an earlier supervisor that still runs: it is not our child, so its end is seen on a pidfd."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._fd = os.pidfd_open(pid)
        self._ended = asyncio.Event()
        asyncio.get_running_loop().add_reader(self._fd, self._end)

    @property
    def returncode(self) -> int | None:
        """None while it runs; how it ended only its parent would know."""
        return 0 if self._ended.is_set() else None

    def terminate(self) -> None:
        """Ask it to end."""
        signal.pidfd_send_signal(self._fd, signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        signal.pidfd_send_signal(self._fd, signal.SIGKILL)

    async def wait(self) -> int:
        """Wait for its end."""
        await self._ended.wait()
        return 0

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._fd)
        self._ended.set()


class Supervisor:
    """Owns the child processes. `run` returns the exit code of the whole."""

    def __init__(self, run_dir: Path, parts: Sequence[Part]) -> None:
        self._run_dir, self._parts = run_dir, tuple(parts)
        self._children: dict[str, Child] = {}
        self._stop = asyncio.Event()
        self._code = 0
        self._lifeline_read, self._lifeline_write = os.pipe()

    async def run(self) -> int:
        """Start everything, keep it running until SIGINT, SIGTERM or a fault of configuration; stop everything."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        keepers = [asyncio.create_task(self._keep(part), name=f"keep {part.name}") for part in self._parts]
        await self._stop.wait()
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        for part in reversed(self._parts):
            await self._end(part.name)
        return self._code

    async def _keep(self, part: Part) -> None:
        pause_s = FIRST_PAUSE_S
        while True:
            began_s = time.monotonic()
            code = await self._once(part)
            if code == FAULT_OF_CONFIGURATION:
                self._code = code
                self._stop.set()
                return
            pause_s = FIRST_PAUSE_S if time.monotonic() - began_s > STEADY_AFTER_S else pause_s
            _log.error("part died, starting it again", part=part.name, code=code, pause_s=pause_s)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _once(self, part: Part) -> int:
        survivor = self._survivor(part)
        if survivor and part.adopt:
            _log.warning("part of an earlier run is adopted", part=part.name, pid=survivor.pid)
            self._children[part.name] = survivor
            return await survivor.wait()
        if survivor:
            await self._see_off(part, survivor)
        return await self._start(part)

    def _survivor(self, part: Part) -> Survivor | None:
        """The process of an earlier supervisor for this part, if it still runs."""
        try:
            pid = int((self._run_dir / f"{part.name}.pid").read_text())
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
            return Survivor(pid) if tuple(words[: len(part.argv)]) == part.argv else None
        except (OSError, ValueError):
            return None

    async def _see_off(self, part: Part, survivor: Survivor) -> None:
        """Two of this part would fight: wait for the old one's end, which its lifeline has told it of."""
        _log.warning("waiting for the part of an earlier run to end", part=part.name, pid=survivor.pid)
        try:
            await asyncio.wait_for(survivor.wait(), STOP_S)
        except TimeoutError:
            survivor.kill()
            await survivor.wait()

    async def _start(self, part: Part) -> int:
        fds = (self._lifeline_read,) if part.lifeline else ()
        argv = [*part.argv, *(["--lifeline-fd", str(self._lifeline_read)] if part.lifeline else [])]
        try:
            child = await asyncio.create_subprocess_exec(
                *argv,
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=fds,
                start_new_session=True,  # Ctrl-C reaches the supervisor only; it stops the parts in order
                cwd=part.cwd,
                user=part.user,
                group=part.group,
                extra_groups=None if part.user is None else [],
                preexec_fn=part.before_exec,
            )
        except OSError as fault:
            _log.error("part cannot be started", part=part.name, program=argv[0], fault=fault.strerror)
            return 1
        self._children[part.name] = child
        self._note_pid(part.name, child.pid)
        _log.info("part started", part=part.name, pid=child.pid)
        return await child.wait()

    def _note_pid(self, name: str, pid: int) -> None:
        with contextlib.suppress(OSError):
            (self._run_dir / f"{name}.pid").write_text(f"{pid}\n")

    async def _end(self, name: str) -> None:
        child = self._children.get(name)
        if child is None or child.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
        try:
            await asyncio.wait_for(child.wait(), STOP_S)
        except TimeoutError:
            _log.error("part did not stop in time, killing it", part=name, waited_s=STOP_S)
            child.kill()
            await child.wait()
        _log.info("part stopped", part=name)


def lock_folder(run_dir: Path) -> int:
    """Take the data folder for this process alone; answers the lock's file descriptor, to be kept open.

    Raises:
        SettingsError: another desk uses it.
    """
    run_dir.mkdir(parents=True, exist_ok=True)
    lock = os.open(run_dir / "supervisor.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(lock, 20).decode(errors="replace").strip() or "unknown"
        os.close(lock)
        raise SettingsError(
            f"data folder {run_dir.parent}: expected no other desk in it, found process {holder} using it"
        ) from None
    os.ftruncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    return lock
