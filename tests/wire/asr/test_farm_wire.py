"""The farm under load: callers' words before operators', partials first to go, nonsense ends a recogniser."""

import asyncio
import os
import socket
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from asr import frames
from asr.farm import EngineState, Farm, FarmLimits, Hearing
from asr.feed import BLOCK_SAMPLES, DIED_TWICE, WINDOW_BLOCKS
from asr.frames import Frame, Kind
from asr.recognizer import PcmChunk

pytestmark = pytest.mark.wire


class SlowRecogniser:
    """Connects as a recogniser does, and answers only when told to."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._socket.setblocking(False)
        self._unpacker = frames.Unpacker()
        self._done: dict[int, int] = {}
        self.got: list[Frame] = []
        self.send(frames.pack_json(Kind.HELLO, 0, {"engine": "slow", "model": "m", "demo": True}))

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    async def read(self) -> None:
        """Take what was sent until nothing comes for a moment."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                data = await asyncio.wait_for(loop.sock_recv(self._socket, 1 << 20), 0.1)
            except TimeoutError:
                return
            if not data:
                raise ConnectionResetError
            self.got += self._unpacker.feed(data)

    def of(self, kind: Kind, hearing: Hearing) -> list[Frame]:
        return [frame for frame in self.got if frame.kind is kind and frame.leg == hearing.number]

    def answer(self, hearing: Hearing, count: int) -> None:
        done = self._done[hearing.number] = self._done.get(hearing.number, 0) + count
        self.send(frames.pack_done(hearing.number, done))

    def close(self) -> None:
        self._socket.close()


