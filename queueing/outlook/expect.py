"""How long callers of the live desk will wait: ahead and at work counted now, habits learned from the facts."""

from collections.abc import Callable

from queueing.desk.core import Core
from queueing.desk.state import Call, Operator
from queueing.events import (
    CallArrived,
    CallEnded,
    CallJoinedShow,
    LineState,
    OfferMade,
    OperatorLeftCall,
    OperatorStatus,
    Outcome,
    WrapUpEnded,
)
from queueing.outlook.waiting import Calibration, Habits, Prediction, Span, predict


class Expect:
    """Owns what the desk has shown of late: handle times, patience, and how predictions fared."""

    def __init__(self, core: Core) -> None:
        self._state = core.state
        self.habits = Habits(core.rules.usual_handle_s, core.rules.usual_patience_s)
        self.calibration = Calibration()
        self._predicted: dict[str, tuple[float, Prediction]] = {}  # call -> when it was predicted, and what
        self._left: dict[str, float] = {}  # operator -> seconds with the caller, until wrap-up is over
        self._policies = core.rules.policies
        if core.rules.policies:
            core.on_fact(CallArrived, self._arrived)
            core.on_fact(OfferMade, self._rings)
            core.on_fact(CallJoinedShow, self._shows)
            core.on_fact(CallEnded, self._ended)
            core.on_fact(OperatorLeftCall, self._talked)
            core.on_fact(WrapUpEnded, self._wrapped)

    def remaining(self, call: Call) -> Span | None:
        """How much longer a waiting caller will wait; None: nobody works for their queue."""
        found = self._predict(call.queue, lambda one: one.rank < call.rank)
        return self.calibration.span(found) if found else None

    def at_the_end_s(self, queue: str) -> float | None:
        """What may be said to one who joins the end of that line now, in seconds."""
        found = self._predict(queue, lambda _one: True)
        return self.calibration.span(found).said_s if found else None

    def _predict(self, queue: str, before: Callable[[Call], bool]) -> Prediction | None:
        servers = [one for one in self._state.operators.values() if _works(one) and _serves(one, queue)]
        everything = any(not one.profile.queues for one in servers)
        shared = {name for one in servers for name in one.profile.queues}
        ahead = sum(
            1
            for name, line in self._state.lines.items()
            if everything or name in shared
            for _, call_id in line
            if before(self._state.calls[call_id])
        )
        return predict(ahead, len(servers), self.habits.handle_s, self.habits.patience_s)

    # --- learning --------------------------------------------------------------------------------------------

    def _arrived(self, fact: CallArrived) -> None:
        policy, call = self._policies.get(fact.queue), self._state.calls[fact.call_id]
        if policy and policy.announce_after_s > 0 and policy.announce_wait:
            found = self._predict(fact.queue, lambda one: one.rank < call.rank)
            if found:
                self._predicted[fact.call_id] = (fact.at, found)

    def _shows(self, fact: CallJoinedShow) -> None:
        self._predicted.pop(fact.call_id, None)  # in nobody's line: what was predicted means nothing any more

    def _rings(self, fact: OfferMade) -> None:
        call = self._state.calls[fact.call_id]
        if call.offers == 1 and not call.absent and fact.at > call.arrived_at:
            self.habits.waited(call.waited_s(fact.at), gave_up=False)
        told = self._predicted.pop(fact.call_id, None)
        if told and fact.at > told[0]:
            self.calibration.learn(told[1], fact.at - told[0])

    def _ended(self, fact: CallEnded) -> None:
        self._predicted.pop(fact.call_id, None)
        if fact.talk_s == 0.0 and fact.waited_s > 0.0 and fact.outcome is Outcome.ABANDONED:
            self.habits.waited(fact.waited_s, gave_up=True)

    def _talked(self, fact: OperatorLeftCall) -> None:
        if fact.talk_s + fact.hold_s > 0.0:
            self._left[fact.operator_id] = fact.at - fact.talk_s - fact.hold_s

    def _wrapped(self, fact: WrapUpEnded) -> None:
        began = self._left.pop(fact.operator_id, None)
        if began is not None and fact.at > began:
            self.habits.handled(fact.at - began)


def _works(operator: Operator) -> bool:
    return operator.status is OperatorStatus.READY or operator.line is not LineState.IDLE


def _serves(operator: Operator, queue: str) -> bool:
    return not operator.profile.queues or queue in operator.profile.queues
