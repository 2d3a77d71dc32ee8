"""A second hearing and the checking of sentences in a real Chromium against the real service, by keys and by sound."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import soundfile
from playwright.async_api import Browser, Page, expect

from callcenter.second_pass.reasons import Problem
from callcenter.second_pass.redraft import drafted_from
from callcenter.store.checked import CheckedWords
from callcenter.store.passes import Passes, Trouble
from callcenter.store.stores import Stores, open_stores
from callcenter.store.ticket import DraftTicket
from callcenter.store.transcripts import Recording, SavedUtterance
from callcenter.store.versions import NewVersion, Versions
from callcenter.web.ports import TicketNews
from tests.contracts.store.stories import NOON, answered_call
from tests.service.second_pass import scene
from tests.service.web.kept_call import fill
from tests.service.web.stage import Stage, staged
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.sign_in import window
from tests.wire.screens.stage import STATIC

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]
PLAYED = """
window.played = [];
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () { window.played.push(this.currentTime); return play.call(this); };
"""
NEW = f"{scene.NEW_NAME}停水三天了"


def said(ident: str, role: str, start_ms: int, text: str, model: str) -> SavedUtterance:
    return SavedUtterance(
        utterance_id=ident,
        call_id=scene.CALL,
        leg_id=f"l-{role}",
        role=role,
        start_ms=start_ms,
        end_ms=start_ms + 2500,
        text=text,
        engine="vosk",
        model=model,
    )


LIVE = (
    said("live-1", "operator", 400, "您好这里是政府服务热线", "demo-zh-8k"),
    said("live-2", "caller", 4630, "奉还新村停水三天了", "demo-zh-8k"),
)
AGAIN = (
    said("P-1", "operator", 400, "您好这里是政府服务热线", "city"),
    said("P-2", "caller", 4630, NEW, "city"),
)


async def heard_twice(stores: Stores, folder: Path) -> None:
    """One call over, its draft made of live words; then a second pass with the city's words."""
    await heard_again(stores, await heard_once(stores, folder))


async def heard_again(stores: Stores, new: NewVersion) -> None:
    """The second pass is through."""
    assert await Versions(stores.database).add(new, datetime.fromtimestamp(NOON + 200, UTC))


async def heard_once(stores: Stores, folder: Path) -> NewVersion:
    """One call over, its draft made of live words; answers what a second pass will make of it."""
    known, began = scene.knowledge(folder), datetime.fromtimestamp(NOON + 100, scene.ZONE)
    stores.journal.append(answered_call(scene.CALL, at=NOON + 100))
    await stores.journal.flush()
    await stores.transcripts.add(LIVE)
    seconds = float(soundfile.info(str(scene.record(folder))).duration)
    path = f"recordings/{scene.CALL}.flac"
    await stores.transcripts.save_recording(
        Recording(call_id=scene.CALL, path=path, seconds=seconds, started_at=NOON + 105)
    )
    live, again = (drafted_from(one, known, began) for one in (LIVE, AGAIN))
    draft = DraftTicket(
        ticket_id=f"t-{scene.CALL}", call_id=scene.CALL, queue="hotline", operator_id="8001", operator_name="话务员",
        started_at=NOON + 100, answered_at=NOON + 105, ended_at=NOON + 145, fields=live.fields,
    )  # fmt: skip
    await stores.tickets.save_draft(draft, datetime.fromtimestamp(NOON + 146, UTC))
    return NewVersion(
        call_id=scene.CALL, job_id="P", engine="vosk", model="city", said=AGAIN, live=live,
        again=replace(again, suggestions={}),
    )  # fmt: skip


async def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=f"{folder}/{name}.png")


async def sign_in(stage: Stage, page: Page, path: str) -> None:
    await page.goto(f"{stage.origin}/login?next={path}")
    await page.locator("input").nth(0).fill("8001")
    await page.locator("input[type=password]").fill("pass-8001")
    await page.keyboard.press("Enter")


