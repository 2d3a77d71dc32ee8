"""Who gets the next call, and who waits how long at most: strategies, skills, priority, load, known callers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.desk.desk import Desk
from queueing.desk.routing import STRATEGIES
from queueing.desk.state import LOAD_MEMORY_S, DeskRules, OperatorProfile
from queueing.events import CallArrived, CallState, OfferEnd, OfferMade, OperatorStatus, TransitionError
from tests.rules.desk.story import arrive, offer_of, open_desk


def call(at: float, call_id: str, **more: object) -> CallArrived:
    return CallArrived(at=at, call_id=call_id, queue="hotline", dialled="12345", caller="13800000000", **more)  # type: ignore[arg-type]


def talk(desk: Desk, at: float, call_id: str, seconds: float, **more: object) -> str:
    """One conversation; answers who took it. The desk's wrap-up must be 0."""
    offer = offer_of(desk.call_arrived(call(at, call_id, **more)))
    desk.offer_answered(at, offer.offer_id)
    desk.caller_left(at + seconds, call_id)
    return offer.operator_id


def desk_with(*operators: str, **rules: object) -> Desk:
    return open_desk(*operators, rules=DeskRules(wrap_up_s=0.0, **rules))  # type: ignore[arg-type]


def staffed(skills: dict[str, str], **rules: object) -> Desk:
    """A desk whose operators have skills (space-separated) and are ready in the order given."""
    desk = Desk(DeskRules(**rules))  # type: ignore[arg-type]
    desk.set_operators(0.0, [OperatorProfile(operator_id=o, skills=frozenset(s.split())) for o, s in skills.items()])
    for place, one in enumerate(skills):
        desk.set_reachable(place * 0.001, one, reachable=True)
        desk.set_status(place * 0.001, one, OperatorStatus.READY)
    return desk


def test_fewest_calls_gives_the_call_to_who_answered_fewer() -> None:
    desk = desk_with("8001", "8002", strategy="fewest_calls")
    assert [talk(desk, at, f"c{at}", 1.0) for at in (10.0, 20.0, 30.0, 40.0)] == ["8001", "8002", "8001", "8002"]


def test_least_talk_gives_the_call_to_who_talked_less() -> None:
    desk = desk_with("8001", "8002", strategy="least_talk")
    assert [talk(desk, 10.0, "c1", 100.0), talk(desk, 200.0, "c2", 5.0), talk(desk, 300.0, "c3", 5.0)] == [
        "8001",
        "8002",
        "8002",
    ]


def test_round_robin_goes_round() -> None:
    desk = desk_with("8001", "8002", "8003", strategy="round_robin")
    assert [talk(desk, at, f"c{at}", 1.0) for at in (10.0, 20.0, 30.0, 40.0)] == ["8001", "8002", "8003", "8001"]


def test_care_spares_who_had_the_hard_call() -> None:
    desk = desk_with("8001", "8002", strategy="care")
    offer = offer_of(desk.call_arrived(call(10.0, "c1")))
    desk.offer_answered(10.0, offer.offer_id)
    desk.mark_hard(11.0, "8001")
    desk.caller_left(310.0, "c1")
    desk.offer_answered(311.0, offer_of(desk.call_arrived(call(311.0, "c2"))).offer_id)
    desk.caller_left(600.0, "c2")
    # 8002 has been idle for less time, yet had no hard call
    assert offer_of(desk.call_arrived(call(605.0, "c3"))).operator_id == "8002"


def test_each_queue_may_have_its_own_strategy() -> None:
    desk = desk_with("8001", "8002", strategies={"hotline": "fewest_calls"})
    talk(desk, 10.0, "c1", 1.0)
    facts = desk.call_arrived(call(20.0, "c2"))
    assert offer_of(facts).why.startswith("fewest calls")


def test_every_offer_says_why() -> None:
    for strategy in STRATEGIES:
        assert offer_of(arrive(desk_with("8001", strategy=strategy), 5.0, "c1")).why


def test_only_an_operator_with_the_skill_is_offered_the_call() -> None:
    desk = staffed({"8001": "", "8002": "dialect"})
    assert offer_of(desk.call_arrived(call(5.0, "c1", needs="dialect"))).operator_id == "8002"
    assert [type(f).__name__ for f in desk.call_arrived(call(6.0, "c2", needs="dialect"))] == ["CallArrived"]


def test_a_skill_is_no_longer_asked_for_after_its_time() -> None:
    desk = staffed({"8001": ""}, relax_s={"dialect": 30.0})
    desk.call_arrived(call(5.0, "c1", needs="dialect"))
    assert desk.next_deadline() == 35.0
    assert offer_of(desk.tick(35.0)).operator_id == "8001"


def test_a_caller_nobody_can_serve_does_not_block_those_behind() -> None:
    desk = staffed({"8001": ""})
    desk.call_arrived(call(5.0, "c1", needs="english"))
    assert offer_of(desk.call_arrived(call(6.0, "c2"))).call_id == "c2"


def test_priority_goes_first_but_only_by_its_headstart() -> None:
    desk = desk_with("8001", priority_step_s=60.0)
    busy = offer_of(desk.call_arrived(call(0.0, "busy")))
    desk.offer_answered(0.0, busy.offer_id)
    for at, name, priority in ((10.0, "plain", 0), (60.0, "urgent", 1), (75.0, "late", 1)):
        desk.call_arrived(call(at, name, priority=priority))
    order = [entry[1] for entry in desk.state.lines["hotline"]]
    assert order == ["urgent", "plain", "late"]


