"""A call comes in: let it into the queue of its number, or refuse it with a reason."""

from dataclasses import replace

from callcenter.desk.dismissals import Dismissals
from callcenter.desk.floor import Floor, prompts
from callcenter.ids import new_id
from callcenter.queue_settings import Queue
from callcenter.telephony.ports import Answer, Incoming, Reject
from queueing.callers.number_lists import Treatment, Verdict, bounded_steps
from queueing.events import CallArrived, CallRefused

UNKNOWN_CODE, BUSY_CODE, DECLINED_CODE = 404, 503, 603
LISTED = "listed"  # the reason of a refusal by the blacklist


class Arrivals:
    """Takes incoming legs. Owns which legs telephony tied to a call before the service was started again."""

    def __init__(self, floor: Floor, dismissals: Dismissals) -> None:
        self._floor, self._dismissals = floor, dismissals
        self._adopted: dict[str, str] = {}  # leg_id -> call_id

    def adopt(self, leg_id: str, call_id: str) -> None:
        """Remember what telephony says of a leg, should its arrival be told again."""
        self._adopted[leg_id] = call_id

    def take(self, signal: Incoming) -> None:
        """Let the caller in, or refuse; a leg told again after a restart is known already."""
        floor = self._floor
        if floor.legs.find(signal.leg_id)[0]:
            return
        call_id = self._adopted.get(signal.leg_id) or new_id("C", floor.now)
        if call_id in floor.desk.state.calls:
            return
        queue = floor.by_number.get(signal.dialled)
        if queue is None:
            self._refuse_unknown(signal, call_id)
            return
        verdict = floor.ports.treat(signal.caller.number, floor.now, emergency=queue.emergency)
        if verdict.treatment in (Treatment.REFUSE, Treatment.ANNOUNCE):
            self._dismiss(signal, call_id, verdict)
            return
        if verdict.treatment is Treatment.QUEUE:
            queue = floor.queues.get(verdict.target, queue)
        arrived = _arrived(floor.now, call_id, queue, signal, self._probe(signal))
        facts = floor.desk.call_arrived(replace(arrived, priority=bounded_steps(queue.priority, verdict.steps)))
        if isinstance(facts[0], CallRefused):
            floor.order(Reject(leg_id=signal.leg_id, sip_code=BUSY_CODE))
        else:
            floor.legs.add_caller(call_id, signal.leg_id)
            self.answer(signal.leg_id, call_id, queue)
        floor.do(facts)

    def answer(self, leg_id: str, call_id: str, queue: Queue) -> None:
        """Answer the caller, who hears the greeting and then music."""
        self._floor.order(Answer(leg_id=leg_id, call_id=call_id, prompts=prompts(queue.greeting, queue.music)))

    def _dismiss(self, signal: Incoming, call_id: str, verdict: Verdict) -> None:
        if verdict.treatment is Treatment.ANNOUNCE:
            self._dismissals.tell(signal.leg_id, call_id, verdict.target)
        else:
            self._floor.order(Reject(leg_id=signal.leg_id, sip_code=DECLINED_CODE))
        self._note_refused(signal, call_id, LISTED)

    def _refuse_unknown(self, signal: Incoming, call_id: str) -> None:
        self._floor.order(Reject(leg_id=signal.leg_id, sip_code=UNKNOWN_CODE))
        self._note_refused(signal, call_id, "unknown_number")

    def _note_refused(self, signal: Incoming, call_id: str, reason: str) -> None:
        refused = CallRefused(
            at=self._floor.now,
            call_id=call_id,
            dialled=signal.dialled[:40],
            caller=signal.caller.number,
            reason=reason,
            probe=self._probe(signal),
        )
        self._floor.ports.publish([refused])

    def _probe(self, signal: Incoming) -> str:
        return self._floor.ports.probe_of(signal.caller.number, self._floor.now)


def _arrived(now: float, call_id: str, queue: Queue, signal: Incoming, probe: str) -> CallArrived:
    return CallArrived(
        at=now,
        call_id=call_id,
        queue=queue.name,
        dialled=signal.dialled,
        caller=signal.caller.number,
        display=signal.caller.display,
        trunk=signal.trunk,
        priority=queue.priority,
        needs=" ".join(queue.needs),
        source=queue.sources.get(signal.dialled, ""),
        leg_id=signal.leg_id,
        probe=probe,
    )
