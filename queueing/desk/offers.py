"""Who is rung for whom: the routing loop, and how a ring ends."""

from collections.abc import Callable, Iterable
from heapq import merge

from queueing.desk.alarms import Cause
from queueing.desk.core import Alarm, Core
from queueing.desk.routing import STRATEGIES, best, fitting
from queueing.desk.sparing import SPARING, may_be_passed, spared
from queueing.desk.state import Call, Operator
from queueing.events import (
    CallAnswered,
    CallArrived,
    CallPlaced,
    CallReturned,
    CallState,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OperatorStatus,
    Party,
    Purpose,
    StatusChanged,
    TransitionError,
)

Place = tuple[tuple[float, int], str]  # rank and call
CALLING = {
    Purpose.CALLBACK: "call-back",
    Purpose.MISSED: "missed call",
    Purpose.DUTY: "call to the duty officer",
    Purpose.REVISIT: "revisit",
}


class Offers:
    """The offering part of the desk."""

    def __init__(self, core: Core) -> None:
        self._core, self._state, self._rules = core, core.state, core.rules
        self.dial: Callable[[float, Call, str, str], None] = _cannot_dial  # set by the part that makes calls
        core.on_fact(OfferMade, self._set_ring_alarm)
        core.on_fact(OfferEnded, self._set_pause_alarm)
        for kind in (CallArrived, CallPlaced):
            core.on_fact(kind, self._set_relax_alarms)
        core.on_alarm(Cause.RING, Alarm(wanted=self._rings_until, act=self._ring_unreported))
        core.on_alarm(Cause.PAUSE, Alarm(wanted=self._still_paused, act=_look_again))
        core.on_alarm(Cause.RELAX, Alarm(wanted=self._still_here, act=_look_again))

    # --- the routing loop ------------------------------------------------------------------------------------

    def route(self, now: float) -> None:
        """Offer calls until no idle operator fits any caller in line."""
        idle, lines = self._core.idle, self._state.lines
        while idle and any(lines.values()) and (pair := self._next_pair(now)):
            call, operator, why = pair
            self._core.note(
                OfferMade(
                    at=now,
                    call_id=call.call_id,
                    operator_id=operator.profile.operator_id,
                    offer_id=f"{call.call_id}-{call.offers + 1}",
                    queue=call.queue,
                    waited_s=call.waited_s(now),
                    why=f"{CALLING[call.purpose]}: {why}" if call.purpose and call.absent else why,
                )
            )

    def _next_pair(self, now: float) -> tuple[Call, Operator, str] | None:
        """The first call in line that an idle operator serves, with the operator who fits it best."""
        nobody: set[tuple[str, str, frozenset[str]]] = set()  # kinds of calls that no idle operator serves now
        passed: tuple[Call, Operator, str] | None = None  # the first who was passed over, for when nobody else waits
        for _, call_id in _in_order([line for line in self._state.lines.values() if line]):
            call = self._state.calls[call_id]
            needed = call.needed(now, self._rules.relax_s)
            kind = (call.queue, call.wanted_operator, needed)
            if kind in nobody:
                continue
            fit = fitting(self._core.idle.values(), call, now, needed)
            found = self._best(call, fit, now)
            if found is None:
                nobody.add(kind)
            elif not self._may_be_passed(call, now):
                return call, *found
            elif rested := spared(fit, self._state):
                return call, *(self._best(call, rested, now) or found)
            else:
                passed = passed or (call, *found)
        return passed

    def _best(self, call: Call, fit: list[Operator], now: float) -> tuple[Operator, str] | None:
        known = self._state.last_operator.get(call.caller, "") if self._rules.keep_operator else ""
        return best(call, fit, now, STRATEGIES[self._rules.strategy_of(call.queue)], known)

    def _may_be_passed(self, call: Call, now: float) -> bool:
        caring = self._rules.spare_hard_s > 0.0 and self._rules.strategy_of(call.queue) == SPARING
        return caring and not call.wanted_operator and may_be_passed(call, self._state, self._rules, now)

    # --- how a ring ends -------------------------------------------------------------------------------------

    def answered(self, now: float, offer_id: str) -> None:
        """The operator picked up."""
        call = self._ringing(offer_id)
        operator_id = call.operator_id
        self.over(now, call, OfferEnd.ANSWERED)
        if call.absent:
            self.dial(now, call, operator_id, offer_id)
            return
        self._core.note(
            CallAnswered(
                at=now,
                call_id=call.call_id,
                operator_id=operator_id,
                offer_id=offer_id,
                queue=call.queue,
                waited_s=call.waited_s(now),
            )
        )

    def failed(self, now: float, offer_id: str, how: OfferEnd) -> None:
        """The operator did not take it."""
        self._fail(now, self._ringing(offer_id), how)

    def over(self, now: float, call: Call, how: OfferEnd) -> None:
        """The ringing stops; where the call goes is said by the next fact."""
        self._core.note(
            OfferEnded(at=now, call_id=call.call_id, operator_id=call.operator_id, offer_id=call.offer_id, how=how)
        )

    def take_back(self, now: float, call: Call, how: OfferEnd) -> None:
        """The ringing stops and the call goes back to its place in line."""
        self.over(now, call, how)
        self._core.note(CallReturned(at=now, call_id=call.call_id, queue=call.queue, why=how))

    def withdraw(self, now: float, call: Call) -> None:
        """Take an offer back that nobody is to blame for."""
        self.take_back(now, call, OfferEnd.WITHDRAWN)

    def _ringing(self, offer_id: str) -> Call:
        call = self._state.calls.get(offer_id.rpartition("-")[0])
        if call and call.offer_id == offer_id and call.state is CallState.OFFERED:
            return call
        raise TransitionError(f"offer {offer_id}", "an offer that rings", "one that is over")

    def _fail(self, now: float, call: Call, how: OfferEnd) -> None:
        operator_id = call.operator_id
        self.take_back(now, call, how)
        missed_in_row = self._state.operators[operator_id].missed_in_row
        if how is not OfferEnd.WITHDRAWN and missed_in_row >= self._rules.missed_limit:
            aside = OperatorStatus.ON_BREAK
            self._core.note(
                StatusChanged(at=now, operator_id=operator_id, status=aside, reason=f"set_aside:{how}", by=Party.SYSTEM)
            )

    # --- moments ---------------------------------------------------------------------------------------------

    def _ring_limit(self, call: Call) -> float:
        return call.offered_at + self._rules.ring_s + self._rules.ring_grace_s

    def _set_ring_alarm(self, fact: OfferMade) -> None:
        self._core.alarms.set(self._ring_limit(self._state.calls[fact.call_id]), Cause.RING, fact.call_id)

    def _set_pause_alarm(self, fact: OfferEnded) -> None:
        if fact.how not in (OfferEnd.ANSWERED, OfferEnd.WITHDRAWN):
            paused_until = self._state.operators[fact.operator_id].paused_until
            self._core.alarms.set(paused_until, Cause.PAUSE, fact.operator_id)

    def _set_relax_alarms(self, fact: CallArrived | CallPlaced) -> None:
        for skill in fact.needs.split():
            if skill in self._rules.relax_s:
                self._core.alarms.set(fact.at + self._rules.relax_s[skill], Cause.RELAX, fact.call_id)

    def _rings_until(self, at: float, call_id: str) -> bool:
        call = self._state.calls.get(call_id)
        return call is not None and call.state is CallState.OFFERED and self._ring_limit(call) == at

    def _still_paused(self, at: float, operator_id: str) -> bool:
        operator = self._state.operators[operator_id]  # also while the phone is away: it may come back
        return operator.paused_until == at and operator.status is OperatorStatus.READY

    def _still_here(self, _at: float, call_id: str) -> bool:
        return call_id in self._state.calls  # also while it rings or talks: it may come back to the line

    def _ring_unreported(self, now: float, call_id: str) -> None:
        self._fail(now, self._state.calls[call_id], OfferEnd.MISSED)


def _in_order(lines: list[list[Place]]) -> Iterable[Place]:
    return lines[0] if len(lines) == 1 else merge(*lines)


def _look_again(_now: float, _ident: str) -> None:
    """Nothing to state: routing looks again after every command."""


def _cannot_dial(_now: float, call: Call, _operator_id: str, _offer_id: str) -> None:
    raise TransitionError(f"call {call.call_id}", "a desk that makes calls", "one that does not")
