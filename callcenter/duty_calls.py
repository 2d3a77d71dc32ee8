"""Calls out the duty officer of a unit for a ticket: one after the other, through the desk, each attempt kept."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import structlog

from callcenter.directory import Directory
from callcenter.ids import new_id
from callcenter.store.call_outs import CallOut, CallOuts
from callcenter.store.faults import StoreUnavailableError
from callcenter.timers import Timers
from queueing.desk.outbound import Placing
from queueing.events import CallAnswered, CallEnded, DialEnd, DialFailed, Fact, Outcome, Purpose, TransitionError
from queueing.units.call_out import Answer, Attempt, CallOutRules, Exhausted, Reached, Ring, WaitUntil, next_step

MOST_WAITING = 1000
RETRY_S = 1.0
BEFORE_S = 3600.0  # an emergency goes before citizens who wait, and call-outs among themselves as they began
OWN_PHONE_S = 20.0  # so long a call waits for whoever asked for it; then anybody at the desk takes it
ANSWERS = {DialEnd.NO_ANSWER: Answer.NO_ANSWER, DialEnd.BUSY: Answer.BUSY, DialEnd.DECLINED: Answer.REFUSED}

_log = structlog.get_logger("duty")


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPorts:
    """What it works with. `place` and `cancel` raise TransitionError; `lives` tells whether a call is at the desk.

    `ready`: whether somebody is an operator who takes calls now. `stop_dialling`: a number that rings no longer does.
    """

    directory: Directory
    store: CallOuts
    timers: Timers
    place: Callable[[Placing], None]
    cancel: Callable[[str], None]
    lives: Callable[[str], bool]
    queue: str
    ready: Callable[[str], bool] = lambda _: False
    stop_dialling: Callable[[str], None] = lambda _: None
    rules: CallOutRules = field(default_factory=CallOutRules)


class DutyCaller:
    """Owns the call-outs that go on. Facts come in without waiting; one worker takes the steps in order."""

    def __init__(self, ports: DutyPorts) -> None:
        self._ports = ports
        self._going: dict[str, CallOut] = {}
        self._by_call: dict[str, str] = {}
        self._for_anybody: set[str] = set()  # call-outs whose asker did not pick up
        self._work: asyncio.Queue[Callable[[], list[str]]] = asyncio.Queue(MOST_WAITING)

    # --- what people ask -------------------------------------------------------------------------------------

    async def begin(self, ticket_id: str, unit_id: str, by: str, reason: str) -> CallOut:
        """Start to call out a unit's duty officer for a ticket.

        Raises:
            TransitionError: one goes on for it already.

        """
        known = next((one for one in self._going.values() if one.ticket_id == ticket_id), None)
        if known is not None:
            raise TransitionError(f"ticket {ticket_id}", "no call-out under way", known.call_out_id)
        at = self._ports.timers.now()
        one = CallOut(
            call_out_id=new_id("O", at), ticket_id=ticket_id, unit_id=unit_id, asked_by=by, reason=reason, began_at=at
        )
        self._going[one.call_out_id] = one
        try:
            await self._ports.store.save(one)
        except StoreUnavailableError:
            del self._going[one.call_out_id]
            raise
        return await self._step(one.call_out_id) or one

    async def stop(self, call_out_id: str) -> CallOut:
        """Call nobody else.

        Raises:
            TransitionError: it is over.
            NotFoundError: no such call-out.

        """
        one = self._going.get(call_out_id)
        if one is None:
            known = await self._ports.store.get(call_out_id)
            raise TransitionError(f"call-out {call_out_id}", "one that goes on", known.result or "one that is over")
        if one.attempts and one.attempts[-1].answer is Answer.RINGING:
            stopped = replace(one.attempts[-1], answer=Answer.STOPPED)
            one = replace(one, attempts=(*one.attempts[:-1], stopped))
        done = await self._end(one, "stopped", "")
        if one.calls:
            self._ports.stop_dialling(one.calls[-1])
        return done

    # --- what happens ----------------------------------------------------------------------------------------

    def take_fact(self, fact: Fact) -> None:
        """Follow the calls that are ours."""
        call_id = getattr(fact, "call_id", "")
        if call_id not in self._by_call:
            return
        match fact:
            case CallAnswered():
                self._later(lambda: self._answered(call_id, Answer.ANSWERED))
            case DialFailed():
                self._later(lambda: self._answered(call_id, ANSWERS.get(fact.how, Answer.FAILED)))
            case CallEnded() if fact.outcome is not Outcome.ANSWERED:
                self._later(lambda: self._answered(call_id, Answer.FAILED))
            case _:
                pass

    async def resume(self) -> None:
        """After a restart: go on with what went on; a call that is gone counts as failed."""
        for one in await self._ports.store.going_on():
            self._going[one.call_out_id] = one
            self._by_call |= dict.fromkeys(one.calls[-1:], one.call_out_id)
            ringing = bool(one.attempts) and one.attempts[-1].answer is Answer.RINGING
            if ringing and self._ports.lives(one.calls[-1]):
                continue
            if ringing:
                self._answered(one.calls[-1], Answer.FAILED)
            self._later(partial(list[str], (one.call_out_id,)))

    async def run(self) -> None:
        """Take steps as they come due; ends by cancellation."""
        while True:
            work = await self._work.get()
            for call_out_id in work():
                await self._try(call_out_id)

    async def _try(self, call_out_id: str) -> None:
        """Take one step; while the database is away it is tried again."""
        try:
            await self._step(call_out_id)
        except StoreUnavailableError as fault:
            _log.warning("call-out waits for the database", why=str(fault))
            self._ports.timers.after(RETRY_S, lambda: self._later(lambda: [call_out_id]))
        except Exception:  # noqa: BLE001 - the edge: one broken call-out must not stop the others
            _log.exception("call-out failed", call_out=call_out_id)

    def _later(self, work: Callable[[], list[str]]) -> None:
        try:
            self._work.put_nowait(work)
        except asyncio.QueueFull:
            _log.error("call-out step dropped: too much waits")

    def _answered(self, call_id: str, answer: Answer) -> list[str]:
        """Note what came of the attempt under way; return the call-out whose next step is due."""
        ident = self._by_call.pop(call_id, "")
        one = self._going.get(ident)
        if one is None:
            return []
        last = replace(one.attempts[-1], answer=answer)
        self._going[ident] = replace(one, attempts=(*one.attempts[:-1], last))
        if answer is not Answer.ANSWERED:
            self._take_back(call_id)
        return [ident]

    def _take_back(self, call_id: str) -> None:
        """The desk would ring the same person again: whom to ring next is decided here."""
        try:
            self._ports.cancel(call_id)
        except TransitionError as fault:
            _log.debug("nothing to take back", why=str(fault))

    async def _step(self, call_out_id: str) -> CallOut | None:
        """Save what is known, and do what is next."""
        one = self._going.get(call_out_id)
        if one is None:
            return None
        await self._ports.store.save(one)
        known, now = self._ports.directory.known, self._ports.timers.now()
        if one.attempts and one.attempts[-1].answer is Answer.RINGING:
            return one
        match next_step(known.tree.line(one.unit_id), known.roster, one.attempts, now, self._ports.rules):
            case Ring(person=person):
                attempt = Attempt(
                    unit_id=person.unit_id,
                    name=person.name,
                    number=person.number,
                    rank=person.rank,
                    at=now,
                    answer=Answer.RINGING,
                )
                return await self._ring(one, attempt)
            case WaitUntil(at=at):
                self._ports.timers.after(at - now, lambda: self._later(lambda: [call_out_id]))
                return one
            case Reached():
                return await self._end(one, "reached", "")
            case Exhausted(why=why):
                return await self._end(one, "exhausted", why)

    async def _ring(self, one: CallOut, attempt: Attempt) -> CallOut:
        """Have the desk ring somebody: first an operator picks up, then the number is dialled."""
        call_id = new_id("C", attempt.at)
        after = replace(one, attempts=(*one.attempts, attempt), calls=(*one.calls, call_id))
        self._going[one.call_out_id] = after
        self._by_call[call_id] = one.call_out_id
        await self._ports.store.save(after)  # before anybody is rung: a crash leaves a trace, not a ghost
        wish = self._wish(one, attempt, call_id)
        try:
            self._ports.place(wish)
        except TransitionError as fault:
            _log.warning("duty officer not rung", why=str(fault))
            self._later(lambda: self._answered(call_id, Answer.FAILED))
        if wish.wanted_operator:
            self._look_after(call_id)
        return after

    def _wish(self, one: CallOut, attempt: Attempt, call_id: str) -> Placing:
        """The call for one attempt: its place is the call-out's own, whoever asked for it is rung first."""
        own = one.call_out_id not in self._for_anybody and self._ports.ready(one.asked_by)
        return Placing(
            call_id=call_id,
            queue=self._ports.queue,
            number=attempt.number,
            purpose=Purpose.DUTY,
            reference=one.ticket_id,
            wanted_operator=one.asked_by if own else "",
            ranked_at=one.began_at - BEFORE_S,
            display=attempt.name,
            by=one.asked_by,
        )

    # --- the asker does not pick up -----------------------------------------------------------------------------

    def _look_after(self, call_id: str) -> None:
        self._ports.timers.after(OWN_PHONE_S, lambda: self._later(lambda: self._not_picked_up(call_id)))

    def _not_picked_up(self, call_id: str) -> list[str]:
        """Give a call that still waits for its asker to anybody: the same attempt, in the same place."""
        one = self._going.get(self._by_call.get(call_id, ""))
        if one is None:
            return []
        try:
            self._ports.cancel(call_id)
        except TransitionError:  # it rings just now, or they speak
            self._look_after(call_id)
            return []
        self._by_call.pop(call_id)
        self._for_anybody.add(one.call_out_id)
        self._going[one.call_out_id] = replace(one, attempts=one.attempts[:-1], calls=one.calls[:-1])
        return [one.call_out_id]

    async def _end(self, one: CallOut, result: str, why: str) -> CallOut:
        done = replace(one, result=result, why=why, ended_at=self._ports.timers.now())
        await self._ports.store.save(done)
        self._going.pop(one.call_out_id, None)
        self._for_anybody.discard(one.call_out_id)
        if one.calls and self._by_call.pop(one.calls[-1], ""):
            self._take_back(one.calls[-1])
        return done
