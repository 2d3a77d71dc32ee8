"""Lists of calls, what was said in them and where it is recorded."""

from callcenter.store.calls import CallQuery, Calls
from callcenter.store.database import Database
from callcenter.store.journal import Journal
from callcenter.store.transcripts import Recording, SaidWord, SavedUtterance, Transcripts
from tests.contracts.store.stories import NOON, answered_call


async def ids(calls: Calls, query: CallQuery) -> list[str]:
    return [call.call_id for call in (await calls.page(query)).items]


async def test_calls_are_found_by_state_queue_operator_and_time(database: Database) -> None:
    journal, calls = Journal(database), Calls(database)
    journal.append(answered_call("c1"))
    journal.append(answered_call("c2", operator_id="8002", at=NOON + 10, queue="show"))
    journal.append(answered_call("c3", at=NOON + 20)[:4])
    await journal.flush()
    assert await ids(calls, CallQuery()) == ["c3", "c2", "c1"]
    assert await ids(calls, CallQuery(state="ended")) == ["c2", "c1"]
    assert await ids(calls, CallQuery(state="talking")) == ["c3"]
    assert await ids(calls, CallQuery(queue="show")) == ["c2"]
    assert await ids(calls, CallQuery(operator_id="8001")) == ["c3", "c1"]
    assert await ids(calls, CallQuery(since=NOON + 10, until=NOON + 20)) == ["c2"]


async def test_pages_go_on_where_the_last_one_ended_although_calls_arrive(database: Database) -> None:
    journal, calls = Journal(database), Calls(database)
    for n in range(5):
        journal.append(answered_call(f"c{n}", at=NOON + n // 2))
    await journal.flush()
    first = await calls.page(CallQuery(limit=2))
    journal.append(answered_call("c9", at=NOON + 100))
    await journal.flush()
    assert [call.call_id for call in first.items] == ["c4", "c3"]
    assert first.next is not None
    rest = await calls.page(CallQuery(limit=9, after=first.next))
    assert ([call.call_id for call in rest.items], rest.next) == (["c2", "c1", "c0"], None)


SAID = SavedUtterance(
    utterance_id="u1",
    call_id="c1",
    leg_id="l1",
    role="caller",
    start_ms=500,
    end_ms=900,
    text="路灯不亮",
    words=(SaidWord(text="路灯", start_ms=500, end_ms=700, confidence=0.9),),
    engine="vosk",
    model="demo",
)


async def test_an_utterance_said_twice_is_kept_once(database: Database) -> None:
    transcripts = Transcripts(database)
    later = SavedUtterance(
        utterance_id="u0", call_id="c1", leg_id="l2", role="operator", start_ms=1000, end_ms=1100, text="好"
    )
    await transcripts.add([SAID])
    await transcripts.add([later, SAID])
    await transcripts.add([])
    assert await transcripts.of_calls(["c1", "c2"]) == {"c1": (SAID, later)}


async def test_a_recording_has_every_part_in_order_and_the_last_word_on_a_file_counts(database: Database) -> None:
    """An ear that was killed leaves a first part; the file that could not be written is known by its problem."""
    transcripts = Transcripts(database)
    second = Recording(call_id="c1", path="recordings/c1.2.flac", seconds=9.0, started_at=NOON + 5)
    first = Recording(call_id="c1", path="recordings/c1.flac", seconds=4.5, started_at=NOON)
    await transcripts.save_recording(Recording(call_id="c1", path=second.path, seconds=0, started_at=NOON + 5))
    await transcripts.save_recording(second)
    await transcripts.save_recording(first)
    assert await transcripts.recordings_of(["c1", "c2"]) == {"c1": (first, second)}
