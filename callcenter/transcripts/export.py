"""One call's transcript to take away: plain text, SubRip, WebVTT, JSON. Pure; numbers were hidden before, or not."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import groupby

from callcenter.show.cues import CueRules, SaidWord, cues
from callcenter.show.subtitles import srt, webvtt
from callcenter.transcripts.readable import ReadLine, ReadPiece

ROLES = {"caller": "来电人", "operator": "话务员", "guest": "受邀人"}


class Form(StrEnum):
    """What a transcript is written as."""

    TXT = "txt"
    SRT = "srt"
    VTT = "vtt"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is written. `names`: by role, where somebody is named; else the role stands there."""

    call_id: str
    arrived_at: str
    lines: Sequence[ReadLine]
    names: Mapping[str, str]

    def speaker(self, role: str) -> str:
        """Who said it."""
        return self.names.get(role) or ROLES.get(role, role)


def exported(paper: Paper, form: Form) -> str:
    """Write a transcript."""
    match form:
        case Form.TXT:
            return _text(paper)
        case Form.JSON:
            return _json(paper)
        case Form.SRT:
            return srt(cues(_words(paper), CueRules()))
        case Form.VTT:
            return webvtt(cues(_words(paper), CueRules()))


def _text(paper: Paper) -> str:
    """A line a turn, with its time."""
    head = f"通话 {paper.call_id}  {paper.arrived_at}\n\n"
    return head + "".join(
        f"[{_clock(turn[0].start_ms)}] {paper.speaker(role)}：{''.join(line.text for line in turn)}\n"
        for role, turn in ((role, list(lines)) for role, lines in groupby(paper.lines, key=lambda line: line.role))
    )


def _json(paper: Paper) -> str:
    lines = [{"speaker": paper.speaker(line.role), "text": line.text, **asdict(line)} for line in paper.lines]
    body = {"call_id": paper.call_id, "arrived_at": paper.arrived_at, "lines": lines}
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def _words(paper: Paper) -> Iterator[SaidWord]:
    """Characters one by one, numbers whole, so that subtitles break between words; a mark goes with what it follows."""
    for line in paper.lines:
        for piece in line.pieces:
            yield from _parts(piece, paper.speaker(line.role))


def _parts(piece: ReadPiece, speaker: str) -> Iterator[SaidWord]:
    parts = list(piece.text) if len(piece.text) == piece.end - piece.start else [piece.text]
    for at, text in enumerate(parts):
        length = piece.end_ms - piece.start_ms
        start, end = piece.start_ms + length * at // len(parts), piece.start_ms + length * (at + 1) // len(parts)
        yield SaidWord(speaker=speaker, text=text, start_s=start / 1000, end_s=end / 1000)


def _clock(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}"
