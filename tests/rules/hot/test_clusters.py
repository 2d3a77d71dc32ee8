"""Hot topics on the frozen labelled set, and what clusters promise whatever the words."""

import hashlib
from statistics import fmean

from hypothesis import given, settings
from hypothesis import strategies as st

from queueing.hot import Complaint, HotRules, HotTopics, topics
from queueing.hot.rules import DAY_S
from tests.rules.hot.labelled import FROZEN, RULES, agreement, labelled

SHA256 = "62441ca759edbcdab24d18562486888e804ee02045ea796f65418e3ba46ff7c3"


def test_the_labelled_set_is_the_one_that_was_written_first() -> None:
    rows = labelled()
    assert hashlib.sha256(FROZEN.read_bytes()).hexdigest() == SHA256
    assert len(rows) >= 300
    assert len({row.label for row in rows} - {"-"}) >= 25


def test_pairs_of_complaints_are_joined_as_the_labels_say() -> None:
    found = [agreement(labelled(), seed) for seed in range(5)]
    assert fmean(one.f1 for one in found) >= 0.80
    assert fmean(one.precision for one in found) >= 0.88


def test_topics_the_numbers_were_not_chosen_on_are_joined_as_well() -> None:
    held_out = [row for row in labelled() if row.held_out]
    found = [agreement(held_out, seed) for seed in range(5)]
    assert fmean(one.f1 for one in found) >= 0.80


def test_one_matter_at_two_places_is_two_topics() -> None:
    hot = HotTopics(RULES)
    one = hot.take(Complaint(at=0.0, ticket_id="A", text="阳光小区停水了没人修", place="阳光小区", topic="供水"))
    other = hot.take(Complaint(at=1.0, ticket_id="B", text="滨河小区停水了没人修", place="滨河小区", topic="供水"))
    assert one.cluster != other.cluster


def test_what_says_nothing_is_no_topic() -> None:
    hot = HotTopics(RULES)
    for number, text in enumerate(
        ("请尽快处理，谢谢", "希望有关部门尽快解决", "请加快处理", "我反映的问题怎么还没有人管") * 5
    ):
        hot.take(Complaint(at=float(number), ticket_id=f"T{number}", text=text))
    assert topics(hot, 0.0, 100.0, least_persons=2) == ()


def test_people_are_counted_once_and_growth_is_against_the_stretch_before() -> None:
    hot = HotTopics(RULES)
    for number, (at, caller) in enumerate([(0.5, "a"), (1.1, "a"), (1.2, "a"), (1.3, "b"), (1.4, "c")]):
        hot.take(_water(number, at * DAY_S, caller))
    (found,) = topics(hot, DAY_S, 2 * DAY_S)
    assert (found.persons, found.messages, found.before, found.growth) == (3, 4, 1, 3)
    assert found.tickets[0] == "T4"
    assert found.place == "阳光小区"


def test_what_left_the_window_leaves_no_trace() -> None:
    hot = HotTopics(HotRules(window_days=2))
    hot.take(_water(0, 0.0, "a"))
    hot.take(Complaint(at=10 * DAY_S, ticket_id="T9", text="宽带乱扣费没有告知续费", place="朝阳村"))
    assert list(hot.clusters) == ["T9"]
    assert hot.cluster_of("T0") is None
    assert set(hot._by_gram) == set(hot.clusters["T9"].total)


def test_a_ticket_taken_twice_is_one_message() -> None:
    hot = HotTopics(RULES)
    first, again = hot.take(_water(0, 0.0, "a")), hot.take(_water(0, 5.0, "a"))
    assert first.cluster == again.cluster
    assert len(hot.clusters[first.cluster].members) == 1


_WORDS = st.text(alphabet="停水电梯坏路灯灭噪音小区物业垃圾臭没人修天123 ", max_size=30)
_MESSAGE = st.tuples(
    _WORDS, st.sampled_from(["", "甲小区", "乙小区"]), st.integers(0, 3 * 86_400), st.sampled_from(["", "供水"])
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_MESSAGE, max_size=40))
def test_every_message_is_in_one_cluster_at_most_and_restoring_gives_the_same(
    rows: list[tuple[str, str, int, str]],
) -> None:
    at, told = 0.0, []
    for number, (text, place, later, topic) in enumerate(rows):
        at += later
        told.append(Complaint(at=at, ticket_id=f"T{number}", text=text, place=place, topic=topic))
    live, restored = HotTopics(HotRules(window_days=7)), HotTopics(HotRules(window_days=7))
    assert [live.take(one) for one in told] == [restored.take(one) for one in told]
    members = [one.ticket_id for cluster in live.clusters.values() for one in cluster.members]
    assert len(members) == len(set(members))
    for cluster in live.clusters.values():
        assert {one.ticket_id for one in cluster.members} <= {
            one.ticket_id for one in told if one.place in ("", cluster.place)
        }


def _water(number: int, at: float, caller: str) -> Complaint:
    text = "阳光小区停水一天了自来水公司没人接"
    return Complaint(at=at, ticket_id=f"T{number}", text=text, caller=caller, place="阳光小区", topic="供水")
