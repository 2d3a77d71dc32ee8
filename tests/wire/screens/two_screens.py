"""What producer's and host's screens show: the order of callers, and after how many facts."""

from playwright.async_api import Page, expect

_ROWS = (
    "[data-test=board] [data-state=on_air], [data-test=board] [data-state=next], [data-test=board] "
    "[data-state=ready], [data-test=on-air] [data-entry], [data-test=next][data-entry], "
    "[data-test=ready] [data-entry]"
)


async def at(page: Page, facts: int) -> None:
    """Wait until a screen shows the board after so many facts."""
    await expect(page.get_by_test_id("seq")).to_contain_text(f"#{facts}")


async def seq(page: Page) -> int:
    """After how many facts a screen shows the board."""
    text = await page.get_by_test_id("seq").inner_text()
    return int(text.partition("#")[2].replace("–", "0"))


async def order(page: Page) -> list[str]:
    """Who stands where on a screen: on air, next, ready, in that order."""
    found = await page.eval_on_selector_all(_ROWS, "all => all.map(one => one.dataset.entry)")
    return [str(one) for one in found]
