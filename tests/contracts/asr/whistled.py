"""Sentences of four tones, for the model of make_tones.py: one tone a character."""

from pathlib import Path

from asr import g711
from tests.contracts.asr.speech import Speech
from tests.wire.asr.house import silence, tone

TONE_MODEL = Path(__file__).parents[2] / "data" / "sherpa" / "t-one-tones"
TONES_HZ = {"停": 500, "水": 800, "投": 1100, "诉": 1400}
_TONE_S, _PAUSE_S = 0.21, 0.12


def whistled(text: str) -> bytes:
    """Give PCM16LE at 8 kHz with a little silence on both sides."""
    return silence(0.3) + b"".join(tone(TONES_HZ[char], _TONE_S) + silence(_PAUSE_S) for char in text) + silence(0.2)


def whistled_sentences() -> list[Speech]:
    """Give two sentences."""
    return [
        Speech(name=text, text=text, codes=g711.alaw_encode(whistled(text))) for text in ("停水投诉", "投诉停水停水")
    ]
