"""The ticket clerk: keeps what was said, drafts while the citizen speaks, and has the draft ready after the hang-up."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from callcenter.cases import Case, open_case
from callcenter.drafting import Drafter, Knowledge, Utterance, utterance_from
from callcenter.gaps import gap_line
from callcenter.ids import new_id
from callcenter.store.faults import StoreUnavailableError
from callcenter.store.ticket import Ticket, TicketStatus
from callcenter.store.tickets import Tickets
from callcenter.store.transcripts import Recording, SaidWord, SavedUtterance, Transcripts
from callcenter.timers import Timers
from queueing.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallPlaced,
    Fact,
    Purpose,
    ShowPhoneAnswered,
    TicketDrafted,
    VoicemailBegan,
)

LAST_WORDS_S = 1.5  # after the hang-up the draft waits so long for the ear; it is due after 2 s
FORGET_AFTER_S = 120.0  # late words still reach a ticket for so long
MOST_WAITING = 20_000  # pieces of work; beyond it words are dropped and counted, the recording still has them
RETRY_S = 1.0

ABOUT_A_TICKET = (Purpose.DUTY, Purpose.REVISIT)  # calls for a ticket that is there already

_log = structlog.get_logger("tickets")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkPorts:
    """What the clerk works with."""

    tickets: Tickets
    transcripts: Transcripts
    knowledge: Callable[[], Knowledge]  # asked anew for each call: the duty directory changes
    timers: Timers
    zone: ZoneInfo
    publish: Callable[[Sequence[Fact]], None]
    on_ticket: Callable[[Ticket], None]
    on_utterance: Callable[[SavedUtterance], None]
    call_over: Callable[[Ticket], Awaitable[None]]  # a ticket that was registered while its call went on
    operator_name: Callable[[str], str]
    model_notice: Callable[[], str]


class TicketClerk:
    """Owns the open cases. Facts and words come in without waiting; one worker writes them down in order."""

    def __init__(self, ports: ClerkPorts) -> None:
        self._ports = ports
        self._cases: dict[str, Case] = {}
        self._work: asyncio.Queue[tuple[str, Callable[[], Awaitable[object]]]] = asyncio.Queue(MOST_WAITING)
        self.dropped = 0

    # --- coming in -------------------------------------------------------------------------------------------

    def take_fact(self, fact: Fact) -> None:
        """Follow a call; ask for its ticket when it is answered and when it ends."""
        self.remember(fact)
        case = self._cases.get(getattr(fact, "call_id", ""))
        if case is None:
            return
        if isinstance(fact, CallAnswered | VoicemailBegan | ShowPhoneAnswered):
            self._later("open ticket", lambda: self._save(case))
        elif isinstance(fact, CallEnded):
            self._ports.timers.after(LAST_WORDS_S, lambda: self._finish_later(fact.call_id))

    def remember(self, fact: Fact) -> None:
        """Follow a call without acting: for the replay of the ledger at start."""
        match fact:
            case CallPlaced() if fact.purpose not in ABOUT_A_TICKET:
                self._cases[fact.call_id] = self._open(fact)
            case VoicemailBegan() if fact.call_id in self._cases:
                self._cases[fact.call_id].take_message(fact)
            case CallArrived():
                self._cases[fact.call_id] = self._open(fact)
            case CallAnswered() if fact.call_id in self._cases:
                name = self._ports.operator_name(fact.operator_id)
                self._cases[fact.call_id].take_answer(fact, name)
            case ShowPhoneAnswered() if fact.call_id in self._cases:
                self._cases[fact.call_id].take_screening(fact)
            case CallEnded() if fact.call_id in self._cases:
                self._cases[fact.call_id].take_end(fact)
                if not self._cases[fact.call_id].answered:
                    del self._cases[fact.call_id]
            case TicketDrafted():
                self._cases.pop(fact.call_id, None)

    def take_final(self, body: dict[str, Any]) -> None:
        """Words that will not change."""
        self._later("keep words", lambda: self._keep(body))

    def take_gap(self, body: dict[str, Any]) -> None:
        """Sound that was not recognised live: the transcript says so where it was."""
        self._later("mark a gap", lambda: self._mark(gap_line(body)))

    def take_closed(self, body: dict[str, Any]) -> None:
        """The ear is done with a call: its recording is there and all words are out."""
        self._later("keep recording", lambda: self._closed(body))

    def take_recovered(self, body: dict[str, Any]) -> None:
        """An earlier part of a call's recording was saved."""
        self._later("keep recording", lambda: self._ports.transcripts.save_recording(_recording(body)))

    def settle(self, call_id: str) -> bool:
        """Let a finished call go, so that nothing heard live changes its draft any more; False while it is open."""
        case = self._cases.get(call_id)
        if case is not None and not case.drafted:
            return False
        self._forget(call_id)
        return True

    async def resume(self) -> None:
        """After the replay: draft again from the kept words, and finish what ended while we were away."""
        for call_id, case in list(self._cases.items()):
            said = await self._ports.transcripts.of_calls([call_id])
            for one in said.get(call_id, ()):
                if not one.is_gap:
                    case.take_words(_as_heard(one))
                self._ports.on_utterance(one)
            if case.ended:
                self._finish_later(call_id)

    async def run(self) -> None:
        """Work off what came in, one piece after the other; ends by cancellation."""
        while True:
            name, piece = await self._work.get()
            await self._do(name, piece)
            self._work.task_done()

    async def drain(self) -> None:
        """Wait until everything that came in is written down."""
        await self._work.join()

    # --- inside ----------------------------------------------------------------------------------------------

    def _open(self, fact: CallArrived | CallPlaced) -> Case:
        drafter = Drafter(self._ports.knowledge(), call_started_at=datetime.fromtimestamp(fact.at, self._ports.zone))
        return open_case(fact, new_id("T", fact.at), drafter, self._ports.model_notice())

    def _later(self, name: str, piece: Callable[[], Awaitable[object]]) -> None:
        try:
            self._work.put_nowait((name, piece))
        except asyncio.QueueFull:
            self.dropped += 1
            _log.error("ticket work dropped: too much waits", work=name, dropped=self.dropped)

    async def _do(self, name: str, piece: Callable[[], Awaitable[object]]) -> None:
        """Do one piece; while the database is away it is tried again, anything else is a fault of that piece alone."""
        while True:
            try:
                await piece()
            except StoreUnavailableError as fault:
                _log.warning("ticket work waits for the database", work=name, fault=str(fault))
                await asyncio.sleep(RETRY_S)
            except Exception:  # noqa: BLE001 - the edge: one broken piece must not stop the clerk
                _log.exception("ticket work failed", work=name)
                return
            else:
                return

    async def _keep(self, body: dict[str, Any]) -> None:
        said = _as_saved(body)
        await self._ports.transcripts.add([said])
        self._ports.on_utterance(said)
        case = self._cases.get(said.call_id)
        if case and case.take_words(utterance_from(body)):
            await self._save(case)

    async def _mark(self, gap: SavedUtterance) -> None:
        await self._ports.transcripts.add([gap])
        self._ports.on_utterance(gap)

    async def _save(self, case: Case) -> Ticket:
        now = datetime.fromtimestamp(self._ports.timers.now(), self._ports.zone)
        ticket = await self._ports.tickets.save_draft(case.draft, now)
        self._ports.on_ticket(ticket)
        return ticket

    async def _closed(self, body: dict[str, Any]) -> None:
        recording = _recording(body)
        await self._ports.transcripts.save_recording(recording)
        await self._finish(recording.call_id)

    def _finish_later(self, call_id: str) -> None:
        self._later("finish ticket", lambda: self._finish(call_id))

    async def _finish(self, call_id: str) -> None:
        case = self._cases.get(call_id)
        if case is None or not case.ended or case.drafted:
            return
        ticket = await self._save(case)  # from here on whoever registers it reads when the call ended
        if ticket.status is TicketStatus.REGISTERED:
            await self._ports.call_over(ticket)
        case.drafted = True
        self._ports.timers.after(FORGET_AFTER_S, lambda: self._forget(call_id))
        if case.probe:
            return  # no ticket waits for anybody: the draft stays with the call and is in no list
        at = self._ports.timers.now()
        self._ports.publish([TicketDrafted(at=at, call_id=call_id, ticket_id=ticket.ticket_id)])

    def _forget(self, call_id: str) -> None:
        self._cases.pop(call_id, None)


