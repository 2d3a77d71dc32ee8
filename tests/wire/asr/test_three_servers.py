"""A farm of three machines, as three servers on loopback: one dies, one is slow, and nothing that was said is lost."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.contracts.asr.speech import Speech, spoken_sentences
from tests.wire.asr.house import Client, House, Phone, silence
from tests.wire.asr.servers import RunningServer, serving

pytestmark = pytest.mark.wire

LEGS = 6
STANDS_S, RUNS_S = 2.5, 0.05  # a server that is slow: its legs are behind for good unless they move


@pytest.fixture
def farm(demo_model: Path) -> Iterator[list[RunningServer]]:
    recognisers = {"engine": "vosk", "model_path": str(demo_model)}
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(serving(recognisers)) for _ in range(3)]


@contextlib.asynccontextmanager
async def slowed(server: RunningServer) -> AsyncIterator[None]:
    """Let a server run a small share of the time: a machine with too much to do."""

    async def stutter() -> None:
        while True:
            server.server.send_signal(signal.SIGSTOP)
            await asyncio.sleep(STANDS_S)
            server.server.send_signal(signal.SIGCONT)
            await asyncio.sleep(RUNS_S)

    stuttering = asyncio.create_task(stutter(), name="stutter")
    try:
        yield
    finally:
        stuttering.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await stuttering
        server.server.send_signal(signal.SIGCONT)


def texts(client: Client, leg_id: str) -> str:
    finals = sorted(client.of("final", leg_id=leg_id), key=lambda event: event["start_ms"])
    return "".join(event["text"] for event in finals)


async def say(phone: Phone, sentences: list[Speech]) -> None:
    for sentence in sentences:
        await phone.say(sentence.pcm + silence(0.8))


async def test_one_of_three_dies_one_is_slow_legs_move_and_every_sentence_is_heard(
    house: House, farm: list[RunningServer]
) -> None:
    sentences = spoken_sentences()[:2]
    await house.start_ear()
    await house.start_recognisers(engine="vosk-server", servers=[server.url for server in farm])
    async with Client(house.ear_socket) as client:
        told = await client.wait_for("engine", workers=3, seconds=30)
        legs = [f"leg-{number}" for number in range(LEGS)]
        phones = [await house.phone(client, f"call-{leg}", leg) for leg in legs]
        saying = asyncio.gather(*(say(phone, sentences) for phone in phones))
        await client.wait_for("partial")
        farm[0].kill()
        async with slowed(farm[1]):
            await saying
            for leg in legs:
                client.order("close", call_id=f"call-{leg}")
            for leg in legs:
                await client.wait_for("closed", seconds=30, call_id=f"call-{leg}")
            if client.of("gap"):  # put off by a machine that was too busy: told, and recognised after the call
                await client.wait_for("load", seconds=60, spooled_ms=0, legs=0)
    said = "".join(sentence.text for sentence in sentences)
    assert {leg: texts(client, leg) for leg in legs} == dict.fromkeys(legs, said)
    assert (told["engine"], told["demo"]) == ("vosk-server", True)


async def test_without_any_server_the_desk_is_told_why_and_words_come_when_one_returns(
    house: House, demo_model: Path
) -> None:
    """What was said meanwhile is marked as a gap, and recognised from the recording."""
    [sentence] = spoken_sentences()[:1]
    await house.start_ear()
    with serving({"engine": "vosk", "model_path": str(demo_model)}) as server:
        url = server.url
    await house.start_recognisers(engine="vosk-server", servers=[url])
    async with Client(house.ear_socket) as client:
        down = await client.wait_for("engine", up=False)
        phone = await house.phone(client, "call", "leg")
        await phone.say(sentence.pcm + silence(0.8))
        client.order("close", call_id="call")
        await client.wait_for("closed")
        [gap] = client.of("gap")
        host, _, port = url.removeprefix("ws://").partition(":")
        with serving({"engine": "vosk", "model_path": str(demo_model)}, host=host, port=int(port)):
            final = await client.wait_for("final", seconds=30)
    assert url in down["problem"]
    assert final["text"] == sentence.text
    assert gap["start_ms"] <= final["start_ms"] < final["end_ms"] <= gap["end_ms"]
