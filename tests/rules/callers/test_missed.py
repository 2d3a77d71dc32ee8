"""The missed-call list: what joins it, what leaves it, and that no two operators ever hold one entry."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queueing.callers.missed import MissedRules
from queueing.callers.missed_book import MissedBook, rebuilt
from queueing.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallPlaced,
    Fact,
    MissedTaken,
    MissedTried,
    Outcome,
    Party,
    Purpose,
    TransitionError,
    TryResult,
)

NOON = 1_763_700_000.0
NUMBER = "13800000001"


def call(
    call_id: str,
    at: float = NOON,
    *,
    caller: str = NUMBER,
    waited_s: float = 40.0,
    outcome: Outcome = Outcome.ABANDONED,
    queue: str = "hotline",
) -> list[Fact]:
    """A call that nobody answered."""
    return [
        CallArrived(at=at - waited_s, call_id=call_id, queue=queue, dialled="12345", caller=caller),
        CallEnded(at=at, call_id=call_id, queue=queue, outcome=outcome, by=Party.CALLER, waited_s=waited_s),
    ]


def got_through(call_id: str, at: float, caller: str = NUMBER) -> list[Fact]:
    """A call that was answered."""
    return [
        CallArrived(at=at - 5, call_id=call_id, queue="hotline", dialled="12345", caller=caller),
        CallAnswered(at=at, call_id=call_id, operator_id="8001", offer_id="o", queue="hotline", waited_s=5.0),
        CallEnded(
            at=at + 60, call_id=call_id, queue="hotline", outcome=Outcome.ANSWERED, by=Party.CALLER, waited_s=5.0
        ),
    ]


def test_calls_of_one_number_make_one_entry() -> None:
    """Count, first and last time, the longest wait and the last queue are kept."""
    book = rebuilt([*call("c1"), *call("c2", NOON + 600, waited_s=90.0, queue="show"), *call("c3", NOON + 900)])
    (entry,) = book.entries()
    assert (entry.entry_id, entry.count, entry.first_at, entry.last_at) == ("c1", 3, NOON, NOON + 900)
    assert (entry.longest_wait_s, entry.queue, entry.number) == (90.0, "hotline", NUMBER)


def test_who_gets_through_is_off_the_list() -> None:
    book = rebuilt([*call("c1"), *got_through("c2", NOON + 60)])
    assert book.entries() == []


def test_a_conversation_broken_by_a_fault_of_ours_is_to_be_called_back() -> None:
    """The answer took the number off; the break puts it on again."""
    answered = got_through("c1", NOON)[:2]
    ended = CallEnded(at=NOON + 9, call_id="c1", queue="hotline", outcome=Outcome.BROKEN, by=Party.SYSTEM, waited_s=5.0)
    (entry,) = rebuilt([*answered, ended]).entries()
    assert entry.broken
    assert not entry.short(MissedRules())


def went_out(call_id: str, at: float, purpose: Purpose, outcome: Outcome, caller: str = NUMBER) -> list[Fact]:
    """A call to a citizen that ended without a conversation."""
    return [
        CallPlaced(at=at - 900, call_id=call_id, queue="hotline", number=caller, purpose=purpose, ranked_at=at - 900),
        CallEnded(at=at, call_id=call_id, queue="hotline", outcome=outcome, by=Party.SYSTEM, waited_s=900.0),
    ]


def test_who_chose_a_call_back_and_was_not_reached_is_on_the_list() -> None:
    """They gave up their place in line for it: nobody else has them."""
    (entry,) = rebuilt(went_out("c1", NOON, Purpose.CALLBACK, Outcome.UNREACHED)).entries()
    assert (entry.number, entry.count, entry.first_at, entry.short(MissedRules())) == (NUMBER, 1, NOON, False)


@pytest.mark.parametrize(
    ("purpose", "outcome"),
    [
        (Purpose.CALLBACK, Outcome.CANCELLED),  # somebody took it from the list
        (Purpose.CALLBACK, Outcome.MERGED),  # they rang first, and have their place
        (Purpose.MISSED, Outcome.UNREACHED),  # the entry it was for is there still, with its try
        (Purpose.REVISIT, Outcome.UNREACHED),  # the ticket's revisit has its next try
        (Purpose.DUTY, Outcome.UNREACHED),
    ],
)
def test_other_calls_that_went_out_in_vain_make_no_entry(purpose: Purpose, outcome: Outcome) -> None:
    assert rebuilt(went_out("c1", NOON, purpose, outcome)).entries() == []


def test_short_abandons_stand_apart_and_never_turn_red() -> None:
    rules = MissedRules(short_s=5.0, red_s=60.0)
    book = rebuilt([*call("c1", waited_s=3.0, caller="1001"), *call("c2", NOON + 1, waited_s=30.0)], rules)
    counts = book.counts(NOON + 3600, NOON - 3600)
    assert [one.number for one in book.entries()] == [NUMBER, "1001"]  # older, but behind the others
    assert (counts.listed, counts.short, counts.red, counts.oldest_at) == (1, 1, 1, NOON + 1)


def test_one_long_wait_makes_a_short_entry_a_full_one() -> None:
    rules = MissedRules(short_s=5.0)
    book = rebuilt([*call("c1", waited_s=2.0), *call("c2", NOON + 60, waited_s=5.0)], rules)
    assert not book.entries()[0].short(rules)


def test_withheld_numbers_are_counted_and_not_listed() -> None:
    book = rebuilt([*call("c1", caller=""), *call("c2", NOON + 10, caller="")])
    assert book.entries() == []
    assert book.counts(NOON + 20, NOON).withheld == 2
    assert book.counts(NOON + 20, NOON + 5).withheld == 1


def test_the_dial_probes_own_calls_are_neither_listed_nor_counted() -> None:
    for caller in (NUMBER, ""):
        arrived, ended = call("c1", caller=caller)
        book = rebuilt([replace(arrived, probe="p1"), ended])
        assert (book.entries(), book.counts(NOON, 0.0).withheld) == ([], 0)


def test_an_entry_turns_red_at_its_bound_and_not_before() -> None:
    rules = MissedRules(red_s=600.0)
    book = rebuilt(call("c1"), rules)
    assert [book.counts(NOON + age, 0.0).red for age in (599.9, 600.0)] == [0, 1]


def test_only_one_of_two_operators_gets_an_entry() -> None:
    book = rebuilt(call("c1"))
    assert book.take(NOON + 1, "c1", "8001") == [MissedTaken(at=NOON + 1, entry_id="c1", operator_id="8001")]
    with pytest.raises(TransitionError, match="expected a free entry, found taken by 8001"):
        book.take(NOON + 1, "c1", "8002")
    assert book.entry("c1").taken_by == "8001"


def test_an_operator_holds_one_entry_at_a_time() -> None:
    book = rebuilt([*call("c1"), *call("c2", NOON + 1, caller="1002")])
    book.take(NOON + 2, "c1", "8001")
    with pytest.raises(TransitionError, match="c1 without a result yet"):
        book.take(NOON + 3, "c2", "8001")
    assert book.take(NOON + 3, "c1", "8001") == []  # asking again for one's own is no change


def test_the_next_entry_is_the_oldest_free_one_whose_time_has_come() -> None:
    book = rebuilt([*call("c1"), *call("c2", NOON + 1, caller="1002"), *call("c3", NOON + 2, caller="1003")])
    book.take(NOON + 3, "c1", "8001")
    book.tried(NOON + 4, "c1", "8001", TryResult.NO_ANSWER, NOON + 900)
    first, later = book.first_for(NOON + 5), book.first_for(NOON + 900)
    assert (first and first.entry_id, later and later.entry_id) == ("c2", "c1")
    assert book.first_for(NOON + 900, frozenset({"show"})) is None


@pytest.mark.parametrize("result", [TryResult.REACHED, TryResult.REFUSED, TryResult.WRONG_NUMBER])
def test_a_result_settles_the_entry(result: TryResult) -> None:
    book = rebuilt(call("c1"))
    book.take(NOON + 1, "c1", "8001")
    book.tried(NOON + 60, "c1", "8001", result)
    assert book.entries() == []
    with pytest.raises(TransitionError, match="none: settled, or they got through"):
        book.take(NOON + 61, "c1", "8002")


def test_nobody_answering_leaves_it_open_until_it_was_tried_enough() -> None:
    book = rebuilt(call("c1"), MissedRules(most_tries=2, retry_s=600.0))
    for at in (NOON + 1, NOON + 700):
        book.take(at, "c1", "8001")
        (fact,) = book.tried(at + 30, "c1", "8001", TryResult.NO_ANSWER)
        assert isinstance(fact, MissedTried)
        assert fact.next_at == at + 630
    assert book.entries() == []


def test_only_who_took_it_may_settle_it_and_a_refusal_changes_nothing() -> None:
    book = rebuilt(call("c1"))
    tried: list[Callable[[], object]] = [
        lambda: book.tried(NOON, "c1", "8001", TryResult.REACHED),
        lambda: book.release(NOON, "c1", "8001"),
    ]
    for command in tried:
        with pytest.raises(TransitionError, match="expected an entry taken by 8001, found free"):
            command()
    book.take(NOON + 1, "c1", "8002")
    before = book.entries()
    with pytest.raises(TransitionError, match="found taken by 8002"):
        book.tried(NOON + 2, "c1", "8001", TryResult.REACHED)
    assert book.entries() == before


@pytest.mark.parametrize("next_at", [NOON - 1, NOON + 8 * 86_400])
def test_a_next_try_in_the_past_or_far_away_is_refused(next_at: float) -> None:
    book = rebuilt(call("c1"))
    book.take(NOON, "c1", "8001")
    with pytest.raises(TransitionError, match="within seven days"):
        book.tried(NOON, "c1", "8001", TryResult.NO_ANSWER, next_at)


def test_what_was_taken_and_left_lying_is_free_again() -> None:
    book = rebuilt(call("c1"), MissedRules(lock_s=300.0))
    book.take(NOON, "c1", "8001")
    assert book.tick(NOON + 299) == []
    book.tick(NOON + 300)
    assert book.take(NOON + 301, "c1", "8002")


def test_an_entry_too_old_is_dropped() -> None:
    book = rebuilt(call("c1"), MissedRules(keep_s=3600.0))
    book.tick(NOON + 3600)
    assert book.entries() == []


NUMBERS = ("1001", "1002", "1003", "")
STEPS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 5), st.integers(0, 900)), max_size=60)


def played(steps: list[tuple[int, int, int]]) -> tuple[MissedBook, list[Fact]]:
    """A random day: calls missed and answered, entries taken, settled, given back and left lying."""
    book, facts, now = MissedBook(MissedRules(lock_s=600.0, keep_s=20_000.0)), list[Fact](), NOON
    for index, (what, which, pause) in enumerate(steps):
        now += pause
        ids = [one.entry_id for one in book.entries()] or ["none"]
        entry, who = ids[which % len(ids)], f"800{which % 3}"
        outside: list[Fact] = []
        try:
            match what:
                case 0 | 1:
                    waited_s = float(which)
                    outside = call(f"c{index}", now, caller=NUMBERS[which % 4], waited_s=waited_s)
                case 2:
                    outside = got_through(f"c{index}", now, NUMBERS[which % 4])[:2]
                case 3 | 4:
                    facts += book.take(now, entry, who)
                case 5:
                    facts += book.tried(now, entry, who, list(TryResult)[which % 4])
                case 8 if NUMBERS[which % 4]:
                    outcome = (Outcome.UNREACHED, Outcome.CANCELLED)[which % 2]
                    outside = went_out(f"c{index}", now, Purpose.CALLBACK, outcome, NUMBERS[which % 4])
                case 6:
                    facts += book.release(now, entry, who)
                case _:
                    facts += book.tick(now)
        except TransitionError:
            continue
        for fact in outside:
            book.feed(fact)
        facts += outside
    return book, facts


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_the_list_rebuilt_from_the_ledger_equals_the_live_one(steps: list[tuple[int, int, int]]) -> None:
    live, facts = played(steps)
    again = rebuilt(facts, live.rules)
    assert again.entries() == live.entries()
    assert again.counts(NOON, 0.0) == live.counts(NOON, 0.0)


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_each_number_stands_once_and_each_operator_holds_at_most_one(steps: list[tuple[int, int, int]]) -> None:
    book, _ = played(steps)
    entries = book.entries()
    held = [one.taken_by for one in entries if one.taken_by]
    assert len({one.number for one in entries}) == len(entries) == len({one.entry_id for one in entries})
    assert len(held) == len(set(held))
    assert all(one.number and one.count >= 1 and one.first_at <= one.last_at for one in entries)


def test_an_entry_loaded_from_the_store_goes_on_as_if_nothing_had_happened() -> None:
    """After a restart: entries from the store, calls in progress from the ledger's replay."""
    before = rebuilt([*call("c1"), call("c2", NOON + 60)[0]])
    after = MissedBook()
    after.load(before.entries())
    for fact in [*call("c1"), call("c2", NOON + 60)[0]]:
        after.remember(fact)
    last = call("c2", NOON + 60)[1]
    before.feed(last)
    after.feed(last)
    assert after.entries() == before.entries() == [replace(before.entries()[0], count=2)]
