"""Telling waiting callers their place and about how long it will take, at the queue's intervals."""

from typing import Protocol

from queueing.desk.alarms import Cause
from queueing.desk.core import Alarm, Core
from queueing.desk.policy import CallbackWhen, QueuePolicy
from queueing.desk.state import Call
from queueing.events import (
    CallArrived,
    CallLeftShow,
    CallOverflowed,
    CallRequeued,
    CallReturned,
    CallState,
    WaitAnnounced,
)
from queueing.outlook.expect import Expect
from queueing.outlook.waiting import say

NOT_SAID = -1


class _OfCall(Protocol):
    at: float
    call_id: str


class Announcements:
    """The part of the desk that says when callers are told what."""

    def __init__(self, core: Core, expect: Expect) -> None:
        self._core, self._expect, self._state = core, expect, core.state
        if core.rules.policies:
            for kind in (CallArrived, CallReturned, CallOverflowed, CallRequeued, CallLeftShow, WaitAnnounced):
                core.on_fact(kind, self._set_alarm)
        core.on_alarm(Cause.ANNOUNCE, Alarm(wanted=self._still_due, act=self._announce))

    def _set_alarm(self, fact: _OfCall) -> None:
        call = self._state.calls[fact.call_id]
        if call.announce_at is not None:
            self._core.alarms.set(max(call.announce_at, fact.at), Cause.ANNOUNCE, call.call_id)

    def _still_due(self, at: float, call_id: str) -> bool:
        call = self._state.calls.get(call_id)
        if call is None or call.state is not CallState.WAITING or call.announce_at is None:
            return False
        return call.announce_at <= at

    def _announce(self, now: float, call_id: str) -> None:
        call = self._state.calls[call_id]
        policy = self._core.rules.policies.get(call.queue, QueuePolicy())
        span = self._expect.remaining(call) if policy.announce_wait else None
        said = say(call.said, span.said_s) if span else None
        always = policy.callback is CallbackWhen.ALWAYS
        surge = policy.callback is CallbackWhen.SURGE and self._state.queue(call.queue).surge
        self._core.note(
            WaitAnnounced(
                at=now,
                call_id=call_id,
                queue=call.queue,
                ahead=self._ahead(call) if policy.announce_position else NOT_SAID,
                band=said.band if said else NOT_SAID,
                fell=said.fell if said else False,
                callback=bool(call.caller) and (always or surge),
            )
        )

    def _ahead(self, call: Call) -> int:
        """Callers before them; one who was overtaken hears the old number no more, and no higher one."""
        ahead = sum(1 for rank, _ in self._state.lines.get(call.queue, ()) if rank < call.rank)
        return NOT_SAID if call.ahead_said is not None and ahead > call.ahead_said else ahead
