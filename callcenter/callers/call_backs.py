"""Calling missed callers back: places the call on the desk, and notes by itself what came of it."""

from collections.abc import Callable
from dataclasses import dataclass

from callcenter.callers.missed import MissedDesk
from callcenter.ids import new_id
from callcenter.timers import Timers
from queueing.callers.missed import Missed
from queueing.desk.outbound import Placing
from queueing.events import (
    CallAnswered,
    CallEnded,
    CallPlaced,
    DialEnd,
    DialFailed,
    Fact,
    Party,
    Purpose,
    TransitionError,
    TryResult,
)

_OURS = (DialEnd.GIVEN_UP, DialEnd.FAILED)  # says nothing of the citizen: the entry stays with its operator


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackPorts:
    """What calling back acts on."""

    timers: Timers
    place: Callable[[Placing], None]
    cancel: Callable[[str, Party], None]


class CallBacks:
    """Owns which calls in progress call a missed caller back."""

    def __init__(self, ports: CallBackPorts) -> None:
        self._ports = ports
        self._calls: dict[str, CallPlaced] = {}

    def place(self, entry: Missed, operator_id: str) -> str:
        """Place the call for that operator, in front of everybody who waits for them; answers its id.

        Raises:
            TransitionError: the desk cannot place it.

        """
        call_id = new_id("C", self._ports.timers.now())
        self._ports.place(
            Placing(
                call_id=call_id,
                queue=entry.queue,
                number=entry.number,
                purpose=Purpose.MISSED,
                reference=entry.entry_id,
                wanted_operator=operator_id,
                ranked_at=entry.first_at,
                by=operator_id,
            )
        )
        return call_id

    def remember(self, fact: Fact) -> None:
        """Follow such calls: for the replay of the ledger at start."""
        if isinstance(fact, CallPlaced) and fact.purpose is Purpose.MISSED:
            self._calls[fact.call_id] = fact
        elif isinstance(fact, CallEnded):
            self._calls.pop(fact.call_id, None)

    def take_fact(self, fact: Fact, missed: MissedDesk) -> None:
        """Note what came of a call back, before the list hears that the number was reached."""
        call = self._calls.get(getattr(fact, "call_id", ""))
        self.remember(fact)
        if call is None:
            return
        if isinstance(fact, CallAnswered):
            self._note(missed, call, TryResult.REACHED)
        elif isinstance(fact, DialFailed) and fact.how not in _OURS:
            self._note(missed, call, TryResult.NO_ANSWER)
            if fact.retry_at:  # the list says when to try again, not the line
                self._ports.timers.after(0.0, lambda: self._cancel(fact.call_id))

    def _note(self, missed: MissedDesk, call: CallPlaced, result: TryResult) -> None:
        try:
            missed.tried(call.reference, call.wanted_operator, result)
        except TransitionError:
            return  # the operator was faster

    def _cancel(self, call_id: str) -> None:
        try:
            self._ports.cancel(call_id, Party.SYSTEM)
        except TransitionError:
            return  # it has ended already
