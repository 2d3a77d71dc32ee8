"""Owns the one queueing.Desk: leg signals and operators' requests in; ring, bridge, hold, copy and hang up out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from callcenter.ears import Ears, HeardLeg
from callcenter.ids import new_id
from callcenter.legs import LegBook
from callcenter.settings import Queue
from callcenter.telephony.ports import (
    Answer,
    Answered,
    Bridge,
    Copy,
    HangUp,
    Held,
    Hold,
    Incoming,
    LegEnd,
    LegEnded,
    LegState,
    Line,
    Play,
    Registered,
    Reject,
    Resume,
    Resumed,
    Ring,
    Signal,
    Snapshot,
    TransferAsked,
)
from callcenter.timers import Timer, Timers
from queueing.desk import Desk
from queueing.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallHeld,
    CallRefused,
    CallRequeued,
    CallResumed,
    CallState,
    Fact,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OperatorLeftCall,
    OperatorStatus,
    Outcome,
    Party,
    TransitionError,
)
from queueing.state import OperatorProfile

RECONCILE_S = 3.0  # after a reconnect, how long missed signals may take before a leg nobody knows counts as lost

OFFER_ENDS = {
    LegEnd.BUSY: OfferEnd.BUSY,
    LegEnd.DECLINED: OfferEnd.DECLINED,
    LegEnd.NO_ANSWER: OfferEnd.MISSED,
    LegEnd.REMOTE_HANGUP: OfferEnd.DECLINED,
    LegEnd.LOCAL_HANGUP: OfferEnd.WITHDRAWN,
}

_log = structlog.get_logger("desk")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPorts:
    """What the desk acts on."""

    line: Line
    ears: Ears
    timers: Timers
    publish: Callable[[Sequence[Fact]], None]


class DeskService:
    """The single writer over queueing.Desk. All methods are synchronous and run on one thread."""

    def __init__(self, desk: Desk, ports: DeskPorts, queues: Sequence[Queue], ring_s: float) -> None:
        self._desk, self._ports, self._ring_s = desk, ports, ring_s
        self._queues = {queue.name: queue for queue in queues}
        self._by_number = {number: queue for queue in queues for number in queue.numbers}
        self._legs = LegBook()
        self._timer: Timer | None = None
        self._adopted: dict[str, str] = {}  # leg_id -> call_id, legs telephony tied to a call before a restart
        ports.line.listen(self.on_signal, self.on_snapshot)

    # --- operators' requests ---------------------------------------------------------------------------------

    def set_operators(self, profiles: Sequence[OperatorProfile]) -> None:
        """Take the list of operators."""
        self._do(self._desk.set_operators(self._now, profiles))

    def set_status(
        self, operator_id: str, status: OperatorStatus, reason: str = "", by: Party = Party.OPERATOR
    ) -> None:
        """Sign in or out, ready, break.

        Raises:
            TransitionError: unknown operator or no change.
        """
        self._do(self._desk.set_status(self._now, operator_id, status, reason, by))

    def hold(self, call_id: str) -> None:
        """Desk button: the caller hears music.

        Raises:
            TransitionError: the call is not in conversation (any more).
        """
        self._do(self._desk.hold(self._now, call_id))
        self._ports.line.order(Hold(leg_id=self._legs.operator(call_id)))

    def resume(self, call_id: str) -> None:
        """Desk button: go on talking.

        Raises:
            TransitionError: the call is not on hold.
        """
        self._do(self._desk.resume(self._now, call_id))
        self._ports.line.order(Resume(leg_id=self._legs.operator(call_id)))

    def hang_up(self, call_id: str) -> None:
        """Desk button: end the conversation.

        Raises:
            TransitionError: nobody talks with the caller.
        """
        self._do(self._desk.operator_left(self._now, call_id, "desk"))

    def transfer(self, call_id: str, to: str) -> None:
        """Pass the caller to a queue (its name or number) or an operator (staff number).

        Raises:
            TransitionError: unknown target, or nobody talks with the caller.
        """
        queue = self._queues.get(to) or self._by_number.get(to)
        if queue is None and to not in self._desk.state.operators:
            raise TransitionError(f"call {call_id}", "a queue or an operator to transfer to", to[:40])
        target = {"queue": queue.name} if queue else {"operator_id": to}
        self._do(self._desk.transfer(self._now, call_id, **target))

    # --- telephony -------------------------------------------------------------------------------------------

    def on_signal(self, signal: Signal) -> None:
        """Take one leg signal. A signal the present state has no use for is logged and changes nothing."""
        try:
            self._signal(signal)
        except TransitionError as late:
            _log.info("signal came too late", signal=type(signal).__name__, expected=late.expected, found=late.found)

    def _signal(self, signal: Signal) -> None:
        match signal:
            case Incoming():
                self._incoming(signal)
            case Answered():
                self._answered(signal.leg_id)
            case LegEnded():
                self._leg_ended(signal)
            case Held():
                self._held(signal.leg_id)
            case Resumed():
                self._resumed(signal.leg_id)
            case TransferAsked():
                self._transfer_asked(signal)
            case Registered():
                self._do(self._desk.set_reachable(self._now, signal.account, signal.reachable))
            case _:
                pass

    def on_snapshot(self, snapshot: Snapshot) -> None:
        """After a (re)connection: learn which legs live; what is gone and stays unexplained ends as broken."""
        live = {leg.leg_id for leg in snapshot.legs}
        self._legs.recall(self._desk.state.calls)
        for leg in snapshot.legs:
            self._legs.learn(leg.leg_id, leg.call_id, self._desk.state.calls)
            if leg.call_id:
                self._adopted[leg.leg_id] = leg.call_id
        self._answer_again(snapshot)
        lost = {call_id for call_id in self._desk.state.calls if self._legs.caller(call_id) not in live}
        self._ports.timers.after(RECONCILE_S, lambda: self._reconcile(lost))
        for call in self._desk.state.calls.values():
            if call.state in (CallState.TALKING, CallState.HOLD):
                self._hear(call.call_id)
        for operator_id in self._desk.state.operators:
            self._do(self._desk.set_reachable(self._now, operator_id, operator_id in snapshot.registered))

    def _answer_again(self, snapshot: Snapshot) -> None:
        """Let in who is in the ledger but whose answer was lost when the service died."""
        for leg in snapshot.legs:
            call = self._desk.state.calls.get(self._legs.find(leg.leg_id)[0])
            if call and leg.state is LegState.INCOMING:
                queue = self._queues[call.queue]
                prompts = _prompts(queue.greeting, queue.music)
                self._ports.line.order(Answer(leg_id=leg.leg_id, call_id=call.call_id, prompts=prompts))

    def _reconcile(self, lost: set[str]) -> None:
        for call_id in lost & set(self._desk.state.calls):
            self._do(self._desk.call_ended(self._now, call_id, Outcome.BROKEN, "telephony lost the call"))

    def _incoming(self, signal: Incoming) -> None:
        if self._legs.find(signal.leg_id)[0]:
            return  # told again after a restart
        call_id = self._adopted.get(signal.leg_id) or new_id("C", self._now)
        if call_id in self._desk.state.calls:
            return
        queue = self._by_number.get(signal.dialled)
        reason = self._refusal(queue)
        if queue is None or reason:
            self._refuse(signal, call_id, reason)
            return
        self._legs.add_caller(call_id, signal.leg_id)
        self._ports.line.order(
            Answer(leg_id=signal.leg_id, call_id=call_id, prompts=_prompts(queue.greeting, queue.music))
        )
        arrived = CallArrived(
            at=self._now,
            call_id=call_id,
            queue=queue.name,
            dialled=signal.dialled,
            caller=signal.caller.number,
            display=signal.caller.display,
            trunk=signal.trunk,
            priority=queue.priority,
            needs=" ".join(queue.needs),
            source=queue.sources.get(signal.dialled, ""),
            leg_id=signal.leg_id,
        )
        self._do(self._desk.call_arrived(arrived))

    def _refusal(self, queue: Queue | None) -> str:
        if queue is None:
            return "unknown_number"
        line = self._desk.state.lines.get(queue.name, [])
        return "line_full" if len(line) >= queue.max_waiting else ""

    def _refuse(self, signal: Incoming, call_id: str, reason: str) -> None:
        code = 404 if reason == "unknown_number" else 503
        self._ports.line.order(Reject(leg_id=signal.leg_id, sip_code=code))
        refused = CallRefused(
            at=self._now, call_id=call_id, dialled=signal.dialled[:40], caller=signal.caller.number, reason=reason
        )
        self._ports.publish([refused])

    def _answered(self, leg_id: str) -> None:
        try:
            self._do(self._desk.offer_answered(self._now, leg_id))
        except TransitionError:
            self._ports.line.order(HangUp(leg_id=leg_id))
            raise

    def _leg_ended(self, signal: LegEnded) -> None:
        call_id, is_caller = self._legs.forget(signal.leg_id)
        call = self._desk.state.calls.get(call_id)
        if call is None:
            return
        if is_caller:
            self._caller_gone(call_id, signal.why)
        elif call.state is CallState.OFFERED and call.offer_id == signal.leg_id:
            how = OFFER_ENDS.get(signal.why, OfferEnd.UNREACHABLE)
            self._do(self._desk.offer_failed(self._now, signal.leg_id, how))
        elif call.offer_id == signal.leg_id and call.state in (CallState.TALKING, CallState.HOLD):
            self._operator_gone(call_id, signal.why)

    def _caller_gone(self, call_id: str, why: LegEnd) -> None:
        if why is LegEnd.TELEPHONY_LOST:
            self._do(self._desk.call_ended(self._now, call_id, Outcome.BROKEN, why))
        else:
            self._do(self._desk.caller_left(self._now, call_id, why))

    def _operator_gone(self, call_id: str, why: LegEnd) -> None:
        """An operator whose phone vanished leaves the caller in line; one who hung up ends the call."""
        if why is LegEnd.MEDIA_LOST:
            self._do(self._desk.transfer(self._now, call_id))
        else:
            self._do(self._desk.operator_left(self._now, call_id, why))

    def _held(self, leg_id: str) -> None:
        call_id, is_caller = self._legs.find(leg_id)
        self._do(self._desk.hold(self._now, call_id, Party.CALLER if is_caller else Party.OPERATOR))

    def _resumed(self, leg_id: str) -> None:
        call_id, is_caller = self._legs.find(leg_id)
        self._do(self._desk.resume(self._now, call_id, Party.CALLER if is_caller else Party.OPERATOR))

    def _transfer_asked(self, signal: TransferAsked) -> None:
        call_id, is_caller = self._legs.find(signal.leg_id)
        if is_caller:
            return
        try:
            self.transfer(call_id, signal.target)
        except TransitionError as refused:
            _log.warning("transfer to nowhere: the caller goes back in line", expected=refused.expected)
            self._do(self._desk.transfer(self._now, call_id))

    # --- the ear ---------------------------------------------------------------------------------------------

    def on_listening(self, leg_id: str, ip: str, port: int) -> None:
        """The ear waits for this leg: have its sound copied there."""
        if self._legs.find(leg_id)[0]:
            self._ports.line.order(Copy(leg_id=leg_id, ip=ip, port=port))

    # --- facts into acts -------------------------------------------------------------------------------------

    @property
    def _now(self) -> float:
        return self._ports.timers.now()

    def _do(self, facts: Sequence[Fact]) -> None:
        self._ports.publish(facts)
        for fact in facts:
            self._act(fact)
        self._set_timer()

    def _act(self, fact: Fact) -> None:
        match fact:
            case OfferMade():
                self._ring(fact)
            case OfferEnded() if fact.how is not OfferEnd.ANSWERED:
                self._hang_up(fact.offer_id)
            case CallAnswered():
                self._bridge(fact)
            case CallHeld():
                self._each_leg(fact.call_id, self._ports.ears.pause)
            case CallResumed():
                self._each_leg(fact.call_id, self._ports.ears.go_on)
            case OperatorLeftCall():
                self._drop_operator(fact.call_id)
            case CallRequeued():
                self._requeue(fact)
            case CallEnded():
                self._close(fact.call_id)

    def _ring(self, fact: OfferMade) -> None:
        call = self._desk.state.calls[fact.call_id]
        self._legs.add_operator(fact.call_id, fact.offer_id)
        self._ports.line.order(
            Ring(
                leg_id=fact.offer_id,
                call_id=fact.call_id,
                account=fact.operator_id,
                show_number=call.caller or "anonymous",
                show_name=self._queues[fact.queue].title,
                ring_s=self._ring_s,
            )
        )

    def _bridge(self, fact: CallAnswered) -> None:
        self._ports.line.order(Bridge(leg_a=self._legs.caller(fact.call_id), leg_b=fact.offer_id))
        self._hear(fact.call_id)

    def _hear(self, call_id: str) -> None:
        sides = (("caller", self._legs.caller(call_id)), ("operator", self._legs.operator(call_id)))
        for role, leg_id in sides:
            if leg_id:
                self._ports.ears.listen(HeardLeg(call_id=call_id, leg_id=leg_id, role=role))

    def _each_leg(self, call_id: str, what: Callable[[str], None]) -> None:
        for leg_id in (self._legs.caller(call_id), self._legs.operator(call_id)):
            if leg_id:
                what(leg_id)

    def _drop_operator(self, call_id: str) -> None:
        leg_id = self._legs.operator(call_id)
        if leg_id:
            self._ports.ears.unlisten(leg_id)
            self._hang_up(leg_id)

    def _hang_up(self, leg_id: str) -> None:
        """End a leg that is still ours; one that ended by itself needs no order."""
        if self._legs.forget(leg_id)[0]:
            self._ports.line.order(HangUp(leg_id=leg_id))

    def _requeue(self, fact: CallRequeued) -> None:
        caller = self._legs.caller(fact.call_id)
        self._ports.ears.pause(caller)
        self._ports.line.order(Play(leg_id=caller, prompts=_prompts(self._queues[fact.queue].music)))

    def _close(self, call_id: str) -> None:
        for leg_id in self._legs.close(call_id):
            self._ports.line.order(HangUp(leg_id=leg_id))
        self._ports.ears.close(call_id)

    def _set_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        due_s = self._desk.next_deadline()
        if due_s is not None:
            self._timer = self._ports.timers.after(due_s - self._now, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self._do(self._desk.tick(self._now))


def _prompts(*names: str) -> tuple[str, ...]:
    return tuple(name for name in names if name)
