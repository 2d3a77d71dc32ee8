"""Words of a recording in parts: at their time of the call, once, and nothing lost that only the live ear heard."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from callcenter.joined_sound import PlacedPart
from callcenter.second_pass.placing import is_recorded, on_call_clock, whole
from callcenter.store.transcripts import Recording
from callcenter.store.utterance import GAP, SavedUtterance


def part(from_s: float, seconds: float) -> PlacedPart:
    recording = Recording(call_id="c", path=f"{from_s}.flac", seconds=seconds, started_at=100.0 + from_s)
    return PlacedPart(recording=recording, from_s=from_s)


def line(ident: str, start_ms: int, end_ms: int, *, role: str = "caller", engine: str = "vosk") -> SavedUtterance:
    return SavedUtterance(
        utterance_id=ident,
        call_id="c",
        leg_id="l",
        role=role,
        start_ms=start_ms,
        end_ms=end_ms,
        text=ident,
        engine=engine,
    )


TWO = [part(0.0, 10.0), part(20.0, 10.0)]


def test_words_move_to_the_calls_clock_and_where_parts_overlap_the_later_counts() -> None:
    word = {"text": "好", "start_ms": 1000, "end_ms": 1200, "confidence": 1.0}
    heard = [
        {"channel": 0, "start_ms": start, "end_ms": start + 500, "text": "好", "words": [word]}
        for start in (1000, 9000)
    ]
    moved = on_call_clock(heard, part(20.0, 10.0), 28.5)
    assert [(one["start_ms"], one["end_ms"], one["words"][0]["start_ms"]) for one in moved] == [(21000, 21500, 21000)]
    assert heard[0]["start_ms"] == 1000, "what was given stays as it was"


def test_what_only_the_live_ear_heard_stays_and_what_nobody_recorded_is_marked() -> None:
    live = [line("first", 1000, 3000), line("hole", 12000, 15000), line("second", 21000, 23000)]
    heard = [line("P-1", 1100, 3100), line("P-2", 21100, 23100)]
    found = whole("P", heard, live, TWO)
    assert [(one.utterance_id, one.text) for one in found] == [
        ("P-1", "P-1"),
        ("P-gap-10000", "〔10 秒没有录音〕"),
        ("P-kept-1", "hole"),
        ("P-2", "P-2"),
    ]
    assert [one.is_gap for one in found] == [False, True, False, False]


def test_a_gap_that_was_told_live_is_told_once() -> None:
    told = line("l-gap-10000", 10_000, 20_000, engine=GAP)
    unheard = line("l-gap-2000", 2000, 4000, engine=GAP)  # recorded: it is heard now
    assert [one.utterance_id for one in whole("P", [], [unheard, told], TWO)] == ["P-kept-1"]


def test_the_beginning_of_a_sentence_whose_end_was_not_recorded_gives_way_to_the_whole() -> None:
    live = [line("whole", 8000, 14000), line("theirs", 8000, 14000, role="operator")]
    heard = [line("P-1", 8000, 10_000), line("P-2", 1000, 2000), line("P-3", 15_000, 16_000, role="operator")]
    assert {one.text for one in whole("P", heard, live, TWO)} == {"whole", "theirs", "P-2", "P-3", "〔10 秒没有录音〕"}


_lines = st.lists(
    st.builds(
        lambda n, start, length, role: line(f"x{n}", start, start + length, role=role),
        st.integers(0, 10_000), st.integers(0, 60_000), st.integers(1, 8000), st.sampled_from(["caller", "operator"]),
    ),
    max_size=12, unique_by=lambda one: one.utterance_id,
)  # fmt: skip
_parts = st.lists(st.tuples(st.floats(0, 20), st.floats(0.1, 20)), min_size=1, max_size=4).map(
    lambda pairs: [
        part(sum(gap + seconds for gap, seconds in pairs[:at]) + gap, seconds)
        for at, (gap, seconds) in enumerate(pairs)
    ]
)


@given(live=_lines, heard=_lines, parts=_parts)
def test_every_live_word_without_sound_is_there_once_in_order_and_heard_twice_is_the_same(
    live: list[SavedUtterance], heard: list[SavedUtterance], parts: list[PlacedPart]
) -> None:
    again = [replace(one, utterance_id=f"P-{one.utterance_id}") for one in heard if is_recorded(one, parts)]
    found = whole("P", again, live, parts)
    lost = [one.text for one in live if not is_recorded(one, parts)]
    assert sorted(one.text for one in found if one.utterance_id.startswith("P-kept-")) == sorted(lost)
    assert [one.start_ms for one in found] == sorted(one.start_ms for one in found)
    assert len({one.utterance_id for one in found}) == len(found)
    third = whole("Q", [one for one in found if one in again], found, parts)
    assert sorted((one.start_ms, one.text) for one in third) == sorted((one.start_ms, one.text) for one in found)
