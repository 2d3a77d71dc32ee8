"""The proposal for the next caller says why, and never decides."""

import copy

from queueing.show.board import Description, ShowBoard
from queueing.show.proposal import Proposal, Reason, Weights, alike, proposals
from tests.rules.show.studio import HOST, PRODUCER, joined, live_show


def add(board: ShowBoard, entry_id: str, at: float, words: Description) -> None:
    board.join(joined(entry_id, at))
    board.screen(at, PRODUCER, entry_id)
    board.describe(at, PRODUCER, entry_id, words)
    board.ready(at, PRODUCER, entry_id)


def order(board: ShowBoard, now: float = 600.0) -> list[str]:
    return [one.entry_id for one in proposals(board.state, now, Weights())]


def reasons(proposal: Proposal) -> dict[Reason, float]:
    return dict(proposal.reasons)


def test_what_concerns_todays_unit_goes_before_who_waited_a_little_longer() -> None:
    board = live_show()
    add(board, "other", 0.0, Description(topic="噪音扰民", unit_fits=False))
    add(board, "fits", 300.0, Description(topic="公交班次少", unit_fits=True))
    assert order(board) == ["fits", "other"]


def test_nobody_waits_for_ever_waiting_outweighs_all_else_in_the_end() -> None:
    board = live_show()
    add(board, "old", 0.0, Description(area="天宁区", topic="噪音扰民", unit_fits=False))
    add(board, "new", 3600.0, Description(area="武进区", topic="公交班次少", unit_fits=True))
    assert order(board, 3660.0) == ["old", "new"]


def test_districts_are_spread_and_a_topic_is_not_aired_twice() -> None:
    board = live_show()
    add(board, "aired", 0.0, Description(area="天宁区", topic="小区停水三天"))
    board.put_on_air(1.0, HOST, "aired")
    add(board, "same_area", 10.0, Description(area="天宁区", topic="路灯不亮"))
    add(board, "same_topic", 10.0, Description(area="武进区", topic="小区停水两天"))
    add(board, "new", 20.0, Description(area="新北区", topic="广场舞噪音"))
    found = proposals(board.state, 600.0, Weights())
    assert [one.entry_id for one in found] == ["new", "same_area", "same_topic"]
    assert reasons(found[1])[Reason.AREA_AGAIN] == -3.0
    assert reasons(found[2])[Reason.ALIKE_AIRED] == -15.0


def test_points_are_the_sum_of_the_reasons_shown_and_the_board_is_unchanged() -> None:
    board = live_show("a", "b", "c")
    before = copy.deepcopy(board.state)
    for one in proposals(board.state, 500.0, Weights()):
        assert one.points == round(sum(points for _, points in one.reasons), 1)
    assert board.state == before
    assert order(board, 500.0) == order(board, 500.0) == ["a", "b", "c"]


def test_likeness_is_of_character_pairs_between_0_and_1() -> None:
    assert alike("小区停水", "小区停水") == 1.0
    assert alike("小区停水", "路灯不亮") == 0.0
    assert alike("", "") == 1.0