async def test_what_was_heard_again_is_seen_compared_decided_and_checked_by_keys(
    tmp_path: Path, browser: Browser, complaints: Complaints
) -> None:
    if not (STATIC / "search.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    template = tmp_path / "template"
    template.mkdir()
    async with open_stores(f"sqlite:///{template}/desk.db", template) as stores:
        await fill(stores, template)
        await heard_twice(stores, template)
    async with staged(tmp_path / "site", template) as stage:
        (tmp_path / "site" / "static").symlink_to(STATIC, target_is_directory=True)
        context = await browser.new_context(viewport={"width": 1600, "height": 900}, locale="zh-CN")
        context.set_default_timeout(30_000)
        page = await context.new_page()
        complaints.watch(page)
        await page.add_init_script(PLAYED)
        await sign_in(stage, page, "/search")
        await expect(page.get_by_test_id("words")).to_be_focused()
        await page.keyboard.type(scene.NEW_NAME)
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("hit")).to_have_count(1)
        await page.keyboard.press("Enter")
        await compared(page)
        await decided(page, stage)
        await checked(page, stage)
        await on_the_desk(page, stage)
        supervisors = await context.new_page()
        await page.close()  # the operator's session ends with the cookies: its desk must ask nothing more
        await at_the_supervisors(supervisors, stage)
        await context.close()
    assert complaints.seen == []


