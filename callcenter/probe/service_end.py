"""The service's end of probe.sock: expects probes' calls, tells what becomes of them, keeps and judges their reports.

One JSON object a line. From the probes' process: `expect` (run_id, probe, dialled, caller, for_s) before a call, and
`report` (run_id, at, recording, measures) after it. To it: `expected` or `refused`, then `arrived`, `answered`
(waited_s), `ended`, `recorded` (path) of that call, and `kept` (faults) for the report.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import structlog

from callcenter.decode import DecodeError, decode
from callcenter.probe.socket_names import MAX_LINE_BYTES
from callcenter.settings import Probe
from callcenter.store.faults import NotFoundError, StoreError
from callcenter.store.probes import ProbeRun, ProbeRuns
from queueing.events import CallAnswered, CallArrived, CallEnded, Fact, ProbeAnnounced, ProbeEnded
from queueing.probes import Measures, ProbeBook, Wanted, judge

LONGEST_S = 1800.0  # no call of a probe is expected for longer

_log = structlog.get_logger("probes")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbePorts:
    """What the service's end works with."""

    runs: ProbeRuns
    now: Callable[[], float]
    publish: Callable[[Sequence[Fact]], None]
    flush: Callable[[], Awaitable[None]]  # until the ledger has what was published
    alarm: Callable[[Probe, Sequence[str]], None]  # the faults to be shown; none: all is well (again)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    run_id: str
    probe: str
    dialled: str
    at: float
    recording: str
    call_id: str
    measures: Measures