def _recording(body: dict[str, Any]) -> Recording:
    return Recording(
        call_id=body["call_id"],
        path=body["recording"],
        seconds=body["seconds"],
        started_at=body["started_at"],
        rate_hz=body["rate_hz"],
        channels=body["channels"],
        problem=body["problem"],
    )


def _as_saved(body: dict[str, Any]) -> SavedUtterance:
    return SavedUtterance(
        utterance_id=body["utterance_id"],
        call_id=body["call_id"],
        leg_id=body["leg_id"],
        role=body["role"],
        start_ms=body["start_ms"],
        end_ms=body["end_ms"],
        text=body["text"],
        words=tuple(_word(one) for one in body.get("words", ())),
        engine=body.get("engine", ""),
        model=body.get("model", ""),
    )


def _word(found: dict[str, Any]) -> SaidWord:
    return SaidWord(
        text=found["text"], start_ms=found["start_ms"], end_ms=found["end_ms"], confidence=found["confidence"]
    )


def _as_heard(saved: SavedUtterance) -> Utterance:
    words: Iterable[SaidWord] = saved.words
    return utterance_from(
        {
            "utterance_id": saved.utterance_id,
            "role": saved.role,
            "start_ms": saved.start_ms,
            "end_ms": saved.end_ms,
            "text": saved.text,
            "words": [
                {"text": w.text, "start_ms": w.start_ms, "end_ms": w.end_ms, "confidence": w.confidence} for w in words
            ],
        }
    )
