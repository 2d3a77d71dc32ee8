"""A clip of an aired call: what is cut out, how its voices are brought together, faded and levelled."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from callcenter.show.aftermath.cutting import clip_span, whole_words
from callcenter.show.aftermath.levelling import Level, gain_db, levelled
from callcenter.show.aftermath.loudness import Sound
from callcenter.show.aftermath.sound_files import WRITE_RATE_HZ, at_rate
from callcenter.show.aftermath.tape import Track, mixed
from queueing.show.aftermath.spans import Span, without

FRAME_S = 0.02  # the quietest moment is looked for in steps of this
FADE_IN_S, FADE_OUT_S, JOIN_S = 0.03, 0.12, 0.01
_VOICES = Level(most_gain_db=18.0)  # a soft caller is brought up beside a loud studio, a silent line is not


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipPlan:
    """What becomes a clip: where each stay on air is cut, and what of it the listeners heard."""

    whole: tuple[Span, ...]  # the archive's version: everything said on air
    air: tuple[Span, ...]  # without what was dumped
    uncut: tuple[Span, ...]  # stays no moment of which is outside words: in neither


def plan_clip(
    stays: Sequence[Span], said: Sequence[Span], dumps: Sequence[Span], tracks: Sequence[Track], rate_hz: int
) -> ClipPlan:
    """Decide the cuts from the words and, between them, from the sound itself."""
    whole: list[Span] = []
    uncut: list[Span] = []
    for stay in stays:
        heard = mixed([track.sound(stay, rate_hz) for track in tracks])
        found = clip_span(stay, said, lambda span, s=stay, h=heard: _softest(span, s, h, rate_hz))  # type: ignore[misc]
        (whole if found and found.seconds > 0.0 else uncut).append(found or stay)
    gone = whole_words(dumps, said)
    air = tuple(piece for one in whole for piece in without(one, gone))
    return ClipPlan(whole=tuple(whole), air=air, uncut=tuple(uncut))


def made_clip(pieces: Sequence[Span], tracks: Sequence[Track], rate_hz: int, level: Level) -> Sound:
    """The pieces one after the other at WRITE_RATE_HZ: voices brought together, faded, at the level."""
    voices = [np.concatenate([track.sound(piece, rate_hz) for piece in pieces]) for track in tracks if pieces]
    balanced = [_turned(one, gain_db(one, rate_hz, _VOICES)) for one in voices]
    whole = mixed(balanced)
    _fade_joins(whole, [round(piece.seconds * rate_hz) for piece in pieces], rate_hz)
    return _faded(levelled(at_rate(whole, rate_hz, WRITE_RATE_HZ), WRITE_RATE_HZ, level))


def _softest(span: Span, stay: Span, heard: Sound, rate_hz: int) -> float:
    """The middle of the quietest frame of a stretch; of equally quiet ones the one nearest its middle."""
    frame = int(FRAME_S * rate_hz)
    first = round((span.start - stay.start) * rate_hz)
    part = heard[first : round((span.end - stay.start) * rate_hz)]
    frames = len(part) // frame
    middle = (span.start + span.end) / 2.0
    if not frames:
        return middle
    energy = np.sum(np.square(part[: frames * frame].reshape(frames, frame)), axis=1)
    quiet = np.flatnonzero(energy <= energy.min() * 1.0001)
    at = int(quiet[np.argmin(np.abs(quiet - frames / 2.0))])
    return min(max(span.start + (at + 0.5) * FRAME_S, span.start), span.end)


def _turned(sound: Sound, by_db: float) -> Sound:
    return (sound * np.float32(10.0 ** (by_db / 20.0))).astype(np.float32)


def _fade_joins(sound: Sound, lengths: Sequence[int], rate_hz: int) -> None:
    """A short fade on both sides of every cut inside."""
    at, ramp = 0, int(JOIN_S * rate_hz)
    for length in lengths[:-1]:
        at += length
        _ramp(sound[max(at - ramp, 0) : at], up=False)
        _ramp(sound[at : at + ramp], up=True)


def _faded(sound: Sound) -> Sound:
    made = sound.copy()
    _ramp(made[: int(FADE_IN_S * WRITE_RATE_HZ)], up=True)
    _ramp(made[max(len(made) - int(FADE_OUT_S * WRITE_RATE_HZ), 0) :], up=False)
    return made


def _ramp(part: Sound, *, up: bool) -> None:
    slope = np.linspace(0.0, 1.0, len(part), dtype=np.float32)
    part *= slope if up else slope[::-1]
