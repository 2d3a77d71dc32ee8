"""A process of its own that hears whole recordings again: Kaldi may end its process, and the worker must go on.

It reads one JSON object a line, `{"file": PATH}`, and answers with lines `{"share": 0..1}` and at last
`{"heard": [...]}` or `{"problem": TEXT}`; the first line it writes is `{"ready": {"engine", "model"}}`. An
utterance that was heard is `{"channel", "start_ms", "end_ms", "text", "words"}`, a word
`{"text", "start_ms", "end_ms", "confidence"}`.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from asr import mandarin
from asr.gate import Edge, VoiceGate
from asr.recognizer import LINE_RATE_HZ, SAMPLE_BYTES, Engine, Final, Heard, PcmChunk, RecognizerError, Session

NICENESS = 19  # the live legs come first
_BLOCK_SAMPLES = LINE_RATE_HZ // 10  # as the ear feeds
_TELL_EVERY_BLOCKS = 50  # 5 s of sound
_TAIL = bytes(LINE_RATE_HZ // 2 * SAMPLE_BYTES)  # half a second of silence lets the last word end

Open = Callable[[], Engine]
Told = Callable[[dict[str, Any]], None]


def engines(engine: str, model: str, servers: Iterable[str]) -> Iterator[Engine]:
    """Engines to hear with, one call after the other: the one model, or the servers in turn."""
    if engine == "vosk-server":
        from asr.vosk_server import VoskServerEngine  # noqa: PLC0415 - loads aiohttp

        yield from cycle([VoskServerEngine(url) for url in servers])
    if engine == "sherpa-onnx":
        from asr.sherpa_engine import SherpaEngine  # noqa: PLC0415 - an extra

        yield from cycle([SherpaEngine(Path(model))])
    from asr.vosk_engine import VoskEngine  # noqa: PLC0415 - loads Kaldi

    yield from cycle([VoskEngine(Path(model))])


def hear(engine: Engine, file: Path, tell: Told) -> list[dict[str, Any]]:
    """Hear every channel of a recording; what was said, in the order of time.

    Raises:
        RecognizerError, OSError, soundfile.SoundFileError: the recording or the engine cannot be used.
    """
    with soundfile.SoundFile(str(file)) as sound:
        if sound.samplerate != LINE_RATE_HZ:
            raise RecognizerError(f"recording: expected {LINE_RATE_HZ} Hz, found {sound.samplerate}")
        channels = [_Channel(engine.open(), number) for number in range(sound.channels)]
        blocks = max(sound.frames // _BLOCK_SAMPLES, 1)
        for at, block in enumerate(sound.blocks(_BLOCK_SAMPLES, dtype="int16", always_2d=True)):
            for channel in channels:
                channel.take(np.ascontiguousarray(block[:, channel.number]).tobytes())
            if at % _TELL_EVERY_BLOCKS == 0:
                tell({"share": round(min(at / blocks, 1.0), 3)})
    found = [one for channel in channels for one in channel.end()]
    return sorted(found, key=lambda one: (one["start_ms"], one["channel"]))


class _Channel:
    """Owns one side's gate, session and place in the recording."""

    def __init__(self, session: Session, number: int) -> None:
        self.number = number
        self._session, self._gate = session, VoiceGate()
        self._at = 0  # samples
        self._heard: list[dict[str, Any]] = []

    def take(self, pcm: bytes) -> None:
        """Hear the next sound."""
        for item in self._gate.push(self._at, pcm):
            if isinstance(item, Edge):
                self._keep(self._session.flush())
            else:
                self._keep(self._session.push(item, partial=False))
        self._at += len(pcm) // SAMPLE_BYTES

    def end(self) -> list[dict[str, Any]]:
        """Give all that was said."""
        if self._gate.close():
            self._keep(self._session.push(PcmChunk(start_sample=self._at, pcm=_TAIL), partial=False))
            self._keep(self._session.flush())
        self._session.close()
        return self._heard

    def _keep(self, heard: Iterable[Heard]) -> None:
        for one in heard:
            if isinstance(one, Final) and (text := mandarin.join(word.text for word in one.words)):
                words = [{**asdict(word), "text": mandarin.shown_word(word.text)} for word in one.words]
                place = {"channel": self.number, "start_ms": one.start_ms, "end_ms": one.end_ms}
                self._heard.append({**place, "text": text, "words": words})


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Answer recordings until standard input closes."""
    parser = argparse.ArgumentParser(prog="python -m callcenter.second_pass.recogniser", description=__doc__)
    parser.add_argument("--engine", required=True)
    parser.add_argument("--model", default="")
    parser.add_argument("--server", action="append", default=[])
    args = parser.parse_args()
    os.nice(NICENESS)
    try:
        turns = engines(args.engine, args.model, args.server)
        engine = next(turns)
        engine.open().close()
    except RecognizerError as fault:
        _say({"problem": str(fault)})
        return 1
    _say({"ready": asdict(engine.info)})
    for line in sys.stdin:
        try:
            _say({"heard": hear(engine, Path(json.loads(line)["file"]), _say)})
        except (RecognizerError, OSError, soundfile.SoundFileError) as fault:
            _say({"problem": str(fault)})
        engine = next(turns)
    return 0


if __name__ == "__main__":
    sys.exit(main())
