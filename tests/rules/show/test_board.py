"""What producer and host can rely on at the board."""

from dataclasses import replace
from datetime import date

import pytest

from queueing.events import TransitionError
from queueing.show.board import Description, Programme, ShowBoard
from queueing.show.facts import AirAnswer, EntryEnd, EntryKind, EntryLeft, WentOffAir, WentOnAir
from queueing.show.proposal import Weights, proposals
from queueing.show.state import EntryState, Phase
from tests.rules.show.studio import BOTH, HOST, PRODUCER, RULES, SECOND, joined, live_show, screened


def test_a_double_click_puts_one_caller_on_air() -> None:
    board = live_show("a", "b")
    board.choose_next(20.0, PRODUCER, "a")
    board.take_next(21.0, HOST, "a")
    with pytest.raises(TransitionError, match="no next one"):
        board.take_next(21.05, HOST, "a")
    board.choose_next(21.08, PRODUCER, "b")
    with pytest.raises(TransitionError, match="entry a: expected the next one, found b"):
        board.take_next(21.1, HOST, "a")
    assert [one.entry_id for one in board.state.among(EntryState.ON_AIR)] == ["a"]


def test_the_producer_neither_puts_on_air_nor_drops_from_air_but_may_when_also_host() -> None:
    board = live_show("a", "b")
    board.choose_next(20.0, PRODUCER, "a")
    with pytest.raises(TransitionError, match="person li: expected host, found producer"):
        board.take_next(21.0, PRODUCER, "a")
    board.take_next(21.0, HOST, "a")
    for act in (board.drop, board.return_to_hotline, board.off_air):
        with pytest.raises(TransitionError, match="expected host"):
            act(22.0, PRODUCER, "a")
    assert [type(one) for one in board.drop(23.0, BOTH, "a")] == [WentOffAir, EntryLeft]


def test_taking_the_next_one_takes_off_who_is_not_locked() -> None:
    board = live_show("a", "b", "c")
    board.put_on_air(20.0, HOST, "a")
    board.lock(20.5, HOST, "a", locked=True)
    board.put_on_air(21.0, HOST, "b")
    board.choose_next(22.0, PRODUCER, "c")
    facts = board.take_next(23.0, HOST, "c")
    assert [(type(one), one.entry_id) for one in facts] == [(WentOffAir, "b"), (WentOnAir, "c")]
    assert {one.entry_id: one.position for one in board.state.among(EntryState.ON_AIR)} == {"a": 1, "c": 2}


def test_a_locked_line_is_left_alone_until_it_is_unlocked() -> None:
    board = live_show("a")
    board.put_on_air(20.0, HOST, "a")
    board.lock(20.5, HOST, "a", locked=True)
    for act in (board.drop, board.off_air, board.return_to_hotline):
        with pytest.raises(TransitionError, match="locked"):
            act(21.0, BOTH, "a")
    board.lock(22.0, HOST, "a", locked=False)
    board.off_air(23.0, HOST, "a")


def test_no_more_callers_go_on_air_than_the_studio_has_lines_but_a_message_needs_none() -> None:
    board = live_show("a", "b", "c")
    board.put_on_air(20.0, HOST, "a")
    board.put_on_air(20.0, HOST, "b")
    with pytest.raises(TransitionError, match="a free studio line, found all taken"):
        board.put_on_air(20.0, HOST, "c")
    board.join(joined("m", kind=EntryKind.MESSAGE))
    board.screen(21.0, PRODUCER, "m")
    board.describe(21.0, PRODUCER, "m", Description(address="网友", topic="停车难"))
    board.ready(21.0, PRODUCER, "m")
    (fact,) = board.put_on_air(22.0, HOST, "m")
    assert isinstance(fact, WentOnAir)
    assert fact.position == 0


def test_there_is_one_next_at_most_and_the_earlier_one_keeps_its_place() -> None:
    board = live_show("a", "b", "c")
    board.choose_next(20.0, PRODUCER, "a")
    board.choose_next(21.0, PRODUCER, "c")
    assert board.state.next_id == "c"
    assert [one.entry_id for one in board.state.among(EntryState.READY)] == ["a", "b"]


def test_forced_to_the_top_stands_before_all_who_are_ready() -> None:
    board = live_show("a", "b", "c")
    board.move_up(20.0, PRODUCER, "b")
    board.move_up(21.0, HOST, "c")
    assert [one.entry_id for one in board.state.among(EntryState.READY)] == ["c", "b", "a"]


