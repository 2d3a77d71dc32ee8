"""After a (re)connection to telephony: learn which legs live; what is gone and stays unexplained ends as broken."""

from collections.abc import Callable

from callcenter.desk.acts import Acts
from callcenter.desk.arrivals import Arrivals
from callcenter.desk.company import Company
from callcenter.desk.floor import Floor
from callcenter.desk.waiting import Waiting
from callcenter.telephony.ports import LegState, Snapshot
from queueing.desk.state import Call
from queueing.events import CallState, DialEnd, Outcome

RECONCILE_S = 3.0  # after a reconnect, how long missed signals may take before a leg nobody knows counts as lost


class Snapshots:
    """Brings desk and telephony to the same view of what lives."""

    def __init__(self, floor: Floor, arrivals: Arrivals, waiting: Waiting, acts: Acts, company: Company) -> None:
        self._floor, self._arrivals, self._waiting = floor, arrivals, waiting
        self._acts, self._company = acts, company
        self._also: Callable[[Snapshot], None] = lambda _snapshot: None

    def also(self, restore: Callable[[Snapshot], None]) -> None:
        """Let one more part take up what lives, after guests and before calls of two."""
        self._also = restore

    def take(self, snapshot: Snapshot) -> None:
        """Compare what telephony holds with the calls in progress."""
        floor, calls = self._floor, self._floor.desk.state.calls
        live = {leg.leg_id for leg in snapshot.legs}
        floor.legs.recall(calls)
        self._learn(snapshot)
        self._answer_again(snapshot)
        with_leg = [call.call_id for call in calls.values() if _has_a_leg(call)]
        lost = {call_id for call_id in with_leg if floor.legs.caller(call_id) not in live}
        floor.ports.timers.after(RECONCILE_S, lambda: self._reconcile(lost))
        self._company.restore(live)
        self._also(snapshot)
        for call in calls.values():
            if call.state in (CallState.TALKING, CallState.HOLD) or call.message_from is not None:
                self._acts.hear(call.call_id)
            elif call.state in (CallState.TOLD, CallState.MESSAGE):
                self._waiting.say_again(call)
        for operator_id in floor.desk.state.operators:
            floor.do(floor.desk.set_reachable(floor.now, operator_id, operator_id in snapshot.registered))

    def _learn(self, snapshot: Snapshot) -> None:
        for leg in snapshot.legs:
            self._floor.legs.learn(leg.leg_id, leg.call_id, self._floor.desk.state.calls)
            if leg.call_id:
                self._arrivals.adopt(leg.leg_id, leg.call_id)

    def _answer_again(self, snapshot: Snapshot) -> None:
        """Let in who is in the ledger but whose answer was lost when the service died."""
        for leg in snapshot.legs:
            call = self._floor.desk.state.calls.get(self._floor.legs.find(leg.leg_id)[0])
            if call and leg.state is LegState.INCOMING:
                self._arrivals.answer(leg.leg_id, call.call_id, self._floor.queues[call.queue])

    def _reconcile(self, lost: set[str]) -> None:
        for call_id in lost & set(self._floor.desk.state.calls):
            call, reason = self._floor.desk.state.calls[call_id], "telephony lost the call"
            if call.state is CallState.DIALLING:
                self._floor.do(self._floor.desk.dial_failed(self._floor.now, call.dial_leg, DialEnd.FAILED))
                continue
            self._floor.do(self._floor.desk.call_ended(self._floor.now, call_id, Outcome.BROKEN, reason))


def _has_a_leg(call: Call) -> bool:
    """Whether somebody outside is, or is being, connected: a call that is still to go out has nobody yet."""
    return not call.absent or call.state is CallState.DIALLING
