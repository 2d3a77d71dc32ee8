"""`callcenter transcript`: a call's words to take away, numbers hidden; the search made anew."""

import asyncio
from pathlib import Path

import pytest

from callcenter.cli import main
from callcenter.store.stores import open_stores
from callcenter.store.transcripts import SavedUtterance
from tests.contracts.store.stories import answered_call
from tests.service.commands.test_purge_command import site

EIGHT = "facts_days = 8\nrecordings_days = 8\ntranscripts_days = 8"


async def fill(folder: Path) -> None:
    async with open_stores(f"sqlite:///{folder}/desk.db", folder) as stores:
        stores.journal.append(answered_call("c1"))
        await stores.journal.flush()
        said = SavedUtterance(
            utterance_id="u1", call_id="c1", leg_id="l", role="caller", start_ms=61_000, end_ms=65_000,
            text="停水了打幺三八零零零零零零零零",
        )  # fmt: skip
        await stores.transcripts.add([said])


async def actions(folder: Path) -> list[str]:
    async with open_stores(f"sqlite:///{folder}/desk.db", folder) as stores:
        return [one.action for one in await stores.audit.last(9)]


def test_a_transcript_is_written_without_numbers_unless_asked_and_the_audit_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = str(site(tmp_path, EIGHT))
    asyncio.run(fill(tmp_path))
    assert main(["transcript", "export", "c1", "--config", config]) == 0
    assert "[00:01:01] 来电人：停水了打138****0000。" in capsys.readouterr().out
    assert main(["transcript", "export", "c1", "--config", config, "--as", "srt", "--with-numbers"]) == 0
    subtitles = capsys.readouterr().out
    assert "00:01:01,000 --> " in subtitles
    assert "13800000000" in subtitles.replace("\n", "")
    assert asyncio.run(actions(tmp_path)) == ["transcript_exported_with_numbers", "transcript_exported"]
    assert main(["transcript", "export", "nope", "--config", config]) == 1
    assert "nope" in capsys.readouterr().err


def test_the_index_is_made_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(fill(tmp_path))
    assert (
        main(
            [
                "transcript",
                "index",
                "--config",
                str(site(tmp_path, EIGHT)),
            ]
        )
        == 0
    )
    assert capsys.readouterr().out == "transcripts: 1 of 1 sentences can be found\n"
