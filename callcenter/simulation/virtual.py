"""The virtual clock: plays planned calls and a roster against the real Desk, as telephony and people would."""

from collections.abc import Callable, Iterable, Sequence
from heapq import heapify, heappop, heappush

from callcenter.simulation.habits import Habits
from callcenter.simulation.plan import PlannedCall
from callcenter.simulation.roster import Duty
from queueing.desk.desk import Desk
from queueing.desk.state import OperatorProfile
from queueing.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallRefused,
    Fact,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OperatorStatus,
    Party,
    StatusChanged,
)

DAY_START = 86400.0  # 1970-01-02 00:00 UTC: any midnight would do
Take = Callable[[list[Fact]], None]


def call_name(place: int, calls: int) -> str:
    """The id of the call at `place` (from 0) of a plan; ids sort as they arrive."""
    return f"c{place + 1:0{len(str(calls))}}"


class VirtualDay:
    """Owns the clock: a heap of what people are going to do. The desk alone decides who gets which call."""

    def __init__(
        self,
        desk: Desk,
        take: Take,
        *,
        habits: Habits | None = None,
        max_calls: int | None = None,
    ) -> None:
        """`take` gets all facts, those of one command together; `max_calls`: lines of the trunk, more are refused."""
        self._desk = desk
        self._take = take
        self._habits = habits or Habits()
        self._max_calls = max_calls
        self._heap: list[tuple[float, int, Callable[..., None], object]] = []
        self._order = 0
        self._calls: dict[str, PlannedCall] = {}
        self._waiting: set[str] = set()
        self._ringing: dict[str, str] = {}  # call -> offer
        self._missed: dict[str, int] = {}
        self._follow: dict[type, Callable[..., None]] = {
            OfferMade: self._offer_made,
            OfferEnded: self._offer_ended,
            CallAnswered: self._answered,
            CallEnded: self._ended,
            StatusChanged: self._status_changed,
        }

    def staff(self, duties: Iterable[Duty], start: float = DAY_START) -> None:
        """Plan everyone's sign-ins and sign-outs; duties that meet are one."""
        duties = sorted(duties, key=lambda duty: (duty.start_s, duty.operator_id))
        profiles = [OperatorProfile(operator_id=one) for one in sorted({duty.operator_id for duty in duties})]
        self._done(self._desk.set_operators(start, profiles))
        for one in profiles:
            self._done(self._desk.set_reachable(start, one.operator_id, reachable=True))
        begins = {(duty.operator_id, duty.start_s) for duty in duties}
        ends = {(duty.operator_id, duty.end_s) for duty in duties}
        for operator_id, at_s in sorted(begins - ends, key=lambda one: one[1::-1]):
            self._push(start + at_s, self._sign_in, operator_id)
        for operator_id, at_s in sorted(ends - begins, key=lambda one: one[1::-1]):
            self._push(start + at_s, self._sign_out, operator_id)
        for duty in duties:
            for begin_s, end_s in duty.breaks:
                self._push(start + begin_s, self._go_on_break, duty.operator_id)
                if end_s < duty.end_s:
                    self._push(start + end_s, self._come_back, duty.operator_id)

    def expect(self, calls: Sequence[PlannedCall], start: float = DAY_START) -> None:
        """Plan the callers."""
        for place, call in enumerate(calls):
            self._order += 1
            self._heap.append((start + call.at_s, self._order, self._arrive, (call_name(place, len(calls)), call)))
        heapify(self._heap)

    def run(self, until: float) -> None:
        """Let time pass up to `until` (not included), or until nothing is left to happen."""
        heap, desk = self._heap, self._desk
        while True:
            due = desk.next_deadline()
            at = heap[0][0] if heap else None
            if due is not None and (at is None or due < at):
                if due >= until:
                    return
                self._tick(due)
            elif at is None or at >= until:
                return
            else:
                at, _, act, what = heappop(heap)
                act(at, what)

    # --- what people do --------------------------------------------------------------------------------------

    def _arrive(self, now: float, planned: tuple[str, PlannedCall]) -> None:
        call_id, call = planned
        if self._max_calls is not None and len(self._calls) >= self._max_calls:
            full = CallRefused(at=now, call_id=call_id, dialled=call.dialled, caller=call.caller, reason="lines full")
            self._take([full])
            return
        self._calls[call_id] = call
        self._waiting.add(call_id)
        self._push(now + call.patience_s, self._give_up, call_id)
        arrived = CallArrived(at=now, call_id=call_id, queue=call.queue, dialled=call.dialled, caller=call.caller)
        self._done(self._desk.call_arrived(arrived))

    def _give_up(self, now: float, call_id: str) -> None:
        if call_id in self._waiting:
            self._done(self._desk.caller_left(now, call_id))

    def _pick_up(self, now: float, offer: OfferMade) -> None:
        if self._ringing.get(offer.call_id) == offer.offer_id:
            self._done(self._desk.offer_answered(now, offer.offer_id))

    def _miss(self, now: float, offer: OfferMade) -> None:
        if self._ringing.get(offer.call_id) == offer.offer_id:
            self._missed[offer.call_id] = self._missed.get(offer.call_id, 0) + 1
            self._done(self._desk.offer_failed(now, offer.offer_id, OfferEnd.MISSED))

    def _hang_up(self, now: float, call_id: str) -> None:
        self._done(self._desk.caller_left(now, call_id))

    def _mark_hard(self, now: float, answered: CallAnswered) -> None:
        if self._desk.state.operator(answered.operator_id).call_id == answered.call_id:
            self._done(self._desk.mark_hard(now, answered.operator_id))

    def _sign_in(self, now: float, operator_id: str) -> None:
        if self._desk.state.operator(operator_id).status is OperatorStatus.SIGNED_OUT:
            self._done(self._desk.set_status(now, operator_id, OperatorStatus.READY))

    def _sign_out(self, now: float, operator_id: str) -> None:
        if self._desk.state.operator(operator_id).status is not OperatorStatus.SIGNED_OUT:
            self._done(self._desk.set_status(now, operator_id, OperatorStatus.SIGNED_OUT))

    def _go_on_break(self, now: float, operator_id: str) -> None:
        if self._desk.state.operator(operator_id).status is not OperatorStatus.SIGNED_OUT:
            self._done(self._desk.set_status(now, operator_id, OperatorStatus.ON_BREAK, "break"))

    def _come_back(self, now: float, operator_id: str) -> None:
        if self._desk.state.operator(operator_id).status is OperatorStatus.ON_BREAK:
            self._done(self._desk.set_status(now, operator_id, OperatorStatus.READY))

    # --- what follows ----------------------------------------------------------------------------------------

    def _tick(self, now: float) -> None:
        facts = self._desk.tick(now)
        if not facts and self._desk.next_deadline() == now:
            raise RuntimeError(f"desk: expected tick at {now} to do what was due, found nothing done")
        self._done(facts)

    def _done(self, facts: list[Fact]) -> None:
        self._take(facts)
        for fact in facts:
            if (follow := self._follow.get(type(fact))) is not None:
                follow(fact)

    def _push(self, at: float, act: Callable[..., None], what: object) -> None:
        self._order += 1
        heappush(self._heap, (at, self._order, act, what))

    def _offer_made(self, fact: OfferMade) -> None:
        call = self._calls[fact.call_id]
        self._ringing[fact.call_id] = fact.offer_id
        if self._missed.get(fact.call_id, 0) < call.missed_offers:
            self._push(fact.at + self._habits.ring_s, self._miss, fact)
        else:
            self._push(fact.at + call.pickup_s, self._pick_up, fact)

    def _offer_ended(self, fact: OfferEnded) -> None:
        self._ringing.pop(fact.call_id, None)

    def _answered(self, fact: CallAnswered) -> None:
        self._waiting.discard(fact.call_id)
        call = self._calls[fact.call_id]
        self._push(fact.at + call.talk_s, self._hang_up, fact.call_id)
        if call.hard and call.talk_s > self._habits.mark_after_s:
            self._push(fact.at + self._habits.mark_after_s, self._mark_hard, fact)

    def _ended(self, fact: CallEnded) -> None:
        self._waiting.discard(fact.call_id)
        self._missed.pop(fact.call_id, None)
        del self._calls[fact.call_id]

    def _status_changed(self, fact: StatusChanged) -> None:
        if fact.status is OperatorStatus.ON_BREAK and fact.by is Party.SYSTEM:
            self._push(fact.at + self._habits.back_after_s, self._come_back, fact.operator_id)
