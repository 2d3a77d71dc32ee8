"""A recogniser process: one thread, one queue and one session for each leg, frames in and frames out."""

import logging
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import asdict
from queue import SimpleQueue

from asr import frames
from asr.frames import Frame, Kind
from asr.recognizer import (
    SAMPLE_BYTES,
    Engine,
    EngineLostError,
    Final,
    GrammarError,
    Heard,
    Partial,
    PcmChunk,
    Session,
    Unheard,
    Word,
)

_log = logging.getLogger(__name__)


CRASH_FILE = "crash-{pid}.txt"  # beside the ear's socket: which thread died, for the ear to read
_MOST_AT_ONCE = 4  # frames of sound that wait are heard as one: 0.4 s; a partial for each would cost a third more
_MOST_UNSAID = 3  # frames done without an answer while more wait: DONE counts all; the ear has ten under way
LINK_LOST = 75  # EX_TEMPFAIL


class Worker:
    """Owns the connection to the ear and the threads of its legs. Ends when the ear closes the connection."""

    def __init__(
        self,
        link: socket.socket,
        engine: Engine,
        retire: Callable[[], None] = lambda: None,
        generation: int = 0,
    ) -> None:
        """Prepare; `retire` is called when the ear wants a successor for this process.

        Of recognisers of two generations the ear gives legs to the later.
        """
        self._generation = generation
        self._link = link
        self._engine = engine
        self._retire = retire
        self._legs: dict[int, LegThread] = {}
        self._sending = threading.Lock()

    def run(self) -> None:
        """Say hello, then hand every frame to its leg until the ear is gone."""
        info = self._engine.info
        hello = {"engine": info.engine, "model": info.model, "demo": info.demo, "pid": os.getpid()}
        hello["generation"] = self._generation
        self.send(frames.pack_json(Kind.HELLO, 0, hello))
        unpacker = frames.Unpacker()
        while data := self._link.recv(65536):
            for frame in unpacker.feed(data):
                self._take(frame)

    def send(self, data: bytes) -> None:
        """Send whole frames; blocks while the ear does not read."""
        with self._sending:
            self._link.sendall(data)

    def _take(self, frame: Frame) -> None:
        if frame.kind is Kind.RETIRE:
            self._retire()
            return
        if frame.kind is Kind.OPEN:
            self._legs[frame.leg] = leg = LegThread(self, self._engine, frame)
            leg.start()
            return
        leg_thread = self._legs.get(frame.leg)
        if leg_thread is None:
            return
        leg_thread.frames.put(frame)
        if frame.kind is Kind.CLOSE:
            del self._legs[frame.leg]


class LegThread(threading.Thread):
    """Owns one leg's session: the only thread that ever touches it."""

    def __init__(self, worker: Worker, engine: Engine, opening: Frame) -> None:
        super().__init__(name=f"leg-{opening.leg}", daemon=True)
        self.frames: SimpleQueue[Frame] = SimpleQueue()
        self._worker = worker
        self._engine = engine
        self._leg = opening.leg
        self._phrases = frames.unpack_open(opening.body)
        self._partials = True
        self._last_partial = ""
        self._done = 0
        self._unsaid = 0  # frames done since the last answer
        self._next: Frame | None = None  # taken from the queue, not worked off yet

    def run(self) -> None:
        """Work off the leg's frames. An engine that fails ends the process: the ear replays the leg elsewhere."""
        try:
            self._tell(Kind.OPENED, {"thread": threading.get_ident(), "tid": threading.get_native_id()})
            self._hear()
        except EngineLostError as error:
            _log.warning("recogniser lost", extra={"leg": self._leg, "problem": str(error)})
            self._tell(Kind.LOST, {"problem": str(error), "answered": self._done > 0})
            if not self._engine.alive():
                os._exit(LINK_LOST)  # all its legs go elsewhere
        except GrammarError as error:
            self._tell(Kind.REFUSED, {"problem": str(error)})
        except OSError as error:  # the ear is gone
            _log.info("ear is gone", extra={"errno": error.errno})
            os._exit(LINK_LOST)
        except Exception:  # noqa: BLE001 -- the edge of the thread
            _log.exception("recogniser failed", extra={"leg": self._leg})
            self._tell(Kind.FAILED, {})  # so that no other leg is blamed
            os._exit(70)  # EX_SOFTWARE

    def _hear(self) -> None:
        session = self._engine.open(self._phrases)
        try:
            while (frame := self._take()).kind is not Kind.CLOSE:
                self._work(session, frame)
        finally:
            session.close()

    def _take(self) -> Frame:
        frame, self._next = self._next or self.frames.get(), None
        return frame

    def _sound(self, first: Frame) -> tuple[PcmChunk, int]:
        """Join a frame's sound with what already waits right behind it; give also how many frames that is."""
        chunks = [frames.unpack_audio(first.body)]
        ends = chunks[0].start_sample + len(chunks[0].pcm) // SAMPLE_BYTES
        while len(chunks) < _MOST_AT_ONCE and not self.frames.empty():
            self._next = self.frames.get()
            if self._next.kind is not Kind.AUDIO:
                break
            chunk = frames.unpack_audio(self._next.body)
            if chunk.start_sample != ends:
                break
            chunks.append(chunk)
            ends += len(chunk.pcm) // SAMPLE_BYTES
            self._next = None
        joined = PcmChunk(start_sample=chunks[0].start_sample, pcm=b"".join(chunk.pcm for chunk in chunks))
        return joined, len(chunks)

    def _tell(self, kind: Kind, fields: dict[str, object]) -> None:
        self._worker.send(frames.pack_json(kind, self._leg, fields))

    def _work(self, session: Session, frame: Frame) -> None:
        if frame.kind is Kind.PARTIALS:
            self._partials = frame.body == b"\1"
            return
        count = 1
        if frame.kind is Kind.AUDIO:
            chunk, count = self._sound(frame)
            heard = session.push(chunk, partial=self._partials)
        else:
            heard = session.flush()
        self._done += count
        self._unsaid += count
        if heard or self._unsaid >= _MOST_UNSAID or self.frames.empty():
            self._unsaid = 0
            answer = b"".join(filter(None, map(self._written, heard)))
            self._worker.send(answer + frames.pack_done(self._leg, self._done))

    def _written(self, heard: Heard) -> bytes:
        if isinstance(heard, Final):
            self._last_partial = ""
            return frames.pack_json(Kind.FINAL, self._leg, _final_fields(heard))
        if isinstance(heard, Unheard):
            return frames.pack_json(Kind.UNHEARD, self._leg, asdict(heard))
        return self._written_partial(heard)

    def _written_partial(self, partial: Partial) -> bytes:
        if partial.text == self._last_partial:
            return b""
        self._last_partial = partial.text
        return frames.pack_json(Kind.PARTIAL, self._leg, {"start_ms": partial.start_ms, "text": partial.text})


def _final_fields(final: Final) -> dict[str, object]:
    words = [_word_fields(word) for word in final.words]
    return {"start_ms": final.start_ms, "end_ms": final.end_ms, "text": final.text, "words": words}


def _word_fields(word: Word) -> dict[str, object]:
    return {
        "text": word.text,
        "start_ms": word.start_ms,
        "end_ms": word.end_ms,
        "confidence": round(word.confidence, 3),
    }
