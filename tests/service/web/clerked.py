"""A real ticket clerk on the web's stage: calls and messages become drafts there as they do behind a real desk."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.store.ticket import Ticket
from callcenter.store.transcripts import Recording
from callcenter.tickets import LAST_WORDS_S, ClerkPorts, TicketClerk
from callcenter.timers import VirtualTimers
from queueing.events import CallAnswered, CallArrived, CallEnded, Fact, Outcome, Party, TicketDrafted, VoicemailBegan
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage


@dataclass(slots=True, kw_only=True)
class Clerked:
    """Owns the clerk; what it publishes goes into the ledger and to the inbox and the hot desk, as in the service."""

    stage: Stage
    clerk: TicketClerk
    timers: VirtualTimers

    async def take(self, *facts: Fact) -> None:
        for fact in facts:
            self.stage.stores.journal.append([fact])
            self.clerk.take_fact(fact)
        await self.stage.stores.journal.flush()
        await self.clerk.drain()

    async def left(
        self, call_id: str, words: str = "", outcome: Outcome = Outcome.VOICEMAIL, caller: str = NUMBER, probe: str = ""
    ) -> Ticket | None:
        """A caller was asked for a message, said this, and hung up after 20 s."""
        at = self.stage.clock[0]
        arrived = CallArrived(
            at=at, call_id=call_id, queue="hotline", dialled="12345", caller=caller, trunk="local", probe=probe
        )
        await self.take(arrived, VoicemailBegan(at=at + 5, call_id=call_id, until=at + 125))
        return await self._over(call_id, words, outcome, at + 25)

    async def talked(self, call_id: str, words: str, operator_id: str = "8001", caller: str = NUMBER) -> Ticket | None:
        """A caller told an operator this, and hung up after 20 s."""
        at = self.stage.clock[0]
        arrived = CallArrived(at=at, call_id=call_id, queue="hotline", dialled="12345", caller=caller, trunk="local")
        answered = CallAnswered(
            at=at + 5, call_id=call_id, operator_id=operator_id, offer_id=f"o-{call_id}", queue="hotline", waited_s=5.0
        )
        await self.take(arrived, answered)
        return await self._over(call_id, words, Outcome.ANSWERED, at + 25)

    async def _over(self, call_id: str, words: str, outcome: Outcome, at: float) -> Ticket | None:
        if words:
            self.clerk.take_final(heard(call_id, words))
        self.timers.advance(max(0.0, at - self.timers.now()))
        self.stage.clock[0] = at
        by = Party.SYSTEM if outcome is Outcome.BROKEN else Party.CALLER
        ended = CallEnded(at=at, call_id=call_id, queue="hotline", outcome=outcome, by=by, waited_s=5.0)
        await self.take(ended)
        self.timers.advance(LAST_WORDS_S)
        await self.clerk.drain()
        return await self.stage.stores.tickets.of_call(call_id)

    async def record(self, call_id: str, content: bytes) -> None:
        """The ear has saved the call's recording."""
        name = f"recordings/{call_id}.{'wav' if content.startswith(b'RIFF') else 'flac'}"
        file = self.stage.folder / name
        await asyncio.to_thread(file.write_bytes, content)
        kept = Recording(call_id=call_id, path=name, seconds=20.0, started_at=0.0)
        await self.stage.stores.transcripts.save_recording(kept)

    def publish(self, facts: Sequence[Fact]) -> None:
        self.stage.stores.journal.append(list(facts))
        for fact in facts:
            self.stage.parts.city.inbox.take_fact(fact)
            if isinstance(fact, TicketDrafted):
                self.stage.parts.city.hot.take_fact(fact)


def heard(call_id: str, words: str) -> dict[str, Any]:
    """Words that will not change, as the ear says them."""
    return {
        "utterance_id": f"u-{call_id}",
        "call_id": call_id,
        "leg_id": "l1",
        "role": "caller",
        "start_ms": 500,
        "end_ms": 9_500,
        "text": words,
        "words": [],
    }


@asynccontextmanager
async def clerked(stage: Stage) -> AsyncIterator[Clerked]:
    """Let a clerk work on the stage."""
    timers = VirtualTimers(stage.clock[0])
    made: list[Clerked] = []
    ports = ClerkPorts(
        tickets=stage.stores.tickets,
        transcripts=stage.stores.transcripts,
        knowledge=stage.parts.city.directory.knowledge,
        timers=timers,
        zone=ZoneInfo("Asia/Shanghai"),
        publish=lambda facts: made[0].publish(facts),  # noqa: PLW0108 - it is made with these ports
        on_ticket=lambda _ticket: None,
        on_utterance=lambda _said: None,
        call_over=stage.parts.office.call_over,
        operator_name=lambda number: f"话务员{number}",
        model_notice=str,
    )
    made.append(Clerked(stage=stage, clerk=TicketClerk(ports), timers=timers))
    running = asyncio.create_task(made[0].clerk.run(), name="clerk")
    try:
        yield made[0]
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
