"""A call comes in: let it into the queue of its number, or refuse it with a reason."""

from callcenter.desk.floor import Floor, prompts
from callcenter.ids import new_id
from callcenter.queue_settings import Queue
from callcenter.telephony.ports import Answer, Incoming, Reject
from queueing.events import CallArrived, CallRefused

UNKNOWN_CODE, BUSY_CODE = 404, 503


class Arrivals:
    """Takes incoming legs. Owns which legs telephony tied to a call before the service was started again."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
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
        facts = floor.desk.call_arrived(_arrived(floor.now, call_id, queue, signal, self._probe(signal)))
        if isinstance(facts[0], CallRefused):
            floor.order(Reject(leg_id=signal.leg_id, sip_code=BUSY_CODE))
        else:
            floor.legs.add_caller(call_id, signal.leg_id)
            self.answer(signal.leg_id, call_id, queue)
        floor.do(facts)

    def answer(self, leg_id: str, call_id: str, queue: Queue) -> None:
        """Answer the caller, who hears the greeting and then music."""
        self._floor.order(Answer(leg_id=leg_id, call_id=call_id, prompts=prompts(queue.greeting, queue.music)))

    def _refuse_unknown(self, signal: Incoming, call_id: str) -> None:
        self._floor.order(Reject(leg_id=signal.leg_id, sip_code=UNKNOWN_CODE))
        refused = CallRefused(
            at=self._floor.now,
            call_id=call_id,
            dialled=signal.dialled[:40],
            caller=signal.caller.number,
            reason="unknown_number",
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
