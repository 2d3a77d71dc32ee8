"""A show as its facts tell it: who was on air when, what was dumped, what the figures are."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queueing.events import TransitionError
from queueing.show.aftermath.as_run import What, archive_log, as_run
from queueing.show.aftermath.figures import added, figures
from queueing.show.aftermath.outlets import Begins, Outlet, timeline
from queueing.show.aftermath.record import read_show, shows_of
from queueing.show.aftermath.spans import Span
from queueing.show.facts import (
    AirAnswer,
    AirAnswered,
    EntryJoined,
    EntryKind,
    EntryLeft,
    WentOffAir,
    WentOnAir,
)
from tests.rules.show.hour import BOTH, UNITS, an_hour

BEGINS = 1_763_700_000.0
RADIO = Outlet(name="radio", title="FM103.4", delay_s=6.0)
TV = Outlet(name="tv", title="电视", airs_at=BEGINS + 40_000.0)


def test_a_show_that_has_not_signed_off_has_no_aftermath() -> None:
    facts = an_hour("s1", BEGINS).facts
    with pytest.raises(TransitionError, match="expected one that has signed off, found live"):
        read_show("s1", facts[:-1])
    with pytest.raises(TransitionError, match="found none of that name"):
        read_show("s2", facts)


def test_the_figures_equal_a_fold_over_the_ledger() -> None:
    """Counted here a second time, in another way, straight from the facts."""
    facts = an_hour("s1", BEGINS).facts
    found = figures(read_show("s1", facts))
    kinds = {one.entry_id: one.kind for one in facts if isinstance(one, EntryJoined)}
    aired = {one.entry_id for one in facts if isinstance(one, WentOnAir)}
    answers = {one.entry_id: one.answer for one in facts if isinstance(one, AirAnswered)}
    ends = Counter(one.how.value for one in facts if isinstance(one, EntryLeft))
    on = sum(one.at for one in facts if isinstance(one, WentOnAir))
    off = sum(one.at for one in facts if isinstance(one, WentOffAir))
    assert (found.joined, found.calls, found.messages) == (50, 45, 5)
    assert found.accepted == len([one for one in aired if kinds[one] is not EntryKind.PERSON]) == 5
    assert found.on_the_spot == list(answers.values()).count(AirAnswer.ANSWERED) == 3
    assert found.followed_up == 2
    assert found.promised == 1
    assert found.unaired == 45
    assert found.returned == ends["returned"]
    assert found.air_s == pytest.approx(off - on)
    assert (found.dumps, found.dumped_s) == (1, 4.0)


def test_the_last_answer_noted_counts() -> None:
    hour = an_hour("s1", BEGINS)
    again = hour.facts + hour.board.answer(hour.at, BOTH, "s1-e01", AirAnswer.ANSWERED, "已修好", None)
    assert figures(read_show("s1", again)).on_the_spot == 4


def test_several_shows_in_one_ledger_are_kept_apart_and_add_up() -> None:
    one, two = an_hour("s1", BEGINS), an_hour("s2", BEGINS + 604_800.0, aired=3)
    mixed = [fact for pair in zip(one.facts, two.facts, strict=False) for fact in pair]
    mixed += one.facts[len(two.facts) :] + two.facts[len(one.facts) :]
    found = shows_of(mixed)
    assert list(found) == ["s1", "s2"]
    together = added(figures(show) for show in found.values())
    assert (together.shows, together.accepted, together.joined) == (2, 8, 100)


def test_an_outlets_log_says_when_its_listeners_heard_what() -> None:
    show = read_show("s1", an_hour("s1", BEGINS).facts)
    assert show.units == UNITS
    rows = as_run(show, RADIO)
    assert [row.what for row in rows[:2]] == [What.BEGAN, What.ITEM]
    assert rows[0].starts_at == BEGINS + 6.0
    assert (rows[1].starts_at, rows[1].ends_at, rows[1].file_s) == (BEGINS + 306.0, BEGINS + 486.0, 306.0)
    assert rows[-1].what is What.ENDED
    assert rows[-1].starts_at == BEGINS + 3606.0


def test_dumped_seconds_are_in_no_item_of_an_outlet_and_in_the_archives_log() -> None:
    show = read_show("s1", an_hour("s1", BEGINS).facts)
    second = [row for row in as_run(show, RADIO) if row.item and row.item.entry_id == "s1-e01"]
    assert [row.seconds for row in second] == [86.0, 90.0]
    assert [row.seconds for row in as_run(show, RADIO) if row.what is What.COVERED] == [4.0]
    kept = archive_log(show)
    assert [row.seconds for row in kept if row.item and row.item.entry_id == "s1-e01"] == [180.0]
    (dumped,) = [row for row in kept if row.what is What.DUMPED]
    assert (dumped.starts_at, dumped.seconds) == (BEGINS + 300.0 + 600.0 + 86.0, 4.0)


def test_a_later_broadcast_is_shorter_by_what_was_dumped() -> None:
    rows = as_run(read_show("s1", an_hour("s1", BEGINS).facts), TV)
    assert not [row for row in rows if row.what is What.COVERED]
    assert rows[0].starts_at == TV.airs_at
    assert rows[-1].file_s == 3596.0
    for before, after in pairwise(rows[1:]):
        assert before.ends_at <= after.starts_at


@settings(max_examples=200)
@given(st.floats(0.0, 3600.0), st.floats(0.0, 30.0), st.sampled_from(Begins))
def test_a_live_outlet_hears_every_moment_one_delay_later(second: float, delay_s: float, begins: Begins) -> None:
    show = read_show("s1", an_hour("s1", BEGINS, aired=2, entries=3).facts)
    clock = timeline(show, Outlet(name="radio", title="", delay_s=delay_s, begins=begins))
    assert clock is not None
    at = BEGINS + second
    assert clock.clock(at) == pytest.approx(at + delay_s)
    shift = delay_s if begins is Begins.STUDIO else 0.0
    assert clock.file_s(at) == pytest.approx(second + shift, abs=1e-3)


@settings(max_examples=200)
@given(st.floats(0.0, 3599.0), st.floats(0.0, 3599.0))
def test_no_outlets_clock_runs_backwards(one: float, other: float) -> None:
    show = read_show("s1", an_hour("s1", BEGINS, aired=2, entries=3).facts)
    for outlet in (RADIO, TV):
        clock = timeline(show, outlet)
        assert clock is not None
        early, late = sorted((BEGINS + one, BEGINS + other))
        assert clock.file_s(early) <= clock.file_s(late) + 1e-6
        assert clock.clock(early) <= clock.clock(late) + 1e-6


def test_a_show_without_a_programme_has_an_empty_log() -> None:
    hour = an_hour("s1", BEGINS, aired=0, entries=0)
    facts = [one for one in hour.facts if type(one).__name__ != "ShowWentLive"]
    show = read_show("s1", facts)
    assert show.live is None
    assert as_run(show, RADIO) == archive_log(show) == []
    assert figures(show).programme_s == 0.0
    assert Span(start=2.0, end=1.0).seconds == 0.0
