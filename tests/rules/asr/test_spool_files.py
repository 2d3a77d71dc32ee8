"""What waits to be recognised, on disk: the same comes back, and junk in the folder harms nothing."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from asr.feed import Lost
from asr.spool_files import SpooledCall, SpoolFiles, Unheard
from asr.telling import LegName, Role

STRETCHES = st.lists(
    st.builds(
        lambda leg, role, start, length: Unheard(
            name=LegName(call_id="call", leg_id=leg, role=role),
            lost=Lost(start_sample=start, end_sample=start + length, why="overload"),
        ),
        st.sampled_from(["a", "b"]),
        st.sampled_from(Role),
        st.integers(0, 10**9),
        st.integers(1, 10**6),
    ),
    max_size=5,
)


@given(STRETCHES, st.dictionaries(st.sampled_from(["a", "b"]), st.integers(0, 99)), st.integers(0, 3))
def test_a_call_is_read_as_it_was_written(unheard: list[Unheard], told: dict[str, int], tries: int) -> None:
    call = SpooledCall(call_id="call", recording=Path("/x.flac"), unheard=tuple(unheard), told=told, tries=tries)
    assert SpooledCall.read(call.fields()) == call


def test_calls_come_back_oldest_first_and_those_without_a_recording_are_dropped(tmp_path: Path) -> None:
    files = SpoolFiles(tmp_path / "spool")
    for name in ("one.flac", "two.2.flac"):
        (tmp_path / name).touch()
    stretch = Unheard(
        name=LegName(call_id="c", leg_id="l", role=Role.CALLER), lost=Lost(start_sample=0, end_sample=9, why="x")
    )
    for call_id, recording in (("one", "one.flac"), ("gone", "gone.flac"), ("two", "two.2.flac")):
        files.save(SpooledCall.of(call_id, tmp_path / recording, [stretch]))
    (tmp_path / "spool" / "junk.json").write_text('{"call_id": 5', "utf-8")
    (tmp_path / "spool" / "other.json").write_text("[]", "utf-8")
    assert {call.call_id for call in files.load()} == {"one", "two"}
    assert not (tmp_path / "spool" / "gone.json").exists()
    files.drop("one")
    assert [call.call_id for call in files.load()] == ["two"]


def test_two_recordings_of_one_call_wait_side_by_side_and_number_their_words_apart(tmp_path: Path) -> None:
    files = SpoolFiles(tmp_path / "spool")
    stretch = Unheard(
        name=LegName(call_id="c", leg_id="l", role=Role.CALLER), lost=Lost(start_sample=0, end_sample=9, why="x")
    )
    for name in ("c.flac", "c.2.flac"):
        (tmp_path / name).touch()
        files.save(SpooledCall.of("c", tmp_path / name, [stretch], from_sample=5))
    assert {(call.call_id, call.series, call.from_sample) for call in files.load()} == {
        ("c", "late-", 5),
        ("c", "late-2.", 5),
    }


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_memory(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file where a folder is wanted")
    files = SpoolFiles(tmp_path / "spool")
    files.save(SpooledCall.of("call", tmp_path / "x.flac", []))
    files.drop("call")
    assert files.load() == []
