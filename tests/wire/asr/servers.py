"""Servers of vosk-server's protocol as real processes on loopback, with recognisers of their own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.wire.asr.house import children
from tests.wire.own_net import own

SERVER_IP = own("127.12.0.9")
_READY_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningServer:
    """One `asr.server` and its `asr.recognisers`."""

    url: str
    server: subprocess.Popen[bytes]
    recognisers: subprocess.Popen[bytes]
    log: Path

    @property
    def workers(self) -> list[int]:
        """Give the pids of its recogniser processes."""
        return [pid for nursery in children(self.recognisers.pid) for pid in children(nursery)]

    def kill(self) -> None:
        """End it as a machine that loses its power does."""
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()


@contextlib.contextmanager
def serving(recognisers: dict[str, object], **config: object) -> Iterator[RunningServer]:
    """Run a server until the block ends."""
    with tempfile.TemporaryDirectory(prefix="srv-") as folder, contextlib.ExitStack() as stack:
        path = Path(folder)
        lifeline, keep = os.pipe()
        stack.callback(os.close, lifeline)
        links = {"socket": str(path / "rec.sock")}
        server = _start(path, "asr.server", {**links, "host": SERVER_IP, "port": 0, **config}, lifeline)
        heard = _start(path, "asr.recognisers", {**links, **recognisers}, lifeline)
        try:
            url = _address(path / "asr.server.log", server)
            yield RunningServer(url=url, server=server, recognisers=heard, log=path / "asr.server.log")
        finally:
            os.close(keep)
            for process in (server, heard):
                _end(process)


def _start(folder: Path, module: str, config: dict[str, object], lifeline: int) -> subprocess.Popen[bytes]:
    file = folder / f"{module}.json"
    file.write_text(json.dumps(config, default=str), "utf-8")
    argv = (sys.executable, "-m", module, "--config", str(file), "--lifeline-fd", str(lifeline))
    with (folder / f"{module}.log").open("wb") as log:
        return subprocess.Popen(argv, stderr=log, pass_fds=(lifeline,))


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGCONT)
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


def _address(log: Path, server: subprocess.Popen[bytes]) -> str:
    """Wait until a recogniser is connected; give the server's address."""
    until = time.monotonic() + _READY_S
    while time.monotonic() < until and server.poll() is None:
        told = [json.loads(line) for line in log.read_text("utf-8").splitlines() if line.endswith("}")]
        ready = [line["addresses"][0] for line in told if line["event"] == "server ready"]
        if ready and any(line["event"] == "engine" and line["up"] for line in told):
            return f"ws://{ready[0][0]}:{ready[0][1]}"
        time.sleep(0.05)
    raise AssertionError(f"the server did not come up: {log.read_text('utf-8')[-2000:]}")
