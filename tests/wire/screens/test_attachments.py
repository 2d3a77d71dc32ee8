"""A ticket's files in a real Chromium: the unit sends its reply's pictures and the stamped form, the office looks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, expect

from callcenter.simulation.png import to_png
from callcenter.store.attachments import Purpose
from callcenter.ticketing.office import Order
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.pen import Who
from tests.service.web.stage import Stage
from tests.wire.screens.conftest import Complaints
from tests.wire.screens.picturing import pictured
from tests.wire.screens.stage import STATIC
from tests.wire.screens.test_tickets import _unit_id, built, signed_in

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="session")]
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 20">'
    '<rect x="0" y="0" width="32" height="20" fill="#c87828"/></svg>'
)  # 64 pixels wide
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    """A city where the ticket t10 lies with the unit of `ju`."""
    if not (STATIC / "tickets.html").exists():
        pytest.skip("the screens are not built: python -m dashboards.build")
    async with built(tmp_path) as stage:
        unit = await _unit_id(stage, "市城市管理局")
        await stage.parts.stores.lists.units.set_member("ju", unit)
        await stage.parts.city.directory.refresh()
        where = Dispatch(unit=unit, unit_name="市城市管理局")
        await stage.parts.office.act(Order(ticket_id="t10", version=None, command=where, who=Who(name="ban")))
        yield stage


async def test_a_unit_sends_its_files_is_told_what_is_refused_and_the_office_looks(
    browser: Browser, site: Stage, complaints: Complaints, tmp_path: Path
) -> None:
    picture = to_png(PICTURE)
    async with signed_in(browser, site, "ju", complaints) as page:
        part = page.get_by_test_id("attachments")
        async with page.expect_file_chooser() as asked:
            await page.get_by_text("花园路路灯连续三天不亮").first.click()
            await expect(part).to_contain_text("还没有附件")
            await page.keyboard.press("a")
        await (await asked.value).set_files([FilePayload(name="更换灯头.png", mimeType="image/png", buffer=picture)])
        await expect(part.locator("li[data-purpose=reply]")).to_contain_text("更换灯头.png")
        await part.get_by_test_id("file").set_input_files(
            [FilePayload(name="回执.exe", mimeType="application/pdf", buffer=b"MZ\x90\x00" + b"\x00" * 60)]
        )
        await expect(part.get_by_test_id("file-problem")).to_contain_text("“回执.exe”没有收下：只收 PDF")
        large = tmp_path / "录像.mp4"
        with large.open("wb") as file:
            file.truncate(20_000_001)
        await part.get_by_test_id("file").set_input_files(large)
        await expect(part.get_by_test_id("file-problem")).to_contain_text("每个附件不能超过 20.0 MB，没有上传")
        await part.get_by_test_id("purpose").select_option("sealed_form")
        await part.get_by_test_id("file").set_input_files(
            [FilePayload(name="说明.txt", mimeType="text/plain", buffer="办结".encode())]
        )
        await expect(part.get_by_test_id("file-problem")).to_contain_text("盖章件应为扫描的 PDF 或图片")
        await pictured(page, "attachments-unit")
        await part.get_by_test_id("file").set_input_files(
            [FilePayload(name="办理情况表.pdf", mimeType="application/pdf", buffer=PDF)]
        )
        await expect(part.get_by_test_id("sealed")).to_contain_text("交回（")
        await expect(part.get_by_test_id("file-problem")).to_have_count(0)
    kept = await site.stores.attachments.of("t10")
    assert {(one.name, one.purpose) for one in kept} == {
        ("更换灯头.png", Purpose.REPLY), ("办理情况表.pdf", Purpose.SEALED_FORM),
    }  # fmt: skip
    async with signed_in(browser, site, "shen", complaints) as page:
        await page.get_by_text("花园路路灯连续三天不亮").first.click()
        part = page.get_by_test_id("attachments")
        await expect(part.get_by_test_id("sealed")).to_contain_text("交回")
        await expect(part.get_by_test_id("add-file")).to_have_count(0)  # a reviewer looks and adds nothing
        await part.get_by_role("button", name="更换灯头.png").click()
        seen = page.get_by_role("dialog").locator("img")
        await expect(seen).to_be_visible()
        assert await seen.evaluate("one => one.decode().then(() => one.naturalWidth)") == 64
        await pictured(page, "attachments-look")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
    assert [one for one in complaints.seen if "415" not in one] == []
