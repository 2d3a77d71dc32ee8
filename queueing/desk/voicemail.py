"""A caller leaves a message: when it begins, how long it may be, and whether there was one."""

from queueing.desk.alarms import Cause
from queueing.desk.core import Alarm, Core
from queueing.desk.state import Call
from queueing.events import CallEnded, CallState, Outcome, Party, TransitionError, VoicemailBegan


class Voicemail:
    """The part of the desk that takes messages."""

    def __init__(self, core: Core) -> None:
        self._core, self._state, self._rules = core, core.state, core.rules
        core.on_fact(VoicemailBegan, lambda fact: core.alarms.set(fact.until, Cause.MESSAGE, fact.call_id))
        core.on_alarm(Cause.MESSAGE, Alarm(wanted=self._still_speaks, act=self._too_long))

    def begins(self, now: float, call_id: str) -> None:
        """The caller has been asked, and may speak."""
        call = self._state.call(call_id)
        if call.state is not CallState.MESSAGE or call.message_from is not None:
            raise TransitionError(f"call {call_id}", "a caller who was asked for a message", str(call.state))
        self._core.note(VoicemailBegan(at=now, call_id=call_id, until=now + self._rules.voicemail_most_s))

    def ends(self, now: float, call_id: str, by: Party, reason: str) -> None:
        """The caller pressed the key that ends it, or hung up: what was said is the message, if anything."""
        call = self._state.call(call_id)
        if call.state is not CallState.MESSAGE:
            raise TransitionError(f"call {call_id}", "a caller who leaves a message", str(call.state))
        self._core.note(
            CallEnded(
                at=now,
                call_id=call_id,
                queue=call.queue,
                outcome=Outcome.VOICEMAIL if self._said_something(now, call) else Outcome.ABANDONED,
                by=by,
                waited_s=max(0.0, call.joined_at - call.arrived_at),
                reason=reason,
            )
        )

    def _said_something(self, now: float, call: Call) -> bool:
        return call.message_from is not None and now - call.message_from >= self._rules.voicemail_least_s

    def _still_speaks(self, at: float, call_id: str) -> bool:
        call = self._state.calls.get(call_id)
        return call is not None and call.state is CallState.MESSAGE and call.message_until == at

    def _too_long(self, now: float, call_id: str) -> None:
        self.ends(now, call_id, Party.SYSTEM, "message_long_enough")
