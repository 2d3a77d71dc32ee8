"""Sentences are found by their words, by who may know of the call, and stay findable as calls come and go."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from callcenter.store.checked import CheckedText, CheckedWords
from callcenter.store.database import Database
from callcenter.store.journal import Journal
from callcenter.store.search_tables import first_line, transcript_lines
from callcenter.store.tables import utterances
from callcenter.store.ticket import DraftTicket
from callcenter.store.ticket_tables import ticket_people, ticket_work
from callcenter.store.tickets import Tickets
from callcenter.store.transcript_index import END, LOOKED_AT, IndexState, Progress, TranscriptIndex
from callcenter.store.transcript_search import Found, Search, Seeker, TranscriptSearch
from callcenter.store.transcripts import SavedUtterance, Transcripts
from callcenter.transcripts.searching import terms
from tests.contracts.store.stories import NOON, answered_call

ANYBODY = Seeker(name="banzhang", all_calls=True, confidential=True, numbers=True, confidential_numbers=True)
DISPATCHER = Seeker(name="pai", all_calls=True)


def said(ident: str, call_id: str, words: str, at_ms: int = 0) -> SavedUtterance:
    return SavedUtterance(
        utterance_id=ident, call_id=call_id, leg_id="l", role="caller", start_ms=at_ms, end_ms=at_ms + 900, text=words
    )


async def filled(database: Database) -> TranscriptSearch:
    journal = Journal(database)
    journal.append(answered_call("c1"))
    journal.append(answered_call("c2", operator_id="8002", at=NOON + 100, queue="show"))
    await journal.flush()
    await Transcripts(database).add(
        [
            said("u1", "c1", "我们小区停水三天了"),
            said("u2", "c1", "在人民西路三栋", 2000),
            said("u3", "c1", "电话幺三八零零零零零零零零", 4000),
            said("u4", "c2", "水停了没人通知 Wi-Fi 也断了"),
            said("u5", "c2", "又停水了", 2000),
        ]
    )
    return TranscriptSearch(database)


async def found(search: TranscriptSearch, words: str, seeker: Seeker = ANYBODY, **more: object) -> list[str]:
    asked = Search(terms=terms(words), **more)  # type: ignore[arg-type]
    return [one.utterance_id for one in (await search.page(asked, seeker)).items]


async def test_two_characters_are_found_newest_first_and_not_their_reverse(database: Database) -> None:
    search = await filled(database)
    assert await found(search, "停水") == ["u5", "u1"]
    assert await found(search, "水停") == ["u4"]
    assert await found(search, "停气") == []


async def test_longer_words_several_words_figures_and_latin_letters(database: Database) -> None:
    search = await filled(database)
    assert await found(search, "人民西路") == ["u2"]
    assert await found(search, "人民路西") == []
    assert await found(search, "停水 小区") == ["u1"]
    assert await found(search, "三栋") == await found(search, "3栋") == ["u2"]
    assert await found(search, "wifi") == ["u4"]
    assert await found(search, '停水" OR "通知') == []  # what is typed is words, never a question to the database
    assert await found(search, "%水三天") == ["u1"]


async def test_a_citizens_number_is_found_by_who_may_see_it_only(database: Database) -> None:
    search = await filled(database)
    own = Seeker(name="8001", operator_id="8001")
    for words in ("13800000000", "幺三八零零零", "00000000", "零零零零", "电话 1380000"):
        assert await found(search, words, DISPATCHER) == []
        assert await found(search, words, Seeker(name="8002", operator_id="8002")) == []
        assert await found(search, words, own) == await found(search, words, ANYBODY) == ["u3"]
    assert await found(search, "电话", DISPATCHER) == ["u3"]
    (by_word,) = (await search.page(Search(terms=terms("电话")), ANYBODY)).items
    (by_number,) = (await search.page(Search(terms=terms("138")), ANYBODY)).items
    assert (by_word.by_number, by_number.by_number) == (False, True)
    held = await database.read(lambda connection: connection.execute(select(transcript_lines.c.plain)).scalars().all())
    assert not any("00000" in line or "零零" in line for line in held)
    await at_work(database, confidential=True)
    assert await found(search, "1380000", replace(ANYBODY, confidential_numbers=False)) == []
    assert await found(search, "1380000", replace(ANYBODY, numbers=False)) == ["u3"]


async def test_a_part_of_a_number_said_over_turns_is_never_found_by_who_may_not_see_it(database: Database) -> None:
    """Neither while the call goes on nor when it is over; figures well away from it are found once it is."""
    journal, transcripts = Journal(database), Transcripts(database)
    facts = answered_call("c1")
    journal.append(facts[:4])
    await journal.flush()
    search, index = TranscriptSearch(database), TranscriptIndex(database)
    between = ("您别挂机", "我记下来了", "还有别的吗", "没有别的了", "那您的住址")
    for at, words in enumerate(("电话是幺三九", "二二四五", "六七八八", *between, "我住三栋幺零二室")):
        await transcripts.add([said(f"u{at}", "c1", words, 3000 * at)])
        assert await found(search, words[-4:], ANYBODY) == [f"u{at}"]
        for part in ("139", "2245", "6788", "幺三九"):
            assert await found(search, part, DISPATCHER) == []
    assert await found(search, "电话", DISPATCHER) == ["u0"]
    assert await found(search, "102", DISPATCHER) == []
    assert await index.settle() == 0, "the call goes on"
    journal.append(facts[4:])
    await journal.flush()
    assert [await index.settle(), await index.settle()] == [1, 0]
    assert await found(search, "102", DISPATCHER) == ["u8"]
    for part in ("139", "2245", "6788", "幺三九"):
        assert await found(search, part, DISPATCHER) == []
    assert await found(search, "2245", ANYBODY) == ["u1"]
    await CheckedWords(database).save(
        CheckedText(
            utterance_id="u8", call_id="c1", text="九九九九九九九", checked_by="b", checked_at=datetime.now(UTC)
        )
    )
    assert await found(search, "99999", DISPATCHER) == []
    assert await found(search, "102", ANYBODY) == []


async def test_an_operator_who_took_a_call_over_finds_all_of_it_when_it_is_over(database: Database) -> None:
    journal, transcripts = Journal(database), Transcripts(database)
    first, second = answered_call("c1"), answered_call("c1", operator_id="8002", at=NOON + 60)
    journal.append(first[:5])
    await journal.flush()
    await transcripts.add([said("u1", "c1", "小区停水三天")])
    journal.append(second[1:])
    await journal.flush()
    await TranscriptIndex(database).settle()
    assert await found(TranscriptSearch(database), "停水", Seeker(name="8002", operator_id="8002")) == ["u1"]


async def test_filters_and_pages(database: Database) -> None:
    search = await filled(database)
    assert await found(search, "停水", queue="show") == ["u5"]
    assert await found(search, "停水", operator_id="8001") == ["u1"]
    assert await found(search, "停水", since=NOON + 50) == ["u5"]
    assert await found(search, "停水", until=NOON + 50) == ["u1"]
    first = await search.page(Search(terms=terms("停水"), limit=1), ANYBODY)
    rest = await search.page(Search(terms=terms("停水"), limit=1, after=first.next or ""), ANYBODY)
    assert [one.utterance_id for one in (*first.items, *rest.items)] == ["u5", "u1"]
    assert rest.next is None
    assert rest.items == (
        Found(
            line_id=first_line(NOON),
            utterance_id="u1",
            call_id="c1",
            arrived_at=NOON,
            queue="hotline",
            operator_ids=("8001",),
        ),
    )


async def test_an_operator_finds_their_own_calls_and_secrets_stay_with_whom_they_concern(database: Database) -> None:
    search = await filled(database)
    operator = Seeker(name="8002", operator_id="8002")
    assert await found(search, "停水", operator) == ["u5"]
    assert not await search.may_know("c1", operator)
    dispatcher = Seeker(name="pai", all_calls=True)
    assert await found(search, "停水", dispatcher) == ["u5", "u1"]
    await at_work(database, confidential=True)
    assert await found(search, "停水", dispatcher) == ["u5"]
    assert await found(search, "停水", ANYBODY) == ["u5", "u1"]
    assert await found(search, "停水", Seeker(name="8001", operator_id="8001")) == ["u1"]
    await at_work(database, restricted=True)
    assert await found(search, "停水", ANYBODY) == ["u5"]
    assert not await search.may_know("c1", ANYBODY)
    await database.write(lambda connection: connection.execute(
        ticket_people.insert().values(ticket_id="t1", name="banzhang")))  # fmt: skip
    assert await found(search, "停水", ANYBODY) == ["u5", "u1"]


async def at_work(database: Database, **flags: bool) -> None:
    """Let the ticket of call c1 be one with these flags."""
    tickets = Tickets(database)
    draft = DraftTicket(ticket_id="t1", call_id="c1")
    if await tickets.of_call("c1") is None:
        await tickets.save_draft(draft, datetime.now(UTC))
        row = {one.name: _blank(one) for one in ticket_work.c if not one.nullable and one.server_default is None}
        await database.write(
            lambda connection: connection.execute(ticket_work.insert().values(**{**row, "ticket_id": "t1"}))
        )
    await database.write(lambda connection: connection.execute(update(ticket_work).values(**flags)))


def _blank(column: object) -> object:
    kind = column.type.python_type  # type: ignore[attr-defined]
    return kind()


async def test_what_is_purged_is_found_no_more_and_the_index_is_made_again_from_scratch(database: Database) -> None:
    search, index = await filled(database), TranscriptIndex(database)
    await database.write(
        lambda connection: connection.execute(delete(utterances).where(utterances.c.utterance_id == "u5"))
    )
    assert await found(search, "停水") == ["u1"]
    await index.clear()
    assert await found(search, "停水") == []
    assert await index.state() == IndexState(said=4, indexed=0)
    assert await index.complete_since() == END
    assert [await index.catch_up(), await index.catch_up()] == [4, 0]
    assert await index.complete_since() is None
    assert await found(search, "小区") == ["u1"]
    assert await found(search, "停水") == ["u1"]
    if database.url.startswith("sqlite"):
        await database.write(
            lambda connection: connection.execute(
                text("INSERT INTO transcript_words (transcript_words) VALUES ('integrity-check')")
            )
        )


async def test_an_index_that_is_made_anew_goes_on_after_a_crash_and_says_how_far_it_is(database: Database) -> None:
    """The newest calls first: what is not reached yet is not found, and the answer says since when all is."""
    journal, transcripts, index = Journal(database), Transcripts(database), TranscriptIndex(database)
    for number in range(LOOKED_AT + 5):
        journal.append(answered_call(f"c{number}", at=NOON + 60 * number))
    await journal.flush()
    await transcripts.add([said(f"u{number}", f"c{number}", "又停水了") for number in range(LOOKED_AT + 5)])
    await index.clear()

    def dies(_far: Progress) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await index.catch_up(dies)
    assert await index.complete_since() == NOON + 60 * 5
    search = TranscriptSearch(database)
    page = await search.page(Search(terms=terms("停水"), until=NOON + 60 * 7), ANYBODY)
    assert [one.call_id for one in page.items] == ["c6", "c5"]
    assert await TranscriptIndex(database).catch_up() == 5
    assert await index.state() == IndexState(said=LOOKED_AT + 5, indexed=LOOKED_AT + 5)
    assert await index.complete_since() is None


async def test_a_sentence_and_its_line_are_kept_together_or_not_at_all(database: Database) -> None:
    """A crash between the two cannot be: they are one transaction."""
    broken = said("u9", "c1", "停水")
    transcripts = Transcripts(database)
    with pytest.raises(IntegrityError):
        await transcripts.add([broken, said("u9b", None, "停水")])  # type: ignore[arg-type]
    assert await TranscriptIndex(database).state() == IndexState(said=0, indexed=0)
    journal = Journal(database)
    journal.append(answered_call("c1"))
    await journal.flush()
    await transcripts.add([broken])
    assert await TranscriptIndex(database).state() == IndexState(said=1, indexed=1)
