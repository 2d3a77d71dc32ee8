"""What is kept of a probe's call: its sound as a WAV, and the measurements made of it."""

import asyncio
import wave
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from callcenter.drill.wav import RATE_HZ
from callcenter.probe.one_call import CallPlan, CallSeen
from callcenter.probe.recognise import recognised
from callcenter.probe.sound import found_in, level_dbfs, words_share
from queueing.probes import Measures

NEWS_LATE_S = 0.3  # the operator may be heard this long before the service's word of it arrives
MUSIC_LATE_S = 0.7  # and the queue's music this long after: it is nobody's voice
HEARD_CHANNEL = 1  # 0: what the probe said, as the caller is on the left of the desk's own recordings


def write_wav(file: Path, plan: CallPlan, seen: CallSeen) -> None:
    """Write what was said (left) and heard (right), on one clock."""
    heard = np.frombuffer(seen.heard, np.int16)
    said = np.zeros(len(heard), np.int16)
    if seen.said_at is not None:
        words = np.frombuffer(plan.said, np.int16)[: max(0, len(heard) - seen.said_at)]
        said[seen.said_at : seen.said_at + len(words)] = words
    file.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(file), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(np.column_stack((said, heard)).tobytes())


async def measure(
    plan: CallPlan, seen: CallSeen, file: Path, data_dir: Path, model: Path | None, expected: tuple[str, ...]
) -> Measures:
    """Measure one call; `model` None: nothing is recognised."""
    operator_at = len(seen.heard) // 2 if seen.operator_at is None else seen.operator_at
    text = None
    if model is not None and seen.heard:
        from_s = 0.0 if seen.operator_at is None else max(0.0, operator_at / RATE_HZ - NEWS_LATE_S)
        text = await recognised(model, file, HEARD_CHANNEL, from_s)
    return Measures(
        called=seen.called,
        sip_code=seen.sip_code,
        to_ring_s=_ms(seen.to_ring_s),
        to_answer_s=_ms(seen.to_answer_s),
        to_operator_s=_ms(seen.to_operator_s),
        seconds=_ms(seen.seconds),
        cut_off=seen.cut_off,
        prompt_dbfs=level_dbfs(seen.heard[: 2 * operator_at]),
        operator_dbfs=level_dbfs(seen.heard[2 * (operator_at + int(MUSIC_LATE_S * RATE_HZ)) :]),
        lost_packets=seen.lost_packets,
        said_likeness=await asyncio.to_thread(_likeness, plan, seen, data_dir),
        heard_text=text,
        words_share=None if text is None else words_share(expected, text),
    )


def as_message(found: Measures) -> dict[str, Any]:
    """The fields that are known."""
    return {name: value for name, value in asdict(found).items() if value is not None}


def _likeness(plan: CallPlan, seen: CallSeen, data_dir: Path) -> float | None:
    """Look for our words in what the desk recorded of the caller; None when there is no recording to look at."""
    if seen.said_at is None or not seen.desk_recording:
        return None
    try:
        sound, _ = soundfile.read(str(data_dir / seen.desk_recording), dtype="int16", always_2d=True)
    except (OSError, soundfile.LibsndfileError):
        return None
    return found_in(plan.said, sound[:, 0].astype(np.float64))


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
