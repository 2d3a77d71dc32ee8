"""Hears every clip through every line and holds it against what was said."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from callcenter.drafting import Knowledge
from callcenter.evaluation.alignment import align, errors_of, plain
from callcenter.evaluation.clips import Clip, Sound, read_sound
from callcenter.evaluation.conditions import Condition, Line, through
from callcenter.evaluation.listener import Cost, Listener, Take
from callcenter.evaluation.score import Heard
from callcenter.evaluation.slots import Slots, slots_of

_FRAME_S = 0.02
_SPEECH_SHARE = 0.05  # of the loudest frame: quieter is the room, not the voice

OnProgress = Callable[[int, int], None]  # clips heard, of how many


def evaluate(
    model: Path,
    clips: Sequence[Clip],
    conditions: Sequence[Condition],
    knowledge: Knowledge,
    on_progress: OnProgress = lambda _done, _whole: None,
) -> tuple[list[Heard], Cost]:
    """Hear all; a clip whose band is too narrow for a condition is left out there.

    Raises:
        ClipError: a clip cannot be read.
        ListenerError: the model cannot be used at all.

    """
    heard: list[Heard] = []
    with Listener(model) as listener:
        for number, clip in enumerate(clips):
            heard.extend(_all_lines(listener, clip, conditions, knowledge))
            on_progress(number + 1, len(clips))
        return heard, listener.cost


def _all_lines(
    listener: Listener, clip: Clip, conditions: Sequence[Condition], knowledge: Knowledge
) -> Iterator[Heard]:
    sound = read_sound(clip)
    said = _said(clip, knowledge)
    span_ms = _speech(clip, sound)
    for condition in conditions:
        line = through(sound, condition, zlib.crc32(f"{clip.name} {condition}".encode()))
        if line is not None:
            yield _held_against(clip, condition, line, listener.hear(line), said, span_ms, knowledge)


def _held_against(
    clip: Clip,
    condition: Condition,
    line: Line,
    take: Take,
    said: Slots,
    span_ms: tuple[float, float],
    knowledge: Knowledge,
) -> Heard:
    steps = align(plain(clip.text), plain(take.text))
    return Heard(
        clip=clip,
        condition=condition,
        line=line,
        take=take,
        steps=steps,
        errors=errors_of(steps),
        said=said,
        found=slots_of(knowledge, take.text, take.words),
        first_delay_ms=_since(take.first_partial_ms, span_ms[0]),
        final_delay_ms=_since(take.final_ms, span_ms[1]),
    )


def _said(clip: Clip, knowledge: Knowledge) -> Slots:
    """The slots of the manifest, else what the drafting rules read in the text as it was said."""
    if clip.slots is not None:
        return {name: frozenset(values) for name, values in clip.slots.items()}
    return slots_of(knowledge, clip.text)


def _since(at_ms: float | None, from_ms: float) -> float | None:
    return None if at_ms is None else round(at_ms - from_ms, 1)


def _speech(clip: Clip, sound: Sound) -> tuple[float, float]:
    """Where speech begins and ends, as the manifest says or as loudness says."""
    begin_ms, end_ms = _loud(sound)
    return (
        begin_ms if clip.speech_start_ms is None else clip.speech_start_ms,
        end_ms if clip.speech_end_ms is None else clip.speech_end_ms,
    )


def _loud(sound: Sound) -> tuple[float, float]:
    frame = int(_FRAME_S * sound.rate_hz)
    frames = sound.samples[: len(sound.samples) // frame * frame].reshape(-1, frame)
    power = np.sqrt(np.mean(frames**2, axis=1)) if len(frames) else np.zeros(1)
    loud = np.flatnonzero(power > _SPEECH_SHARE * max(float(power.max()), 1.0))
    if not loud.size:
        return 0.0, sound.seconds * 1000
    return float(loud[0]) * _FRAME_S * 1000, float(loud[-1] + 1) * _FRAME_S * 1000
