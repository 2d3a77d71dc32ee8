"""A call comes in: let it into the queue of its number, or refuse it with a reason."""

from callcenter.desk.floor import Floor, prompts
from callcenter.ids import new_id
from callcenter.settings import Queue
from callcenter.telephony.ports import Answer, Incoming, Reject
from queueing.events import CallArrived, CallRefused


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
        reason = self._refusal(queue)
        if queue is None or reason:
            self._refuse(signal, call_id, reason)
            return
        floor.legs.add_caller(call_id, signal.leg_id)
        self.answer(signal.leg_id, call_id, queue)
        floor.do(floor.desk.call_arrived(_arrived(floor.now, call_id, queue, signal, self._probe(signal))))

    def answer(self, leg_id: str, call_id: str, queue: Queue) -> None:
        """Answer the caller, who hears the greeting and then music."""
        self._floor.order(Answer(leg_id=leg_id, call_id=call_id, prompts=prompts(queue.greeting, queue.music)))

    def _refusal(self, queue: Queue | None) -> str:
        if queue is None:
            return "unknown_number"
        line = self._floor.desk.state.lines.get(queue.name, [])
        return "line_full" if len(line) >= queue.max_waiting else ""

    def _refuse(self, signal: Incoming, call_id: str, reason: str) -> None:
        code = 404 if reason == "unknown_number" else 503
        self._floor.order(Reject(leg_id=signal.leg_id, sip_code=code))
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
