"""`callcenter show aftermath ID`: makes everything where it is told to, or for the page; says what cannot be made."""

import asyncio
from pathlib import Path

import pytest

from callcenter.cli import main
from callcenter.store.aftermaths import Aftermaths, Run
from callcenter.store.database import Database
from tests.rules.show.hour import Pace
from tests.service.aftermath.stage import SHOW, a_show_that_was

PACE = Pace(length_s=20.0, first_s=2.0, every_s=20.0, stay_s=8.0)


def site(folder: Path) -> Path:
    """A configuration file over a store in that folder."""
    file = folder / "site.toml"
    file.write_text(f'[store]\nurl = "sqlite:///{folder}/desk.db"\n', "utf-8")
    return file


async def newest(folder: Path) -> Run | None:
    async with Database(f"sqlite:///{folder}/desk.db") as database:
        return await Aftermaths(database).newest(SHOW)


def test_everything_is_made_by_one_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = site(tmp_path)
    asyncio.run(a_show_that_was(tmp_path, PACE, aired=1, entries=2))
    out = tmp_path / "out"
    assert main(["show", "aftermath", SHOW, "--to", str(out), "--config", str(config)]) == 0
    told = capsys.readouterr().out
    assert "clips/01_王女士_花园路小区停水三天.wav" in told
    assert (out / "clips" / "01_王女士_花园路小区停水三天.wav").is_file()
    assert asyncio.run(newest(tmp_path)) is None
    assert main(["show", "aftermath", SHOW, "--config", str(config)]) == 0
    run = asyncio.run(newest(tmp_path))
    assert run is not None
    assert run.asked_by == "command"
    assert all((tmp_path / "shows" / run.run_id / one.path).is_file() for one in run.files)


def test_a_show_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "aftermath", "s9", "--config", str(site(tmp_path))]) == 2
    assert "show s9: expected a show that was opened, found none of that name" in capsys.readouterr().err