@given(st.lists(st.tuples(st.floats(0, 50), st.integers(0, 3)), min_size=2, max_size=30))
def test_no_caller_is_overtaken_by_one_who_came_later_than_the_headstart(arrivals: list[tuple[float, int]]) -> None:
    """The bound on anybody's wait: only those who come within (their priority - yours) steps can go first."""
    desk = Desk(DeskRules(priority_step_s=10.0))
    at = 0.0
    came: dict[str, tuple[float, int]] = {}
    for n, (gap, priority) in enumerate(arrivals):
        at += gap
        came[f"c{n}"] = (at, priority)
        desk.call_arrived(call(at, f"c{n}", priority=priority))
    order = [entry[1] for entry in desk.state.lines["hotline"]]
    for place, behind in enumerate(order):
        for ahead in order[:place]:
            later_s = came[ahead][0] - came[behind][0]
            assert later_s <= 10.0 * (came[ahead][1] - came[behind][1]) + 1e-9


def test_a_repeat_caller_goes_to_who_answered_last_when_idle() -> None:
    desk = desk_with("8001", "8002", keep_operator=True)
    first = talk(desk, 10.0, "c1", 5.0)
    offer = offer_of(desk.call_arrived(call(20.0, "c2")))
    assert (offer.operator_id, offer.why) == (first, "spoke with this caller before")


def test_a_repeat_caller_does_not_wait_for_who_answered_last() -> None:
    desk = desk_with("8001", "8002", keep_operator=True)
    talk(desk, 10.0, "c1", 5.0)
    desk.set_status(16.0, "8001", OperatorStatus.ON_BREAK)
    assert offer_of(desk.call_arrived(call(20.0, "c2"))).operator_id == "8002"


def test_in_training_no_call_comes() -> None:
    desk = desk_with("8001")
    desk.set_status(1.0, "8001", OperatorStatus.TRAINING)
    assert [type(f).__name__ for f in arrive(desk, 2.0, "c1")] == ["CallArrived"]


def test_one_miss_of_two_allowed_pauses_and_the_second_sets_aside() -> None:
    desk = desk_with("8001", missed_limit=2, miss_pause_s=5.0)
    offer = offer_of(arrive(desk, 1.0, "c1"))
    assert OfferMade not in map(type, desk.offer_failed(21.0, offer.offer_id, OfferEnd.MISSED))
    assert desk.next_deadline() == 26.0
    second = offer_of(desk.tick(26.0))
    desk.offer_failed(46.0, second.offer_id, OfferEnd.MISSED)
    assert desk.state.operators["8001"].status is OperatorStatus.ON_BREAK


def test_an_answer_forgives_the_misses_before_it() -> None:
    desk = desk_with("8001", missed_limit=2, miss_pause_s=0.0)
    first = offer_of(arrive(desk, 1.0, "c1"))
    again = offer_of(desk.offer_failed(21.0, first.offer_id, OfferEnd.MISSED))
    desk.offer_answered(22.0, again.offer_id)
    desk.caller_left(30.0, "c1")
    third = offer_of(arrive(desk, 31.0, "c2"))
    desk.offer_failed(51.0, third.offer_id, OfferEnd.MISSED)
    assert desk.state.operators["8001"].status is OperatorStatus.READY


def test_wrap_up_can_be_extended_to_its_most_and_no_further() -> None:
    desk = open_desk("8001", rules=DeskRules(wrap_up_s=10.0, wrap_up_most_s=60.0))
    desk.offer_answered(1.0, offer_of(arrive(desk, 1.0, "c1")).offer_id)
    desk.caller_left(2.0, "c1")
    desk.extend_wrap_up(3.0, "8001", 30.0)
    assert desk.next_deadline() == 42.0
    desk.extend_wrap_up(4.0, "8001", 300.0)
    assert desk.next_deadline() == 62.0
    with pytest.raises(TransitionError, match="the longest already"):
        desk.extend_wrap_up(5.0, "8001", 1.0)


def test_only_a_conversation_can_be_marked_hard() -> None:
    desk = open_desk("8001")
    with pytest.raises(TransitionError, match="a conversation"):
        desk.mark_hard(1.0, "8001")


def test_the_load_rises_with_work_and_falls_with_rest() -> None:
    desk = desk_with("8001")
    operator = desk.state.operators["8001"]
    desk.offer_answered(0.0, offer_of(arrive(desk, 0.0, "c1")).offer_id)
    assert operator.load_now(LOAD_MEMORY_S) == pytest.approx(1 - 1 / 2.718281828, abs=1e-6)
    desk.caller_left(LOAD_MEMORY_S, "c1")
    assert operator.load_now(2 * LOAD_MEMORY_S) == pytest.approx((1 - 1 / 2.718281828) / 2.718281828, abs=1e-6)


def test_counters_begin_anew_with_each_shift() -> None:
    desk = desk_with("8001")
    talk(desk, 10.0, "c1", 5.0)
    desk.set_status(20.0, "8001", OperatorStatus.SIGNED_OUT)
    desk.set_status(30.0, "8001", OperatorStatus.READY)
    assert (desk.state.operators["8001"].answered, desk.state.operators["8001"].talk_s) == (0, 0.0)


def test_an_operator_taken_to_another_call_never_has_two() -> None:
    desk = desk_with("8001")
    arrive(desk, 1.0, "c1")
    arrive(desk, 1.0, "c2")
    states = sorted(one.state for one in desk.state.calls.values())
    assert states == [CallState.OFFERED, CallState.WAITING]
