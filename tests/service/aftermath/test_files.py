"""What lies in a show's folder: subtitles that fit the ledger, clips cut between words, dumps gone, right figures."""

import io
import re
from itertools import pairwise
from pathlib import Path

import docx
import numpy as np
import openpyxl
import pytest
import soundfile

from callcenter.show.aftermath.clips import Clips
from callcenter.show.aftermath.contents import BOM
from callcenter.show.aftermath.loudness import Sound, loudness_lufs, true_peak_dbtp
from queueing.show.aftermath.figures import figures
from queueing.show.aftermath.outlets import timeline
from queueing.show.aftermath.record import read_show
from queueing.show.aftermath.spans import Span
from tests.service.aftermath.conftest import Made
from tests.service.aftermath.stage import BEGINS, DUMPED_HZ, SHORT, SHOW, caller_words, studio_words

CUE = re.compile(r"(\d\d):(\d\d):(\d\d)[,.](\d{3}) --> (\d\d):(\d\d):(\d\d)[,.](\d{3})\n(.+?)(?:\n\n|\Z)", re.DOTALL)


def cues(text: str) -> list[tuple[float, float, str]]:
    """Start, end and text of each cue, as a player reads the file."""
    found = []
    for match in CUE.finditer(text.removeprefix(BOM)):
        hours, minutes, seconds, milliseconds = (int(one) for one in match.groups()[:4])
        start = hours * 3600 + minutes * 60 + seconds + milliseconds / 1000
        hours, minutes, seconds, milliseconds = (int(one) for one in match.groups()[4:8])
        found.append((start, hours * 3600 + minutes * 60 + seconds + milliseconds / 1000, match[9]))
    return found


def sound(path: Path) -> tuple[Sound, int]:
    samples, rate_hz = soundfile.read(path, dtype="float32")
    return samples, rate_hz


def test_every_file_was_made(made: Made) -> None:
    assert [one.path for one in made.files if one.problem] == []
    assert all((made.folder / one.path).stat().st_size == one.size_bytes for one in made.files)
    assert not list(made.folder.rglob("*.part"))
    shelves = {one.shelf for one in made.files}
    assert shelves == {
        "as-run",
        "transcript",
        "subtitles",
        "clips",
        "edit",
        "follow-up",
        "forms",
        "register",
        "figures",
        "score",
        "archive",
    }


def test_subtitle_cues_stand_within_half_a_second_of_the_ledger(made: Made) -> None:
    """The first cue of each aired call against WentOnAir, by the outlet's delay; and each cue against a word said."""
    text = made.path("subtitles/字幕_广播", "srt").read_text("utf-8")
    starts = [start for start, _, _ in cues(text)]
    said = [word.start_s for at in _stays() for word in (*caller_words(at, 16.0), *studio_words(at, 16.0))]
    said += [0.5]
    for start in starts:
        assert min(abs(start - 6.0 - one) for one in said) < 0.5
    for at in _stays():
        assert min(abs(start - 6.0 - at) for start in starts) < 0.5
    web = cues(made.path("subtitles/字幕_广播", "vtt").read_text("utf-8"))
    assert [start for start, _, _ in web] == starts


def _stays() -> list[float]:
    return [SHORT.first_s + SHORT.every_s * number for number in range(5)]


def test_subtitles_have_sixteen_characters_a_line_and_name_the_voices(made: Made) -> None:
    text = made.path("subtitles/字幕_广播", "vtt").read_text("utf-8")
    voices = set(re.findall(r"<v ([^>]+)>", text))
    assert {"王女士", "李先生", "主持人", "市水务局"} <= voices
    lines = [line for _, _, body in cues(text) for line in re.sub(r"<v [^>]+>", "", body).split("\n")]
    assert max(len(line) for line in lines) <= 16


def test_the_host_and_the_unit_are_told_apart_by_their_voices(made: Made) -> None:
    """The stage's host and unit speak by turns: every turn must bear the right name."""
    studio = [word for word in made.material.words if not word.citizen]
    for at in _stays():
        for word in studio_words(at, 16.0):
            (heard,) = [one for one in studio if abs(one.start - BEGINS - word.start_s) < 0.01]
            assert heard.speaker == ("主持人" if word.hertz < 150 else "市水务局")


