"""What sound an engine may be given at once: refused here, with a sentence, before any library sees it (pure)."""

from asr.recognizer import LINE_RATE_HZ, SAMPLE_BYTES, RecognizerError

MOST_SOUND_BYTES = 4 << 20  # 4 min at 8 kHz; libvosk looks for ends of sentences only once all of it is heard


def check_sound(pcm: object) -> None:
    """Raise RecognizerError for what is no PCM16LE of a bearable length."""
    if not isinstance(pcm, bytes):
        raise RecognizerError(f"sound: expected bytes, found {type(pcm).__name__}")
    if len(pcm) % SAMPLE_BYTES:
        raise RecognizerError(f"sound: expected whole 16-bit samples, found {len(pcm)} bytes")
    if len(pcm) > MOST_SOUND_BYTES:
        longest_s = MOST_SOUND_BYTES // SAMPLE_BYTES // LINE_RATE_HZ
        raise RecognizerError(f"sound: expected at most {MOST_SOUND_BYTES} bytes ({longest_s} s), found {len(pcm)}")
