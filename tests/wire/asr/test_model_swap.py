"""Another model is taken into use during a call: the call loses no word, new legs are heard by the new model."""

import asyncio
import os
import shutil
import signal
from pathlib import Path

import pytest

from asr.model_choice import read_answer, write_choice
from callcenter.model_use import ModelUseError, take_into_use
from callcenter.parts import model_choice, model_dir, run_dir
from callcenter.settings import Settings, Site
from tests.contracts.asr.speech import Speech, spoken_sentences
from tests.wire.asr.house import Client, House, silence

pytestmark = pytest.mark.wire

DEMO = Path(__file__).parents[3] / "asr" / "models" / "demo-zh-8k"
WAIT_S = 60.0


@pytest.fixture
def sentences() -> list[Speech]:
    return spoken_sentences()


@pytest.fixture
def settings(house: House) -> Settings:
    """A site over the house's folder."""
    return Settings(site=Site(data_dir=str(house.folder)))


async def start(house: House, settings: Settings) -> int:
    process = await house.start_recognisers(model_path=str(DEMO), choice=str(model_choice(settings)), workers=1)
    run_dir(settings).mkdir(parents=True, exist_ok=True)
    (run_dir(settings) / "recognisers.pid").write_text(f"{process.pid}\n")
    return process.pid


def model(folder: Path, name: str) -> Path:
    shutil.copytree(DEMO, folder / name)
    return folder / name


async def test_a_model_taken_into_use_hears_new_legs_and_no_leg_under_way_loses_a_word(
    house: House, settings: Settings, sentences: list[Speech]
) -> None:
    city = model(house.folder, "city-words")
    await house.start_ear()
    await start(house, settings)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True, model=DEMO.name)
        old_workers = house.workers()
        before = await house.phone(client, "call", "before")
        await before.say(silence(0.3) + sentences[0].pcm + silence(0.6))
        speaking = asyncio.create_task(before.say(sentences[1].pcm + silence(0.6) + sentences[2].pcm + silence(0.6)))
        told = await asyncio.to_thread(take_into_use, settings, city, WAIT_S)
        assert told, "recognisers run and have answered"
        await client.wait_for("engine", seconds=WAIT_S, up=True, model=city.name)
        after = await house.phone(client, "other", "after")
        await after.say(silence(0.3) + sentences[3].pcm + silence(0.6))
        await speaking
        for call in ("call", "other"):
            client.order("close", call_id=call)
        await client.wait_for("closed", seconds=WAIT_S, call_id="call")
        await client.wait_for("closed", seconds=WAIT_S, call_id="other")
        await client.until(lambda: not set(old_workers) & set(house.workers()), WAIT_S)
        assert [one["text"] for one in client.of("final", leg_id="before")] == [one.text for one in sentences[:3]]
        assert [one["text"] for one in client.of("final", leg_id="after")] == [sentences[3].text]
        assert client.of("gap") == []
        assert len(house.workers()) == 1
    assert model_dir(settings) == city


async def test_a_model_that_does_not_load_is_refused_and_the_one_before_goes_on(
    house: House, settings: Settings, sentences: list[Speech]
) -> None:
    broken = model(house.folder, "broken")
    (broken / "am" / "final.mdl").write_bytes(b"\0Bnonsense")
    await house.start_ear()
    await start(house, settings)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True, model=DEMO.name)
        workers = house.workers()
        with pytest.raises(ModelUseError, match="expected one that loads and recognises"):
            await asyncio.to_thread(take_into_use, settings, broken, WAIT_S)
        assert house.workers() == workers
        phone = await house.phone(client, "call", "leg")
        await phone.say(silence(0.3) + sentences[0].pcm + silence(0.6))
        client.order("close", call_id="call")
        await client.wait_for("closed", seconds=WAIT_S)
        assert [one["text"] for one in client.of("final", leg_id="leg")] == [sentences[0].text]
    assert not model_choice(settings).exists(), "the next start takes the model that works"


async def test_the_same_model_built_anew_is_loaded_anew(house: House, settings: Settings) -> None:
    await house.start_ear()
    pid = await start(house, settings)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", up=True)
        workers = house.workers()
        choice = write_choice(model_choice(settings), DEMO)
        os.kill(pid, signal.SIGHUP)

        def answered() -> bool:
            answer = read_answer(model_choice(settings))
            return answer is not None and (answer.asked, answer.problem) == (choice.asked, "")

        await client.until(answered, WAIT_S)
        await client.until(lambda: len(house.workers()) == 1 and house.workers() != workers, WAIT_S)
