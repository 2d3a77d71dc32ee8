"""Repeat calls: who called before about the same; a suggestion for a merge, never more."""

from queueing.hot import Call, repeat_of
from queueing.hot.rules import DAY_S

NOW = Call(ticket_id="T9", at=40 * DAY_S, caller="k1", cluster="C", place="甲", topic="供水")


def test_the_oldest_ticket_of_the_same_caller_and_cluster_is_the_main_one() -> None:
    earlier = [_call("T2", 35, "k1"), _call("T1", 30, "k1"), _call("T3", 36, "k2")]
    found = repeat_of(NOW, earlier)
    assert found is not None
    assert (found.main, found.tickets) == ("T1", ("T1", "T2"))


def test_another_matter_another_caller_and_old_calls_are_no_repeat() -> None:
    earlier = [_call("T1", 30, "k2"), _call("T2", 5, "k1"), _call("T3", 39, "k1", cluster="D", place="乙")]
    assert repeat_of(NOW, earlier) is None


def test_same_place_and_topic_is_the_same_matter_even_without_a_cluster() -> None:
    assert repeat_of(NOW, [_call("T1", 39, "k1", cluster="")]) is not None


def test_a_withheld_number_repeats_nobody() -> None:
    anonymous = Call(ticket_id="T9", at=1.0, caller="", cluster="C")
    assert repeat_of(anonymous, [Call(ticket_id="T1", at=0.0, caller="", cluster="C")]) is None


def _call(ticket_id: str, day: int, caller: str, *, cluster: str = "C", place: str = "甲") -> Call:
    return Call(ticket_id=ticket_id, at=day * DAY_S, caller=caller, cluster=cluster, place=place, topic="供水")