class Room:
    """A farm, what it said of the engine, and the path of its socket."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.states: list[EngineState] = []
        self.farm = Farm(path, self.states.append, FarmLimits(legs=5))

    async def recogniser(self) -> SlowRecogniser:
        recogniser = SlowRecogniser(self.path)
        await asyncio.sleep(0.05)
        return recogniser


@pytest_asyncio.fixture
async def room() -> AsyncIterator[Room]:
    with tempfile.TemporaryDirectory(prefix="farm-") as folder:
        room = Room(Path(folder) / "rec.sock")
        await room.farm.start()
        yield room
        await room.farm.close()


def speak(hearing: Hearing, seconds: float, start: int = 0) -> None:
    hearing.push(PcmChunk(start_sample=start, pcm=bytes(2 * int(8000 * seconds))))


async def test_operators_wait_while_callers_are_behind_and_go_on_after(room: Room) -> None:
    recogniser = await room.recogniser()
    caller = room.farm.open(0, lambda *_: None)
    operator = room.farm.open(1, lambda *_: None)
    speak(caller, 5)
    speak(operator, 5)
    room.farm.tick(time.monotonic())
    await recogniser.read()
    recogniser.answer(caller, WINDOW_BLOCKS)
    recogniser.answer(operator, WINDOW_BLOCKS)
    await recogniser.read()
    assert len(recogniser.of(Kind.AUDIO, caller)) == 2 * WINDOW_BLOCKS
    assert len(recogniser.of(Kind.AUDIO, operator)) == WINDOW_BLOCKS
    for _ in range(4):
        recogniser.answer(caller, WINDOW_BLOCKS)
        await recogniser.read()
    room.farm.tick(time.monotonic())
    await recogniser.read()
    assert len(recogniser.of(Kind.AUDIO, operator)) == 2 * WINDOW_BLOCKS
    recogniser.close()


async def test_partials_are_the_first_to_go_and_come_back(room: Room) -> None:
    recogniser = await room.recogniser()
    legs = [room.farm.open(0, lambda *_: None) for _ in range(4)]
    speak(legs[3], 2)
    room.farm.tick(time.monotonic())
    await recogniser.read()
    assert [bool(recogniser.of(Kind.PARTIALS, leg)) for leg in legs] == [True, False, False, False]
    for _ in range(2):
        recogniser.answer(legs[3], WINDOW_BLOCKS)
        await recogniser.read()
    room.farm.tick(time.monotonic())
    await recogniser.read()
    assert [frame.body for frame in recogniser.of(Kind.PARTIALS, legs[0])] == [b"\0", b"\1"]
    recogniser.close()


async def test_new_legs_go_to_the_recogniser_with_the_fewest(room: Room) -> None:
    recognisers = [await room.recogniser() for _ in range(2)]
    legs = [room.farm.open(0, lambda *_: None) for _ in range(4)]
    for recogniser in recognisers:
        await recogniser.read()
    opened = [[bool(recogniser.of(Kind.OPEN, leg)) for leg in legs].count(True) for recogniser in recognisers]
    assert opened == [2, 2]
    recognisers[0].close()
    await recognisers[1].read()
    assert all(recognisers[1].of(Kind.OPEN, leg) for leg in legs)
    recognisers[1].close()


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\xff" * 20,
        frames.pack_done(1, 99),
        frames.pack(Kind.DONE, 1, b"x"),
        frames.pack(Kind.FINAL, 1, b"{"),
        frames.pack(Kind.FINAL, 1, b"{}"),
    ],
)
async def test_a_recogniser_that_talks_nonsense_is_let_go_and_its_leg_kept(room: Room, nonsense: bytes) -> None:
    recogniser = await room.recogniser()
    hearing = room.farm.open(0, lambda *_: None)
    speak(hearing, 0.5)
    recogniser.send(nonsense)
    await asyncio.sleep(0.1)
    with pytest.raises(ConnectionError):
        await recogniser.read()
    recogniser.close()
    assert not room.farm.state.up
    successor = await room.recogniser()
    await successor.read()
    assert len(successor.of(Kind.AUDIO, hearing)) == 4000 // BLOCK_SAMPLES
    successor.close()


async def test_the_state_of_the_engine_is_told_once_for_each_change(room: Room) -> None:
    recogniser = await room.recogniser()
    second = await room.recogniser()
    recogniser.close()
    second.close()
    await asyncio.sleep(0.1)
    assert [(state.up, state.workers) for state in room.states] == [(True, 1), (True, 2), (True, 1), (False, 0)]
    assert room.states[0].demo


async def test_who_is_on_air_comes_before_callers_and_those_before_operators(room: Room) -> None:
    recogniser = await room.recogniser()
    on_air, caller, operator = (room.farm.open(rank, lambda *_: None) for rank in (0, 1, 2))
    for leg in (on_air, caller, operator):
        speak(leg, 5)
    room.farm.tick(time.monotonic())
    assert [leg.waits for leg in (on_air, caller, operator)] == [False, True, True]
    for _ in range(5):
        await recogniser.read()
        recogniser.answer(on_air, WINDOW_BLOCKS)
        await recogniser.read()
    room.farm.tick(time.monotonic())
    assert [leg.waits for leg in (on_air, caller, operator)] == [False, False, True]
    caller.priority = 0  # goes on air: nobody is more important
    room.farm.tick(time.monotonic())
    assert not caller.waits
    recogniser.close()


async def test_a_leg_moves_from_a_slow_recogniser_to_a_free_one_with_all_it_said(room: Room) -> None:
    slow, free = await room.recogniser(), await room.recogniser()
    leg = room.farm.open(0, lambda *_: None)
    speak(leg, 2)
    room.farm.tick(time.monotonic())
    await slow.read()
    await free.read()
    assert slow.of(Kind.CLOSE, leg)
    assert len(free.of(Kind.AUDIO, leg)) == WINDOW_BLOCKS
    slow.send(frames.pack_done(leg.number, WINDOW_BLOCKS))  # too late: nobody listens
    free.answer(leg, WINDOW_BLOCKS)
    await free.read()
    assert len(free.of(Kind.AUDIO, leg)) == 16000 // BLOCK_SAMPLES
    assert leg.feed.lost == []
    others = [room.farm.open(0, lambda *_: None) for _ in range(2)]
    await free.read()
    assert all(free.of(Kind.OPEN, other) for other in others)
    slow.close()
    free.close()


async def test_legs_spread_to_a_recogniser_that_comes_between_two_of_their_utterances(room: Room) -> None:
    first = await room.recogniser()
    legs = [room.farm.open(0, lambda *_: None) for _ in range(4)]
    speak(legs[0], 0.5)
    second = await room.recogniser()
    for _ in range(4):
        room.farm.tick(time.monotonic())
    await second.read()
    assert [bool(second.of(Kind.OPEN, leg)) for leg in legs] == [False, True, True, False]
    first.close()
    second.close()


async def test_a_lost_leg_goes_elsewhere_at_once_and_without_another_at_the_next_tick(room: Room) -> None:
    first = await room.recogniser()
    leg = room.farm.open(0, lambda *_: None)
    speak(leg, 0.5)
    first.send(frames.pack_json(Kind.LOST, leg.number, {"problem": "full", "answered": False}))
    await first.read()
    assert len(first.of(Kind.OPEN, leg)) == 1
    room.farm.tick(time.monotonic())
    await first.read()
    assert len(first.of(Kind.OPEN, leg)) == 2
    second = await room.recogniser()
    first.send(frames.pack_json(Kind.LOST, leg.number, {"problem": "full", "answered": False}))
    await second.read()
    assert len(second.of(Kind.AUDIO, leg)) == 4000 // BLOCK_SAMPLES
    assert leg.feed.lost == []
    first.close()
    second.close()


async def test_a_worn_recogniser_is_let_go_when_its_successor_is_there(room: Room) -> None:
    """The room lets a process hear five legs."""
    old = await room.recogniser()
    legs = [room.farm.open(0, lambda *_: None) for _ in range(6)]
    room.farm.tick(time.monotonic())
    await old.read()
    assert [frame for frame in old.got if frame.kind is Kind.RETIRE]
    successor = await room.recogniser()
    room.farm.tick(time.monotonic())
    await successor.read()
    assert all(successor.of(Kind.OPEN, leg) for leg in legs)
    with pytest.raises(ConnectionError):
        await old.read()
    assert room.farm.state.up
    old.close()
    successor.close()


async def test_only_the_leg_whose_thread_crashed_is_blamed(room: Room) -> None:
    """Its sound is left out at the second death, as if it had been alone; the other loses nothing."""
    guilty, other = (room.farm.open(0, lambda *_: None) for _ in range(2))
    speak(guilty, 0.5)
    speak(other, 0.5)
    for _ in range(2):
        recogniser = await room.recogniser()
        for leg, thread in ((guilty, 0xBAD), (other, 0x600D)):
            recogniser.send(frames.pack_json(Kind.OPENED, leg.number, {"thread": thread, "tid": 0}))
        await recogniser.read()
        report = room.path.parent / f"crash-{os.getpid()}.txt"
        report.write_text(
            "Fatal Python error: Aborted\n\nCurrent thread 0x0000000000000bad (most recent call first):\n"
        )
        recogniser.close()
        await asyncio.sleep(0.1)
        assert not report.exists()
    assert [lost.why for lost in guilty.feed.lost] == [DIED_TWICE]
    assert other.feed.lost == []


async def test_recognisers_killed_from_outside_are_not_soon_blamed_on_the_sound(room: Room) -> None:
    leg = room.farm.open(0, lambda *_: None)
    speak(leg, 0.5)
    lost = []
    for _ in range(4):
        recogniser = await room.recogniser()
        recogniser.close()
        await asyncio.sleep(0.05)
        lost.append(len(leg.feed.lost))
    assert lost == [0, 0, 0, 1]


async def test_what_a_server_gave_up_is_a_gap_here(room: Room) -> None:
    recogniser = await room.recogniser()
    leg = room.farm.open(0, lambda *_: None)
    recogniser.send(frames.pack_json(Kind.UNHEARD, leg.number, {"start_ms": 1000, "end_ms": 2500, "why": "there"}))
    await recogniser.read()
    assert [(lost.start_sample, lost.end_sample) for lost in leg.feed.lost] == [(8000, 20000)]
    recogniser.close()


async def test_the_lag_of_each_leg_is_told_worst_first(room: Room) -> None:
    legs = [room.farm.open(0, lambda *_: None) for _ in range(3)]
    for seconds, leg in zip((1.0, 3.0, 2.0), legs, strict=True):
        speak(leg, seconds)
    load = room.farm.load()
    assert (load.lags_ms, load.lag_ms, load.lag_sum_ms) == ((3000, 2000, 1000), 3000, 6000)


async def test_a_leg_that_is_not_answered_while_others_are_hangs_however_busy_the_machine_is(room: Room) -> None:
    """Its recogniser is ended, and only that leg is blamed."""
    recogniser = await room.recogniser()
    hung, other = (room.farm.open(0, lambda *_: None) for _ in range(2))
    speak(hung, 0.5)
    speak(other, 0.5)
    hung.answered_at -= 6
    recogniser.answer(other, 1)
    await recogniser.read()
    now_s = time.monotonic()
    room.farm.tick(now_s)
    room.farm.tick(now_s + 0.1)  # the first comes late: nobody is judged by it
    with pytest.raises(ConnectionError):
        await recogniser.read()
    recogniser.close()
    successor = await room.recogniser()
    successor.close()
    await asyncio.sleep(0.1)
    assert hung.feed._deaths == 1.5
    assert other.feed._deaths == 0.5
