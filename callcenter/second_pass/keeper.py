"""The service's side of second passes: asks for them, says when there is room, puts what was heard into the call.

It looks into the database every two seconds, since workers are processes of their own, on other machines too; whatever
was asked for, heard or put in before a restart is found there again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog

from callcenter.drafting import Knowledge
from callcenter.joined_sound import placed
from callcenter.second_pass.merging import Drafted
from callcenter.second_pass.opening import opened_queue
from callcenter.second_pass.placing import is_recorded, whole
from callcenter.second_pass.queue import PassQueue
from callcenter.second_pass.reasons import Problem
from callcenter.second_pass.redraft import drafted_from, utterances_of
from callcenter.second_pass_settings import SecondPass as Rules
from callcenter.store.calls import Calls
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.passes import Gate, Passes, PassFigures, PassState, SecondPass, Trouble, Unasked
from callcenter.store.ticket import Ticket
from callcenter.store.transcripts import Transcripts
from callcenter.store.utterance import SavedUtterance
from callcenter.store.versions import NewVersion, Shown, Versions

LOOK_EVERY_S = 2.0
SAY_EVERY_S = 10.0  # the gate, also when nothing changed: workers hear that the desk lives
SWEEP_EVERY_S = 30.0
NEWS_S = 30.0  # a call that has just ended is looked for in every look, so long
SETTLED_S = 8.0  # an ear is done with a call that ended so long ago: 4 s for its last words, 3 for the disk
_BATCH = 20
_AWAY_S = 5.0

_log = structlog.get_logger("second_pass")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeeperPorts:
    """What the keeper works with."""

    database: Database
    rules: Rules
    zone: ZoneInfo
    knowledge: Callable[[], Knowledge]
    room: Callable[[], str]  # why there is none, '' when there is
    settled: Callable[[str], bool]  # whether nothing heard live will change that call's draft any more
    on_ticket: Callable[[Ticket], None]
    on_heard: Callable[[str, Shown], None]
    on_figures: Callable[[PassFigures], None] = lambda _figures: None


class PassKeeper:
    """Owns the gate and the way from a finished job into transcript and draft."""

    def __init__(self, ports: KeeperPorts) -> None:
        self._ports = ports
        self._passes, self._versions = Passes(ports.database), Versions(ports.database)
        self._transcripts, self._calls = Transcripts(ports.database), Calls(ports.database)
        self._gate: Gate | None = None
        self._swept = self._news_at = 0.0

    def call_recorded(self) -> None:
        """A call's recording is there: it is asked for as soon as everything of it is written down."""
        self._news_at = time.monotonic()

    async def run(self) -> None:
        """Keep second passes going; ends by cancellation."""
        while True:
            try:
                async with opened_queue(self._ports.database, self._ports.rules.lease_s) as queue:
                    while True:
                        await self.look(queue)
                        await asyncio.sleep(LOOK_EVERY_S)
            except StoreError as fault:
                _log.warning("second passes wait for the database", why=str(fault))
                await asyncio.sleep(_AWAY_S)

    async def look(self, queue: PassQueue) -> None:
        """Do all that is to be done now."""
        await self._say_room()
        if time.monotonic() - self._swept >= SWEEP_EVERY_S or not self._swept:
            await self.sweep(queue)
            self._swept = time.monotonic()
        elif self._news_at and time.monotonic() - self._news_at < NEWS_S:
            await self._ask_new(queue)
        for job in await self._passes.heard(_BATCH):
            await self._put_in(job)
        self._ports.on_figures(await self._passes.figures())

    async def sweep(self, queue: PassQueue) -> None:
        """Ask for a second pass of each call that had none, and see that what is asked for is in the queue."""
        await self._ask_new(queue)
        for job_id in await self._passes.waiting_or_running():
            await queue.put(job_id)

    async def _ask_new(self, queue: PassQueue) -> None:
        rules, now = self._ports.rules, time.time()
        wanted = Unasked(
            since=now - rules.catch_up_h * 3600, ended_by=now - SETTLED_S, least_s=rules.least_s, limit=_BATCH * 10
        )
        for call_id in await self._passes.unasked(wanted):
            job_id = f"P-{call_id}"
            await self._passes.ask(job_id, call_id, "", datetime.now(UTC))
            await queue.put(job_id)

    async def _say_room(self) -> None:
        gate = Gate(closed_for=self._ports.room(), said_at=time.time())
        before = self._gate
        if before and before.closed_for == gate.closed_for and gate.said_at - before.said_at < SAY_EVERY_S:
            return
        await self._passes.set_gate(gate)
        self._gate = gate

    async def _put_in(self, job: SecondPass) -> None:
        """Put one job's words into its call; a job that is broken is put aside and costs no other."""
        if not self._ports.settled(job.call_id):
            return  # looked at again in two seconds
        try:
            shown = await self._versions_of(job)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - the edge: one broken job must not stop the others
            _log.exception("second pass cannot be put in", job_id=job.job_id)
            await self._passes.close(job.job_id, PassState.FAILED, Trouble(problem=Problem.NOT_PUT_IN))
            return
        if isinstance(shown, Trouble):
            await self._passes.close(job.job_id, PassState.FAILED, shown)
            return
        await self._passes.close(job.job_id, PassState.DONE)
        if shown is None:
            return
        if shown.ticket:
            self._ports.on_ticket(shown.ticket)
        self._ports.on_heard(job.call_id, shown)

    async def _versions_of(self, job: SecondPass) -> Shown | Trouble | None:
        """Add the version; what is wrong when it is not to be added, None when it is there."""
        live = (await self._transcripts.of_calls([job.call_id])).get(job.call_id, ())
        parts = placed((await self._transcripts.recordings_of([job.call_id])).get(job.call_id, ()))
        spoken = [one for one in live if not one.is_gap]
        audible = sum(is_recorded(one, parts) for one in spoken)
        if audible and not job.heard:
            detail = f"expected words, found none where {audible} sentences were heard live"
            return Trouble(problem=Problem.NOTHING_HEARD, detail=detail)
        heard = utterances_of(job.job_id, job.heard, spoken, job.engine, job.model)
        said = whole(job.job_id, [replace(one, call_id=job.call_id) for one in heard], live, parts)
        call = await self._calls.get(job.call_id)
        began = datetime.fromtimestamp(call.arrived_at, self._ports.zone)
        draft = self._drafting(began)
        new = NewVersion(
            call_id=job.call_id,
            job_id=job.job_id,
            engine=job.engine,
            model=job.model,
            said=said,
            live=await draft(spoken),
            again=await draft(said),
        )
        return await self._versions.add(new, datetime.now(UTC))

    def _drafting(self, began: datetime) -> Callable[[Sequence[SavedUtterance]], Awaitable[Drafted]]:
        knowledge = self._ports.knowledge()
        return lambda said: asyncio.to_thread(drafted_from, said, knowledge, began)
