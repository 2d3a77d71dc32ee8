"""`callcenter asr collect`: off unless the site says so; clips that can be evaluated; whole or not at all; audited."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from callcenter.cli import main
from callcenter.evaluation.clips import read_manifest, read_sound
from callcenter.evaluation.collect import collect
from callcenter.store.checked import CheckedClip, CheckedText, CheckedWords
from callcenter.store.stores import Stores, open_stores
from callcenter.store.transcripts import Recording, SavedUtterance

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def site(folder: Path, *, keep: bool = True) -> Path:
    file = folder / "site.toml"
    file.write_text(
        f'[site]\ndata_dir = "{folder}"\n[store]\nurl = "sqlite:///{folder}/desk.db"\n'
        f"[asr]\nkeep_corrections = {str(keep).lower()}\n"
    )
    return file


def utterance(number: int, call_id: str, role: str) -> SavedUtterance:
    start = number * 1000
    return SavedUtterance(
        utterance_id=f"{call_id}-{role}-{number}", call_id=call_id, leg_id=role, role=role,
        start_ms=start, end_ms=start + 500, text="听错了",
    )  # fmt: skip


async def fill(folder: Path) -> None:
    async with open_stores(f"sqlite:///{folder}/desk.db", folder) as stores:
        left = np.repeat(np.arange(4, dtype=np.int16) * 1000, 8000)  # caller: a level a second
        (folder / "recordings").mkdir()
        soundfile.write(folder / "recordings" / "c1.flac", np.stack([left, -left], axis=1), 8000)
        for call_id, path in (("c1", "recordings/c1.flac"), ("c2", "recordings/gone.flac"), ("c3", "../../etc/passwd")):
            await stores.transcripts.save_recording(Recording(call_id=call_id, path=path, seconds=4.0, started_at=1.0))
        for number, (call_id, role) in enumerate(
            [("c1", "caller"), ("c1", "operator"), ("c2", "caller"), ("c3", "caller"), ("c4", "caller")]
        ):
            await checked(stores, utterance(number + 1 if call_id == "c1" else 1, call_id, role))


async def checked(stores: Stores, said: SavedUtterance) -> None:
    await stores.transcripts.add([said])
    one = CheckedText(
        utterance_id=said.utterance_id, call_id=said.call_id, text=f"{said.role}说的", checked_by="8001", checked_at=AT
    )
    await CheckedWords(stores.database).save(one)


def test_a_site_that_does_not_keep_corrections_collects_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["asr", "collect", str(tmp_path / "out"), "--config", str(site(tmp_path, keep=False))]) == 2
    assert "keep_corrections = true" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_what_was_checked_becomes_clips_with_each_side_of_the_call_and_nothing_that_says_whose(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(fill(tmp_path))
    out = tmp_path / "out"
    assert main(["asr", "collect", str(out), "--config", str(site(tmp_path))]) == 0
    told = capsys.readouterr().out
    assert told.startswith("kept: 2\n")
    assert "no recording: 1" in told
    assert "recording is gone: 2" in told
    caller, operator = read_manifest(out)
    assert [clip.text for clip in (caller, operator)] == ["caller说的", "operator说的"]
    assert (caller.speech_start_ms, caller.speech_end_ms) == (300, 800)
    assert np.median(read_sound(caller).samples) == 1000
    assert np.median(read_sound(operator).samples) == -2000
    assert read_sound(caller).seconds == pytest.approx(1.1)
    text = (out / "manifest.jsonl").read_text("utf-8")
    assert not any(secret in text for secret in ("c1", "8001"))
    assert all(oct(file.stat().st_mode)[-3:] == "600" for file in out.iterdir())
    assert oct(out.stat().st_mode)[-3:] == "700"
    asyncio.run(_audited(tmp_path, out))


async def _audited(folder: Path, out: Path) -> None:
    async with open_stores(f"sqlite:///{folder}/desk.db", folder) as stores:
        (entry,) = await stores.audit.last(5)
    assert (entry.action, entry.thing, entry.detail["kept"]) == ("transcripts_collected", str(out), 2)


def test_a_folder_with_something_in_it_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(fill(tmp_path))
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text(json.dumps("mine"))
    assert main(["asr", "collect", str(out), "--config", str(site(tmp_path))]) == 1
    assert "expected a new or empty folder" in capsys.readouterr().err
    assert [file.name for file in out.iterdir()] == ["mine.txt"]
    assert not list(tmp_path.glob(".out.*"))


def test_a_confidential_matter_is_left_out(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "c1.flac", np.ones((8000, 2), np.int16), 8000)
    words = CheckedText(utterance_id="u1", call_id="c1", text="好", checked_by="8001", checked_at=AT)
    part = Recording(call_id="c1", path="c1.flac", seconds=1.0, started_at=1.0)
    clip = CheckedClip(
        checked=words, role="caller", start_ms=0, end_ms=500, heard="好", parts=(part,), confidential=True
    )
    assert collect([clip, replace(clip, confidential=False)], tmp_path, tmp_path / "out") == {
        "confidential": 1,
        "kept": 1,
    }


def test_of_a_recording_in_parts_each_sentence_is_cut_from_the_part_it_was_said_in(tmp_path: Path) -> None:
    for number in (1, 2):
        soundfile.write(tmp_path / f"{number}.flac", np.full((40_000, 2), 1000 * number, np.int16), 8000)
    unwritten = Recording(call_id="c1", path="", seconds=1.0, started_at=99.0)
    parts = (
        unwritten,
        Recording(call_id="c1", path="1.flac", seconds=5.0, started_at=100.0),
        Recording(call_id="c1", path="2.flac", seconds=5.0, started_at=109.0),
    )  # at 1 to 6 s and at 10 to 15 s of the call

    def clip(name: str, start_ms: int, end_ms: int) -> CheckedClip:
        words = CheckedText(utterance_id=name, call_id="c1", text=name, checked_by="8001", checked_at=AT)
        return CheckedClip(
            checked=words, role="caller", start_ms=start_ms, end_ms=end_ms, heard="好", parts=parts, confidential=False
        )

    clips = [clip("一", 2000, 3000), clip("二", 10_100, 11_000), clip("断", 5500, 7000), clip("无", 7000, 9000)]
    assert collect(clips, tmp_path, tmp_path / "out") == {"kept": 2, "not recorded whole": 2}
    one, two = read_manifest(tmp_path / "out")
    assert (one.text, one.speech_start_ms, one.speech_end_ms) == ("一", 300, 1300)
    assert (two.text, two.speech_start_ms, two.speech_end_ms) == ("二", 100, 1000)
    assert {int(level) for level in np.unique(read_sound(one).samples)} == {1000}
    assert {int(level) for level in np.unique(read_sound(two).samples)} == {2000}
    assert read_sound(two).seconds == pytest.approx(1.3)
