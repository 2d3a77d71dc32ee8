"""`callcenter purge`: counts, removes, keeps the figures of the days that go, writes the audit."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callcenter.cli import main
from callcenter.figure_choice import figure_choice
from callcenter.settings import load
from callcenter.store.figure_days import fingerprint
from callcenter.store.stores import open_stores
from tests.contracts.store.stories import NOON, answered_call

EVER = "\n".join(f"{name}_days = 0" for name in ("drafts", "untaken", "missed", "lists"))
FACTS = len(answered_call("c1"))


def site(folder: Path, retention: str) -> Path:
    file = folder / "site.toml"
    file.write_text(f'[store]\nurl = "sqlite:///{folder}/desk.db"\n[retention]\n{retention}\n', "utf-8")
    return file


async def fill(folder: Path) -> None:
    async with open_stores(f"sqlite:///{folder}/desk.db", folder) as stores:
        stores.journal.append(answered_call("c1", at=NOON))
        await stores.journal.flush()


def test_a_purge_counts_first_then_removes_and_leaves_figures_and_an_audit_entry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = site(tmp_path, "facts_days = 8\nrecordings_days = 8\ntranscripts_days = 8")
    asyncio.run(fill(tmp_path))
    assert main(["purge", "--config", str(config), "--dry-run"]) == 0
    assert f"facts: {FACTS} would go" in capsys.readouterr().out
    assert main(["purge", "--config", str(config)]) == 0
    assert f"facts: {FACTS} removed" in capsys.readouterr().out
    asyncio.run(_look(tmp_path, config))


async def _look(folder: Path, config: Path) -> None:
    async with open_stores(f"sqlite:///{folder}/desk.db", folder) as stores:
        assert [fact async for fact in stores.journal.replay()] == []
        entry, began = await stores.audit.last(5)
        assert (began.action, began.detail["facts"]) == ("purge_began", FACTS)
        assert (entry.action, entry.detail["facts"], entry.detail["calls"]) == ("purge", FACTS, 1)
        assert entry.at <= datetime.now(UTC)
        counted_by = fingerprint(figure_choice(load(config)).definition())
        kept = await stores.figure_days.between("2025-11-21", "2025-11-21", counted_by)
        assert kept["2025-11-21"].total.answered == 1, "the day's figures outlive its facts"


def test_a_site_that_keeps_everything_has_nothing_to_purge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["purge", "--config", str(site(tmp_path, EVER))]) == 2
    assert "kept for ever" in capsys.readouterr().err


def test_words_cannot_be_kept_longer_than_the_calls_they_were_said_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for days, found in (("recordings_days = 90", "found 90"), ("recordings_days = 9", "found 0 (for ever")):
        assert main(["purge", "--config", str(site(tmp_path, f"facts_days = 30\n{days}"))]) == 2
        said = capsys.readouterr().err
        assert "expected 1 to 30 (facts_days)" in said
        assert found in said


def test_too_short_a_memory_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["purge", "--config", str(site(tmp_path, "facts_days = 3"))]) == 2
    assert "expected 0 or 8 and more" in capsys.readouterr().err
