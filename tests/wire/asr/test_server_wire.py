"""Our recognisers served by vosk-server's protocol: its messages byte for byte, abuse refused with a sentence."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import numpy as np
import pytest
import pytest_asyncio
import soxr

from asr.sound_check import MOST_SOUND_BYTES
from tests.contracts.asr.speech import Speech, spoken_sentences
from tests.contracts.asr.whistled import TONE_MODEL, whistled_sentences
from tests.wire.asr.conftest import DEMO_MODEL
from tests.wire.asr.servers import RunningServer, serving

pytestmark = pytest.mark.wire

Socket = aiohttp.ClientWebSocketResponse
CHUNK = 3200  # 0.2 s, as upstream's own client sends
WHOLE = 120_000


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    if not (DEMO_MODEL / "am" / "final.mdl").exists():
        pytest.skip("asr/models/demo-zh-8k is not there: train it with asr/training")
    with serving({"engine": "vosk", "model_path": str(DEMO_MODEL), "workers": 2}, max_legs=3) as running:
        yield running


@pytest.fixture(scope="module")
def sentence() -> Speech:
    return spoken_sentences()[0]


@pytest_asyncio.fixture
async def socket(server: RunningServer) -> AsyncIterator[Socket]:
    async with aiohttp.ClientSession() as client, client.ws_connect(server.url) as opened:
        yield opened


async def config(socket: Socket, **fields: object) -> None:
    await socket.send_str(json.dumps({"config": fields}))


async def talk(socket: Socket, pcm: bytes, chunk: int = CHUNK) -> list[dict[str, Any]]:
    """Send sound as upstream's client does: one reply for each message."""
    replies = []
    for offset in range(0, len(pcm), chunk):
        await socket.send_bytes(pcm[offset : offset + chunk])
        replies.append(json.loads(await socket.receive_str(timeout=30)))
    return replies


async def asked(socket: Socket, text: str) -> dict[str, Any]:
    await socket.send_str(text)
    return dict(json.loads(await socket.receive_str(timeout=30)))


def spoken(replies: list[dict[str, Any]]) -> str:
    return "".join(reply.get("text", "") for reply in replies).replace(" ", "")


async def closed(socket: Socket) -> aiohttp.WSMessage:
    return await socket.receive(timeout=30)


async def test_a_client_of_vosk_server_gets_what_vosk_server_gives(socket: Socket, sentence: Speech) -> None:
    """A reply for each message, `partial` or `text` with words, the last one after eof, then a close in order."""
    await socket.send_str('{ "config" : { "sample_rate" : 8000 } }')
    replies = await talk(socket, sentence.pcm)
    assert all(set(reply) in ({"partial"}, {"text", "result"}, {"text"}) for reply in replies)
    assert any(reply.get("partial") for reply in replies)
    last = await asked(socket, '{"eof" : 1}')
    assert spoken([*replies, last]) == sentence.text
    words = [word for reply in [*replies, last] for word in reply.get("result", ())]
    assert all(list(word) == ["conf", "end", "start", "word"] for word in words)
    assert 0 < words[0]["start"] < words[-1]["end"] < len(sentence.pcm) / 16000 + 0.1
    end = await closed(socket)
    assert (end.type, end.data) == (aiohttp.WSMsgType.CLOSE, 1000)


async def test_reset_ends_the_utterance_and_the_conversation_goes_on(socket: Socket, sentence: Speech) -> None:
    first = [*await talk(socket, sentence.pcm), await asked(socket, '{"reset" : 1}')]
    second = [*await talk(socket, sentence.pcm), await asked(socket, '{"reset" : 1}')]
    assert spoken(first) == spoken(second) == sentence.text
    words = [word for reply in second for word in reply.get("result", ())]
    assert words[0]["start"] > len(sentence.pcm) / 16000


async def test_words_and_alternatives_are_given_as_asked_for(socket: Socket, sentence: Speech) -> None:
    await config(socket, words=0, max_alternatives=3)
    replies = [*await talk(socket, sentence.pcm), await asked(socket, '{"eof" : 1}')]
    best = [reply["alternatives"][0] for reply in replies if "alternatives" in reply]
    assert spoken(best) == sentence.text
    assert all(set(one) == {"confidence", "text"} for one in best)


async def test_sound_at_another_rate_is_understood_when_it_is_said(socket: Socket, sentence: Speech) -> None:
    wide = soxr.resample(np.frombuffer(sentence.pcm, np.int16), 8000, 16000).astype(np.int16).tobytes()
    await config(socket, sample_rate=16000)
    replies = [*await talk(socket, wide), await asked(socket, '{"eof" : 1}')]
    assert spoken(replies) == sentence.text


async def test_a_whole_recording_in_one_message_is_one_utterance_after_the_other(
    socket: Socket, sentence: Speech
) -> None:
    pcm = (sentence.pcm + bytes(16000)) * 3
    replies = [*await talk(socket, pcm, chunk=len(pcm)), await asked(socket, '{"eof" : 1}')]
    assert spoken(replies) == sentence.text * 3


