"""A caller known as hard may be passed over: by whom, in whose favour, and for how long at the most."""

from hypothesis import given, settings
from hypothesis import strategies as st

from queueing.desk.desk import Desk
from queueing.desk.fold import apply
from queueing.desk.sparing import REMEMBERED_S, is_known_hard, overtaken_within_s
from queueing.desk.state import DeskRules, DeskState, HardMark
from queueing.events import CallArrived, CallMarked, Fact, OfferMade
from tests.rules.desk.story import offer_of, open_desk

HARD, OTHER = "13900000000", "13800000000"
SPARE_S = 300.0
RULES = DeskRules(wrap_up_s=0.0, ring_s=20.0, strategy="care", spare_hard_s=SPARE_S, priority_step_s=60.0)


def call(at: float, call_id: str, caller: str = OTHER, priority: int = 0) -> CallArrived:
    return CallArrived(at=at, call_id=call_id, queue="hotline", dialled="12345", caller=caller, priority=priority)


def begin(desk: Desk, at: float, call_id: str, caller: str = OTHER) -> OfferMade:
    """A call that is answered at once."""
    offer = offer_of(desk.call_arrived(call(at, call_id, caller)))
    desk.offer_answered(at, offer.offer_id)
    return offer


def with_a_hard_talk_behind(rules: DeskRules = RULES) -> tuple[Desk, str, str]:
    """Two operators: the first had 200 s with a hard caller, now both talk. -> desk, who had it, who had not."""
    desk = open_desk("8001", "8002", rules=rules)
    bad = begin(desk, 10.0, "first", HARD)
    desk.mark_hard(70.0, bad.operator_id)
    desk.caller_left(210.0, "first")
    mine, theirs = begin(desk, 220.0, "x1"), begin(desk, 221.0, "x2")
    talks = {mine.operator_id: "x1", theirs.operator_id: "x2"}
    other = next(one for one in talks if one != bad.operator_id)
    return desk, talks[bad.operator_id], talks[other]


def offers(facts: list[Fact]) -> list[str]:
    return [fact.call_id for fact in facts if isinstance(fact, OfferMade)]


def test_who_had_the_hard_caller_takes_the_next_one_in_line_instead() -> None:
    desk, burdened, _ = with_a_hard_talk_behind()
    desk.call_arrived(call(230.0, "hard", HARD))
    desk.call_arrived(call(240.0, "behind"))
    assert offers(desk.caller_left(250.0, burdened)) == ["behind"]


def test_the_colleague_who_had_none_takes_the_hard_caller_in_turn() -> None:
    desk, _, fresh = with_a_hard_talk_behind()
    desk.call_arrived(call(230.0, "hard", HARD))
    desk.call_arrived(call(240.0, "behind"))
    assert offers(desk.caller_left(250.0, fresh)) == ["hard"]


def test_nobody_stays_idle_while_only_a_hard_caller_waits() -> None:
    desk, burdened, _ = with_a_hard_talk_behind()
    desk.call_arrived(call(230.0, "hard", HARD))
    assert offers(desk.caller_left(250.0, burdened)) == ["hard"]


def test_after_the_time_a_hard_caller_has_their_place_again() -> None:
    desk, burdened, _ = with_a_hard_talk_behind()
    desk.call_arrived(call(230.0, "hard", HARD))
    desk.call_arrived(call(240.0, "behind"))
    assert offers(desk.caller_left(230.0 + SPARE_S, burdened)) == ["hard"]


def test_an_unmarked_number_and_a_withheld_one_are_never_passed_over() -> None:
    for caller in (OTHER, ""):
        desk, burdened, _ = with_a_hard_talk_behind()
        desk.call_arrived(call(230.0, "plain", caller))
        desk.call_arrived(call(240.0, "behind"))
        assert offers(desk.caller_left(250.0, burdened)) == ["plain"]


def test_without_the_rule_or_another_strategy_order_is_order_of_arrival() -> None:
    for rules in (
        DeskRules(wrap_up_s=0.0, strategy="care"),
        DeskRules(wrap_up_s=0.0, strategy="longest_idle", spare_hard_s=SPARE_S),
    ):
        desk, burdened, _ = with_a_hard_talk_behind(rules)
        desk.call_arrived(call(230.0, "hard", HARD))
        desk.call_arrived(call(240.0, "behind"))
        assert offers(desk.caller_left(250.0, burdened)) == ["hard"]


