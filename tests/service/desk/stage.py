"""The real desk service on the simulated line and a clock that moves when told to."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC

from callcenter.desk import DeskPorts, DeskService
from callcenter.ears import HeardLeg
from callcenter.queue_settings import Queue, policies
from callcenter.telephony.simulated import SimulatedLine, SimulatedPhone
from callcenter.timers import VirtualTimers
from queueing.callers.number_lists import NumberLists
from queueing.days.calendar import Calendar
from queueing.desk.desk import Desk
from queueing.desk.state import DeskRules, OperatorProfile
from queueing.events import CallEnded, Fact, OperatorStatus

QUEUES = (
    Queue(name="hotline", title="12345 热线", numbers=("12345",)),
    Queue(name="show", title="政风热线", numbers=("12388",), max_waiting=3),
)


class SimulatedEars:
    """Ears that hear every leg they are told of, and remember what they were told."""

    def __init__(self, timers: VirtualTimers) -> None:
        self._timers = timers
        self.heard: dict[str, HeardLeg] = {}
        self.paused: set[str] = set()
        self.closed: list[str] = []
        self.desk: DeskService | None = None

    def listen(self, leg: HeardLeg) -> None:
        self.heard[leg.leg_id] = leg
        self.paused.discard(leg.leg_id)
        desk = self.desk
        if desk:
            self._timers.after(0.001, lambda: desk.on_listening(leg.leg_id, "127.0.0.1", 4000))

    def pause(self, leg_id: str) -> None:
        self.paused.add(leg_id)

    def go_on(self, leg_id: str) -> None:
        self.paused.discard(leg_id)

    def unlisten(self, leg_id: str) -> None:
        self.heard.pop(leg_id, None)

    def close(self, call_id: str) -> None:
        self.closed.append(call_id)


class Stage:
    """A desk at work: dial, wait, look."""

    def __init__(
        self,
        *operators: str,
        rules: DeskRules | None = None,
        ledger: Sequence[Fact] = (),
        queues: Sequence[Queue] = QUEUES,
    ) -> None:
        self.timers = VirtualTimers(1_800_000_000.0)
        self.line = SimulatedLine(self.timers)
        self.queues = queues
        rules = rules or DeskRules(wrap_up_s=10.0)
        calendar = Calendar(published=frozenset())
        self.rules = replace(rules, policies=policies(queues, calendar, UTC))
        self.facts: list[Fact] = list(ledger)
        self.listeners: list[Callable[[Fact], None]] = []  # the parts that hear each fact as it happens
        self.operators = operators
        self.probes: dict[str, str] = {}  # caller -> run of a dial probe
        self.lists = NumberLists()
        self.start_service()
        for one in operators:
            self.line.add_phone(SimulatedPhone(account=one))
        self.wait(0.01)
        for one in operators:
            self.service.set_status(one, OperatorStatus.READY)

    def start_service(self) -> None:
        """Start (or, after a crash, start again) the service over the ledger so far."""
        self.desk = Desk(self.rules)
        self.desk.restore(self.facts)
        self.ears = SimulatedEars(self.timers)
        ports = DeskPorts(
            line=self.line,
            ears=self.ears,
            timers=self.timers,
            publish=self.publish,
            probe_of=self._probe_of,
            treat=lambda number, now, *, emergency: self.lists.verdict(number, now, emergency=emergency),
        )
        self.service = DeskService(self.desk, ports, self.queues, ring_s=self.rules.ring_s)
        self.ears.desk = self.service
        self.service.set_operators([OperatorProfile(operator_id=one) for one in self.operators])

    def _probe_of(self, caller: str, _now: float) -> str:
        return self.probes.get(caller, "")

    def publish(self, facts: Sequence[Fact]) -> None:
        """Write facts down and tell who listens, each at once, as the service's bus does."""
        for fact in facts:
            self.facts.append(fact)
            for listener in self.listeners:
                listener(fact)

    @staticmethod
    def profiles(*operators: str) -> list[OperatorProfile]:
        return [OperatorProfile(operator_id=one) for one in operators]

    def wait(self, seconds: float) -> None:
        self.timers.advance(seconds)

    def dial(self, number: str = "12345", caller: str = "13800000000") -> str:
        """A citizen calls; answers the leg once the service has it."""
        leg = self.line.dial(number, caller)
        self.wait(0.01)
        return leg

    def ends(self) -> list[CallEnded]:
        return [fact for fact in self.facts if isinstance(fact, CallEnded)]

    def operator_leg(self, account: str) -> str:
        return self.line.ringing_at(account)
