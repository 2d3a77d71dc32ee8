"""Frames between the ear and its recognisers: length, kind, leg number, body (pure).

A frame is `!IBI`: bytes that follow the length field (5 + body), kind, leg number (0 = none), then the body.
"""

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

from asr.recognizer import PcmChunk, RecognizerError

_HEAD = struct.Struct("!IBI")
_AFTER_LENGTH = _HEAD.size - 4
_START = struct.Struct("!q")
_COUNT = struct.Struct("!I")
MAX_BODY_BYTES = 256 * 1024  # 16 s of sound; the longest utterance's JSON is far below


class Kind(IntEnum):
    """What a frame is. Ear to recogniser below 64, recogniser to ear from 64."""

    OPEN = 1  # a leg begins; body empty, or JSON: phrases it is bound to
    AUDIO = 2  # start sample, then PCM
    FLUSH = 3  # speech ended; answered by DONE
    CLOSE = 4  # the leg is over; nothing of it is answered any more
    PARTIALS = 5  # body one byte: 1 send partials, 0 do not
    RETIRE = 6  # no new legs will come: have a successor made ready
    HELLO = 64  # JSON: a recogniser is ready, or says why it is not
    PARTIAL = 65  # JSON
    FINAL = 66  # JSON
    DONE = 67  # count: how many AUDIO and FLUSH frames of this leg are worked off
    OPENED = 68  # JSON: the thread that hears this leg
    UNHEARD = 69  # JSON: a stretch the recogniser itself gave up
    LOST = 70  # JSON: this leg's recogniser is gone, the others of this process are not
    FAILED = 72  # JSON: this leg's recogniser failed and ends the process
    REFUSED = 71  # JSON: the phrases of OPEN cannot be used; the leg is not heard


class Frame(NamedTuple):
    """One frame as read."""

    kind: Kind
    leg: int
    body: bytes


class FrameError(RecognizerError):
    """Bytes that are no frame: the link cannot go on."""


def pack(kind: Kind, leg: int = 0, body: bytes = b"") -> bytes:
    """Write one frame; raises FrameError when the body is too long."""
    if len(body) > MAX_BODY_BYTES:
        raise FrameError(f"frame body: expected at most {MAX_BODY_BYTES} bytes, found {len(body)}")
    return _HEAD.pack(_AFTER_LENGTH + len(body), kind, leg) + body


def pack_json(kind: Kind, leg: int, fields: Mapping[str, Any]) -> bytes:
    """Write a frame whose body is a JSON object."""
    return pack(kind, leg, json.dumps(fields, ensure_ascii=False).encode())


def pack_open(leg: int, phrases: Sequence[str] = ()) -> bytes:
    """Write that a leg begins."""
    return pack_json(Kind.OPEN, leg, {"phrases": list(phrases)}) if phrases else pack(Kind.OPEN, leg)


def unpack_open(body: bytes) -> tuple[str, ...]:
    """Read the body of OPEN: the phrases; raises FrameError."""
    phrases = unpack_json(body).get("phrases") if body else ()
    if not isinstance(phrases, list | tuple) or not all(isinstance(phrase, str) for phrase in phrases):
        raise FrameError("open frame: expected a list of phrases, found something else")
    return tuple(phrases)


def pack_audio(leg: int, chunk: PcmChunk) -> bytes:
    """Write a leg's next sound."""
    return pack(Kind.AUDIO, leg, _START.pack(chunk.start_sample) + chunk.pcm)


def pack_done(leg: int, count: int) -> bytes:
    """Write how many frames of a leg are worked off."""
    return pack(Kind.DONE, leg, _COUNT.pack(count))


def unpack_audio(body: bytes) -> PcmChunk:
    """Read the body of AUDIO; raises FrameError."""
    if len(body) < _START.size or len(body) % 2:
        raise FrameError(f"audio frame: expected a start and whole samples, found {len(body)} bytes")
    return PcmChunk(start_sample=_START.unpack_from(body)[0], pcm=body[_START.size :])


def unpack_done(body: bytes) -> int:
    """Read the body of DONE; raises FrameError."""
    if len(body) != _COUNT.size:
        raise FrameError(f"done frame: expected {_COUNT.size} bytes, found {len(body)}")
    return int(_COUNT.unpack(body)[0])


def unpack_json(body: bytes) -> dict[str, Any]:
    """Read a JSON body; raises FrameError unless it is an object."""
    try:
        fields = json.loads(body)
    except ValueError as error:
        raise FrameError(f"frame: expected JSON, found {body[:40]!r}") from error
    if not isinstance(fields, dict):
        raise FrameError(f"frame: expected a JSON object, found {body[:40]!r}")
    return fields


class Unpacker:
    """Owns the bytes of a frame that has not fully arrived."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Give the frames that are complete now; raises FrameError on a length or kind that cannot be."""
        self._rest += data
        while len(self._rest) >= _HEAD.size:
            length, kind, leg = _HEAD.unpack_from(self._rest)
            if not _AFTER_LENGTH <= length <= MAX_BODY_BYTES + _AFTER_LENGTH or kind not in _KINDS:
                raise FrameError(f"frame: expected a known kind and length, found kind {kind}, {length} bytes")
            if len(self._rest) < length + 4:
                return
            body = bytes(self._rest[_HEAD.size : length + 4])
            del self._rest[: length + 4]
            yield Frame(Kind(kind), leg, body)


_KINDS = frozenset(Kind)
