"""Reads the WAV files of drills: mono, 8 kHz, 16-bit or G.711."""

import struct
from pathlib import Path

from asr.g711 import alaw_decode, ulaw_decode

RATE_HZ = 8000
_PCM, _ALAW, _ULAW = 1, 6, 7  # WAVE format tags


class WavError(ValueError):
    """The file cannot be used as the sound of a drill; the message names it."""


def read_wav(path: Path) -> bytes:
    """Return PCM16LE at 8 kHz.

    Raises:
        WavError: unreadable, not RIFF/WAVE, or not mono 8 kHz in 16-bit PCM, A-law or mu-law.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise WavError(f"{path}: expected a WAV file, found: {fault.strerror}") from None
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise WavError(f"{path}: expected RIFF/WAVE, found {data[:12]!r}")
    chunks = _chunks(data)
    form, sound = chunks.get(b"fmt ", b""), chunks.get(b"data", b"")
    if len(form) < 16 or not sound:
        raise WavError(f"{path}: expected the chunks fmt and data, found {sorted(chunks)}")
    tag, channels, rate_hz, _, _, bits = struct.unpack("<HHIIHH", form[:16])
    if (channels, rate_hz) != (1, RATE_HZ) or (tag, bits) not in ((_PCM, 16), (_ALAW, 8), (_ULAW, 8)):
        found = f"format {tag}, {bits} bits, {channels} channels, {rate_hz} Hz"
        raise WavError(f"{path}: expected mono 8000 Hz in 16-bit PCM, A-law or mu-law, found {found}")
    if tag == _PCM:
        return sound[: len(sound) & ~1]
    return alaw_decode(sound) if tag == _ALAW else ulaw_decode(sound)


def _chunks(data: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        found.setdefault(data[at : at + 4], data[at + 8 : at + 8 + size])
        at += 8 + size + (size & 1)
    return found