async def test_a_phrase_list_binds_the_client(socket: Socket, sentence: Speech) -> None:
    await config(socket, phrase_list=["停水", "[unk]"])
    replies = [*await talk(socket, sentence.pcm), await asked(socket, '{"eof" : 1}')]
    assert set(spoken(replies).replace("[unk]", "").replace("停水", "")) == set()


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ('{"config": {"sample_rate": 0}}', "expected one of 8000, 16000, 48000 Hz, found 0"),
        ('{"config": {"sample_rate": -1}}', "found -1"),
        ('{"config": {"sample_rate": NaN}}', "found nan"),
        ('{"config": {"sample_rate": "8000"}}', "sample_rate"),
        ('{"config": {"sample_rate": 44100}}', "found 44100"),
        ('{"config": {"sample_rate": true}}', "found True"),
        ('{"config": []}', "config: expected a JSON object"),
        ('{"config": {"words": "yes"}}', "words: expected 0 or 1"),
        ('{"config": {"max_alternatives": -1}}', "max_alternatives: expected 0 to 10"),
        ('{"config": {"model": "/etc"}}', "model: expected none"),
        ('{"config": {"phrase_list": []}}', "one or more phrases"),
        ('{"config": {"phrase_list": "停水"}}', "a list"),
        ('{"config": {"phrase_list": {"a": 1}}}', "a list"),
        ('{"config": {"phrase_list": [5]}}', "phrases of words"),
        ('{"config": {"phrase_list": [""]}}', "phrases of words"),
        (json.dumps({"config": {"phrase_list": ["停"] * 3000}}), "at most 2000 phrases"),
        ('{"eof"', "expected a JSON object or binary sound"),
        ('"config"', "expected a JSON object"),
        ("[" * WHOLE, "expected a JSON object"),
        ("{}", "expected config, reset or eof, found nothing"),
        (b"", "expected one sample or more, found an empty message"),
        (b"\0\0\0", "expected whole 16-bit samples, found 3 bytes"),
        (bytes(MOST_SOUND_BYTES + 2), "expected at most"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str) else f"{len(value)} bytes",
)
async def test_abuse_is_refused_with_a_sentence_and_the_conversation_closed(
    socket: Socket, sent: str | bytes, expected: str
) -> None:
    await (socket.send_str(sent) if isinstance(sent, str) else socket.send_bytes(sent))
    assert expected in json.loads(await socket.receive_str(timeout=30))["error"]
    end = await closed(socket)
    assert (end.type, end.data) == (aiohttp.WSMsgType.CLOSE, 1008)
    assert expected[:20] in str(end.extra)


async def test_a_phrase_with_words_the_model_does_not_know_is_refused_by_name(socket: Socket) -> None:
    await config(socket, phrase_list=["停水 没有这个词"])
    [reply] = await talk(socket, bytes(CHUNK))
    assert "没有这个词" in reply["error"]


async def test_a_configuration_after_the_first_sound_is_refused(socket: Socket) -> None:
    await talk(socket, bytes(CHUNK))
    assert "before the first sound" in (await asked(socket, '{"config": {"sample_rate": 16000}}'))["error"]


async def test_more_clients_than_it_was_started_for_are_sent_elsewhere(server: RunningServer) -> None:
    async with aiohttp.ClientSession() as client:
        taken = [await client.ws_connect(server.url) for _ in range(3)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect(server.url)
        told = await (await client.get(server.url.replace("ws", "http"))).text()
        for one in taken:
            await one.close()
    assert refused.value.status == 503
    assert "expected at most 3 at once" in told


async def test_a_recogniser_that_dies_costs_the_client_nothing(
    server: RunningServer, socket: Socket, sentence: Speech
) -> None:
    half = len(sentence.pcm) // 2 // CHUNK * CHUNK
    replies = await talk(socket, sentence.pcm[:half])
    for pid in server.workers:
        os.kill(pid, signal.SIGKILL)
    replies += await talk(socket, sentence.pcm[half:])
    last = await asked(socket, '{"eof" : 1}')
    assert spoken([*replies, last]) == sentence.text
    assert not any("unheard" in reply for reply in [*replies, last])


async def test_who_is_not_allowed_gets_nowhere() -> None:
    recognisers = {"engine": "scripted", "script": ["你好"]}
    with serving(recognisers, allow=["10.9.9.0/24"]) as stranger_to_us:
        async with aiohttp.ClientSession() as client:
            answer = await client.get(stranger_to_us.url.replace("ws", "http"))
            told = await answer.text()
    assert answer.status == 403
    assert "expected one of 10.9.9.0/24, found 127." in told


async def test_a_server_that_ends_says_so_to_its_clients() -> None:
    with serving({"engine": "scripted", "script": ["你好"]}) as running:
        async with aiohttp.ClientSession() as client, client.ws_connect(running.url) as socket:
            running.server.send_signal(signal.SIGTERM)
            end = await closed(socket)
        code = await asyncio.to_thread(running.server.wait, 10)
    assert (end.type, end.data, code) == (aiohttp.WSMsgType.CLOSE, 1001, 0)


async def test_sherpa_models_are_served_by_processes_forked_after_loading() -> None:
    pytest.importorskip("sherpa_onnx", reason="the extra callcenter[sherpa] is not installed")
    whistle = whistled_sentences()[0]
    recognisers = {"engine": "sherpa-onnx", "model_path": str(TONE_MODEL), "workers": 2}
    with serving(recognisers) as running:
        async with aiohttp.ClientSession() as client, client.ws_connect(running.url) as socket:
            replies = [*await talk(socket, whistle.pcm), await asked(socket, '{"eof" : 1}')]
    assert spoken(replies) == whistle.text
