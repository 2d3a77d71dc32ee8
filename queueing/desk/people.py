"""Operators: who they are, what they choose, whether their phone answers, and their work after a call."""

from collections.abc import Iterable

from queueing.desk.alarms import Cause
from queueing.desk.core import Alarm, Core
from queueing.desk.offers import Offers
from queueing.desk.state import Operator, OperatorProfile
from queueing.events import (
    LineState,
    OfferEnd,
    OperatorStatus,
    Party,
    ReachabilityChanged,
    StatusChanged,
    TransitionError,
    WrapUpEnded,
    WrapUpExtended,
    WrapUpStarted,
)


class People:
    """The part of the desk that follows its operators."""

    def __init__(self, core: Core, offers: Offers) -> None:
        self._core, self._offers, self._state, self._rules = core, offers, core.state, core.rules
        core.on_fact(StatusChanged, self._set_aside_alarm)
        core.on_fact(WrapUpStarted, self._set_wrap_up_alarm)
        core.on_fact(WrapUpExtended, self._set_wrap_up_alarm)
        core.on_alarm(Cause.ASIDE, Alarm(wanted=self._still_aside, act=self._aside_over))
        core.on_alarm(Cause.WRAP_UP, Alarm(wanted=self._still_wrapping, act=self._wrap_up_over))

    def set_operators(self, now: float, profiles: Iterable[OperatorProfile]) -> None:
        """Take the list of operators; one who is gone from it is signed out."""
        wanted = {one.operator_id: one for one in profiles}
        for operator_id, profile in wanted.items():
            self._state.operators.setdefault(operator_id, Operator(profile=profile)).profile = profile
            self._core.note_idle(operator_id)
        for operator_id in set(self._state.operators) - set(wanted):
            if self._state.operators[operator_id].status is not OperatorStatus.SIGNED_OUT:
                self._status(now, operator_id, OperatorStatus.SIGNED_OUT, "removed", Party.SYSTEM)

    def set_status(self, now: float, operator_id: str, status: OperatorStatus, reason: str, by: Party) -> None:
        """Sign in or out, get ready, go on break."""
        operator = self._state.operator(operator_id)
        wrapping = status is OperatorStatus.READY and operator.line is LineState.WRAP_UP
        if operator.status is status and operator.reason == reason and not wrapping:
            raise TransitionError(f"operator {operator_id}", f"a status other than {status}", str(operator.status))
        if operator.line is LineState.OFFERED and status is not OperatorStatus.READY:
            self._offers.take_back(now, self._state.call(operator.call_id), OfferEnd.WITHDRAWN)
        if operator.status is not status or operator.reason != reason:
            self._status(now, operator_id, status, reason, by)
        if wrapping:
            self._core.note(WrapUpEnded(at=now, operator_id=operator_id, call_id=operator.call_id, by=by))

    def extend_wrap_up(self, now: float, operator_id: str, seconds: float) -> None:
        """Give an operator more time after a call, up to DeskRules.wrap_up_most_s in all."""
        operator, thing = self._state.operator(operator_id), f"operator {operator_id}"
        if operator.line is not LineState.WRAP_UP or seconds <= 0:
            raise TransitionError(thing, "a running wrap-up and a positive time", str(operator.line))
        until = min(operator.wrap_until + seconds, operator.wrap_from + self._rules.wrap_up_most_s)
        if until <= operator.wrap_until:
            raise TransitionError(thing, "a wrap-up shorter than the longest", "the longest already")
        self._core.note(WrapUpExtended(at=now, operator_id=operator_id, call_id=operator.call_id, until=until))

    def set_reachable(self, now: float, operator_id: str, reachable: bool) -> None:
        """The softphone registered or went away."""
        operator = self._state.operator(operator_id)
        if operator.reachable is not reachable:
            self._core.note(ReachabilityChanged(at=now, operator_id=operator_id, reachable=reachable))
        wish = OperatorStatus.READY if reachable else OperatorStatus.SIGNED_OUT
        stale = operator.status is OperatorStatus.SIGNED_OUT if reachable else operator.line is LineState.IDLE
        if self._rules.auto_ready and stale and operator.status is not wish:
            self._status(now, operator_id, wish, "", Party.SYSTEM)

    def _status(self, now: float, operator_id: str, status: OperatorStatus, reason: str, by: Party) -> None:
        self._core.note(StatusChanged(at=now, operator_id=operator_id, status=status, reason=reason, by=by))

    # --- moments ---------------------------------------------------------------------------------------------

    def _set_aside_alarm(self, fact: StatusChanged) -> None:
        until = self._state.operators[fact.operator_id].aside_until
        if until is not None:
            self._core.alarms.set(until, Cause.ASIDE, fact.operator_id)

    def _set_wrap_up_alarm(self, fact: WrapUpStarted | WrapUpExtended) -> None:
        self._core.alarms.set(fact.until, Cause.WRAP_UP, fact.operator_id)

    def _still_aside(self, at: float, operator_id: str) -> bool:
        return self._state.operators[operator_id].aside_until == at

    def _still_wrapping(self, at: float, operator_id: str) -> bool:
        operator = self._state.operators[operator_id]
        return operator.line is LineState.WRAP_UP and operator.wrap_until == at

    def _aside_over(self, now: float, operator_id: str) -> None:
        self._status(now, operator_id, OperatorStatus.READY, "set_aside_over", Party.SYSTEM)

    def _wrap_up_over(self, now: float, operator_id: str) -> None:
        call_id = self._state.operators[operator_id].call_id
        self._core.note(WrapUpEnded(at=now, operator_id=operator_id, call_id=call_id, by=Party.SYSTEM))
