"""Cues as SRT and WebVTT files."""

from collections.abc import Iterable

from callcenter.show.cues import Cue

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def srt(cues: Iterable[Cue]) -> str:
    """SubRip: a change of speaker is shown as «王女士：» before the text."""
    blocks, before = [], ""
    for number, cue in enumerate(cues, 1):
        lines = list(cue.lines)
        if cue.speaker != before:
            lines[0] = f"{cue.speaker}：{lines[0]}"
        before = cue.speaker
        blocks.append(f"{number}\n{_time(cue.start_s, ',')} --> {_time(cue.end_s, ',')}\n" + "\n".join(lines) + "\n")
    return "\n".join(blocks)


def webvtt(cues: Iterable[Cue]) -> str:
    """WebVTT with a voice tag for each cue."""
    blocks = ["WEBVTT\n"]
    for cue in cues:
        text = "\n".join(line.translate(_ESCAPES) for line in cue.lines)
        voice = cue.speaker.translate(_ESCAPES)
        blocks.append(f"{_time(cue.start_s, '.')} --> {_time(cue.end_s, '.')}\n<v {voice}>{text}\n")
    return "\n".join(blocks)


def _time(seconds: float, point: str) -> str:
    whole = max(0, round(seconds * 1000))
    minutes, milliseconds = divmod(whole, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}{point}{milliseconds % 1000:03}"
