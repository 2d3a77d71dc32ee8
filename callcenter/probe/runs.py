"""Carries one probe through a run: a caller's number, the call, the evidence, the report; nothing of it is lost."""

import asyncio
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from callcenter.clock import now_s
from callcenter.drill.wav import read_wav
from callcenter.ids import new_id
from callcenter.packaged import config_dir
from callcenter.probe.evidence import as_message, measure, write_wav
from callcenter.probe.link import DeskLink
from callcenter.probe.one_call import CallPlan, CallSeen, ProbeCall
from callcenter.settings import Probe
from callcenter.telephony.phone import PhoneLoop

WORK_S = 90.0  # for the evidence, beyond the call itself

_log = structlog.get_logger("probe")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """One run as it was reported; `faults` None: the service was away, the report waits for it."""

    run_id: str
    report: dict[str, Any]
    faults: tuple[str, ...] | None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunParts:
    """What runs are made with."""

    phones: PhoneLoop
    link: DeskLink
    data_dir: Path
    sip_listen: str
    model: Path | None  # None: nothing is recognised
    date_folder: Callable[[float], str]  # YYYY/MM/DD of an instant


class Runs:
    """Owns the reports that wait for the service, as files under `probes/waiting`."""

    def __init__(self, parts: RunParts) -> None:
        self._parts = parts
        self._waiting = parts.data_dir / "probes" / "waiting"

    async def make(self, probe: Probe) -> RunResult:
        """Make one call and report it; bounded in time whatever hangs."""
        at, run_id = now_s(), new_id("P", now_s())
        plan = plan_of(probe, run_id, self._parts.sip_listen)
        call = ProbeCall(plan, self._parts.phones, self._parts.link)
        try:
            async with asyncio.timeout(plan.longest_s + WORK_S):
                seen = await call.make()
                report = await self._report(probe, plan, seen, at)
                return RunResult(run_id=run_id, report=report, faults=await self._hand_in(report), why=seen.refused_why)
        finally:
            self._parts.link.forget(run_id)

    async def hand_in_waiting(self) -> None:
        """Report what the service was away for."""
        for file in sorted(self._waiting.glob("*.json")):
            report = json.loads(file.read_text("utf-8"))
            try:
                await self._hand_in(report)
            finally:
                self._parts.link.forget(report["run_id"])

    async def _report(self, probe: Probe, plan: CallPlan, seen: CallSeen, at: float) -> dict[str, Any]:
        parts = self._parts
        recording = f"probes/{parts.date_folder(at)}/{plan.run_id}.wav" if seen.heard else ""
        file = parts.data_dir / recording
        if recording:
            await asyncio.to_thread(write_wav, file, plan, seen)
        found = await measure(plan, seen, file, parts.data_dir, parts.model, probe.expect)
        return {
            "run_id": plan.run_id,
            "probe": probe.name,
            "dialled": probe.number,
            "at": at,
            "recording": recording,
            "call_id": seen.call_id,
            "measures": as_message(found),
        }

    async def _hand_in(self, report: dict[str, Any]) -> tuple[str, ...] | None:
        """Give the report to the service; until it is kept it waits in a file."""
        file = self._waiting / f"{report['run_id']}.json"
        await asyncio.to_thread(_write, file, report)
        reply = await self._parts.link.ask(report["run_id"], "report", report, ("kept", "refused"))
        if reply is None or reply["op"] != "kept":
            _log.warning("report waits for the service", run_id=report["run_id"], why=(reply or {}).get("why", "away"))
            return None
        file.unlink(missing_ok=True)
        return tuple(reply["faults"])


def plan_of(probe: Probe, run_id: str, sip_listen: str) -> CallPlan:
    """One call of a probe as the configuration wants it."""
    ip, _, port = (probe.target or sip_listen).rpartition(":")
    return CallPlan(
        run_id=run_id,
        probe=probe.name,
        number=probe.number,
        caller=caller_of(probe.callers),
        server=(ip.strip("[]"), int(port)),
        ip=probe.ip,
        said=read_wav(Path(probe.say) if probe.say else config_dir() / "probe" / "wrong-number.wav"),
        answer_within_s=probe.answer_within_s,
        give_up_s=probe.give_up_s,
        listen_s=probe.listen_s,
    )


def caller_of(numbers: Sequence[str]) -> str:
    """One of the site's own numbers by chance, else a fresh number that looks like a mobile's."""
    return secrets.choice(numbers) if numbers else f"199{secrets.randbelow(10**8):08}"


def _write(file: Path, report: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".part")
    beside.write_text(json.dumps(report, ensure_ascii=False), "utf-8")
    beside.rename(file)
