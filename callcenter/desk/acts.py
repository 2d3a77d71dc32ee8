"""Facts into acts: ring, bridge, copy to the ear, play and hang up."""

from collections.abc import Callable

from callcenter.desk.floor import Floor, prompts
from callcenter.ears import HeardLeg
from callcenter.telephony.ports import Bridge, HangUp, Play, Ring
from queueing.events import (
    CallAnswered,
    CallEnded,
    CallHeld,
    CallRequeued,
    CallResumed,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OperatorLeftCall,
)


class Acts:
    """Does what the facts of calls and offers say. Decides nothing."""

    def __init__(self, floor: Floor, ring_s: float) -> None:
        self._floor, self._ears, self._legs, self._ring_s = floor, floor.ports.ears, floor.legs, ring_s
        floor.on_fact(OfferMade, self._ring)
        floor.on_fact(OfferEnded, self._offer_over)
        floor.on_fact(CallAnswered, self._bridge)
        floor.on_fact(CallHeld, lambda fact: self._each_leg(fact.call_id, self._ears.pause))
        floor.on_fact(CallResumed, lambda fact: self._each_leg(fact.call_id, self._ears.go_on))
        floor.on_fact(OperatorLeftCall, self._drop_operator)
        floor.on_fact(CallRequeued, self._requeue)
        floor.on_fact(CallEnded, self._close)

    def hear(self, call_id: str) -> None:
        """Have the ear listen to both sides."""
        sides = (("caller", self._legs.caller(call_id)), ("operator", self._legs.operator(call_id)))
        for role, leg_id in sides:
            if leg_id:
                self._ears.listen(HeardLeg(call_id=call_id, leg_id=leg_id, role=role))

    def _ring(self, fact: OfferMade) -> None:
        call = self._floor.desk.state.calls[fact.call_id]
        self._legs.add_operator(fact.call_id, fact.offer_id)
        self._floor.order(
            Ring(
                leg_id=fact.offer_id,
                call_id=fact.call_id,
                account=fact.operator_id,
                show_number=call.caller or "anonymous",
                show_name=f"{'去电 ' if call.absent else ''}{self._floor.queues[fact.queue].title}",
                ring_s=self._ring_s,
            )
        )

    def _offer_over(self, fact: OfferEnded) -> None:
        if fact.how is not OfferEnd.ANSWERED:
            self._floor.hang_up(fact.offer_id)

    def _bridge(self, fact: CallAnswered) -> None:
        self._floor.order(Bridge(leg_a=self._legs.caller(fact.call_id), leg_b=fact.offer_id))
        self.hear(fact.call_id)

    def _each_leg(self, call_id: str, what: Callable[[str], None]) -> None:
        for leg_id in (self._legs.caller(call_id), self._legs.operator(call_id)):
            if leg_id:
                what(leg_id)

    def _drop_operator(self, fact: OperatorLeftCall) -> None:
        leg_id = self._legs.operator(fact.call_id)
        if leg_id:
            self._ears.unlisten(leg_id)
            self._floor.hang_up(leg_id)

    def _requeue(self, fact: CallRequeued) -> None:
        caller = self._legs.caller(fact.call_id)
        self._ears.pause(caller)
        self._floor.order(Play(leg_id=caller, prompts=prompts(self._floor.queues[fact.queue].music)))

    def _close(self, fact: CallEnded) -> None:
        for leg_id in self._legs.close(fact.call_id):
            self._floor.order(HangUp(leg_id=leg_id))
        self._ears.close(fact.call_id)
