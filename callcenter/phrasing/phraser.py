"""Once a call's draft is ready, let the model phrase its title and summary; whatever fails, the rules' words stay."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from callcenter.phrasing.breaker import Breaker
from callcenter.phrasing.client import ModelServerError
from callcenter.phrasing.guards import Line, Phrased, UnfitAnswerError, believed, question
from callcenter.store.faults import StoreError
from callcenter.store.ticket import FieldSpan, Ticket, TicketField
from callcenter.store.tickets import Tickets
from callcenter.store.transcripts import SavedUtterance, Transcripts
from queueing.events import Fact, TicketDrafted

RULE = "language_model"
CONFIDENCE = 0.7  # amber: a person reads it before it counts
MOST_WAITING = 20
CALLER = "caller"
_log = structlog.get_logger("phrasing")


class Model(Protocol):
    """Answers messages with a text."""

    async def ask(self, messages: list[dict[str, str]]) -> str:
        """Answer, or raise ModelServerError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraserPorts:
    """What the phraser works with."""

    model: Model
    tickets: Tickets
    transcripts: Transcripts
    now: Callable[[], datetime]
    on_ticket: Callable[[Ticket], None]


class Phraser:
    """Owns the calls that wait; one question at a time, and none when too many wait."""

    def __init__(self, ports: PhraserPorts, breaker: Breaker) -> None:
        self._ports, self._breaker = ports, breaker
        self._waiting: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self._under_way = 0
        self.skipped = 0

    def take_fact(self, fact: Fact) -> None:
        """A draft is ready: its call gets in line, or is left as it is when the model is slower than the calls."""
        if isinstance(fact, TicketDrafted) and fact.ticket_id:
            try:
                self._waiting.put_nowait(fact.call_id)
            except asyncio.QueueFull:
                self.skipped += 1
            else:
                self._under_way += 1

    @property
    def idle(self) -> bool:
        """Whether nothing waits and nothing is under way."""
        return self._under_way == 0

    async def run(self) -> None:
        """Work off what waits; ends by cancellation."""
        while True:
            call_id = await self._waiting.get()
            if self._breaker.lets_through(self._ports.now().timestamp()):
                await self._try(call_id)
            self._under_way -= 1

    async def _try(self, call_id: str) -> None:
        try:
            await self.phrase(call_id)
        except (ModelServerError, UnfitAnswerError) as fault:
            if self._breaker.failed(self._ports.now().timestamp()):
                _log.warning("language model left alone for a while", why=str(fault)[:200])
        except StoreError as fault:
            _log.warning("title and summary stay as the rules have them", why=str(fault))
        except Exception:  # noqa: BLE001 - the edge: one broken answer must not stop the others
            _log.exception("phrasing failed", call_id=call_id)
        else:
            self._breaker.worked()

    async def phrase(self, call_id: str) -> None:
        """Ask for one call's title and summary and put them into its draft.

        Raises:
            ModelServerError, UnfitAnswerError: nothing changed.
            StoreError: the database cannot be used.

        """
        said = (await self._ports.transcripts.of_calls([call_id])).get(call_id, ())
        heard = [one for one in said if one.role == CALLER and not one.is_gap]
        lines = [Line(utterance_id=one.utterance_id, text=one.text) for one in heard]
        if not lines:
            return
        phrased = believed(await self._ports.model.ask(question(lines)), lines)
        by_id = {one.utterance_id: one for one in heard}
        values = {one.name: _field(one, by_id) for one in phrased}
        changed = await self._ports.tickets.rephrase(call_id, values, self._ports.now()) if values else None
        if changed is not None:
            self._ports.on_ticket(changed)


def _field(phrased: Phrased, said: dict[str, SavedUtterance]) -> TicketField:
    spans = []
    for quote in phrased.quotes:
        one = said[quote.utterance_id]
        length_ms, characters = one.end_ms - one.start_ms, len(one.text)
        spans.append(
            FieldSpan(
                utterance_id=quote.utterance_id,
                start=quote.start,
                end=quote.end,
                start_ms=one.start_ms + length_ms * quote.start // characters,
                end_ms=one.start_ms + length_ms * quote.end // characters,
            )
        )
    return TicketField(value=phrased.text, confidence=CONFIDENCE, rule=RULE, spans=tuple(spans))
