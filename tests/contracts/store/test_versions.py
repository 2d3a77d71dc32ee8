"""Versions of a transcript and their jobs, on both databases: nothing twice, everything undone exactly."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from callcenter.second_pass.merging import Drafted
from callcenter.store.checked import CheckedText, CheckedWords
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.journal import Journal
from callcenter.store.passes import Passes, PassState, Trouble, Unasked
from callcenter.store.ticket import DraftTicket, FieldSpan, Ticket, TicketField
from callcenter.store.tickets import Change, Tickets
from callcenter.store.transcript_index import TranscriptIndex
from callcenter.store.transcript_search import Search, Seeker, TranscriptSearch
from callcenter.store.transcripts import Recording, SavedUtterance, Transcripts
from callcenter.store.versions import Decision, NewVersion, Verdict, Versions
from callcenter.transcripts.searching import terms
from tests.contracts.store.stories import NOON, answered_call

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
SUPERVISOR = Seeker(name="lin", all_calls=True, confidential=True)


def said(ident: str, text: str) -> SavedUtterance:
    return SavedUtterance(
        utterance_id=ident, call_id="c1", leg_id="l", role="caller", start_ms=0, end_ms=900, text=text
    )


def drafted(place: str, ident: str) -> Drafted:
    span = FieldSpan(utterance_id=ident, start=0, end=len(place), start_ms=0, end_ms=500)
    return Drafted(fields={"place": TicketField(value=place, rule="gazetteer", spans=(span,))}, suggestions={})


def heard(job_id: str = "P-c1", text: str = "凤凰新村停水了", place: str = "凤凰新村") -> NewVersion:
    ident = f"{job_id}-1"
    live = drafted("奉还新村", "u1")
    again = drafted(place, ident)
    return NewVersion(
        call_id="c1", job_id=job_id, engine="vosk", model="city", said=[said(ident, text)], live=live, again=again
    )


@pytest.fixture
async def desk(database: Database) -> Database:
    """One call over, heard live, drafted, recorded."""
    journal = Journal(database)
    journal.append(answered_call("c1"))
    await journal.flush()
    transcripts = Transcripts(database)
    await transcripts.add([said("u1", "奉还新村停水了")])
    await transcripts.save_recording(
        Recording(call_id="c1", path="recordings/c1.flac", seconds=40.0, started_at=NOON + 5)
    )
    fields = drafted("奉还新村", "u1").fields
    await Tickets(database).save_draft(DraftTicket(ticket_id="t1", call_id="c1", operator_id="8001", fields=fields), AT)
    return database


async def ticket_of(database: Database) -> Ticket:
    found = await Tickets(database).of_call("c1")
    assert found is not None
    return found


async def shown_text(database: Database) -> list[str]:
    found = await Transcripts(database).of_calls(["c1"])
    return [one.text for one in found.get("c1", ())]


async def finds(database: Database, words: str) -> list[str]:
    page = await TranscriptSearch(database).page(Search(terms=terms(words)), SUPERVISOR)
    return [one.utterance_id for one in page.items]


async def test_the_newer_version_is_shown_searched_and_drafted_from_and_the_live_one_kept(desk: Database) -> None:
    versions = Versions(desk)
    shown = await versions.add(heard(), AT)
    assert shown is not None
    assert shown.version == 2
    assert await shown_text(desk) == ["凤凰新村停水了"]
    assert (await finds(desk, "凤凰新村"), await finds(desk, "奉还新村")) == (["P-c1-1"], [])
    place = (await ticket_of(desk)).fields["place"]
    assert (place.value, place.spans[0].utterance_id) == ("凤凰新村", "P-c1-1")
    every = await versions.said("c1")
    assert {number: [one.text for one in lines] for number, lines in every.items()} == {
        1: ["奉还新村停水了"],
        2: ["凤凰新村停水了"],
    }
    state = await TranscriptIndex(desk).state()
    assert (state.said, state.indexed) == (1, 1)
    assert await TranscriptIndex(desk).catch_up() == 0, "the version that is not shown is not searched"


async def test_the_same_job_delivered_twice_is_in_the_transcript_once(desk: Database) -> None:
    versions = Versions(desk)
    assert await versions.add(heard(), AT)
    before = await ticket_of(desk)
    assert await versions.add(heard(text="另一遍"), AT) is None
    assert len(await versions.of_call("c1")) == 1
    assert await shown_text(desk) == ["凤凰新村停水了"]
    assert await ticket_of(desk) == before


async def test_going_back_restores_text_search_and_draft_and_accepting_shows_it_again(desk: Database) -> None:
    versions, before = Versions(desk), await ticket_of(desk)
    await versions.add(heard(), AT)
    back = Decision(call_id="c1", version=2, verdict=Verdict.BACK, by="8001", at=AT)
    await versions.decide(back)
    after = await ticket_of(desk)
    assert replace(after, version=before.version, updated_at=before.updated_at) == before
    assert await shown_text(desk) == ["奉还新村停水了"]
    assert (await finds(desk, "凤凰新村"), await finds(desk, "奉还新村")) == ([], ["u1"])
    with pytest.raises(WrongStateError, match="it is back already"):
        await versions.decide(back)
    await versions.decide(replace(back, verdict=Verdict.ACCEPTED))
    assert (await ticket_of(desk)).fields["place"].value == "凤凰新村"
    (version,) = await versions.of_call("c1")
    assert (version.verdict, version.decided_by, version.shown) == (Verdict.ACCEPTED, "8001", True)


async def test_what_an_operator_edits_meanwhile_stays_when_it_comes_and_when_it_goes(desk: Database) -> None:
    tickets, versions = Tickets(desk), Versions(desk)
    ticket = await ticket_of(desk)
    edit = Change(ticket_id="t1", version=ticket.version, actor="8001", at=AT)
    await tickets.edit(edit, {"place": "凤凰新区"})
    shown = await versions.add(heard(), AT)
    assert shown is not None
    assert [(one.name, one.kept.value) for one in shown.changes] == [("place", "edited")]
    assert (await ticket_of(desk)).fields["place"].value == "凤凰新区"
    ticket = await ticket_of(desk)
    await tickets.edit(replace(edit, version=ticket.version), {"title": "停水"})
    await versions.decide(Decision(call_id="c1", version=2, verdict=Verdict.BACK, by="8001", at=AT))
    fields = (await ticket_of(desk)).fields
    assert (fields["place"].value, fields["title"].value) == ("凤凰新区", "停水")


async def test_what_people_have_checked_is_not_put_aside_for_a_machines_words(desk: Database) -> None:
    checked = CheckedText(utterance_id="u1", call_id="c1", text="凤凰新村停水了", checked_by="8001", checked_at=AT)
    await CheckedWords(desk).save(checked)
    versions = Versions(desk)
    shown = await versions.add(heard(), AT)
    assert shown is not None
    assert (shown.version, shown.ticket, len(shown.changes)) == (1, None, 1)
    assert await shown_text(desk) == ["奉还新村停水了"]
    assert (await ticket_of(desk)).fields["place"].value == "奉还新村"
    assert await finds(desk, "凤凰新村") == ["u1"], "a checked sentence is found as it was checked"
    await versions.decide(Decision(call_id="c1", version=2, verdict=Verdict.ACCEPTED, by="8001", at=AT))
    assert (await ticket_of(desk)).fields["place"].value == "凤凰新村"


async def test_only_the_newest_version_is_decided_on(desk: Database) -> None:
    versions = Versions(desk)
    await versions.add(heard(), AT)
    await versions.add(heard("P-2", "凤凰新村停水三天", "凤凰新村"), AT)
    assert await shown_text(desk) == ["凤凰新村停水三天"]
    with pytest.raises(WrongStateError, match="the newest version"):
        await versions.decide(Decision(call_id="c1", version=2, verdict=Verdict.BACK, by="8001", at=AT))
    with pytest.raises(NotFoundError):
        await versions.decide(Decision(call_id="c1", version=9, verdict=Verdict.BACK, by="8001", at=AT))
    await versions.decide(Decision(call_id="c1", version=3, verdict=Verdict.BACK, by="8001", at=AT))
    assert await shown_text(desk) == ["凤凰新村停水了"]


async def test_words_that_come_late_from_the_live_ear_stay_with_the_live_version(desk: Database) -> None:
    await Versions(desk).add(heard(), AT)
    await Transcripts(desk).add([said("u2", "晚到的一句")])
    assert await shown_text(desk) == ["凤凰新村停水了"]
    assert await finds(desk, "晚到") == []


def unasked(*, since: float = NOON, ended_by: float = NOON + 3600, least_s: float = 3.0) -> Unasked:
    return Unasked(since=since, ended_by=ended_by, least_s=least_s, limit=10)


async def test_each_call_is_asked_for_once_and_a_delivery_counts_once(desk: Database) -> None:
    passes = Passes(desk)
    assert list(await passes.unasked(unasked())) == ["c1"]
    assert list(await passes.unasked(unasked(since=NOON + 60))) == [], "too old"
    assert list(await passes.unasked(unasked(least_s=60.0))) == [], "too short"
    assert list(await passes.unasked(unasked(ended_by=NOON))) == [], "its ear may still be at it"
    assert await passes.ask("P-c1", "c1", "", AT)
    assert not await passes.ask("P-c1", "c1", "", AT)
    assert list(await passes.unasked(unasked())) == []
    begun = await passes.begin("P-c1", "one")
    assert begun is not None
    assert (begun.attempts, begun.state) == (1, PassState.RUNNING)
    again = await passes.begin("P-c1", "two")
    assert again is not None
    assert again.attempts == 2, "the first was killed: its try counts"
    words = [{"channel": 0, "start_ms": 0, "end_ms": 1, "text": "好", "words": []}]
    assert await passes.deliver("P-c1", "vosk", "city", words)
    assert not await passes.deliver("P-c1", "vosk", "city", [])
    assert await passes.begin("P-c1", "three") is None
    (job,) = await passes.heard(10)
    assert job.heard == words
    await passes.close("P-c1", PassState.DONE)
    assert (await passes.get("P-c1")).heard == [], "citizens' words are kept in one place"


async def test_a_job_that_failed_for_good_waits_for_somebody(desk: Database) -> None:
    passes = Passes(desk)
    await passes.ask("P-c1", "c1", "", AT)
    for attempt in (1, 2):
        assert await passes.begin("P-c1", "one")
        trouble = Trouble(problem="recording_missing", detail="no file")
        await passes.failed("P-c1", "one", trouble, for_good=attempt == 2)
    figures = await passes.figures()
    assert (figures.counts[PassState.FAILED], figures.oldest_waiting) == (1, None)
    job = await passes.get("P-c1")
    assert (job.problem, job.detail) == ("recording_missing", "no file")
    assert (await passes.again("P-c1")).attempts == 0
    with pytest.raises(WrongStateError):
        await passes.again("P-c1")
    assert (await passes.figures()).oldest_waiting == AT
    await passes.begin("P-c1", "one")
    await passes.handed_back("P-c1", "one")
    assert (await passes.get("P-c1")).attempts == 0, "a worker that was told to stop has not tried"
