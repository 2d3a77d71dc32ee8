"""A leg on hold, with all it may hear: through the real ear and the real model nothing of it becomes words."""

from pathlib import Path

import pytest

from tests.contracts.asr.speech import spoken_sentences
from tests.wire.asr import sounds
from tests.wire.asr.house import Client, House, silence

pytestmark = pytest.mark.wire


async def test_music_prompts_and_keys_on_a_held_leg_are_silent_and_speech_after_it_is_not(
    house: House, demo_model: Path
) -> None:
    sentence = spoken_sentences()[0]
    heard = sounds.music()[: 2 * 8000 * 3] + sounds.prompt("greeting", house.folder) + sounds.number_dialled("138")
    await house.start_ear()
    await house.start_recognisers(engine="vosk", model_path=str(demo_model), workers=1)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", seconds=30, up=True)
        phone = await house.phone(client, "call", "leg")
        client.order("pause", leg_id="leg")
        await phone.say(heard + silence(0.5))
        client.order("go_on", leg_id="leg")
        await phone.say(silence(0.3) + sentence.pcm + silence(1.0))
        client.order("close", call_id="call")
        closed = await client.wait_for("closed", seconds=30)
    [final] = client.of("final")
    assert final["text"] == sentence.text
    assert all(partial["start_ms"] >= len(heard) / 16 - 500 for partial in client.of("partial"))
    assert client.of("gap") == []
    assert closed["seconds"] > len(heard) / 16000  # all of it is in the recording