async def test_differences_show_during_after_call_work_and_move_nothing_that_is_typed(
    tmp_path: Path, browser: Browser, complaints: Complaints
) -> None:
    """The operator is still writing when the second pass is through: the panel comes, focus, words and place stay."""
    if not (STATIC / "desk.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    template = tmp_path / "template"
    template.mkdir()
    async with open_stores(f"sqlite:///{template}/desk.db", template) as stores:
        await fill(stores, template)
        new = await heard_once(stores, template)
    async with staged(tmp_path / "site", template) as stage:
        (tmp_path / "site" / "static").symlink_to(STATIC, target_is_directory=True)
        stage.desk.talk("8001", scene.CALL)
        call = stage.desk.calls["8001"].model_copy(update={"state": "wrap_up", "wrap_up_until": NOON + 90_000})
        stage.desk.calls["8001"] = call
        async with window(browser, stage.origin, "8001", "desk", complaints, shown="[data-field=content]") as page:
            typed = page.locator("[data-field=content] textarea")
            await typed.fill("停水三天")
            await typed.press("End")
            before = await typed.bounding_box()
            await heard_again(stage.stores, new)
            ticket = await stage.stores.tickets.get(f"t-{scene.CALL}")
            stage.desk.tell("8001", TicketNews(ticket=ticket))
            second = page.get_by_test_id("second")
            await expect(second.locator("[data-field=place] ins")).to_have_text(scene.NEW_NAME)
            await shot(page, "second-wrap-up")
            await expect(typed).to_be_focused()
            await page.keyboard.type("，老人多")
            await expect(typed).to_have_value("停水三天，老人多")
            assert await typed.bounding_box() == before
    assert complaints.seen == []


async def compared(page: Page) -> None:
    """Fields and words that changed are marked; the other version is one key away; the sound plays."""
    second = page.get_by_test_id("second")
    await expect(second).to_have_attribute("data-shown", "2")
    place = second.locator("[data-field=place]")
    await expect(place.locator("ins")).to_have_text(scene.NEW_NAME)
    await expect(second.get_by_test_id("difference").first).to_contain_text("凤凰")
    caller = page.locator(".line.caller")
    await expect(caller.locator("mark").first).to_have_text("凤凰")
    before = await page.evaluate("played.length")
    await place.get_by_role("button").click()
    await page.wait_for_function(f"played.length > {before}")
    assert 3.5 <= await page.evaluate("played[played.length - 1]") <= 6.0, "from where the place is said"
    await shot(page, "second-search")
    await page.keyboard.press("Alt+v")
    await expect(page.get_by_test_id("reading")).to_be_visible()
    await expect(caller).to_contain_text("奉还新村")
    await expect(caller.locator("mark").first).to_have_text("奉还")
    await page.keyboard.press("Alt+v")
    await expect(caller).to_contain_text(scene.NEW_NAME)


async def decided(page: Page, stage: Stage) -> None:
    """Back to the former, and taken again: the draft goes with it."""
    second = page.get_by_test_id("second")
    await page.keyboard.press("Alt+z")
    await expect(second).to_have_attribute("data-verdict", "back")
    await expect(page.locator(".line.caller")).to_contain_text("奉还新村")
    fields = (await stage.stores.tickets.get(f"t-{scene.CALL}")).fields
    assert "place" not in fields
    await page.keyboard.press("Alt+y")
    await expect(second).to_have_attribute("data-verdict", "accepted")
    await expect(page.locator(".line.caller")).to_contain_text(scene.NEW_NAME)
    fields = (await stage.stores.tickets.get(f"t-{scene.CALL}")).fields
    assert fields["place"].value == scene.NEW_NAME


async def checked(page: Page, stage: Stage) -> None:
    """Play, accept as heard, correct the next; what was heard stays beside it."""
    before = await page.evaluate("played.length")
    await page.get_by_test_id("check").click()
    await page.wait_for_function(f"played.length > {before}")
    await expect(page.locator(".line.checking")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.locator(".line.operator").get_by_test_id("checked")).to_be_visible()
    await expect(page.locator(".line.checking.caller")).to_be_visible()
    await page.keyboard.press("e")
    box = page.get_by_test_id("correction")
    await expect(box).to_be_focused()
    await expect(box).to_have_value(NEW)
    await shot(page, "second-check")
    await box.fill("凤凰新村停水三天啦")
    await page.keyboard.press("Control+Enter")
    caller = page.locator(".line.caller")
    await expect(caller.get_by_test_id("checked")).to_contain_text("凤凰新村停水三天啦")
    await expect(caller.locator(".former")).to_contain_text("停水3天了")
    kept = await CheckedWords(stage.stores.database).of_call(scene.CALL)
    assert {ident: (one.text, one.checked_by, one.for_evaluation) for ident, one in kept.items()} == {
        "P-1": ("您好这里是政府服务热线", "8001", False),
        "P-2": ("凤凰新村停水三天啦", "8001", False),
    }
    await page.keyboard.press("Escape")
    await expect(page.locator(".line.checking")).to_have_count(0)
    await page.get_by_role("button", name="English").click()
    await shot(page, "second-search-en")
    await page.get_by_role("button", name="中文").click()


async def on_the_desk(page: Page, stage: Stage) -> None:
    """The operator who still has the draft sees the same beside it."""
    await page.goto(f"{stage.origin}/desk")
    await page.get_by_role("button", name="凤凰新村").first.click()
    second = page.get_by_test_id("second")
    await second.get_by_test_id("unfold").click()  # decided already: folded away
    await expect(second.locator("[data-field=place] ins")).to_have_text(scene.NEW_NAME)
    await expect(page.get_by_test_id("transcript")).not_to_contain_text("奉还")
    await shot(page, "second-desk")


async def at_the_supervisors(page: Page, stage: Stage) -> None:
    """How many wait and failed, why, and one more try."""
    second = stage.parts.settings.asr.second_pass.model_copy(update={"enabled": True})
    asr = stage.parts.settings.asr.model_copy(update={"second_pass": second})
    object.__setattr__(stage.parts, "settings", stage.parts.settings.model_copy(update={"asr": asr}))
    passes = Passes(stage.stores.database)
    await passes.ask("P-x", "c1", "", datetime.fromtimestamp(NOON, UTC))
    await passes.begin("P-x", "one")
    await passes.failed("P-x", "one", Trouble(problem=Problem.NO_RECORDING, detail="none at all"), for_good=True)
    await page.context.clear_cookies()
    await page.goto(f"{stage.origin}/login?next=/supervisor")
    await page.locator("input").nth(0).fill("lin")
    await page.locator("input[type=password]").fill("pass-lin")
    await page.keyboard.press("Enter")
    part = page.get_by_test_id("passes")
    await expect(part.locator("[data-state=failed]")).to_have_text("1")
    await expect(part.get_by_test_id("pass-failed")).to_contain_text("没有录音")
    await expect(part.get_by_test_id("pass-failed").locator("small")).to_have_attribute("title", "none at all")
    await shot(page, "second-supervisor")
    await part.get_by_role("button", name="再试").click()
    await expect(part.locator("[data-state=waiting]")).to_have_text("1")
    await expect(part.get_by_test_id("pass-failed")).to_have_count(0)
