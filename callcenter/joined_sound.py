"""One sound of several recordings of a call, each at its place on the call's clock, with silence between them.

An ear that is killed in a call leaves a recording, and its successor begins another. Transcripts count from the
beginning of the first, so listeners get one WAV in which those times seek. It is put together as it is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import soundfile

from callcenter.store.transcripts import Recording

_HEAD_BYTES = 44
_SAMPLE_BYTES = 2
_MOST_SILENCE_S = 3600.0  # an ear is back within seconds: more is a clock that was set while the call went on


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPart:
    """A recording and where it begins, in seconds of the call."""

    recording: Recording
    from_s: float

    @property
    def to_s(self) -> float:
        return self.from_s + self.recording.seconds


def began_at(recordings: Sequence[Recording]) -> float:
    """Give when a call began to be heard, which its transcript counts from; 0 when nobody knows."""
    return min((one.started_at for one in recordings if one.started_at > 0), default=0.0)


def placed(recordings: Sequence[Recording]) -> list[PlacedPart]:
    """Put a call's recordings on its clock, in order; those that could not be written are left out.

    The first of all, written or not, says when the call began to be heard.
    """
    began = began_at(recordings)
    found: list[PlacedPart] = []
    for one in sorted(recordings, key=lambda one: (one.started_at, one.path)):
        if one.path:
            end_s = found[-1].to_s if found else 0.0
            wanted_s = one.started_at - began
            found.append(PlacedPart(recording=one, from_s=wanted_s if wanted_s - end_s <= _MOST_SILENCE_S else end_s))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A file, and the rows of the whole it gives."""

    path: Path
    first_row: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedSound:
    """A WAV that is nowhere stored. Rows are samples of all channels."""

    rate_hz: int
    channels: int
    pieces: tuple[Piece, ...]  # in order; none reaches into the next

    @property
    def size_bytes(self) -> int:
        """How long the whole file is."""
        return _HEAD_BYTES + self._rows * self._row_bytes

    @property
    def _rows(self) -> int:
        return max((piece.first_row + piece.rows for piece in self.pieces), default=0)

    @property
    def _row_bytes(self) -> int:
        return self.channels * _SAMPLE_BYTES

    def read(self, start: int, stop: int) -> bytes:
        """Give bytes `start` to `stop` of the file; blocks. Raises OSError when a recording cannot be read."""
        head = self._head()[start:stop]
        first = max(start - _HEAD_BYTES, 0) // self._row_bytes
        last = min(-(-max(stop - _HEAD_BYTES, 0) // self._row_bytes), self._rows)
        skipped = max(start - _HEAD_BYTES, 0) - first * self._row_bytes
        sound = self._sound(first, last)
        return head + sound[skipped : skipped + max(stop - max(start, _HEAD_BYTES), 0)]

    def _sound(self, first: int, last: int) -> bytes:
        sound = bytearray(max(last - first, 0) * self._row_bytes)
        for piece in self.pieces:
            begin, end = max(first, piece.first_row), min(last, piece.first_row + piece.rows)
            if begin < end:
                rows = self._rows_of(piece, begin - piece.first_row, end - begin)
                at = (begin - first) * self._row_bytes
                sound[at : at + len(rows)] = rows
        return bytes(sound)

    def _rows_of(self, piece: Piece, begin: int, count: int) -> bytes:
        try:
            with soundfile.SoundFile(piece.path) as file:
                file.seek(begin)
                return bytes(file.read(count, dtype="int16", always_2d=True).tobytes())
        except soundfile.LibsndfileError as error:
            raise OSError(f"recording {piece.path.name}: expected one that can be read, found {error}") from error

    def _head(self) -> bytes:
        sound_bytes = self._rows * self._row_bytes
        return b"".join(
            (
                *(b"RIFF", _u32(sound_bytes + _HEAD_BYTES - 8), b"WAVEfmt ", _u32(16), _u16(1), _u16(self.channels)),
                *(_u32(self.rate_hz), _u32(self.rate_hz * self._row_bytes), _u16(self._row_bytes), _u16(16)),
                *(b"data", _u32(sound_bytes)),
            )
        )


def join(parts: Sequence[PlacedPart], data_dir: Path) -> JoinedSound:
    """Join recordings of one rate and number of channels; where two reach into each other, the later counts."""
    first = parts[0].recording
    rows = [round(part.from_s * first.rate_hz) for part in parts]
    ends = [*rows[1:], rows[-1] + round(parts[-1].recording.seconds * first.rate_hz)]
    pieces = [
        Piece(
            path=data_dir / part.recording.path,
            first_row=row,
            rows=max(min(round(part.recording.seconds * first.rate_hz), end - row), 0),
        )
        for part, row, end in zip(parts, rows, ends, strict=True)
        if (part.recording.rate_hz, part.recording.channels) == (first.rate_hz, first.channels)
    ]
    return JoinedSound(rate_hz=first.rate_hz, channels=first.channels, pieces=tuple(pieces))


def silences_s(parts: Sequence[PlacedPart]) -> list[tuple[float, float]]:
    """Give where nothing was recorded, in seconds of the call."""
    lead = [(0.0, parts[0].from_s)] if parts and parts[0].from_s > 0 else []
    return [*lead, *((one.to_s, other.from_s) for one, other in pairwise(parts) if other.from_s > one.to_s)]


def _u32(number: int) -> bytes:
    return number.to_bytes(4, "little")


def _u16(number: int) -> bytes:
    return number.to_bytes(2, "little")
