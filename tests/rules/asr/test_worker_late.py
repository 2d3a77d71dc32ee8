"""A leg that is late hears what waits as one: fewer calls into the engine, the same sound, every frame counted."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence

import pytest

from asr import frames
from asr.frames import Frame, Kind
from asr.recognizer import EngineInfo, Heard, PcmChunk
from asr.worker import Worker

BLOCK = b"\1\0" * 800
LEG, NEXT = 7, 8


class SlowEngine:
    """Keeps what it was given; the first push waits until the test lets it go."""

    info = EngineInfo(engine="slow", model="none", demo=False)

    def __init__(self) -> None:
        self.go = threading.Event()
        self.pushed: list[tuple[int, int]] = []  # start sample, samples; (-1, 0) for a flush

    def alive(self) -> bool:
        return True

    def open(self, phrases: Sequence[str] = ()) -> "SlowEngine":
        assert not phrases
        return self

    def push(self, chunk: PcmChunk, *, partial: bool = True) -> Sequence[Heard]:
        assert partial
        self.pushed.append((chunk.start_sample, len(chunk.pcm) // 2))
        assert self.go.wait(10.0)
        return ()

    def flush(self) -> Sequence[Heard]:
        self.pushed.append((-1, 0))
        return ()

    def close(self) -> None:
        self.go.set()


@pytest.fixture
def ear() -> Iterator[tuple[socket.socket, SlowEngine]]:
    """The ear's end of a link to a worker with that engine."""
    ours, theirs = socket.socketpair()
    ours.settimeout(10.0)
    engine = SlowEngine()
    worker = threading.Thread(target=Worker(theirs, engine).run)
    worker.start()
    yield ours, engine
    ours.shutdown(socket.SHUT_WR)
    worker.join(10.0)
    ours.close()
    theirs.close()


def said(ear: socket.socket) -> Iterator[Frame]:
    """Give what the worker says."""
    unpacker = frames.Unpacker()
    while True:
        yield from unpacker.feed(ear.recv(4096))


def sound(*starts: int) -> bytes:
    """Frames of a block of sound each, from these blocks on."""
    return b"".join(frames.pack_audio(LEG, PcmChunk(start_sample=start * 800, pcm=BLOCK)) for start in starts)


def heard_late(ear: socket.socket, engine: SlowEngine, late: bytes, count: int) -> list[tuple[int, int]]:
    """Send one block; while it is heard, the rest; give what the engine was given once all is done."""
    ear.sendall(frames.pack_open(LEG) + sound(0))
    while not engine.pushed:
        time.sleep(0.01)
    ear.sendall(late + frames.pack_open(NEXT))
    answers = said(ear)
    while (answer := next(answers)).kind is not Kind.OPENED or answer.leg != NEXT:
        pass  # frames are taken in order: once the next leg is open, all of these wait
    engine.go.set()
    while (answer := next(answers)).kind is not Kind.DONE or frames.unpack_done(answer.body) < count:
        pass
    return engine.pushed


def test_waiting_blocks_are_heard_four_at_once(ear: tuple[socket.socket, SlowEngine]) -> None:
    pushed = heard_late(*ear, sound(1, 2, 3, 4, 5, 6), 7)
    assert pushed == [(0, 800), (800, 3200), (4000, 1600)]


def test_a_break_in_the_sound_is_never_bridged(ear: tuple[socket.socket, SlowEngine]) -> None:
    pushed = heard_late(*ear, sound(1, 2, 9, 10), 5)
    assert pushed == [(0, 800), (800, 1600), (7200, 1600)]


def test_the_end_of_speech_keeps_its_place(ear: tuple[socket.socket, SlowEngine]) -> None:
    pushed = heard_late(*ear, sound(1, 2) + frames.pack(Kind.FLUSH, LEG) + sound(3), 5)
    assert pushed == [(0, 800), (800, 1600), (-1, 0), (2400, 800)]
