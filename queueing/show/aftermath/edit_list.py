"""The edit list of the two-part television edition (精编版上下集), as CMX 3600 and as rows of a table.

Source times are of the programme's recording that begins as the programme began in the studio (00:00:00:00).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from queueing.show.aftermath.spans import Span

FRAMES_PER_S = 25  # PAL
_REEL = "SHOW"  # CMX 3600 allows eight letters and digits
_MOST_EVENTS = 999
_RECORD_START_S = 3600  # 01:00:00:00, where an edited programme begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What is kept of one entry, without a hole: seconds of the programme."""

    clip: int  # number of the clip it belongs to, from 1
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One cut: frames of source and of the edited part."""

    number: int
    clip: int
    source_in: int
    source_out: int
    record_in: int

    @property
    def frames(self) -> int:
        """How long it is."""
        return self.source_out - self.source_in

    @property
    def record_out(self) -> int:
        """Where it ends in the edited part."""
        return self.record_in + self.frames


def two_parts(pieces: Sequence[Piece], pauses: Sequence[float]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Part one and part two, as equal in length as the borders between clips allow.

    A single clip is parted at the pause nearest its middle.

    Args:
        pieces: in order of the programme.
        pauses: seconds of the programme at which nobody speaks.
    """
    ordered = sorted(pieces, key=lambda one: one.span.start)
    borders = [at for at in range(1, len(ordered)) if ordered[at].clip != ordered[at - 1].clip]
    if not borders:
        return _parted(ordered, pauses)
    best = min(borders, key=lambda at: abs(_seconds(ordered[:at]) - _seconds(ordered[at:])))
    return tuple(ordered[:best]), tuple(ordered[best:])


def _parted(pieces: Sequence[Piece], pauses: Sequence[float]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    inside = [at for at in pauses if any(one.span.start < at < one.span.end for one in pieces)]
    if not inside:
        return tuple(pieces), ()
    best = min(inside, key=lambda at: abs(_seconds(_until(pieces, at)) - _seconds(_from(pieces, at))))
    return _until(pieces, best), _from(pieces, best)


def _until(pieces: Sequence[Piece], at: float) -> tuple[Piece, ...]:
    return _cut(pieces, Span(start=-math.inf, end=at))


def _from(pieces: Sequence[Piece], at: float) -> tuple[Piece, ...]:
    return _cut(pieces, Span(start=at, end=math.inf))


def _cut(pieces: Sequence[Piece], to: Span) -> tuple[Piece, ...]:
    cut = (Piece(clip=one.clip, span=one.span.within(to)) for one in pieces)
    return tuple(one for one in cut if one.span.seconds > 0.0)


def _seconds(pieces: Sequence[Piece]) -> float:
    return sum(one.span.seconds for one in pieces)


def events(pieces: Sequence[Piece]) -> list[Event]:
    """Cuts on whole frames, never outside a piece; pieces shorter than a frame are left out.

    Raises:
        ValueError: more cuts than a CMX 3600 list can number.
    """
    made: list[Event] = []
    record = _RECORD_START_S * FRAMES_PER_S
    for piece in pieces:
        first = math.ceil(round(piece.span.start * FRAMES_PER_S, 6))
        last = math.floor(round(piece.span.end * FRAMES_PER_S, 6))
        if last > first:
            made.append(
                Event(number=len(made) + 1, clip=piece.clip, source_in=first, source_out=last, record_in=record)
            )
            record = made[-1].record_out
    if len(made) > _MOST_EVENTS:
        raise ValueError(f"edit list: expected at most {_MOST_EVENTS} cuts, found {len(made)}")
    return made


def cmx3600(title: str, cuts: Sequence[Event]) -> str:
    """The list as editing programs read it: ASCII, CRLF. `title`: letters, digits, blanks."""
    lines = [f"TITLE: {_ascii(title)}", "FCM: NON-DROP FRAME", ""]
    for cut in cuts:
        times = " ".join(timecode(at) for at in (cut.source_in, cut.source_out, cut.record_in, cut.record_out))
        lines += [f"{cut.number:03d}  {_REEL:<8} AA/V  C        {times}", f"* FROM CLIP NAME: CLIP {cut.clip:02d}"]
    return "\r\n".join([*lines, ""])


def timecode(frames: int) -> str:
    """HH:MM:SS:FF."""
    seconds, rest = divmod(frames, FRAMES_PER_S)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{rest:02}"


def _ascii(text: str) -> str:
    kept = "".join(char for char in text if char.isascii() and (char.isalnum() or char in " -_"))
    return " ".join(kept.split())[:70]
