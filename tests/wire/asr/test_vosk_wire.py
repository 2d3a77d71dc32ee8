"""Spoken Mandarin through the real ear and Vosk: RTP in, right words out, also when recognisers die."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from asr import g711
from tests.contracts.asr.speech import Speech, spoken_sentences
from tests.wire.asr.house import Client, House, silence

pytestmark = pytest.mark.wire


@pytest.fixture(scope="module")
def sentences() -> list[Speech]:
    return spoken_sentences()


def said(sentences: list[Speech]) -> bytes:
    return silence(0.2) + b"".join(sentence.pcm + silence(0.8) for sentence in sentences)


def texts(client: Client, leg_id: str) -> list[str]:
    return [event["text"] for event in client.of("final", leg_id=leg_id)]


async def test_both_sides_of_a_call_are_understood(house: House, demo_model: Path, sentences: list[Speech]) -> None:
    await house.start_ear()
    await house.start_recognisers(model_path=str(demo_model), workers=1)
    async with Client(house.ear_socket) as client:
        engine = await client.wait_for("engine", up=True)
        caller = await house.phone(client, "call", "caller")
        operator = await house.phone(client, "call", "operator", "operator")
        await asyncio.gather(caller.say(said(sentences[:2])), operator.say(said(sentences[2:4])))
        client.order("close", call_id="call")
        await client.wait_for("closed", seconds=2)
    assert texts(client, "caller") == [sentence.text for sentence in sentences[:2]]
    assert texts(client, "operator") == [sentence.text for sentence in sentences[2:4]]
    assert (engine["engine"], engine["model"], engine["demo"]) == ("vosk", demo_model.name, True)
    assert client.of("gap") == []


async def test_a_caller_who_hangs_up_on_the_last_word_is_still_understood(
    house: House, demo_model: Path, sentences: list[Speech]
) -> None:
    """The draft ticket is due two seconds after the call: the last words must be out within one."""
    await house.start_ear()
    await house.start_recognisers(model_path=str(demo_model), workers=1)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        phone = await house.phone(client, "call", "leg")
        loud = [at for at in range(0, len(sentences[0].pcm), 2) if abs(_sample(sentences[0].pcm, at)) > 400]
        await phone.say(silence(0.3) + sentences[0].pcm[: loud[-1] + 2])
        client.order("close", call_id="call")
        await client.wait_for("closed", seconds=1)
    assert texts(client, "leg") == [sentences[0].text]


async def test_a_recogniser_killed_in_the_middle_costs_at_most_one_utterance(
    house: House, demo_model: Path, sentences: list[Speech]
) -> None:
    """Both legs talk, one of two recognisers is killed, its leg goes on with the other."""
    await house.start_ear()
    await house.start_recognisers(model_path=str(demo_model), workers=2)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", workers=2)
        caller = await house.phone(client, "call", "caller")
        operator = await house.phone(client, "call", "operator", "operator")
        saying = asyncio.gather(caller.say(said(sentences[:2])), operator.say(said(sentences[2:4])))
        await client.wait_for("partial", leg_id="caller")
        for pid in house.workers():
            os.kill(pid, signal.SIGKILL)
        await saying
        client.order("close", call_id="call")
        closed = await client.wait_for("closed", seconds=5)
    right = set(texts(client, "caller") + texts(client, "operator"))
    missing = {sentence.text for sentence in sentences[:4]} - right
    assert len(missing) <= 1
    assert bool(missing) == bool(client.of("gap"))
    assert closed["problem"] == ""


async def test_five_lost_packets_of_a_hundred_leave_the_words_and_their_times(
    house: House, demo_model: Path, sentences: list[Speech]
) -> None:
    await house.start_ear()
    await house.start_recognisers(model_path=str(demo_model), workers=1)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        phone = await house.phone(client, "call", "leg")
        codes = g711.alaw_encode(said(sentences[:1]))
        loop = asyncio.get_running_loop()
        start_s = loop.time()
        for number in range(len(codes) // 160):
            if number % 20 == 7:
                phone.sequence += 1
                phone.timestamp += 160
            else:
                phone.send(codes[number * 160 : number * 160 + 160])
            await asyncio.sleep(max(start_s + number * 0.02 - loop.time(), 0))
        client.order("close", call_id="call")
        done = await client.wait_for("leg_done", seconds=2)
    assert texts(client, "leg") == [sentences[0].text]
    assert abs(done["lost"] - len(codes) // 160 // 20) <= 1


def _sample(pcm: bytes, at: int) -> int:
    return int.from_bytes(pcm[at : at + 2], "little", signed=True)
