"""A call heard again by the process the supervisor runs beside the desk: real phones and recognisers, a kill -9."""

import asyncio
import contextlib
import json
import os
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
import soundfile
from playwright.async_api import Page, expect

from callcenter.packaged import demo_model_dir
from callcenter.words.gather import SiteWords
from callcenter.words.rebuild import rebuild
from tests.service.second_pass.scene import NEW_NAME, NEW_WORDS
from tests.wire.house.calls import citizen, missing, operator, speech
from tests.wire.house.conversation import set_status
from tests.wire.house.house import House, Plan, house
from tests.wire.house.test_screens import page
from tests.wire.phones.tone import linear_to_alaw
from tests.wire.screens.conftest import CHROMIUM
from tests.wire.screens.stage import STATIC

pytestmark = [
    pytest.mark.wire,
    pytest.mark.timeout(400),
    pytest.mark.skipif(bool(missing()), reason=missing()),
]
SCREENS = CHROMIUM is not None and (STATIC / "desk.html").exists()
WITHIN_S = 120.0  # a machine three times slower, with a model to load twice
MINE = "市民说家里停水三天，已安抚"


def desk_with_second_pass(folder: Path) -> Plan:
    """Everything at its default but the second pass, whose model knows one name more."""
    words = SiteWords(classes={"estate": (NEW_NAME,)}, clauses=(f"{NEW_NAME}停水",))
    model = rebuild(demo_model_dir(), words, folder / "city").folder
    extra = f'[asr.second_pass]\nenabled = true\nmodel_path = "{model}"\nlease_s = 2.0\n'
    return Plan(auto_ready=False, wrap_up_s=600.0, extra=extra)


def new_words() -> bytes:
    """凤凰新村停水三天了, as a telephone sends it."""
    samples, _ = soundfile.read(NEW_WORDS, dtype="int16")
    return linear_to_alaw(np.asarray(samples, np.int16))


def recognisers(pid: int) -> list[int]:
    """Children of a process that hear recordings; one that has just been forked is not yet one."""
    with contextlib.suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split() if is_recogniser(one)]
    return []


def is_recogniser(pid: int | str) -> bool:
    with contextlib.suppress(OSError):
        return b"callcenter.second_pass.recogniser" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


async def halted_recogniser(desk: House) -> int:
    """Halt the process that hears calls again as soon as it is there, as the worker does while the desk is busy."""
    async with asyncio.timeout(WITHIN_S):
        while not (found := recognisers(desk.pid("second-pass"))):
            await asyncio.sleep(0.01)
    os.kill(found[0], signal.SIGSTOP)
    return found[0]


@contextlib.asynccontextmanager
async def as_operator(desk: House) -> AsyncIterator[aiohttp.ClientSession]:
    jar = aiohttp.CookieJar(unsafe=True)  # an address without a name
    headers = {"X-Requested-With": "callcenter", "Origin": desk.web}
    async with aiohttp.ClientSession(cookie_jar=jar, headers=headers) as http:
        body = {"name": desk.number(1), "password": desk.password(1)}
        async with http.post(f"{desk.web}/api/v1/session", json=body) as answer:
            assert answer.status == 200, await answer.text()
        yield http


async def edited(desk: House, ticket: dict[str, Any]) -> None:
    """The operator writes the content of the draft anew while the call is heard again."""
    async with as_operator(desk) as http:
        body = {"version": ticket["version"], "fields": {"content": MINE}}
        async with http.patch(f"{desk.web}/api/v1/tickets/{ticket['ticket_id']}", json=body) as answer:
            assert answer.status == 200, await answer.text()


async def one_pass(desk: House, state: str) -> dict[str, Any]:
    found = await desk.until(
        "/api/v1/asr/passes", lambda told: [one["state"] for one in told["items"]] == [state], WITHIN_S
    )
    return dict(found["items"][0])


async def signed_in(desk: House, screen: Page) -> None:
    await screen.goto(f"{desk.web}/login")
    await screen.fill("input[autocomplete=username]", desk.number(1))
    await screen.fill("input[type=password]", desk.password(1))
    await screen.keyboard.press("Enter")
    await screen.wait_for_url("**/desk*")
    await expect(screen.get_by_text("话机已连接")).to_be_visible()


async def shown_on_the_desk(screen: Page) -> None:
    """The operator still wraps the call up: what they wrote stays, title and words are those heard again."""
    await expect(screen.get_by_test_id("transcript")).to_contain_text(NEW_NAME)
    await expect(screen.get_by_role("textbox", name="标题")).to_have_value(re.compile(NEW_NAME))
    await expect(screen.get_by_role("textbox", name="诉求内容")).to_have_value(MINE)


