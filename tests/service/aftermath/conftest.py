"""One show a session, played and made into files once; tests read what lies there."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from callcenter.show.aftermath.contents import orders
from callcenter.show.aftermath.gather import gather
from callcenter.show.aftermath.making import make
from callcenter.show.aftermath.material import Material
from callcenter.store.aftermaths import MadeFile
from callcenter.store.database import Database
from tests.rules.show.hour import Hour
from tests.service.aftermath.stage import SHOW, a_show_that_was, settings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The show, what was gathered of it, and the folder of its files."""

    hour: Hour
    material: Material
    folder: Path
    files: list[MadeFile]

    def path(self, start: str, ending: str = "") -> Path:
        """The one file whose path begins and ends so."""
        found = [one.path for one in self.files if one.path.startswith(start) and one.path.endswith(ending)]
        assert len(found) == 1, found
        return self.folder / found[0]


async def _made(folder: Path) -> Made:
    hour = await a_show_that_was(folder)
    settings = settings_of(folder)
    async with Database(settings.store.url) as database:
        material = await gather(settings, database, SHOW, hour.at + 60.0)
    files = make(orders(material), folder / "out", lambda _progress, _file: None)
    return Made(hour=hour, material=material, folder=folder / "out", files=files)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return asyncio.run(_made(tmp_path_factory.mktemp("show")))
