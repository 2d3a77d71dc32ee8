"""What came of a call back is noted by itself: the real desk service on the simulated line."""

from zoneinfo import ZoneInfo

import pytest

from callcenter.callers.call_backs import CallBackPorts, CallBacks
from callcenter.callers.missed import MissedDesk, MissedPorts
from callcenter.telephony.simulated import Manner, SimulatedPhone
from queueing.callers.missed import MissedRules
from queueing.callers.missed_book import MissedBook
from queueing.desk.state import DeskRules
from queueing.events import CallDialled, CallEnded, Fact, OperatorStatus, Outcome, Party, TryResult
from queueing.facts.missed import MissedTried
from tests.service.desk.stage import Stage

CITIZEN = "13900000001"
DIAL_GAP_S = 30.0


class Floor:
    """The missed-call list beside a desk at work, with one entry on it."""

    def __init__(self, manner: Manner = Manner.ANSWERS) -> None:
        self.stage = stage = Stage(rules=DeskRules(wrap_up_s=0.0, dial_attempts=3, dial_gap_s=DIAL_GAP_S))
        self.ports = CallBackPorts(
            timers=stage.timers, place=stage.service.place_call, cancel=stage.service.cancel_call
        )
        self.backs = CallBacks(self.ports)
        missed = MissedPorts(timers=stage.timers, publish=stage.publish, dial=self.backs.place)
        self.missed = MissedDesk(MissedBook(MissedRules(retry_s=1800.0)), missed, ZoneInfo("Asia/Shanghai"))
        stage.listeners.append(self.hear)
        leg = stage.dial(caller=CITIZEN)
        stage.wait(40.0)
        stage.line.hang_up(leg)
        self.wait(0.1)
        (self.entry,) = self.missed.book.entries()
        stage.line.add_outside(SimulatedPhone(account=CITIZEN, manner=manner, answer_s=2.0))
        stage.operators = ("8001",)
        stage.service.set_operators(stage.profiles("8001"))
        stage.line.add_phone(SimulatedPhone(account="8001", answer_s=0.5))
        stage.wait(0.01)

    def hear(self, fact: Fact) -> None:
        """Hear facts in the service's order."""
        self.backs.take_fact(fact, self.missed)
        self.missed.take_fact(fact)

    def wait(self, seconds: float) -> None:
        self.stage.wait(seconds)

    def call_back(self) -> str:
        """8001 is ready and takes the entry."""
        self.stage.service.set_status("8001", OperatorStatus.READY)
        return self.missed.call_back(self.entry.entry_id, "8001")

    def tried(self) -> list[tuple[TryResult, bool]]:
        """The results on the ledger: what came of it, and whether that closed the entry."""
        return [(fact.result, fact.closed) for fact in self.stage.facts if isinstance(fact, MissedTried)]

    def of(self, kind: type[Fact]) -> list[Fact]:
        return [fact for fact in self.stage.facts if isinstance(fact, kind)]


def test_who_is_reached_leaves_the_list_without_anybody_saying_so() -> None:
    floor = Floor()
    call_id = floor.call_back()
    floor.wait(2.0)
    assert floor.tried() == []
    floor.wait(2.0)
    citizen = floor.stage.line.ringing_at(CITIZEN)
    assert floor.stage.line.peer(citizen) == floor.stage.operator_leg("8001")
    assert (floor.tried(), floor.missed.book.entries()) == ([(TryResult.REACHED, True)], [])
    floor.stage.line.hang_up(citizen)
    floor.wait(0.5)
    (end,) = [one for one in floor.stage.ends() if one.call_id == call_id]
    assert (end.outcome, len(floor.tried())) == (Outcome.ANSWERED, 1)


def test_one_unanswered_attempt_frees_the_entry_and_the_line_does_not_try_on_its_own() -> None:
    """The list says when to try again: the desk's own retry is cancelled."""
    floor = Floor(Manner.BUSY)
    floor.call_back()
    floor.wait(5.0)
    (entry,) = floor.missed.book.entries()
    assert (floor.tried(), entry.taken_by, entry.tries) == ([(TryResult.NO_ANSWER, False)], "", 1)
    assert entry.next_at == pytest.approx(floor.stage.timers.now() + 1800.0, abs=5.0)
    floor.wait(3 * DIAL_GAP_S)
    assert (len(floor.of(CallDialled)), floor.stage.desk.state.placed) == (1, set())
    assert floor.missed.book.entries() == [entry]


def test_an_operator_who_hangs_up_while_it_rings_keeps_the_entry() -> None:
    """That says nothing of the citizen."""
    floor = Floor(Manner.IGNORES)
    floor.call_back()
    floor.wait(4.0)
    floor.stage.line.hang_up(floor.stage.operator_leg("8001"))
    floor.wait(0.5)
    (entry,) = floor.missed.book.entries()
    assert (floor.tried(), entry.taken_by) == ([], "8001")


def test_a_result_given_by_hand_first_stands_and_is_noted_once() -> None:
    floor = Floor()
    floor.call_back()
    floor.wait(2.0)
    floor.missed.tried(floor.entry.entry_id, "8001", TryResult.WRONG_NUMBER)
    floor.wait(3.0)
    assert floor.tried() == [(TryResult.WRONG_NUMBER, True)]


def test_a_call_placed_before_a_crash_is_still_known_after_it() -> None:
    """What is replayed at start lets the result of a call in progress be noted."""
    floor = Floor()
    floor.call_back()
    floor.wait(2.0)
    floor.backs = CallBacks(floor.ports)
    for fact in floor.stage.facts:
        floor.backs.remember(fact)
    floor.wait(3.0)
    assert floor.tried() == [(TryResult.REACHED, True)]


def test_a_number_that_cannot_be_placed_stays_with_its_operator() -> None:
    """A call back that somebody cancels before it is dialled neither closes the entry nor counts as a try."""
    floor = Floor()
    call_id = floor.missed.call_back(floor.entry.entry_id, "8001")  # not ready: the call waits for them
    floor.wait(1.0)
    floor.stage.service.cancel_call(call_id, Party.SUPERVISOR)
    floor.wait(1.0)
    (entry,) = floor.missed.book.entries()
    assert (floor.tried(), entry.taken_by, entry.tries) == ([], "8001", 0)
    assert [one.call_id for one in floor.of(CallEnded) if isinstance(one, CallEnded)][-1] == call_id