def test_a_mark_that_is_taken_back_is_forgotten_and_one_of_another_call_stays() -> None:
    state = DeskState()
    apply(state, call(0.0, "c1", HARD))
    for hard in (True, False):
        apply(state, CallMarked(at=1.0, call_id="c1", operator_id="8001", hard=hard))
        assert is_known_hard(state, HARD, 2.0) is hard
    state.hard_marks[HARD] = HardMark(call_id="earlier", at=0.0)
    apply(state, CallMarked(at=2.0, call_id="c1", operator_id="8001", hard=False))
    assert is_known_hard(state, HARD, 3.0)


def test_a_number_is_no_longer_known_a_month_after_the_last_mark() -> None:
    state = DeskState(hard_marks={HARD: HardMark(call_id="c", at=100.0)})
    assert is_known_hard(state, HARD, 99.0 + REMEMBERED_S)
    assert not is_known_hard(state, HARD, 100.0 + REMEMBERED_S)


def test_marks_from_the_ledger_do_not_replace_newer_ones() -> None:
    desk = Desk(RULES)
    desk.recall_hard({HARD: HardMark(call_id="new", at=5.0)})
    desk.recall_hard({HARD: HardMark(call_id="old", at=1.0), OTHER: HardMark(call_id="x", at=2.0)})
    assert {number: mark.call_id for number, mark in desk.state.hard_marks.items()} == {HARD: "new", OTHER: "x"}


ARRIVALS = st.lists(
    st.tuples(st.floats(0.0, 60.0), st.sampled_from([HARD, OTHER]), st.floats(1.0, 400.0), st.sampled_from([0, 0, 2])),
    min_size=5,
    max_size=40,
)


class Floor:
    """Two operators who pick up at once; every caller waits until answered, talks as long as planned, then leaves."""

    def __init__(self, arrivals: list[tuple[float, str, float, int]]) -> None:
        self.desk = open_desk("8001", "8002", rules=RULES)
        self.desk.recall_hard({HARD: HardMark(call_id="", at=0.0)})
        self.came: dict[str, CallArrived] = {}
        self.talk_s: dict[str, float] = {}
        self.ends: list[tuple[float, str]] = []
        self.worst: list[tuple[CallArrived, CallArrived]] = []  # (who went first, who was waiting)
        now = 1.0
        for place, (gap_s, caller, talk_s, priority) in enumerate(arrivals):
            now += gap_s
            self.finish(now)
            self.talk_s[f"c{place}"] = talk_s
            self.came[f"c{place}"] = call(now, f"c{place}", caller, priority)
            self.follow(self.desk.call_arrived(self.came[f"c{place}"]), now)
        self.finish(1e9)

    def finish(self, until: float) -> None:
        while self.ends and min(self.ends)[0] <= until:
            at, call_id = min(self.ends)
            self.ends.remove((at, call_id))
            self.desk.mark_hard(at, self.desk.state.calls[call_id].operator_id, self.came[call_id].caller == HARD)
            self.follow(self.desk.caller_left(at, call_id), at)

    def follow(self, facts: list[Fact], at: float) -> None:
        for offer in [fact for fact in facts if isinstance(fact, OfferMade)]:
            waiting = [one for _, one in self.desk.state.lines["hotline"]]
            self.worst += [(self.came[offer.call_id], self.came[one]) for one in waiting]
            self.desk.offer_answered(at, offer.offer_id)
            self.ends.append((at + self.talk_s[offer.call_id], offer.call_id))
        line = self.desk.state.lines.get("hotline", [])
        assert not line or len(self.ends) == 2, "somebody waits while an operator is idle"


@settings(max_examples=120, deadline=None)
@given(ARRIVALS)
def test_nobody_is_overtaken_by_who_arrives_later_than_the_bound(arrivals: list[tuple[float, str, float, int]]) -> None:
    bound_s = overtaken_within_s(RULES, most_steps=2)
    assert bound_s == 420.0
    floor = Floor(arrivals)
    for first, waiting in floor.worst:
        assert first.at - waiting.at <= bound_s + 1e-6
        if waiting.caller != HARD:  # who is not known is overtaken by priority alone
            assert first.at - waiting.at <= 60.0 * max(0, first.priority - waiting.priority) + 1e-6
    assert not floor.desk.state.calls, "every caller is answered in the end"
