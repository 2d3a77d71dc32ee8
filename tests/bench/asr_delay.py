"""How soon words are known, counted in sound: what gate, blocks and engine make of it, however full the machine is."""

import asyncio

import numpy as np

from asr.feed import Feed, Flush
from asr.gate import Edge, VoiceGate
from asr.recognizer import Final, Heard, Partial, Session
from asr.vosk_engine import VoskEngine
from tests.bench.figure import Figure, quantile, spread, verdict
from tests.contracts.asr.speech import Speech, spoken_sentences
from tests.wire.asr.conftest import DEMO_MODEL

BENCH = "asr_delay"
PIECE_BYTES = 640  # 40 ms: as often as the ear looks
BEFORE_S, AFTER_S = 1.5, 1.5  # the line without a voice: its noise is there before and after, as on any call
NOISES = (0, 8, 30)
SHIFTS = range(0, 320, 40)  # samples: sound never begins where a block does
WANTED_PARTIAL_S, WANTED_FINAL_S = 1.0, 0.5


def delays(engine: VoskEngine, sentence: Speech, noise: float, shift: int) -> tuple[float | None, float | None]:
    """Give how much sound after its voice began, and after it ended, a sentence's first partial and its final took."""
    lead = int(8000 * BEFORE_S) + shift
    pcm = _with_noise(sentence.line(lead / 8000) + sentence.pcm + sentence.line(AFTER_S), noise)
    begin, end = (lead + int(8000 * at_s) for at_s in (sentence.begins_s, sentence.ends_s))
    gate, feed, session = VoiceGate(), Feed(), engine.open()
    done, partial = 0, None
    final = None
    for offset in range(0, len(pcm), PIECE_BYTES):
        now = (offset + PIECE_BYTES) // 2
        for item in gate.push(offset // 2, pcm[offset : offset + PIECE_BYTES]):
            feed.end_speech() if item is Edge.SPEECH_ENDED else feed.push(item)
        told, done = _worked(feed, session, done)
        for heard in told:
            if isinstance(heard, Partial) and partial is None and now > begin:
                partial = (now - begin) / 8000
            if isinstance(heard, Final):
                final = (now - end) / 8000
    return partial, final


def _with_noise(pcm: bytes, noise: float) -> bytes:
    samples = np.frombuffer(pcm, np.int16).astype(float)
    noisy = samples + np.random.default_rng(1).normal(0, noise, len(samples)) if noise else samples
    return bytes(noisy.clip(-32768, 32767).astype(np.int16).tobytes())


def _worked(feed: Feed, session: Session, done: int) -> tuple[list[Heard], int]:
    """Have the engine do all that is ready; give what it heard, and how many items it has done."""
    heard: list[Heard] = []
    while (item := feed.next_to_send()) is not None:
        heard += session.flush() if isinstance(item, Flush) else session.push(item)
        done += 1
        feed.worked_off(done)
    return heard, done


def measure() -> list[Figure]:
    """Say every sentence clean and noisy, beginning at different places of a block."""
    engine = VoskEngine(DEMO_MODEL)
    pairs = [delays(engine, one, noise, shift) for noise in NOISES for shift in SHIFTS for one in spoken_sentences()]
    partials = [partial for partial, _ in pairs if partial is not None]
    finals = [final for _, final in pairs if final is not None]
    return [
        _line("first partial after speech began", partials, WANTED_PARTIAL_S),
        _line("gated final after speech ended", finals, WANTED_FINAL_S),
    ]


def _line(what: str, seconds: list[float], wanted_s: float) -> Figure:
    met = verdict(met=quantile(seconds, 0.95) <= wanted_s)
    told = f"{spread(seconds, 2)} s of sound, of {len(seconds)}"
    return Figure(bench=BENCH, what=what, measured=told, wanted=f"p95 <= {wanted_s} s", verdict=met)


async def run() -> list[Figure]:
    """Measure once: the machine does not matter."""
    return await asyncio.to_thread(measure)
