"""Where a caller is led who cannot simply wait: at the entry, and when they have waited long enough."""

from typing import Protocol

from queueing.desk.alarms import Cause
from queueing.desk.core import Alarm, Core
from queueing.desk.offers import Offers
from queueing.desk.policy import Move, QueuePolicy, Way
from queueing.desk.state import Call
from queueing.events import (
    CallArrived,
    CallbackOffered,
    CallEnded,
    CallLeftShow,
    CallMerged,
    CallOverflowed,
    CallRefused,
    CallRequeued,
    CallReturned,
    CallState,
    CallTold,
    OfferEnd,
    OperatorStatus,
    Outcome,
    Party,
    Purpose,
    QueueUnstaffed,
    VoicemailStarted,
)
from queueing.studio.terms import BLOCKED

LOOK_AGAIN_S = 10.0  # where a caller was to overflow nobody can be served either: so long until the next try
STAY = Move(way=Way.WAIT)


class _OfCall(Protocol):
    at: float
    call_id: str


class Entry:
    """The part of the desk that leads callers to a line, another line, a call-back, a message or out."""

    def __init__(self, core: Core, offers: Offers) -> None:
        self._core, self._offers, self._state, self._rules = core, offers, core.state, core.rules
        if core.rules.policies:
            for kind in (CallArrived, CallReturned, CallOverflowed, CallRequeued, CallLeftShow, CallbackOffered):
                core.on_fact(kind, self._set_alarm)
        core.on_fact(CallTold, lambda fact: core.alarms.set(fact.at + core.rules.told_most_s, Cause.TOLD, fact.call_id))
        core.on_alarm(Cause.OVERFLOW, Alarm(wanted=self._still_due, act=self._overflow))
        core.on_alarm(Cause.TOLD, Alarm(wanted=self._still_told, act=self.told))

    # --- coming in -------------------------------------------------------------------------------------------

    def arrive(self, fact: CallArrived) -> None:
        """Let a caller in, wherever the queue's rules lead; a citizen who was to be called back gets that place."""
        back = self.callback_of(fact.caller)
        move, reason = (STAY, "") if back else self._way(fact.at, fact.queue)
        if move.way is Way.REFUSE:
            self._core.note(_refused(fact, reason))
            return
        self._core.note(fact)
        call = self._state.calls[fact.call_id]
        if back:
            self.merge(fact.at, call, back)
        self._lead(fact.at, call, move, reason)

    def callback_of(self, number: str) -> Call | None:
        """The call-back that number waits for, unless it is being dialled."""
        calls = [self._state.calls[one] for one in sorted(self._state.placed)] if number else []
        waits = (CallState.WAITING, CallState.OFFERED, CallState.POSTPONED)
        return next(
            (one for one in calls if one.purpose is Purpose.CALLBACK and one.caller == number and one.state in waits),
            None,
        )

    def merge(self, now: float, call: Call, back: Call) -> None:
        """The citizen is here: the call-back ends, and this call takes its place."""
        if back.state is CallState.OFFERED:
            self._offers.over(now, back, OfferEnd.WITHDRAWN)
        self._core.note(
            CallEnded(
                at=now,
                call_id=back.call_id,
                queue=back.queue,
                outcome=Outcome.MERGED,
                by=Party.CALLER,
                waited_s=back.waited_s(now),
                reason=f"rang again: {call.call_id}",
            )
        )
        self._core.note(
            CallMerged(
                at=now,
                call_id=call.call_id,
                with_call=back.call_id,
                ranked_at=back.ranked_at,
                order=back.order,
                headstart_s=max(back.headstart_s, call.headstart_s),
            )
        )

    def told(self, now: float, call_id: str) -> None:
        """The caller has heard why nobody can serve them: the call ends."""
        call = self._state.call(call_id)
        self._core.note(
            CallEnded(
                at=now,
                call_id=call_id,
                queue=call.queue,
                outcome=Outcome.REFUSED,
                by=Party.SYSTEM,
                waited_s=call.waited_s(now),
                reason="told",
            )
        )

    # --- where to --------------------------------------------------------------------------------------------

    def _way(self, now: float, name: str) -> tuple[Move, str]:
        """Where one who comes to that queue now is led, and why."""
        policy = self._rules.policies.get(name)
        if self._is_shows(name):
            return (self._on_to_hotline, BLOCKED) if self._state.show.blocked else (STAY, "")
        return self._way_of(now, name, policy) if policy else (STAY, "")

    def _way_of(self, now: float, name: str, policy: QueuePolicy) -> tuple[Move, str]:
        if self._state.queue(name).closed:
            return policy.when_closed, "closed_by_hand"
        if not policy.open_at(now):
            return policy.when_closed, "closed"
        if policy.max_waiting and len(self._state.lines.get(name, ())) >= policy.max_waiting:
            return policy.when_full, "line_full"
        if not self.staffed(name):
            return policy.no_operator, "no_operator"
        return STAY, ""

    def _is_shows(self, queue: str) -> bool:
        """Whether a live show has the callers of that queue now."""
        return bool(self._state.show.show_id) and queue in self._rules.show.queues

    @property
    def _on_to_hotline(self) -> Move:
        return Move(way=Way.QUEUE, queue=self._rules.show.hotline)

    def send_on(self, now: float, call: Call) -> None:
        """A caller of a show that takes no more goes on to the hotline."""
        self._lead(now, call, self._on_to_hotline, BLOCKED)

    def staffed(self, name: str) -> bool:
        """Whether anybody is signed in for that queue."""
        return any(
            one.status is not OperatorStatus.SIGNED_OUT and (not one.profile.queues or name in one.profile.queues)
            for one in self._state.operators.values()
        )

    def _lead(self, now: float, call: Call, move: Move, reason: str) -> None:
        """Lead a caller who was let in; from queue to queue, which settings have proved to end."""
        while move.way is Way.QUEUE:
            if self._is_shows(move.queue) and self._state.show.blocked:
                move, reason = STAY, ""  # it would only send the caller back here
                break
            self.note_unstaffed(now, call.queue)
            self._move(now, call, move.queue, reason)
            move, reason = self._way(now, move.queue)
        self.note_unstaffed(now, call.queue)
        if move.way is Way.VOICEMAIL:
            self._core.note(VoicemailStarted(at=now, call_id=call.call_id, queue=call.queue, reason=reason))
        elif move.way is not Way.WAIT:
            callback = move.way is Way.CALLBACK and bool(call.caller)
            self._core.note(CallTold(at=now, call_id=call.call_id, queue=call.queue, reason=reason, callback=callback))
        elif self._state.queue(call.queue).surge:
            self._offer_callback(now, call, "surge")

    def _offer_callback(self, now: float, call: Call, reason: str) -> None:
        possible = bool(call.caller) and not call.callback_open
        self._core.note(
            CallbackOffered(at=now, call_id=call.call_id, queue=call.queue, reason=reason, possible=possible)
        )

    def offer_all(self, now: float, queue: str) -> None:
        """A surge begins: everybody in that line is told, and offered to be called back."""
        for _, call_id in list(self._state.lines.get(queue, ())):
            call = self._state.calls[call_id]
            if not call.absent:
                self._offer_callback(now, call, "surge")

    def _move(self, now: float, call: Call, queue: str, reason: str) -> None:
        self._core.note(CallOverflowed(at=now, call_id=call.call_id, queue=queue, from_queue=call.queue, reason=reason))

    def note_unstaffed(self, now: float, queue: str) -> None:
        """Raise the alarm, once, that nobody is signed in for an open queue somebody calls."""
        known = self._rules.policies.get(queue) is None or self._state.queue(queue).unstaffed or self._is_shows(queue)
        if not known and self._state.is_open(queue, now) and not self.staffed(queue):
            self._core.note(QueueUnstaffed(at=now, queue=queue))

    # --- having waited long enough ---------------------------------------------------------------------------

    def _next_step(self, call: Call) -> tuple[float, Move, str] | None:
        """When a waiting caller is led elsewhere, where to and why; None: never."""
        policy = self._rules.policies.get(call.queue)
        if policy is None or call.absent or call.answered_at is not None:
            return None
        steps = [(call.joined_at + one.after_s, one.move, "waited") for one in policy.overflow[call.step :][:1]]
        if policy.max_wait_s > 0 and call.step <= len(policy.overflow):
            steps.append((call.arrived_at + call.show_s + policy.max_wait_s, policy.when_waited_out, "waited_out"))
        return min(steps, key=lambda one: one[0], default=None)

    def _set_alarm(self, fact: _OfCall) -> None:
        call = self._state.calls[fact.call_id]
        step = self._next_step(call)
        if step:
            self._core.alarms.set(max(step[0], fact.at), Cause.OVERFLOW, call.call_id)

    def _still_due(self, at: float, call_id: str) -> bool:
        call = self._state.calls.get(call_id)
        if call is None or call.state is not CallState.WAITING:
            return False
        step = self._next_step(call)
        return step is not None and step[0] <= at

    def _overflow(self, now: float, call_id: str) -> None:
        call = self._state.calls[call_id]
        step = self._next_step(call)
        if step is None:
            return
        _, move, reason = step
        if move.way is Way.CALLBACK:
            self._offer_callback(now, call, reason)
        elif move.way is Way.QUEUE and self._way(now, move.queue)[0].way is not Way.WAIT:
            self._core.alarms.set(now + LOOK_AGAIN_S, Cause.OVERFLOW, call_id)
        else:
            self._lead(now, call, move, reason)

    def _still_told(self, _at: float, call_id: str) -> bool:
        call = self._state.calls.get(call_id)
        return call is not None and call.state is CallState.TOLD


def _refused(fact: CallArrived, reason: str) -> CallRefused:
    return CallRefused(
        at=fact.at,
        call_id=fact.call_id,
        dialled=fact.dialled,
        caller=fact.caller,
        reason=reason,
        probe=fact.probe,
    )
