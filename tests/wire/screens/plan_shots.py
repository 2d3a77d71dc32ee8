"""Take pictures of the plan page with Changzhou's year 2020: `python -m tests.wire.screens.plan_shots FOLDER`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright

from tests.service.plan.notice import as_csv, rows
from tests.service.web.kept_call import make_template
from tests.service.web.stage import staged
from tests.wire.screens.conftest import CHROMIUM, FLAGS
from tests.wire.screens.plan_scene import PDF, Scene, scene
from tests.wire.screens.shots import opened
from tests.wire.screens.stage import STATIC


async def _filled(clerk: Scene) -> None:
    editions = await clerk.take()
    await clerk.live_through(editions)
    path = f"/editions/{editions['2020-07-02']['edition_id']}"
    file = await clerk.ask("POST", f"{path}/materials?name=低保办理采访.pdf", data=PDF)
    await clerk.ask("POST", f"{path}/materials?name=养老院暗访.pdf", data=PDF + b"%")
    await clerk.ask("POST", f"/materials/{file['material_id']}/verify", json={"version": 1, "how": "记者现场采访核实"})
    now = await clerk.ask("GET", path)
    await clerk.ask("PATCH", path, json={"version": now["version"], "topics": ["低保", "养老", "婚姻登记"]})
    items = [
        {"title": "每周关注焦点", "seconds": 300, "material_id": file["material_id"]},
        {"title": "局长介绍", "seconds": 420},
        {"title": "热线连线", "seconds": 2100},
        {"title": "集中回复", "seconds": 600},
    ]
    await clerk.ask("PUT", f"{path}/rundown", json={"version": now["version"] + 1, "items": items})


async def _pictures(page: Page, stem: str, bad: Path) -> None:
    async def shot(name: str) -> None:
        await page.wait_for_timeout(350)
        await page.screenshot(path=f"{stem}-{name}.png")

    await page.wait_for_selector("[data-test=edition]")
    await shot("year")
    await page.click("[data-test=rows]")
    await page.click("tr[data-day='2020-07-02']")
    for number, name in enumerate(("steps", "seats", "materials", "rundown", "history"), 1):
        await page.click(f"[data-tab={name}]")
        await shot(f"{number}-{name}")
    await page.click("[data-tab=seats]")
    await page.click("[data-test=contacts]")
    await shot("contacts")
    await page.keyboard.press("Escape")
    await page.click("[data-test=counter-leaders] button")
    await shot("counter")
    await page.click("[data-test=counter-leaders] button")
    for number, name in ((2, "reminders"), (3, "daily"), (4, "required"), (5, "import")):
        await page.keyboard.press(f"Alt+{number}")
        await shot(f"part-{name}")
    await page.set_input_files("[data-test=import-file]", bad)
    await page.fill("[data-test=import-announced]", "2020-03-13")
    await page.click("[data-test=compare]")
    await page.wait_for_selector("[data-test=findings]")
    await shot("import-bad")


async def main(folder: Path) -> None:
    """Take them all, at both usual sizes."""
    folder.mkdir(parents=True, exist_ok=True)
    wrong = rows()
    wrong[6][2], wrong[30][2] = "5月41日", "11月6日"
    bad = folder / "bad.csv"
    bad.write_bytes(as_csv(wrong))
    with tempfile.TemporaryDirectory() as held:
        template, place = Path(held) / "template", Path(held) / "site"
        template.mkdir()
        place.mkdir()
        await make_template(template)
        (place / "static").symlink_to(STATIC)
        async with staged(place, template) as site, async_playwright() as driver:
            await _filled(await scene(site))
            browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for width, height in ((1366, 768), (1920, 1080)):
                page = await opened(browser, f"{site.origin}/login?next=%2Fplan", width, height)
                await page.fill("input[autocomplete=username]", "lin")
                await page.fill("input[type=password]", "pass-lin")
                await page.keyboard.press("Enter")
                await _pictures(page, f"{folder}/plan-{width}", bad)
                await page.context.close()
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
