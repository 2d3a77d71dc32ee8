"""What holds on every day at the real desk."""

import math
from collections import Counter
from collections.abc import Iterable
from random import Random

from figures_random_day import DAYS, OPERATORS, Day, Floor, Second, days
from figures_twenty_calls import CHINA_DAYS, NOW, calls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queueing.events import CallState, Fact, LineState, OperatorStatus
from queueing.figures import Activity, Counts, Definition, Figures, Snapshot, Transfers

MODEST = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def folded(facts: Iterable[Fact], definition: Definition | None = None) -> Figures:
    figures = Figures(DAYS, definition)
    for fact in facts:
        figures.feed(fact)
    return figures


def balanced(counts: Counts) -> bool:
    parts = counts.answered + counts.abandoned + counts.broken + counts.turned_away + counts.unsettled
    return counts.offered == parts and min(counts.unsettled, counts.within, counts.abandoned) >= 0


def everywhere(snapshot: Snapshot) -> list[Counts]:
    groups = (snapshot.by_queue, snapshot.by_number, snapshot.by_hour)
    return [snapshot.total, snapshot.rolling, *(c for group in groups for c in group.values())]


@MODEST
@given(days(), st.sampled_from(Transfers))
def test_every_call_offered_is_in_exactly_one_place(made: tuple[Day, Floor], transfers: Transfers) -> None:
    day, _ = made
    figures = Figures(DAYS, Definition(transfers=transfers))
    for fact in day.facts:
        figures.feed(fact)
        assert all(balanced(counts) for counts in everywhere(figures.snapshot(fact.at)))


@MODEST
@given(days())
def test_who_waits_and_talks_is_what_the_desk_says(made: tuple[Day, Floor]) -> None:
    day, floor = made
    snapshot = folded(day.facts).snapshot(day.now)
    states = [call.state for call in floor.desk.state.calls.values()]
    assert snapshot.now.waiting == sum(s in (CallState.WAITING, CallState.OFFERED) for s in states)
    assert snapshot.now.talking == sum(s in (CallState.TALKING, CallState.HOLD) for s in states)
    assert snapshot.now.waiting == sum(line.waiting for line in snapshot.now_by_queue.values())
    assert (snapshot.now.longest_wait_s is None) == (snapshot.now.waiting == 0)


def today(day: Day, operator: str) -> list[Second]:
    """The seconds of the day that `day.now` lies in."""
    before_midnight = max(0, int(DAYS(day.now)) - day.start)
    return day.seconds[operator][before_midnight:]


def away(second: Second) -> bool:
    return second[1] is LineState.IDLE and second[0] in (OperatorStatus.ON_BREAK, OperatorStatus.TRAINING)


def on_duty(second: Second) -> bool:
    return second[0] is not OperatorStatus.SIGNED_OUT or second[1] is not LineState.IDLE


@MODEST
@given(days())
def test_state_times_are_those_counted_second_by_second_and_add_up(made: tuple[Day, Floor]) -> None:
    day, _ = made
    operators = folded(day.facts).operators(day.now)
    for one in OPERATORS:
        seconds, found = today(day, one), operators[one]
        assert found.signed_in_s == sum(on_duty(second) for second in seconds)
        assert sum(found.times_s.values()) == found.signed_in_s
        for line in (LineState.OFFERED, LineState.TALKING, LineState.HOLD, LineState.WRAP_UP):
            assert found.times_s[Activity(line)] == sum(second[1] is line for second in seconds)
        for status, what in ((OperatorStatus.ON_BREAK, Activity.BREAK), (OperatorStatus.TRAINING, Activity.TRAINING)):
            assert found.times_s[what] == sum(second[:2] == (status, LineState.IDLE) for second in seconds)


@MODEST
@given(days())
def test_time_on_break_is_counted_by_reason_and_adds_up(made: tuple[Day, Floor]) -> None:
    day, _ = made
    operators = folded(day.facts).operators(day.now)
    resting = (OperatorStatus.ON_BREAK, LineState.IDLE)
    for one in OPERATORS:
        found = operators[one]
        breaks = Counter(second[2] for second in today(day, one) if second[:2] == resting)
        assert {reason: spent for reason, spent in found.breaks_s.items() if spent} == dict(breaks)
        assert sum(found.breaks_s.values()) == found.times_s[Activity.BREAK]


