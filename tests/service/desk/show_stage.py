"""A desk with a studio of two lines and a producer's phone, on the simulated line."""

from collections.abc import Callable

from callcenter.queue_settings import Queue
from callcenter.show.air import Air
from callcenter.show.ports import (
    ShowSignal,
)
from callcenter.show_settings import Show, ShowPhone, show_rules
from callcenter.telephony.ports import Order
from callcenter.telephony.simulated import SimulatedPhone
from queueing.desk.state import DeskRules
from queueing.events import CallState
from tests.service.desk.stage import Stage

QUEUES = (
    Queue(name="hotline", title="12345 热线", numbers=("12345",)),
    Queue(name="show", title="政风热线", numbers=("12388",), show=True),
)
PASSWORD = "at-least-eight"
SHOW = Show(
    studio=("9101", "9102"), phone=tuple(ShowPhone(number=n, password=PASSWORD) for n in ("9101", "9102", "9001"))
)
PRODUCER = "9001"


class ShowStage(Stage):
    """A desk with a studio of two lines and a producer's phone."""

    _order: Callable[[Order], None]  # the line's own

    def __init__(self, *operators: str) -> None:
        self.told: list[ShowSignal] = []
        self.orders: list[Order] = []
        rules = DeskRules(wrap_up_s=10.0, show=show_rules(SHOW, QUEUES))
        super().__init__(*operators, rules=rules, queues=QUEUES)
        for number in ("9101", "9102", PRODUCER):
            self.line.add_phone(SimulatedPhone(account=number, answer_s=0.5))
        self.wait(0.01)

    def start_service(self) -> None:
        super().start_service()
        self.service.show.set_rules(SHOW)
        self.air = Air(self.service.show, self.desk.state, self.timers)
        self.air.restore()
        self.air.listen(self.told.append)
        self.listeners = [self.air.take_fact]
        order = self.line.order if not hasattr(self, "_order") else self._order
        self._order = order
        self.line.order = self._watched  # type: ignore[method-assign]  # what is ordered is looked at, and obeyed

    def _watched(self, order: Order) -> None:
        self.orders.append(order)
        self._order(order)

    def open(self) -> None:
        self.air.open("S1")
        self.wait(1.0)

    def come(self) -> tuple[str, str]:
        """A citizen dials the show; answers leg and call."""
        leg = self.dial("12388", f"138{len(self.facts):08}")
        return leg, self.service._floor.legs.find(leg)[0]

    def of(self, kind: type) -> list[ShowSignal]:
        return [one for one in self.told if isinstance(one, kind)]

    def studio(self, position: int) -> str:
        return self.desk.state.show.lines[position].leg_id

    def state(self, call_id: str) -> CallState:
        return self.desk.state.calls[call_id].state
