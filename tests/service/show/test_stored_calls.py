"""Stored calls: what may be kept, what the board orders, what is on disk; the sound itself is in tests/wire/show."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from asr.g711 import alaw_decode
from callcenter.show.aftermath.tape import Take
from callcenter.show.air_orders import AirOrder, Sound, Verb, orders_after, orders_again
from callcenter.show.stored_sound import StoredSoundError, cut, forget, keep, sound_name
from queueing.events import TransitionError
from queueing.show.aftermath.figures import figures
from queueing.show.aftermath.record import read_show
from queueing.show.board import ShowBoard
from queueing.show.facts import AirAnswer, EntryEnd, EntryKind, ShowFact
from queueing.show.state import EntryState, Phase
from tests.rules.show.studio import BOTH, HOST, PRODUCER, RULES, joined


def recorded(folder: Path, *channels: float, seconds: float = 4.0) -> Take:
    """A recording with a level a channel, in FLAC as the ear writes it."""
    path = folder / "call.flac"
    rows = np.tile(np.array(channels), (int(seconds * 8000), 1))
    soundfile.write(path, rows * np.sin(np.arange(len(rows)) / 3.0)[:, None], 8000, subtype="PCM_16")
    return Take(path=path, started_at=100.0, seconds=seconds, rate_hz=8000, channels=2)


def test_the_callers_voice_alone_is_cut_from_second_to_second_and_as_loud_as_a_caller(tmp_path: Path) -> None:
    samples = cut([recorded(tmp_path, 0.1, 0.0)], 1.0, 3.0)
    assert len(samples) == 16000
    assert 16000 < int(np.abs(samples).max()) < 16500
    assert keep(samples, "stored-a", tmp_path / "kept") == 2.0
    played = np.frombuffer(alaw_decode((tmp_path / "kept" / "stored-a.8").read_bytes()), np.int16)
    assert np.corrcoef(played, samples)[0, 1] > 0.99
    forget(["stored-a"], tmp_path / "kept")
    assert not list((tmp_path / "kept").iterdir())


@pytest.mark.parametrize(("from_s", "to_s"), [(3.5, 0.0), (9.0, 0.0), (3.0, 2.0)])
def test_a_stretch_that_is_none_is_refused_with_what_there_is(tmp_path: Path, from_s: float, to_s: float) -> None:
    with pytest.raises(StoredSoundError, match=r"expected 1 to 600 s of a recording of 4\.0 s, found"):
        cut([recorded(tmp_path, 0.1, 0.1)], from_s, to_s)


def test_where_only_the_producer_spoke_there_is_nothing_to_keep(tmp_path: Path) -> None:
    with pytest.raises(StoredSoundError, match="found silence"):
        cut([recorded(tmp_path, 0.0, 0.3)], 0.0, 0.0)
    with pytest.raises(StoredSoundError, match="finished and on disk, found none"):
        cut([], 0.0, 0.0)


def test_the_same_stretch_for_the_same_show_is_the_same_sound() -> None:
    assert sound_name("S1", "C1", 0.0, 2.0) == sound_name("S1", "C1", 0.0, 2.0) != sound_name("S1", "C1", 0.0, 3.0)


def stored_show() -> tuple[ShowBoard, list[ShowFact], Sound]:
    """A live show with one recording in reserve."""
    board, sound, facts = ShowBoard("s1", RULES), Sound(), list[ShowFact]()
    facts += board.open(1.0, PRODUCER, 6.0)
    facts += board.go_live(2.0, HOST)
    kept = joined("R-1", 5.0, EntryKind.RECORDING, topic="小区停水", recording="stored-a", recording_s=20.0)
    facts += board.keep_recording(5.0, PRODUCER, kept)
    for fact in facts:
        orders_after(fact, sound)
    return board, facts, sound


def heard(facts: list[ShowFact], sound: Sound) -> list[AirOrder]:
    return [order for fact in facts for order in orders_after(fact, sound)]


def test_a_recording_goes_on_air_as_a_caller_does_and_stop_is_off_air() -> None:
    board, _, sound = stored_show()
    on = heard(board.put_on_air(10.0, HOST, "R-1"), sound)
    assert on == [AirOrder(verb=Verb.PLAY, recording="stored-a", position=1)]
    assert on[0] in orders_again(board.state), "said again after a restart"
    assert heard(board.off_air(15.0, HOST, "R-1"), sound) == [AirOrder(verb=Verb.STOP, position=1)]
    assert board.state.entry("R-1").state is EntryState.OFF_AIR
    board.ready(16.0, PRODUCER, "R-1")
    assert heard(board.put_on_air(17.0, HOST, "R-1"), sound) == on, "and may be played again"


def test_at_its_end_it_leaves_by_itself_and_when_the_line_breaks_it_stays() -> None:
    board, _, sound = stored_show()
    board.put_on_air(10.0, HOST, "R-1")
    assert heard(board.recording_over(12.0, "R-1", played=False), sound) == []
    assert board.state.entry("R-1").state is EntryState.OFF_AIR
    board.ready(16.0, PRODUCER, "R-1")
    board.put_on_air(17.0, HOST, "R-1")
    assert heard(board.recording_over(37.0, "R-1", played=True), sound) == []
    assert board.state.entry("R-1").end is EntryEnd.AIRED
    with pytest.raises(TransitionError, match="expected a recording on air"):
        board.recording_over(38.0, "R-1", played=True)


def test_figures_call_it_a_recording_and_only_one_that_was_played_is_owed_for() -> None:
    board, facts, _ = stored_show()
    second = joined("R-2", 6.0, EntryKind.RECORDING, topic="路灯不亮", recording="stored-b", recording_s=20.0)
    facts += board.keep_recording(6.0, PRODUCER, second)
    facts += board.put_on_air(10.0, BOTH, "R-1")
    facts += board.recording_over(30.0, "R-1", played=True)
    facts += board.sign_off(40.0, BOTH)
    assert [one.entry_id for one in board.owed()] == ["R-1"]
    facts += board.answer(41.0, HOST, "R-1", AirAnswer.ANSWERED)
    facts += board.ticketed(42.0, "R-1", "T1")
    found = figures(read_show("s1", facts))
    assert (found.recordings, found.accepted, found.calls, found.on_the_spot, found.unaired) == (1, 0, 0, 0, 0)
    board.close(50.0, PRODUCER)
    assert board.state.phase is Phase.CLOSED


@pytest.mark.parametrize("more", [{"recording": ""}, {"recording_s": 0.5}, {"recording_s": 601.0}, {"topic": ""}])
def test_what_cannot_be_kept_is_refused_and_changes_nothing(more: dict[str, object]) -> None:
    board, _, _ = stored_show()
    fit = {"topic": "小区停水", "recording": "stored-b", "recording_s": 20.0}
    with pytest.raises(TransitionError):
        board.keep_recording(6.0, PRODUCER, joined("R-2", 6.0, EntryKind.RECORDING, **{**fit, **more}))
    with pytest.raises(TransitionError):
        board.keep_recording(6.0, HOST, joined("R-2", 6.0, EntryKind.RECORDING, **fit))
    assert list(board.state.entries) == ["R-1"]