def test_a_caller_is_screened_by_one_producer_until_that_one_is_lost_or_taken_over() -> None:
    board = live_show()
    board.join(joined("a"))
    board.screen(11.0, PRODUCER, "a")
    with pytest.raises(TransitionError, match="screened by li"):
        board.screen(11.0, SECOND, "a")
    with pytest.raises(TransitionError, match="screened by li"):
        board.describe(11.5, SECOND, "a", Description(topic="停水"))
    (fact,) = board.screen(12.0, SECOND, "a", take_over=True)
    assert fact.taken_from == "li"  # type: ignore[union-attr]
    board.producer_lost(13.0, "zhao")
    assert board.state.entry("a").state is EntryState.RINGING
    board.screen(14.0, PRODUCER, "a")


def test_a_producer_talks_with_one_caller_at_a_time() -> None:
    board = live_show()
    board.join(joined("a"))
    board.join(joined("b"))
    board.screen(11.0, PRODUCER, "a")
    with pytest.raises(TransitionError, match="no other entry in screening, found a"):
        board.screen(12.0, PRODUCER, "b")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (Description(topic="一" * 21), "at most 20 characters, found 21"),
        (Description(topic="回电 139 1234 5678"), "no telephone number"),
        (Description(address="王女士13912345678"), "no telephone number"),
    ],
)
def test_the_host_never_sees_long_topics_or_numbers(words: Description, complaint: str) -> None:
    board = live_show()
    board.join(joined("a"))
    board.screen(11.0, PRODUCER, "a")
    with pytest.raises(TransitionError, match=complaint):
        board.describe(12.0, PRODUCER, "a", words)


def test_what_came_with_a_number_in_it_does_not_get_to_the_host_either() -> None:
    board = live_show()
    board.join(replace(joined("m", kind=EntryKind.MESSAGE), address="网友", topic="请回电13912345678"))
    board.screen(11.0, PRODUCER, "m")
    with pytest.raises(TransitionError, match="no telephone number"):
        board.ready(12.0, PRODUCER, "m")
    board.describe(13.0, PRODUCER, "m", Description(address="网友", topic="停车难"))
    board.ready(14.0, PRODUCER, "m")


def test_nobody_waits_for_air_without_a_topic() -> None:
    board = live_show()
    board.join(joined("a"))
    board.screen(11.0, PRODUCER, "a")
    with pytest.raises(TransitionError, match="a topic for the host"):
        board.ready(12.0, PRODUCER, "a")


def test_a_show_opens_only_with_the_legal_delay_confirmed() -> None:
    board = ShowBoard("s1", RULES)
    with pytest.raises(TransitionError, match="delay confirmed as 6 s, found 0 s"):
        board.open(1.0, PRODUCER, 0.0)
    board.open(1.0, PRODUCER, 6.0)
    assert board.state.phase is Phase.OPEN


def test_nothing_goes_on_air_before_the_programme_or_after_it() -> None:
    board = ShowBoard("s1", RULES)
    board.open(1.0, PRODUCER, 6.0)
    screened(board, "a")
    with pytest.raises(TransitionError, match="expected live, found open"):
        board.put_on_air(14.0, HOST, "a")
    board.go_live(15.0, HOST)
    board.sign_off(16.0, HOST)
    with pytest.raises(TransitionError, match="live"):
        board.put_on_air(17.0, HOST, "a")


def test_a_dump_takes_what_the_delay_holds_and_no_more() -> None:
    board = live_show()
    with pytest.raises(TransitionError, match="at most 6 s, found 7 s"):
        board.dump(20.0, HOST, 7.0)
    (fact,) = board.dump(20.0, HOST)
    assert fact.seconds == 6.0  # type: ignore[union-attr]


def test_blocked_and_full_boards_take_no_new_callers_and_say_why() -> None:
    board = live_show()
    board.block(3.0, PRODUCER, blocked=True)
    assert board.refusal(EntryKind.CALL) == "new_calls_blocked"
    assert board.refusal(EntryKind.MESSAGE) == ""
    board.block(4.0, PRODUCER, blocked=False)
    for number in range(RULES.most_waiting):
        board.join(joined(f"e{number}"))
    with pytest.raises(TransitionError, match="board_full"):
        board.join(joined("late"))


def test_signing_off_loses_nobody_callers_go_to_the_hotline() -> None:
    board = live_show("aired", "ready")
    board.join(joined("ringing"))
    board.join(joined("msg", kind=EntryKind.MESSAGE))
    board.put_on_air(20.0, HOST, "aired")
    board.sign_off(30.0, HOST)
    ends = {one.entry_id: one.end for one in board.state.entries.values()}
    assert ends == {
        "aired": EntryEnd.AIRED,
        "ready": EntryEnd.RETURNED,
        "ringing": EntryEnd.RETURNED,
        "msg": EntryEnd.UNSERVED,
    }
    assert board.state.entry("aired").air_s == 10.0


