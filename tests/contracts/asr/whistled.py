"""Sentences of four tones, for the model of make_tones.py: one tone a character."""

from pathlib import Path

from asr import g711
from tests.contracts.asr.speech import Speech
from tests.wire.asr.house import silence, tone

TONE_MODEL = Path(__file__).parents[2] / "data" / "sherpa" / "t-one-tones"
TONES_HZ = {"停": 500, "水": 800, "投": 1100, "诉": 1400}
_TONE_S, _PAUSE_S = 0.21, 0.12
_BEFORE_S, _AFTER_S = 0.3, 0.2


def whistled(text: str) -> bytes:
    """Give PCM16LE at 8 kHz with a little silence on both sides."""
    tones = b"".join(tone(TONES_HZ[char], _TONE_S) + silence(_PAUSE_S) for char in text)
    return silence(_BEFORE_S) + tones + silence(_AFTER_S)


def whistled_sentences() -> list[Speech]:
    """Give two sentences."""
    return [_sentence(text) for text in ("停水投诉", "投诉停水停水")]


def _sentence(text: str) -> Speech:
    codes = g711.alaw_encode(whistled(text))
    return Speech(name=text, text=text, codes=codes, begins_s=_BEFORE_S, ends_s=len(codes) / 8000 - _AFTER_S)
