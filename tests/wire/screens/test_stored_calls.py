"""Stored calls in Chromium: a recording is kept, stands as 录音 on both screens, and is played like a caller."""

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
import soundfile
from playwright.async_api import Browser, expect

from callcenter.store.transcripts import Recording
from queueing.show.facts import EntryEnd, EntryKind
from queueing.show.state import EntryState
from tests.service.web.stage import Stage
from tests.wire.screens.picturing import pictured
from tests.wire.screens.show_site import BOTH, CALLERS, act, open_show, ready, show_site, signed_in
from tests.wire.screens.stage import STATIC

pytestmark = [
    pytest.mark.wire,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not (STATIC / "studio.html").exists(), reason="the screens are not built: make install"),
]
LASTS_S = 12.0


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Stage]:
    async with show_site(tmp_path) as stage:
        yield stage


async def recorded(site: Stage, call_id: str) -> None:
    """The ear's recording of a call, the caller speaking throughout."""
    folder = site.parts.settings.data_dir()
    tone = 0.2 * np.sin(np.arange(int(LASTS_S * 8000)) / 3.0)
    soundfile.write(folder / f"{call_id}.flac", np.stack([tone, tone * 0.0], axis=1), 8000, subtype="PCM_16")
    kept = Recording(call_id=call_id, path=f"{call_id}.flac", seconds=LASTS_S, started_at=site.clock[0])
    await site.stores.transcripts.save_recording(kept)


async def test_a_call_that_is_over_is_kept_cut_and_played_and_both_screens_call_it_a_recording(
    browser: Browser, site: Stage
) -> None:
    await open_show(site)
    await ready(site, "c1001", CALLERS[0])
    await recorded(site, "c1001")
    await act(site, lambda board, at: board.caller_left(at, "c1001"))
    await ready(site, "c1002", CALLERS[1])
    page = await signed_in(browser, site, "li", "studio")
    host = await signed_in(browser, site, "wang", "host", "small")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Shift+F8")
    form = page.get_by_test_id("storing")
    await expect(form).to_contain_text("王女士")
    await expect(page.locator("[data-storable=c1001]")).to_be_focused()
    await pictured(page, "stored-dialog")
    await page.fill("[data-test=stored-to]", "8")
    await page.fill("[data-test=stored-topic]", "花园小区停水")
    await page.keyboard.press("Enter")
    await expect(form).to_have_count(0)
    state = site.house.studio.current
    assert state is not None
    (entry,) = [one for one in state.entries.values() if one.kind is EntryKind.RECORDING]
    assert (entry.topic, entry.recording_s, entry.end) == ("花园小区停水", 8.0, None)
    await expect(page.get_by_test_id("stored").locator("li")).to_contain_text("录音 0:08 王女士")

    await act(site, lambda board, at: board.store(at, BOTH, entry.entry_id, stored=False))
    await act(site, lambda board, at: board.choose_next(at, BOTH, entry.entry_id))
    await act(site, lambda board, at: board.take_next(at, BOTH, entry.entry_id))
    row = page.locator(f"[data-entry='{entry.entry_id}']")
    for shown in ("直播中", "花园小区停水", "录音"):
        await expect(row).to_contain_text(shown)
    await expect(host.get_by_test_id("recording")).to_have_text("♪ 录音")
    await expect(host.locator("main")).to_contain_text("花园小区停水")
    await pictured(page, "stored-on-air")
    await pictured(host, "stored-host")
    await act(site, lambda board, at: board.recording_over(at, entry.entry_id, played=True))
    state = site.house.studio.current
    assert state is not None
    played = state.entry(entry.entry_id)
    assert (played.state, played.end) == (EntryState.GONE, EntryEnd.AIRED)
    await page.context.close()
    await host.context.close()
