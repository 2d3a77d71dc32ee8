"""The desk acts at its moments, however often somebody asked in between when the next one is."""

from queueing.desk.desk import Desk
from queueing.desk.outbound import Placing
from queueing.desk.state import DeskRules, OperatorProfile
from queueing.events import CallArrived, OfferEnd, OperatorStatus, Purpose
from tests.rules.desk.story import arrive, offer_of, open_desk

DIALECT = OperatorProfile(operator_id="8002", skills=frozenset({"dialect"}))


def look(desk: Desk) -> None:
    """What a service does between commands: ask when something is due. Asking changes nothing."""
    desk.next_deadline()


def test_a_skill_is_relaxed_on_time_also_for_a_caller_who_rang_when_somebody_looked() -> None:
    rules = DeskRules(relax_s={"dialect": 6.0}, ring_s=20.0)
    desk = open_desk("8001", "8002", rules=rules)
    desk.set_operators(0.5, [OperatorProfile(operator_id="8001"), DIALECT])
    fact = CallArrived(at=1.0, call_id="c1", queue="hotline", dialled="12345", caller="138", needs="dialect")
    assert offer_of(desk.call_arrived(fact)).operator_id == "8002"
    look(desk)
    desk.set_status(2.0, "8002", OperatorStatus.SIGNED_OUT)
    assert desk.next_deadline() == 7.0
    assert offer_of(desk.tick(7.0)).operator_id == "8001"


def test_a_call_that_goes_out_waits_for_a_skill_no_longer_than_one_that_came() -> None:
    desk = open_desk("8001", rules=DeskRules(relax_s={"dialect": 6.0}))
    desk.place_call(1.0, Placing(call_id="c1", queue="hotline", number="138", purpose=Purpose.REVISIT, needs="dialect"))
    assert desk.next_deadline() == 7.0
    assert offer_of(desk.tick(7.0)).operator_id == "8001"


def test_a_pause_ends_on_time_also_for_one_whose_phone_was_away_when_somebody_looked() -> None:
    desk = open_desk("8001", rules=DeskRules(missed_limit=2, miss_pause_s=5.0))
    desk.offer_failed(2.0, offer_of(arrive(desk, 1.0, "c1")).offer_id, OfferEnd.MISSED)
    desk.set_reachable(3.0, "8001", reachable=False)
    look(desk)
    desk.set_reachable(4.0, "8001", reachable=True)
    assert desk.next_deadline() == 7.0
    assert offer_of(desk.tick(7.0)).operator_id == "8001"