async def ended_call(desk: House, caller_id: str) -> dict[str, Any]:
    """The call is over, and its draft holds what was understood while it went on."""
    found = await desk.until(
        f"/api/v1/calls/{caller_id}", lambda call: call["ticket_id"] and call["recording"], WITHIN_S
    )
    return dict(await desk.get(f"/api/v1/tickets/{found['ticket_id']}"))


async def test_a_call_is_heard_again_although_the_process_is_killed_and_what_a_person_wrote_stays(
    tmp_path: Path,
) -> None:
    plan = desk_with_second_pass(tmp_path)
    async with contextlib.AsyncExitStack() as stack:
        desk = await stack.enter_async_context(house(tmp_path, plan))
        await stack.enter_async_context(operator(desk, 1, speech("greeting")))
        screen = await stack.enter_async_context(page()) if SCREENS else None
        if screen:
            await signed_in(desk, screen)
        await set_status(desk, "8001", "ready")
        async with citizen(desk, new_words(), talk_s=7.0) as caller:
            assert await caller.finished() == 0, caller.complaints()
        (call,) = await desk.calls()
        before = await ended_call(desk, call["call_id"])
        recogniser = await halted_recogniser(desk)
        running = await one_pass(desk, "running")
        assert (running["call_id"], running["attempts"]) == (call["call_id"], 1)
        await edited(desk, before)
        desk.kill("second-pass")
        job = await one_pass(desk, "done")
        assert (job["job_id"], job["attempts"], job["problem"]) == (running["job_id"], 2, "")
        assert not is_recogniser(recogniser), "it ends with the process it heard for"
        after = await desk.get(f"/api/v1/tickets/{before['ticket_id']}")
        told = await desk.get(f"/api/v1/calls/{call['call_id']}/versions")
        changes = both_versions(told)
        fields = {name: one["value"] for name, one in after["fields"].items()}
        assert fields["content"] == MINE
        refreshed = {name for name, kept in changes.items() if not kept}
        assert refreshed, told["changes"]
        for name in refreshed:
            assert NEW_NAME in fields[name]
            assert NEW_NAME not in before["fields"].get(name, {}).get("value", "")
        if screen:
            await shown_on_the_desk(screen)


def both_versions(told: dict[str, Any]) -> dict[str, str]:
    """What was heard live stands beside what was heard again, once; answers each changed field and why it stayed."""
    said = [
        "".join(one["text"] for one in version["transcript"] if one["role"] == "caller") for version in told["versions"]
    ]
    assert len(said) == 2, json.dumps(told, ensure_ascii=False)
    assert NEW_NAME not in said[0]
    assert f"{NEW_NAME}停水三天了" in said[1]
    assert (told["shown"], [one["model"] for one in told["versions"]]) == (2, ["demo-zh-8k", "city"])
    assert any("凤凰" in one["after"] for one in told["differences"])
    changes = {one["name"]: one["kept"] for one in told["changes"]}
    assert changes["content"] == "edited"
    return changes


async def test_a_call_whose_ear_was_killed_is_heard_again_in_both_parts_at_their_times(tmp_path: Path) -> None:
    """The caller says the name again and again: before the kill and after it, and both stand where they were said."""
    async with house(tmp_path, desk_with_second_pass(tmp_path)) as desk, operator(desk, 1, speech("greeting")):
        await set_status(desk, "8001", "ready")
        async with citizen(desk, new_words(), talk_s=22.0) as caller:
            await desk.until("/api/v1/calls", lambda found: any(c["state"] == "talking" for c in found["items"]))
            await asyncio.sleep(8.0)
            desk.kill("ear")
            assert await caller.finished() == 0, caller.complaints()
        (call,) = await desk.calls()
        path = f"/api/v1/calls/{call['call_id']}"
        detail = await desk.until(path, lambda one: one["recording"] and len(one["recording"]["parts"]) == 2, WITHIN_S)
        await one_pass(desk, "done")
        told = await desk.get(f"{path}/versions")
        assert (told["shown"], told["versions"][1]["model"]) == (2, "city")
        first, second = ((one["from_s"], one["from_s"] + one["seconds"]) for one in detail["recording"]["parts"])
        lines = told["versions"][1]["transcript"]
        again = [one for one in lines if not {"kept", "gap"} & set(one["utterance_id"].split("-"))]
        for begin_s, end_s in (first, second):
            within = [one for one in again if begin_s <= one["start_ms"] / 1000 and one["end_ms"] / 1000 <= end_s + 0.2]
            assert any(NEW_NAME in one["text"] for one in within), (detail["recording"], again)
        assert all(any(b <= one["start_ms"] / 1000 <= e for b, e in (first, second)) for one in again)
