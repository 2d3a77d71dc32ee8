"""跟踪报道: what a person says about a matter of a show is kept with who and when, and the lists are made anew."""

from dataclasses import replace
from datetime import date

import pytest

from callcenter.store.faults import NotFoundError
from callcenter.store.media import last_media, media_of_ticket
from queueing.events import TransitionError
from queueing.show.after_facts import MediaFollowed, MediaState
from tests.service.closing.stage import BOTH, TEAM, ClosingStage
from tests.service.closing.test_closing import signed_off

S = MediaState


def said(stage: ClosingStage, state: MediaState, entry: str = "C-waiting", **more: object) -> MediaFollowed:
    return MediaFollowed(at=stage.now, show_id="s1", entry_id=entry, by="dao", state=state, **more)  # type: ignore[arg-type]


async def test_it_is_kept_with_who_and_when_and_the_lists_are_made_anew(stage: ClosingStage) -> None:
    """Also after the show was closed: a matter is followed for weeks."""
    await signed_off(stage)
    await stage.desk.transfer("s1", TEAM)
    first = stage.now
    await stage.media.follow(said(stage, S.TO_FOLLOW), S.UNDECIDED)
    stage.now += 60.0
    report = said(stage, S.REPORTED, outlet="回音壁", on=date(2026, 11, 26))
    await stage.media.follow(report, S.TO_FOLLOW)
    found = (await stage.media.of_show("s1"))["C-waiting"]
    assert [(one.state, one.by, one.at) for one in found.moves] == [
        (S.TO_FOLLOW, "dao", first), (S.REPORTED, "dao", first + 60.0),
    ]  # fmt: skip
    assert stage.renewed[-2:] == ["s1", "s1"]
    read = stage.stores.database.read
    assert await read(last_media) == {"s1": first + 60.0}
    ticket_id = (await stage.state()).entry("C-waiting").ticket_id
    assert await read(lambda connection: media_of_ticket(connection, ticket_id)) == list(found.moves)
    assert await read(lambda connection: media_of_ticket(connection, "T-nobody")) == []


async def test_who_saw_an_older_state_is_told_what_was_said_meanwhile_and_nothing_changes(stage: ClosingStage) -> None:
    await signed_off(stage)
    await stage.media.follow(said(stage, S.REPORTING), S.UNDECIDED)
    with pytest.raises(TransitionError, match="found reporting, said by dao"):
        await stage.media.follow(said(stage, S.ENDED, note="已解决"), S.UNDECIDED)
    with pytest.raises(TransitionError, match="2026-11-26 to 2026-11-26"):
        await stage.media.follow(said(stage, S.REPORTED, outlet="回音壁", on=date(2026, 11, 27)), S.REPORTING)
    assert (await stage.media.of_show("s1"))["C-waiting"].state is S.REPORTING


async def test_a_show_that_runs_and_an_entry_that_is_none_are_refused(stage: ClosingStage) -> None:
    stage.open()
    await stage.caller("a", "路灯坏了")
    await stage.stores.journal.flush()
    with pytest.raises(TransitionError, match="signed off"):
        await stage.media.follow(said(stage, S.TO_FOLLOW, "C-a"), S.UNDECIDED)
    stage.say(stage.board.sign_off(stage.now, BOTH))
    await stage.stores.journal.flush()
    with pytest.raises(TransitionError, match="on this show"):
        await stage.media.follow(said(stage, S.TO_FOLLOW, "nobody"), S.UNDECIDED)
    with pytest.raises(NotFoundError):
        await stage.media.follow(replace(said(stage, S.TO_FOLLOW, "C-a"), show_id="s9"), S.UNDECIDED)
    assert await stage.media.of_show("s1") == {}