def test_what_was_dumped_is_in_no_outlets_subtitles_and_moves_a_later_broadcast(made: Made) -> None:
    dump = Span(start=SHORT.first_s + SHORT.every_s + 5.0, end=SHORT.first_s + SHORT.every_s + 9.0)
    live = cues(made.path("subtitles/字幕_广播", "srt").read_text("utf-8"))
    assert not [one for one in live if dump.holds(one[0] - 6.0)]
    later = cues(made.path("subtitles/字幕_电视", "srt").read_text("utf-8"))
    after = [start for start, _, _ in live if start - 6.0 > dump.end]
    assert [round(start - 6.0 - 4.0, 3) for start in after] == [
        start for start, _, _ in later if start > dump.start - 0.001
    ]


def test_numbers_citizens_said_are_hidden_from_outlets_and_kept_in_the_archive(made: Made) -> None:
    for path in (
        made.path("transcript/文字稿", "txt"),
        made.path("subtitles/字幕_广播", "srt"),
        made.path("clips/01", "srt"),
    ):
        text = path.read_text("utf-8")
        assert "138****0000" in text
        assert "零零零零" not in text
    kept = "".join(
        cell.text
        for table in docx.Document(str(made.path("archive/文字稿"))).tables
        for row in table.rows
        for cell in row.cells
    )
    assert "幺三八零零零零零零零零" in kept


def test_nothing_of_screening_is_in_any_file(made: Made) -> None:
    """The stage's callers say the same before air; only what was on air may be a word of the programme."""
    live = made.material.show.live
    assert live is not None
    for word in made.material.words:
        if word.citizen:
            item = next(one for one in made.material.show.aired if one.call_id == word.source)
            assert any(word.start >= stay.start - 0.15 and word.end <= stay.end + 0.15 for stay in item.stays)


def test_clips_begin_and_end_outside_words_and_on_air(made: Made) -> None:
    clips = Clips(made.material)
    assert len(made.material.show.aired) == 5
    for item in made.material.show.aired:
        plan = clips.plan(item)
        for piece in (*plan.whole, *plan.air):
            for at in (piece.start, piece.end):
                assert not any(word.start < at < word.end for word in made.material.words)
            assert item.stays[0].start <= piece.start < piece.end <= item.stays[-1].end


def test_clips_are_as_loud_as_asked_in_every_form(made: Made) -> None:
    for ending in ("wav", "mp3", "flac"):
        for path in made.folder.rglob(f"*.{ending}"):
            samples, rate_hz = sound(path)
            assert loudness_lufs(samples, rate_hz) == pytest.approx(-24.0, abs=0.5), path.name
            assert true_peak_dbtp(samples) <= -1.0
            assert rate_hz == 48_000


