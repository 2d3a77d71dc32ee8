"""The desk as a child process: started, watched until each part is ready, stopped without leaving anything."""

import asyncio
import ctypes
import json
import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from callcenter.demo.folder import DemoDesk
from callcenter.demo.free_ports import is_free

STOP_WITHIN_S = 25.0  # the supervisor gives each of its parts 8 s
ASK_EVERY_S = 0.4
_PR_SET_PDEATHSIG = 1  # prctl(2)


class DeskError(Exception):
    """The desk did not start, or left something behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartState:
    """One line of /readyz."""

    name: str
    ok: bool
    detail: str


class DeskProcess:
    """Owns one `callcenter serve` and its log file."""

    def __init__(self, desk: DemoDesk) -> None:
        self._desk = desk
        self._log = desk.folder / "serve.log"
        self._file: TextIO | None = None
        self._child: asyncio.subprocess.Process | None = None
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    async def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only us; should we be killed, it ends too."""
        self._file = self._log.open("w", encoding="utf-8")
        argv = (sys.executable, "-m", "callcenter", "serve", "--config", str(self._desk.config))
        self._child = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=self._file,
            stderr=self._file,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )

    async def until_ready(
        self, tell: Callable[[list[PartState]], None], enough: Callable[[list[PartState]], bool]
    ) -> None:
        """Ask /readyz, telling each answer, until `enough` of them.

        Raises:
            DeskError: the process ended; the message shows the end of its log.
        """
        while True:
            self._raise_if_ended()
            states = await asyncio.to_thread(self._ask)
            tell(states)
            if enough(states):
                return
            await asyncio.sleep(ASK_EVERY_S)

    async def stop(self) -> list[str]:
        """End it and everything it started; return what was left behind, in words."""
        child, self._child = self._child, None
        left = []
        if child is not None and child.returncode is None:
            child.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(child.wait(), STOP_WITHIN_S)
            except TimeoutError:
                left.append(f"the desk (process {child.pid}) did not stop within {STOP_WITHIN_S:.0f} s and was killed")
                child.kill()
                await child.wait()
        if self._file:
            self._file.close()
        return left + self._processes_left() + self._ports_left()

    def _raise_if_ended(self) -> None:
        child = self._child
        if child is None or child.returncode is None:
            return
        tail = self._log.read_text("utf-8", "replace").splitlines()[-12:]
        raise DeskError(f"the desk ended with code {child.returncode}; {self._log} says:\n" + "\n".join(tail))

    def _ask(self) -> list[PartState]:
        try:
            with self._opener.open(f"{self._desk.url}/readyz", timeout=3.0) as answer:
                body = answer.read()
        except urllib.error.HTTPError as refusal:  # 503 says which part is not ready
            with refusal:
                body = refusal.read()
        except OSError:
            return []
        try:
            checks = json.loads(body)["checks"]
            return [PartState(name=name, ok=one["ok"], detail=one["detail"]) for name, one in checks.items()]
        except (ValueError, KeyError, TypeError):
            return []

    def _processes_left(self) -> list[str]:
        found = []
        for path in sorted((self._desk.folder / "run").glob("*.pid")):
            text = path.read_text().strip()
            if text.isdigit() and _is_ours(int(text), self._desk.folder):
                found.append(f"{path.stem} (process {text}) still runs")
        return found

    def _ports_left(self) -> list[str]:
        ports = ((self._desk.sip_port, socket.SOCK_DGRAM), (self._desk.web_port, socket.SOCK_STREAM))
        return [f"port {port} is still in use" for port, kind in ports if not is_free(self._desk.ip, port, kind)]


def _is_ours(pid: int, folder: Path) -> bool:
    """Whether that process was started for this folder (its number may have gone to another since)."""
    try:
        return str(folder).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _end_with_parent() -> None:
    """In the child, before it runs: have the kernel send SIGTERM when our process is gone."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:
        os._exit(1)
