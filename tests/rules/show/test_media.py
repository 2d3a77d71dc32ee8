"""跟踪报道: what a person may say about a matter's media follow-up, and what is kept of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.events import TransitionError
from queueing.show.after_facts import MediaFollowed, MediaState
from queueing.show.facts import EntryKind
from queueing.show.media import MEDIA_TABLE, NOBODY, Days, Media, check_followed, may_be_followed, media_of
from queueing.show.state import Entry, Phase

SHOW, TODAY = date(2026, 11, 19), date(2026, 11, 25)
DAYS = Days(show=SHOW, today=TODAY)
S = MediaState


def said(state: MediaState, *, outlet: str = "", on: date | None = None, note: str = "") -> MediaFollowed:
    return MediaFollowed(at=1.0, show_id="s1", entry_id="e1", by="dao", state=state, outlet=outlet, on=on, note=note)


def after(*moves: MediaFollowed) -> Media:
    return Media(moves=moves)


MOVES = st.builds(
    said,
    st.sampled_from(MediaState),
    outlet=st.sampled_from(("", "回音壁", "市民报")),
    on=st.none() | st.integers(-3, 9).map(lambda days: SHOW + timedelta(days=days)),
    note=st.sampled_from(("", " ", "已办结")),
)


@given(st.lists(MOVES, max_size=20))
def test_only_what_the_table_knows_is_taken_and_a_refusal_changes_nothing(wanted: list[MediaFollowed]) -> None:
    """Whatever is tried: every report says where and on a day from the show's to today, once; every end says why."""
    now = NOBODY
    for one in wanted:
        before = now.state
        try:
            check_followed(now, one, DAYS)
        except TransitionError:
            assert now.state is before
            continue
        assert one.state in MEDIA_TABLE[before]
        now = Media(moves=(*now.moves, one))
    assert S.UNDECIDED not in {one.state for one in now.moves}
    reports = [(one.outlet, one.on) for one in now.reports]
    assert len(set(reports)) == len(reports)
    assert all(outlet.strip() and on is not None and SHOW <= on <= TODAY for outlet, on in reports)
    assert all(one.note.strip() for one in now.moves if one.state is S.ENDED)
    assert media_of(now.moves).get("e1", NOBODY) == now


def test_a_matter_goes_from_wanted_to_reported_and_may_be_reported_on_again() -> None:
    now = after(said(S.TO_FOLLOW), said(S.REPORTING), said(S.REPORTED, outlet="回音壁", on=SHOW))
    check_followed(now, said(S.REPORTED, outlet="回音壁", on=TODAY), DAYS)
    check_followed(now, said(S.TO_FOLLOW), DAYS)
    with pytest.raises(TransitionError, match="not noted yet"):
        check_followed(now, said(S.REPORTED, outlet="回音壁", on=SHOW), DAYS)


@pytest.mark.parametrize("day", [SHOW - timedelta(days=1), TODAY + timedelta(days=1), None])
def test_a_report_is_of_a_day_from_the_show_to_today(day: date | None) -> None:
    with pytest.raises(TransitionError, match="2026-11-19 to 2026-11-25"):
        check_followed(NOBODY, said(S.REPORTED, outlet="回音壁", on=day), DAYS)


def test_what_ended_says_why_and_may_be_taken_up_again() -> None:
    with pytest.raises(TransitionError, match="why"):
        check_followed(NOBODY, said(S.ENDED, note="  "), DAYS)
    ended = after(said(S.ENDED, note="来电人要求不报道"))
    check_followed(ended, said(S.TO_FOLLOW), DAYS)
    with pytest.raises(TransitionError):
        check_followed(ended, said(S.REPORTED, outlet="回音壁", on=TODAY), DAYS)


def test_where_and_when_are_said_of_reports_only() -> None:
    with pytest.raises(TransitionError, match="reported only"):
        check_followed(NOBODY, said(S.TO_FOLLOW, outlet="回音壁"), DAYS)


@pytest.mark.parametrize("phase", Phase)
def test_media_follow_matters_of_a_show_that_is_over_and_no_person_of_the_studio(phase: Phase) -> None:
    over = phase in (Phase.SIGNED_OFF, Phase.CLOSED)
    for kind in EntryKind:
        entry = Entry(entry_id="e1", kind=kind, call_id="", joined_at=0.0, order=0)
        assert may_be_followed(entry, phase) is (over and kind is not EntryKind.PERSON)


def test_each_entry_keeps_its_own() -> None:
    other = MediaFollowed(at=2.0, show_id="s1", entry_id="e2", by="dao", state=S.TO_FOLLOW)
    found = media_of([said(S.REPORTING), other])
    assert {entry: one.state for entry, one in found.items()} == {"e1": S.REPORTING, "e2": S.TO_FOLLOW}
