"""A caller whom the live show has is no caller of the hotline; one it gives back is, from then on."""

import pytest

from queueing.desk.desk import Desk
from queueing.desk.policy import Move, QueuePolicy
from queueing.desk.state import DeskRules, OperatorProfile
from queueing.events import CallArrived, Fact, OperatorStatus, Outcome
from queueing.figures import Definition, Figures, Transfers
from queueing.figures.tally import Counts
from queueing.studio.state import ShowCallRules

RULES = DeskRules(wrap_up_s=0.0, show=ShowCallRules(queues=frozenset({"show"}), hotline="hotline"))


class Day:
    """A desk with one operator, and all it states."""

    def __init__(self, definition: Definition | None = None) -> None:
        self.desk, self.facts = Desk(RULES), list[Fact]()
        self.figures = Figures(lambda _at: 0.0, definition)
        self.take(self.desk.set_operators(0.0, [OperatorProfile(operator_id="8001")]))
        self.take(self.desk.set_reachable(0.0, "8001", reachable=True))
        self.take(self.desk.show.open(0.0, "S1", 1))

    def take(self, facts: list[Fact]) -> None:
        for fact in facts:
            self.facts.append(fact)
            self.figures.feed(fact)

    def arrives(self, at: float, call_id: str, queue: str = "show") -> None:
        arrived = CallArrived(at=at, call_id=call_id, queue=queue, dialled="1", caller="")
        self.take(self.desk.call_arrived(arrived))

    def ready(self, at: float) -> None:
        self.take(self.desk.set_status(at, "8001", OperatorStatus.READY))

    def answers(self, at: float, call_id: str) -> None:
        self.take(self.desk.offer_answered(at, f"{call_id}-1"))

    def counts(self, at: float) -> Counts:
        return self.figures.snapshot(at).total


def test_a_caller_of_the_show_is_neither_offered_nor_waiting_nor_abandoned() -> None:
    day = Day()
    day.arrives(10.0, "c1")
    assert (day.counts(20.0).offered, day.figures.waiting()) == (0, 0)
    day.take(day.desk.caller_left(500.0, "c1"))
    total = day.counts(500.0)
    assert (total.offered, total.abandoned, total.turned_away, total.unsettled) == (0, 0, 0, 0)


@pytest.mark.parametrize("transfers", list(Transfers))
def test_one_given_back_is_offered_and_waits_from_then_on(transfers: Transfers) -> None:
    day = Day(Definition(transfers=transfers))
    day.arrives(10.0, "c1")
    day.take(day.desk.show.to_hotline(610.0, "c1"))
    assert (day.counts(612.0).offered, day.figures.waiting("hotline")) == (1, 1)
    assert day.figures.line(612.0).longest_wait_s == pytest.approx(2.0)
    day.ready(613.0)
    day.answers(616.0, "c1")
    total = day.counts(620.0)
    assert (total.answered, total.within) == (1, 1)
    assert total.asa_s == pytest.approx(6.0)
    assert day.figures.line(620.0).talking == 1


def test_who_was_answered_and_handed_over_stays_answered_once() -> None:
    day = Day()
    day.ready(1.0)
    day.arrives(10.0, "c1", "hotline")
    day.answers(14.0, "c1")
    day.take(day.desk.show.hand_over(60.0, "c1"))
    assert day.figures.line(61.0).talking == 0
    day.take(day.desk.show.thank(900.0, "c1"))
    total = day.counts(900.0)
    assert (total.offered, total.answered, total.abandoned) == (1, 1, 0)
    assert total.asa_s == pytest.approx(4.0)


def test_the_wait_in_the_ledger_is_without_the_time_with_the_show() -> None:
    day = Day()
    day.arrives(10.0, "c1")
    day.take(day.desk.show.to_hotline(610.0, "c1"))
    day.take(day.desk.caller_left(640.0, "c1"))
    (ended,) = [fact for fact in day.facts if getattr(fact, "outcome", None) is Outcome.ABANDONED]
    assert ended.waited_s == pytest.approx(30.0)  # type: ignore[union-attr]  # it is a CallEnded


def test_a_wait_limit_of_the_hotline_does_not_count_the_time_with_the_show() -> None:
    policy = QueuePolicy(max_wait_s=60.0, when_waited_out=Move.parse("tell"))
    rules = DeskRules(show=RULES.show, policies={"hotline": policy, "show": QueuePolicy()})
    desk = Desk(rules)
    desk.show.open(0.0, "S1", 0)
    desk.call_arrived(CallArrived(at=10.0, call_id="c1", queue="show", dialled="1", caller=""))
    desk.show.to_hotline(610.0, "c1")
    desk.tick(665.0)
    assert desk.state.calls["c1"].state.value == "waiting"
    assert desk.next_deadline() == pytest.approx(670.0)
