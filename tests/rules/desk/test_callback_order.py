"""A call-back costs nobody their place: with and without it, everybody is served in the same order."""

from hypothesis import given
from hypothesis import strategies as st

from queueing.desk.desk import Desk
from queueing.desk.policy import CallbackWhen, QueuePolicy
from queueing.desk.state import DeskRules
from queueing.events import CallArrived, CallDialled, CallMerged, CallPlaced, CallState, Fact, OfferMade
from tests.rules.desk.story import open_desk

RULES = DeskRules(
    wrap_up_s=0.0,
    priority_step_s=20.0,
    policies={"hotline": QueuePolicy(callback=CallbackWhen.SURGE)},
)
CALLERS = st.lists(
    st.tuples(
        st.floats(min_value=0.1, max_value=30.0),  # seconds since the one before
        st.sampled_from([0, 0, 0, 1, 2]),  # priority
        st.sampled_from(["stays", "stays", "called_back", "rings_again"]),
    ),
    min_size=2,
    max_size=12,
)


def gathered(callers: list[tuple[float, int, str]], *, choose: bool) -> tuple[Desk, float]:
    """Everybody waits behind one conversation; some choose to be called back, and of these some ring again."""
    desk = open_desk("8001", rules=RULES)
    (offer,) = [fact for fact in _arrive(desk, 1.0, "first", 9, "139") if isinstance(fact, OfferMade)]
    desk.offer_answered(2.0, offer.offer_id)
    desk.set_surge(2.5, "hotline", on=True)
    now = 3.0
    for number, (gap_s, priority, _) in enumerate(callers):
        now += gap_s
        _arrive(desk, now, f"c{number}", priority, f"1380000{number:04}")
    for number, (_, _, what) in enumerate(callers if choose else ()):
        now += 1.0
        if what != "stays":
            desk.take_callback(now, f"c{number}", f"b{number}")
        if what == "rings_again":
            _arrive(desk, now + 0.5, f"a{number}", 0, f"1380000{number:04}")
    return desk, now + 1.0


def _arrive(desk: Desk, at: float, call_id: str, priority: int, number: str) -> list[Fact]:
    return desk.call_arrived(
        CallArrived(at=at, call_id=call_id, queue="hotline", dialled="12345", caller=number, priority=priority)
    )


def served(desk: Desk, now: float) -> list[str]:
    """The numbers of the citizens, in the order an operator talks with them."""
    order, talking = [], "first"
    facts = desk.operator_left(now, talking)
    while offers := [fact for fact in facts if isinstance(fact, OfferMade)]:
        now += 1.0
        talking = offers[0].call_id
        order.append(desk.state.calls[talking].caller)
        for fact in desk.offer_answered(now, offers[0].offer_id):
            if isinstance(fact, CallDialled):
                desk.dial_answered(now, fact.leg_id)
        assert desk.state.calls[talking].state is CallState.TALKING
        facts = desk.operator_left(now + 0.5, talking)
    return order


@given(CALLERS)
def test_who_is_called_back_or_rings_again_is_served_as_if_they_had_stayed(
    callers: list[tuple[float, int, str]],
) -> None:
    stayed, chose = served(*gathered(callers, choose=False)), served(*gathered(callers, choose=True))
    assert chose == stayed
    assert len(chose) == len(callers)


def test_the_stories_do_choose_and_ring_again() -> None:
    desk, _ = gathered([(1.0, 0, "called_back"), (1.0, 0, "rings_again")], choose=True)
    assert {call.purpose is not None for call in desk.state.calls.values()} == {True, False}
    assert CallMerged
    assert CallPlaced
