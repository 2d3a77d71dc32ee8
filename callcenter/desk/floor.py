"""What the parts of the desk service share: desk, ports, legs and queues, and the way facts become acts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from callcenter.ears import Ears
from callcenter.legs import LegBook
from callcenter.queue_settings import Queue
from callcenter.telephony.ports import HangUp, Line, Order
from callcenter.timers import Timer, Timers
from queueing.callers.number_lists import AS_ANY_OTHER, Verdict
from queueing.desk.desk import Desk
from queueing.events import Fact

Act = Callable[[Any], None]


def treat_all_alike(_number: str, _now: float, *, emergency: bool) -> Verdict:  # noqa: ARG001 - as the lists are asked
    """No blacklist, no priority list."""
    return AS_ANY_OTHER


class Treat(Protocol):
    """The blacklist and the priority list."""

    def __call__(self, number: str, now: float, /, *, emergency: bool) -> Verdict:
        """How a call from that number is to be treated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPorts:
    """What the desk acts on."""

    line: Line
    ears: Ears
    timers: Timers
    publish: Callable[[Sequence[Fact]], None]
    probe_of: Callable[[str, float], str] = lambda _caller, _now: ""  # the dial probe's run whose call this is
    treat: Treat = treat_all_alike


class Floor:
    """The single writer over queueing.Desk: publishes the facts of each command, then acts on them in order."""

    def __init__(self, desk: Desk, ports: DeskPorts, queues: Sequence[Queue]) -> None:
        self.desk, self.ports = desk, ports
        self.legs = LegBook()
        self.queues = {queue.name: queue for queue in queues}
        self.by_number = {number: queue for queue in queues for number in queue.numbers}
        self._acts: dict[type, list[Act]] = {}
        self._after: list[Callable[[], None]] = []
        self._timer: Timer | None = None

    @property
    def now(self) -> float:
        """The service's clock, Unix seconds."""
        return self.ports.timers.now()

    def on_fact(self, kind: type, act: Act) -> None:
        """Call `act` after each fact of that kind, in the order of registration."""
        self._acts.setdefault(kind, []).append(act)

    def after_acts(self, act: Callable[[], None]) -> None:
        """Call `act` once when all facts of a command have been acted on."""
        self._after.append(act)

    def do(self, facts: Sequence[Fact]) -> None:
        """Tell everybody what a command stated, act on it, and be there when the next thing is due."""
        self.ports.publish(facts)
        for fact in facts:
            for act in self._acts.get(type(fact), ()):
                act(fact)
        for after in self._after:
            after()
        self._set_timer()

    def order(self, order: Order) -> None:
        """Ask telephony for something."""
        self.ports.line.order(order)

    def hang_up(self, leg_id: str) -> None:
        """End a leg that is still ours; one that ended by itself needs no order."""
        if self.legs.forget(leg_id)[0]:
            self.order(HangUp(leg_id=leg_id))

    def _set_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        due_s = self.desk.next_deadline()
        if due_s is not None:
            self._timer = self.ports.timers.after(due_s - self.now, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self.do(self.desk.tick(self.now))


def prompts(*names: str) -> tuple[str, ...]:
    """The prompts that are named; an empty name is none."""
    return tuple(name for name in names if name)