def test_a_clip_begins_and_ends_softly(made: Made) -> None:
    samples, rate_hz = sound(made.path("clips/01", "wav"))
    assert float(np.abs(samples[: rate_hz // 1000]).max()) < 0.01
    assert float(np.abs(samples[-rate_hz // 1000 :]).max()) < 0.01


def whistle(path: Path) -> float:
    """How much of a file is the stage's whistle, against all of it."""
    samples, rate_hz = sound(path)
    frame = rate_hz // 10
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
    power = np.abs(np.fft.rfft(frames * np.hanning(frame), axis=1)) ** 2
    at = round(DUMPED_HZ * frame / rate_hz)
    return float(power[:, at - 1 : at + 2].sum() / power.sum())


def test_a_dump_is_gone_from_the_air_version_and_present_in_the_archive(made: Made) -> None:
    """The stage whistles for the four seconds that were dumped."""
    air, kept = made.path("clips/02", "wav"), made.path("archive/02", "flac")
    assert whistle(kept) > 0.05
    assert whistle(air) < 1e-5
    assert whistle(made.path("clips/02", "mp3")) < 1e-5
    seconds = [soundfile.info(path).duration for path in (air, kept)]
    assert seconds[0] <= seconds[1] - 4.0


def test_the_subtitles_of_a_clip_fit_its_sound(made: Made) -> None:
    """Where a cue begins there is sound; before the first one there is little."""
    for number in (1, 2):
        samples, rate_hz = sound(made.path(f"clips/{number:02d}", "wav"))
        shown = cues(made.path(f"clips/{number:02d}", "srt").read_text("utf-8"))
        assert shown[-1][0] * rate_hz < len(samples)
        for start, _, _ in shown:
            part = samples[int((start + 0.05) * rate_hz) : int((start + 0.25) * rate_hz)]
            assert float(np.sqrt(np.mean(np.square(part)))) > 0.01


def test_the_edit_list_has_two_parts_without_what_was_dumped(made: Made) -> None:
    dump = Span(start=SHORT.first_s + SHORT.every_s + 5.0, end=SHORT.first_s + SHORT.every_s + 9.0)
    cuts = []
    for part in ("上集", "下集"):
        text = made.path("edit/精编版_" + part, "edl").read_text("ascii")
        cuts.append(re.findall(r"AA/V  C        (\S+) (\S+) ", text))
        assert cuts[-1]
    whole = [Span(start=_seconds(start), end=_seconds(end)) for start, end in (*cuts[0], *cuts[1])]
    assert not any(one.meets(dump) for one in whole)
    assert all(before.end <= after.start for before, after in pairwise(whole))
    stays = [Span(start=at, end=at + SHORT.stay_s) for at in _stays()]
    assert all(any(stay.start <= one.start and one.end <= stay.end for stay in stays) for one in whole)


def _seconds(timecode: str) -> float:
    hours, minutes, seconds, frames = (int(one) for one in timecode.split(":"))
    return hours * 3600 + minutes * 60 + seconds + frames / 25


def rows(path: Path) -> list[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    found = [row for sheet in book for row in sheet.values]
    return [[str(cell) if cell is not None else "" for cell in row] for row in found]


def test_the_figures_on_paper_are_those_of_the_ledger(made: Made) -> None:
    found = figures(read_show(SHOW, made.hour.facts))
    shown = {row[0]: row[1] for row in rows(made.path("figures/节目数据", "xlsx")) if len(row) > 1}
    assert (shown["受理"], shown["现场办结"], shown["事后督办"]) == ("5", "3", "2")
    assert shown["未接入直播"] == str(found.unaired) == "45"


def test_the_follow_up_list_holds_what_was_not_settled_and_nobodys_number(made: Made) -> None:
    found = rows(made.path("follow-up", "xlsx"))
    text = str(found)
    assert [row[1] for row in found if row[0] in ("1", "2")] == ["李先生", "孙先生"]
    assert "2026-11-29" in text
    assert not re.search(r"1380000\d{4}", text)


def test_every_entry_of_the_show_is_in_the_register_once_and_nobodys_number(made: Made) -> None:
    """Forty-five of the fifty were never on air: they stand in it as the others do."""
    found = rows(made.path("register/听众反映事项台账", "xlsx"))
    listed = [row for row in found if row[0].isdigit() and len(row) > 10]
    assert [row[0] for row in listed] == [str(at) for at in range(1, 51)]
    assert sum(row[6].startswith("播出，") for row in listed) == 5
    assert sum(row[6] == "未播出" for row in listed) == 45
    assert ["合计", "50", "5"] in [row[:3] for row in found]
    assert "承诺 2026-11-29\n（未确认）" in [row[8] for row in listed]
    assert not re.search(r"1380000\d{4}", str(found))


def test_the_form_of_the_unit_is_filled_as_far_as_is_known(made: Made) -> None:
    text = str(rows(made.path("forms/群众诉求办理情况表_市水务局", "xlsx")))
    assert "花园路小区停水三天" in text
    assert "〔现场答复，待单位填写〕一周内修好路灯（承诺 2026-11-29 前办结）" in text
    assert re.search(r"1380000\d{4}", text)


def test_the_score_tells_how_it_came_about(made: Made) -> None:
    text = str(rows(made.path("score", "xlsx")))
    assert "市水务局：50 分" in text
    assert "100 × （25 × 0.60 + 10 × 0.50 + 5 × 0.00） ÷ 40 = 50" in text


def test_the_as_run_log_of_an_outlet_is_what_the_rules_say(made: Made) -> None:
    outlet = made.material.outlets[0]
    clock = timeline(made.material.show, outlet)
    assert clock is not None
    found = rows(made.path("as-run/播出记录_广播", "xlsx"))
    first = next(row for row in found if row[5].startswith("王女士"))
    heard = made.material.time(clock.clock(BEGINS + SHORT.first_s))
    assert first[1] == f"{heard:%H:%M:%S}"
    assert sum("李先生" in row[5] for row in found if len(row) > 5) == 2
    assert sum("延时切除" in row[5] for row in found if len(row) > 5) == 1
