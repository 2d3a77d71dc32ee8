"""G.711 by tables: known values, inverse pairs, silence."""

import numpy as np
import pytest

from asr import g711

EVERY_CODE = bytes(range(256))
EVERY_SAMPLE = np.arange(-32768, 32768, dtype=np.int16)


def _pcm(*samples: int) -> bytes:
    return np.array(samples, dtype=np.int16).tobytes()


@pytest.mark.parametrize(
    ("code", "sample"),
    [(0xD5, 8), (0x55, -8), (0xAA, 32256), (0x2A, -32256), (0x80, 5504), (0x00, -5504), (0xC5, 264)],
)
def test_alaw_codes_have_the_values_of_the_standard(code: int, sample: int) -> None:
    assert _pcm(sample) == g711.alaw_decode(bytes([code]))
    assert bytes([code]) == g711.alaw_encode(_pcm(sample))


@pytest.mark.parametrize(("code", "sample"), [(0xFF, 0), (0x80, 32124), (0x00, -32124), (0xFE, 8), (0x7E, -8)])
def test_ulaw_codes_have_the_values_of_the_standard(code: int, sample: int) -> None:
    assert _pcm(sample) == g711.ulaw_decode(bytes([code]))
    assert bytes([code]) == g711.ulaw_encode(_pcm(sample))


def test_every_alaw_code_survives_decoding_and_encoding() -> None:
    assert g711.alaw_encode(g711.alaw_decode(EVERY_CODE)) == EVERY_CODE


def test_every_ulaw_code_but_negative_zero_survives_decoding_and_encoding() -> None:
    expected = EVERY_CODE.replace(b"\x7f", b"\xff")  # -0 and +0 are one sample
    assert expected == g711.ulaw_encode(g711.ulaw_decode(EVERY_CODE))


@pytest.mark.parametrize("law", ["alaw", "ulaw"])
def test_coding_is_monotonic_and_errs_by_at_most_one_sixteenth(law: str) -> None:
    encode, decode = getattr(g711, f"{law}_encode"), getattr(g711, f"{law}_decode")
    heard = np.frombuffer(decode(encode(EVERY_SAMPLE.tobytes())), np.int16).astype(int)
    assert (np.diff(heard) >= 0).all()
    clipped = np.clip(EVERY_SAMPLE.astype(int), -32124, 32124)
    assert (np.abs(heard - clipped) <= np.maximum(np.abs(clipped) // 16, 16)).all()


def test_silence_codes_decode_to_the_smallest_sound() -> None:
    assert g711.alaw_decode(g711.ALAW_SILENCE) == _pcm(8)
    assert g711.ulaw_decode(g711.ULAW_SILENCE) == _pcm(0)


def test_nothing_in_nothing_out_and_an_odd_byte_is_refused() -> None:
    assert (g711.alaw_decode(b""), g711.alaw_encode(b"")) == (b"", b"")
    with pytest.raises(ValueError, match="multiple"):
        g711.alaw_encode(b"\x00")
