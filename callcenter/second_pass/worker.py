"""Takes second passes from the queue and has them heard, one at a time; gives way whenever the desk is busy."""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog

from callcenter.joined_sound import PlacedPart, placed
from callcenter.second_pass.hearer import HeardWords, Hearer, HearingError
from callcenter.second_pass.placing import on_call_clock
from callcenter.second_pass.queue import Lease, PassQueue
from callcenter.second_pass.reasons import Closed, Problem
from callcenter.second_pass.sound import SoundError, SoundSource
from callcenter.second_pass_settings import SecondPass as Rules
from callcenter.store.faults import StoreError
from callcenter.store.passes import Gate, Passes, PassState, SecondPass, Trouble
from callcenter.store.transcripts import Transcripts

LOOK_EVERY_S = 1.0
GATE_HOLDS_S = 60.0  # a desk that has not said for so long that there is room has not said it
LONGEST_PAUSE_S = 3600.0
_BEATS = 4  # heartbeats in the time a lease lasts
_AWAY_S = 5.0

_log = structlog.get_logger("second_pass")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPorts:
    """What a worker works with. `name`: shown beside the job it has."""

    name: str
    passes: Passes
    transcripts: Transcripts
    queue: PassQueue
    sound: SoundSource
    hearer: Hearer
    rules: Rules
    now: Callable[[], float] = time.monotonic


class LeaseLostError(Exception):
    """Another worker has the job now."""


class _GateWatch:
    """Owns what is known of the desk's room. Clocks of machines differ: what counts is that the desk goes on saying."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now, self._said_at, self._seen_at = now, -1.0, 0.0

    def closed_for(self, gate: Gate | None) -> str:
        """Why nothing may be heard now, '' when it may."""
        if gate is not None and gate.said_at != self._said_at:
            self._said_at, self._seen_at = gate.said_at, self._now()
        if gate is None or self._now() - self._seen_at > GATE_HOLDS_S:
            return Closed.DESK_SILENT
        return gate.closed_for


class PassWorker:
    """Owns one recogniser and at most one job."""

    def __init__(self, ports: WorkerPorts) -> None:
        self._ports = ports
        self._gate = _GateWatch(ports.now)
        self._share = 0.0

    async def run(self) -> None:
        """Work until cancelled; what is under way then goes back to the queue."""
        try:
            while True:
                try:
                    worked = await self.look()
                except StoreError as fault:
                    _log.warning("second passes wait for the database", why=str(fault))
                    await asyncio.sleep(_AWAY_S)
                    continue
                if not worked:
                    await asyncio.sleep(LOOK_EVERY_S)
        finally:
            await self._ports.hearer.stop()

    async def look(self) -> bool:
        """Do one job if there is one and room for it; False when there was not."""
        if self._gate.closed_for(await self._ports.passes.gate()):
            return False
        lease = await self._ports.queue.take()
        if lease is None:
            return False
        job = await self._ports.passes.begin(lease.job_id, self._ports.name)
        if job is None:
            await self._ports.queue.finish(lease)  # delivered twice, or settled meanwhile
            return True
        await self._do(lease, job)
        return True

    async def _do(self, lease: Lease, job: SecondPass) -> None:
        ports = self._ports
        try:
            if job.attempts > ports.rules.attempts:  # its workers died: it never came to be counted as failed
                raise HearingError(Problem.WORKERS_DIED, "workers ended while they heard it, each time")
            await self._hear(lease, job)
            await ports.queue.finish(lease)
            _log.info("call heard again", job_id=job.job_id)
        except LeaseLostError:
            _log.warning("second pass is another's now", job_id=job.job_id)
        except HearingError as fault:
            await self._failed(lease, job, Trouble(problem=fault.problem, detail=str(fault)))
        except SoundError as fault:
            await self._failed(lease, job, Trouble(problem=Problem.RECORDING_MISSING, detail=str(fault)))
        except asyncio.CancelledError:
            await ports.passes.handed_back(job.job_id, ports.name)
            await ports.queue.put_back(lease, 0.0)
            raise

    async def _hear(self, lease: Lease, job: SecondPass) -> None:
        ports, self._share = self._ports, 0.0
        found = (await ports.transcripts.recordings_of([job.call_id])).get(job.call_id, ())
        parts = placed(found)
        if not parts:
            await ports.passes.close(job.job_id, PassState.LEFT, Trouble(problem=Problem.NO_RECORDING))
            return
        hearing = asyncio.create_task(self._words(job, parts), name="hear again")
        try:
            await self._keep(lease, job, hearing)
        finally:
            hearing.cancel()
            await asyncio.wait([hearing])
        words = hearing.result()
        if not await ports.passes.deliver(job.job_id, words.engine, words.model, words.heard):
            _log.info("second pass was delivered before", job_id=job.job_id)

    async def _words(self, job: SecondPass, parts: Sequence[PlacedPart]) -> HeardWords:
        """Hear one part after the other; all words in times of the call."""
        heard: list[dict[str, Any]] = []
        words, whole_s = HeardWords(engine="", model=""), sum(part.recording.seconds for part in parts) or 1.0
        ends_s = [*(part.from_s for part in parts[1:]), math.inf]
        done_s = 0.0
        for number, (part, end_s) in enumerate(zip(parts, ends_s, strict=True), start=1):
            share, before = part.recording.seconds / whole_s, done_s / whole_s
            async with self._ports.sound.file(job.job_id, number, part.recording.path) as file:
                words = await self._ports.hearer.hear(file, partial(self._take_share, before, share))
            heard += on_call_clock(words.heard, part, end_s)
            done_s += part.recording.seconds
        return replace(words, heard=heard)

    async def _keep(self, lease: Lease, job: SecondPass, hearing: "asyncio.Task[object]") -> None:
        """Until it is heard: say that we are there and how far, and halt while the desk is busy."""
        ports = self._ports
        every_s = min(ports.rules.lease_s / _BEATS, _AWAY_S)
        while not (await asyncio.wait([hearing], timeout=every_s))[0]:
            if not await ports.queue.beat(lease):
                raise LeaseLostError
            await ports.passes.progress(job.job_id, ports.name, self._share)
            ports.hearer.pause(wanted=bool(self._gate.closed_for(await ports.passes.gate())))

    def _take_share(self, before: float, part: float, share: float) -> None:
        self._share = min(before + part * share, 1.0)

    async def _failed(self, lease: Lease, job: SecondPass, trouble: Trouble) -> None:
        for_good = job.attempts >= self._ports.rules.attempts
        told = {"why": trouble.problem, "detail": trouble.detail}
        _log.warning("call not heard again", job_id=job.job_id, attempt=job.attempts, for_good=for_good, **told)
        await self._ports.passes.failed(job.job_id, self._ports.name, trouble, for_good=for_good)
        if for_good:
            await self._ports.queue.finish(lease)
        else:
            await self._ports.queue.put_back(lease, pause_s(self._ports.rules.retry_s, job.attempts))


def pause_s(first_s: float, attempt: int) -> float:
    """How long after that attempt the next one comes."""
    return min(first_s * 2.0 ** min(attempt - 1, 20), LONGEST_PAUSE_S)