class ProbeService:
    """Owns which calls are probes', and the connections of the probes' process."""

    def __init__(self, path: Path, probes: Sequence[Probe], ports: ProbePorts) -> None:
        self._path, self._ports = path, ports
        self._probes = {probe.name: probe for probe in probes}
        self._book = ProbeBook()
        self._run_of_call: dict[str, str] = {}
        self._writers: dict[str, asyncio.StreamWriter] = {}  # run -> who asked
        self._clients: set[asyncio.StreamWriter] = set()

    @property
    def connected(self) -> bool:
        """Whether the probes' process, or somebody by hand, is there."""
        return bool(self._clients)

    def check(self) -> tuple[bool, str]:
        """Readiness: a site without probes needs none; a missing prober is no reason to stop taking calls."""
        return True, f"{len(self._probes)} probes, {'connected' if self.connected else 'their process is away'}"

    def run_of(self, caller: str, now: float) -> str:
        """The run whose call this is, '' for a citizen's."""
        return self._book.run_of(caller, now)

    def restore(self, facts: Sequence[Fact]) -> None:
        """Follow the ledger at start."""
        for fact in facts:
            self._follow(fact)
        for probe in self._probes.values():
            self._show(probe)

    def take_fact(self, fact: Fact) -> None:
        """Follow a fact, and tell the process that asked about its call."""
        run_id = self._follow(fact)
        match fact:
            case CallArrived() if run_id:
                self._tell(run_id, "arrived", call_id=fact.call_id)
            case CallAnswered() if run_id:
                self._tell(run_id, "answered", waited_s=fact.waited_s)
            case CallEnded() if run_id:
                self._tell(run_id, "ended", outcome=fact.outcome.value)
            case ProbeEnded() if fact.probe in self._probes:
                self._show(self._probes[fact.probe])
            case _:
                pass

    def take_recording(self, call_id: str, path: str) -> None:
        """The ear is done with a call."""
        run_id = self._run_of_call.pop(call_id, "")
        if run_id:
            self._tell(run_id, "recorded", path=path)

    async def run(self) -> None:
        """Listen, for ever; ends by cancellation. A socket that cannot be had costs the probes, not the desk."""
        server: asyncio.Server | None = None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.unlink(missing_ok=True)
            server = await asyncio.start_unix_server(self._serve, self._path, limit=MAX_LINE_BYTES)
            self._path.chmod(0o600)
        except OSError as fault:
            _log.exception("probes cannot reach the service", fault=fault.strerror)
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            if server is not None:
                server.close()
            for client in tuple(self._clients):
                client.close()
            self._path.unlink(missing_ok=True)

    # --- inside ----------------------------------------------------------------------------------------------

    def _follow(self, fact: Fact) -> str:
        """Answer the run the fact's call belongs to, '' for none."""
        self._book.take(fact)
        if isinstance(fact, CallArrived) and fact.probe:
            self._run_of_call[fact.call_id] = fact.probe
        return self._run_of_call.get(getattr(fact, "call_id", ""), "")

    def _show(self, probe: Probe) -> None:
        self._ports.alarm(probe, self._book.alarm(probe.name, probe.alarm_after))

    def _tell(self, run_id: str, op: str, **fields: object) -> None:
        writer = self._writers.get(run_id)
        if writer is not None and not writer.is_closing():
            writer.write(json.dumps({"op": op, "run_id": run_id, **fields}, ensure_ascii=False).encode() + b"\n")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._clients.add(writer)
        try:
            while line := await reader.readline():
                await self._handle(line, writer)
        except (OSError, ValueError):  # ValueError: a line over the limit
            _log.warning("probe link broken")
        finally:
            self._clients.discard(writer)
            self._writers = {run: one for run, one in self._writers.items() if one is not writer}
            with contextlib.suppress(OSError):
                writer.close()

    async def _handle(self, line: bytes, writer: asyncio.StreamWriter) -> None:
        try:
            message = json.loads(line)
            run_id, op = str(message["run_id"])[:64], message["op"]
        except (ValueError, TypeError, KeyError):
            writer.write(b'{"op":"error","expected":"a JSON object with op and run_id"}\n')
            return
        self._writers[run_id] = writer
        try:
            await {"expect": self._expect, "report": self._report}[op](run_id, message)
        except (KeyError, TypeError, ValueError, DecodeError) as fault:
            self._tell(run_id, "refused", why=f"message not understood: {type(fault).__name__} {fault}"[:200])
        except StoreError as fault:
            self._tell(run_id, "refused", why=f"the database is away: {fault}"[:200])

    async def _expect(self, run_id: str, message: dict[str, Any]) -> None:
        probe, caller, now = self._probes.get(message["probe"]), str(message["caller"]), self._ports.now()
        if probe is None:
            self._tell(run_id, "refused", why=f"no probe named {str(message['probe'])[:40]!r} in the configuration")
        elif self._book.in_flight(caller, now):
            self._tell(run_id, "refused", why="another run calls from that number just now")
        else:
            until = now + min(float(message["for_s"]), LONGEST_S)
            told = ProbeAnnounced(
                at=now, run_id=run_id, probe=probe.name, dialled=probe.number, caller=caller, until=until
            )
            self._ports.publish([told])
            await self._ports.flush()
            self._tell(run_id, "expected")

    async def _report(self, run_id: str, message: dict[str, Any]) -> None:
        """Judge and keep a report; one that was kept before is answered as then."""
        found = decode(_Report, {name: value for name, value in message.items() if name != "op" and value is not None})
        kept = await self._known(run_id)
        if kept is None:
            kept = await self._keep(found)
        self._tell(run_id, "kept", faults=list(kept.faults))
        self._writers.pop(run_id, None)

    async def _known(self, run_id: str) -> ProbeRun | None:
        try:
            return await self._ports.runs.get(run_id)
        except NotFoundError:
            return None

    async def _keep(self, found: _Report) -> ProbeRun:
        probe = self._probes.get(found.probe)
        faults = judge(found.measures, wanted_of(probe) if probe else Wanted())
        run = ProbeRun(
            run_id=found.run_id,
            probe=found.probe,
            dialled=found.dialled,
            at=found.at,
            faults=tuple(faults),
            call_id=found.call_id,
            recording=found.recording,
            measures=asdict(found.measures),
        )
        await self._ports.runs.save(run)
        words = " ".join(faults)
        ended = ProbeEnded(at=self._ports.now(), run_id=run.run_id, probe=run.probe, faults=words, call_id=run.call_id)
        self._ports.publish([ended])
        _log.info("probe judged", probe=run.probe, faults=words, call_id=run.call_id)
        return run


def wanted_of(probe: Probe) -> Wanted:
    """What the configuration wants of a number."""
    return Wanted(
        answer_within_s=probe.answer_within_s,
        operator_within_s=probe.operator_within_s,
        words_share=probe.expect_share,
        alarm_after=probe.alarm_after,
    )
