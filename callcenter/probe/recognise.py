"""A process of its own that recognises one WAV: Kaldi may end its process, and a probe must go on."""

import argparse
import asyncio
import contextlib
import os
import sys
import wave
from pathlib import Path

import numpy as np

from asr.mandarin import join
from asr.recognizer import Final, Heard, PcmChunk
from asr.vosk_engine import VoskEngine

WITHIN_S = 60.0
CHUNK_SAMPLES = 800
QUIET_TAIL_SAMPLES = 4000  # half a second of silence lets the last word end
NICENESS = 10  # callers' words come first


def words_of(model: Path, file: Path, channel: int, from_s: float) -> str:
    """The words said on one channel of a WAV from a second on."""
    with wave.open(str(file)) as sound:
        frames = np.frombuffer(sound.readframes(sound.getnframes()), np.int16).reshape(-1, sound.getnchannels())
    mono = frames[int(from_s * 8000) :, channel]
    mono = np.concatenate((mono, np.zeros(QUIET_TAIL_SAMPLES, np.int16)))
    session = VoskEngine(model).open()
    heard: list[Heard] = []
    for at in range(0, len(mono), CHUNK_SAMPLES):
        chunk = PcmChunk(start_sample=at, pcm=mono[at : at + CHUNK_SAMPLES].tobytes())
        heard += session.push(chunk, partial=False)
    heard += session.flush()
    return "".join(join(word.text for word in one.words) for one in heard if isinstance(one, Final))


async def recognised(model: Path, file: Path, channel: int, from_s: float) -> str | None:
    """The same in a child process; None when it could not be had in time."""
    argv = (sys.executable, "-m", "callcenter.probe.recognise", str(model), str(file), str(channel), str(from_s))
    child = await asyncio.create_subprocess_exec(
        *argv, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        out, _ = await asyncio.wait_for(child.communicate(), WITHIN_S)
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
        raise
    return out.decode().strip() if child.returncode == 0 else None


def main() -> int:
    """Print the words."""
    parser = argparse.ArgumentParser(prog="python -m callcenter.probe.recognise", description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("channel", type=int)
    parser.add_argument("from_s", type=float)
    args = parser.parse_args()
    os.nice(NICENESS)
    sys.stdout.write(words_of(args.model, args.file, args.channel, args.from_s) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
