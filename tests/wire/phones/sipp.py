"""sipp as a trunk: plays scenario files, fails on any message the scenario does not expect."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path


def missing() -> str:
    """Return why sipp cannot be used here, '' when it can."""
    return "" if shutil.which("sipp") else "sip-tester (sipp) is not installed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of sipp."""

    scenario: str  # XML text
    to: str  # IP:PORT it talks to
    ip: str
    port: int
    number: str = "12345"  # called number, [service] in scenarios
    calls: int = 1
    rate_per_s: float = 10.0
    rtp_port: int = 0  # 0: sipp's own choice
    timeout_s: int = 30
    keys: Mapping[str, str] = field(default_factory=dict)  # [name] -> text


class Sipp:
    """A running sipp."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self._process = process
        self._folder = folder

    async def finished(self, seconds: float = 40.0) -> int:
        """Wait for its end and return its exit code: 0 when every call went as the scenario says."""
        return await asyncio.wait_for(self._process.wait(), seconds)

    def complaints(self) -> str:
        """Return what it wrote about unexpected messages."""
        return "\n".join(file.read_text(errors="replace")[-3000:] for file in sorted(self._folder.glob("*.log")))


def _arguments(run: Run, scenario: Path) -> list[str]:
    arguments = ["-sf", str(scenario), run.to, "-i", run.ip, "-p", str(run.port), "-s", run.number]
    arguments += ["-m", str(run.calls), "-r", f"{run.rate_per_s:g}", "-timeout", str(run.timeout_s), "-timeout_error"]
    arguments += ["-trace_err", "-error_file", str(scenario.with_suffix(".errors.log")), "-nostdin", "-nd"]
    if run.rtp_port:
        arguments += ["-mp", str(run.rtp_port)]
    for name, text in run.keys.items():
        arguments += ["-key", name, text]
    return arguments


@contextlib.asynccontextmanager
async def running(run: Run, folder: Path) -> AsyncIterator[Sipp]:
    """Start sipp and stop it afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    scenario = folder / f"scenario-{run.port}.xml"
    scenario.write_text(run.scenario, encoding="utf-8")
    with (folder / f"sipp-{run.port}.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            "sipp",
            *_arguments(run, scenario),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    try:
        yield Sipp(process, folder)
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 5.0)