@MODEST
@given(days())
def test_the_load_is_the_occupancy_of_the_last_15_minutes(made: tuple[Day, Floor]) -> None:
    day, _ = made
    operators = folded(day.facts).operators(day.now)
    for one in OPERATORS:
        last = day.seconds[one][-900:]
        busy = sum(second[1] in (LineState.TALKING, LineState.HOLD, LineState.WRAP_UP) for second in last)
        base = sum(on_duty(second) and not away(second) for second in last)
        found = operators[one].occupancy_window
        assert found is None if not base else math.isclose(found or 0.0, busy / base, abs_tol=1e-9)


def stretches(seconds: list[Second], rest_s: int) -> list[tuple[int, int]]:
    """(first second, length) of each run of work, pauses shorter than `rest_s` inside it included."""
    runs: list[tuple[int, int]] = []
    for index, second in enumerate(seconds):
        if not on_duty(second) or second[:2] == (OperatorStatus.ON_BREAK, LineState.IDLE):
            continue
        if runs and index - (runs[-1][0] + runs[-1][1]) < rest_s:
            runs[-1] = (runs[-1][0], index + 1 - runs[-1][0])
        else:
            runs.append((index, 1))
    return runs


@MODEST
@given(days())
def test_the_longest_stretch_without_a_rest_is_found(made: tuple[Day, Floor]) -> None:
    day, _ = made
    if DAYS(day.start) != DAYS(day.now):
        return  # a stretch over midnight counts for both days: see test_figures_operators
    operators = folded(day.facts).operators(day.now)
    for one in OPERATORS:
        runs = stretches(day.seconds[one], 300)
        assert operators[one].longest_stretch_s == max((length for _, length in runs), default=0)


@MODEST
@given(days(), st.lists(st.integers(0, 200), max_size=5))
def test_rebuilding_by_replay_equals_live(made: tuple[Day, Floor], looks: list[int]) -> None:
    """Looking at the figures in between, as the board does every second, changes nothing."""
    day, _ = made
    live = Figures(DAYS)
    for index, fact in enumerate(day.facts):
        live.feed(fact)
        if index in looks:
            live.snapshot(fact.at)
    assert live.snapshot(day.now + 5) == folded(day.facts).snapshot(day.now + 5)


@MODEST
@given(days())
def test_groups_add_up_to_the_whole(made: tuple[Day, Floor]) -> None:
    day, _ = made
    snapshot = folded(day.facts).snapshot(day.now)
    for name in ("offered", "answered", "abandoned", "within", "broken", "unsettled", "cut_off", "handled"):
        for group in (snapshot.by_queue, snapshot.by_number, snapshot.by_hour):
            assert sum(getattr(counts, name) for counts in group.values()) == getattr(snapshot.total, name)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_facts_of_different_calls_does_not_matter(random: Random) -> None:
    """Calls with operators of their own, interleaved in any way that keeps each call's own order."""
    rest = [list(call) for call in calls()]
    mixed = []
    while any(rest):
        mixed.append(random.choice([call for call in rest if call]).pop(0))
    figures = Figures(CHINA_DAYS)
    for fact in mixed:
        figures.feed(fact)
    expected = Figures(CHINA_DAYS)
    for fact in (fact for call in calls() for fact in call):
        expected.feed(fact)
    _same(figures.snapshot(NOW), expected.snapshot(NOW))


def _same(found: Snapshot, expected: Snapshot) -> None:
    """Equal but for the last bits of sums of seconds, which depend on the order of adding."""
    assert found.operators == expected.operators
    assert found.now_by_queue == expected.now_by_queue
    for one, other in zip(everywhere(found), everywhere(expected), strict=True):
        for name in one.__slots__:
            left, right = getattr(one, name), getattr(other, name)
            assert left == right or math.isclose(left, right, rel_tol=1e-9)