def test_a_show_closes_only_when_every_entry_has_a_ticket_or_a_reason_and_aired_ones_an_answer() -> None:
    board = live_show("aired", "waited")
    board.put_on_air(20.0, HOST, "aired")
    board.sign_off(30.0, HOST)
    with pytest.raises(TransitionError, match="2 without: aired, waited"):
        board.close(31.0, PRODUCER)
    with pytest.raises(TransitionError, match="a ticket, as it was on air"):
        board.excuse(31.0, PRODUCER, "aired", "打错电话")
    board.excuse(31.0, PRODUCER, "waited", "打错电话")
    board.ticketed(32.0, "aired", "T1")
    with pytest.raises(TransitionError, match="1 without: aired"):
        board.close(33.0, PRODUCER)
    board.answer(34.0, PRODUCER, "aired", AirAnswer.PROMISED, "三天之内修好", date(2026, 11, 25))
    board.close(35.0, PRODUCER)
    assert board.state.phase is Phase.CLOSED


def test_a_promise_has_a_date_and_nothing_else_has_one() -> None:
    board = live_show("a")
    board.put_on_air(20.0, HOST, "a")
    with pytest.raises(TransitionError, match="a date with a promise"):
        board.answer(21.0, HOST, "a", AirAnswer.PROMISED, "尽快")
    with pytest.raises(TransitionError, match="a date with a promise"):
        board.answer(21.0, HOST, "a", AirAnswer.ANSWERED, "已修好", date(2026, 11, 25))


def test_a_caller_who_hangs_up_on_air_frees_the_line_and_still_needs_a_ticket() -> None:
    board = live_show("a")
    board.put_on_air(20.0, HOST, "a")
    board.caller_left(25.0, "a")
    assert board.state.entry("a").air_s == 5.0
    assert board.state.free_position(2) == 1
    assert [one.entry_id for one in board.owed()] == ["a"]


def test_a_double_click_puts_nobody_else_on_air_even_when_the_picture_changed_between() -> None:
    board = ShowBoard("s1", replace(RULES, double_click_s=0.8))
    board.open(1.0, PRODUCER, 6.0)
    board.go_live(2.0, HOST)
    for entry_id in ("a", "b"):
        screened(board, entry_id)
    board.choose_next(20.0, PRODUCER, "a")
    board.take_next(21.0, HOST, "a")
    board.choose_next(21.1, PRODUCER, "b")
    with pytest.raises(
        TransitionError, match=r"expected a press 0.8 s after the last or later, found one after 0.30 s"
    ):
        board.take_next(21.3, HOST, "b")
    board.take_next(22.0, HOST, "b")
    assert [one.entry_id for one in board.state.among(EntryState.ON_AIR)] == ["b"]


def test_the_same_press_is_one_note_and_one_dump() -> None:
    board = live_show()
    board.note(20.0, HOST, "换下一位", "k1")
    board.dump(21.0, HOST, 6.0, "k2")
    assert (board.note(22.0, HOST, "换下一位", "k1"), board.dump(22.0, HOST, 6.0, "k2")) == ([], [])
    assert [one.text for one in board.state.notes] == ["换下一位"]
    assert [one.seconds for one in board.state.dumps] == [6.0]


def test_a_stored_call_waits_in_reserve_and_is_not_proposed_until_it_is_needed() -> None:
    board = live_show("a", "b")
    board.store(20.0, PRODUCER, "a", stored=True)
    assert [one.entry_id for one in proposals(board.state, 30.0, Weights())] == ["b"]
    with pytest.raises(TransitionError, match="in reserve already"):
        board.store(21.0, PRODUCER, "a", stored=True)
    board.choose_next(22.0, PRODUCER, "a")
    assert not board.state.entry("a").stored


def test_what_is_known_of_a_caller_and_the_programme_is_kept_on_the_board() -> None:
    board = ShowBoard("s1", RULES)
    board.open(1.0, PRODUCER, 6.0, Programme(title="政风热线", units=("住建局",), ends_at=3600.0))
    board.join(joined("a"))
    board.found_again(11.0, "a", calls=3, shows=1)
    state = board.state
    assert (state.title, state.units, state.ends_at, state.seq) == ("政风热线", ("住建局",), 3600.0, 3)
    assert (state.entry("a").repeat, state.entry("a").calls_before, state.entry("a").shows_before) == (True, 3, 1)
    assert state.of_call("C-a") is state.entry("a")
    board.caller_left(12.0, "a")
    assert state.of_call("C-a") is None
