"""How long a whole show's aftermath takes: one hour, five aired, fifty entries. `python -m tests.bench.aftermath`."""

import asyncio
import tempfile
import time
from pathlib import Path

from callcenter.show.aftermath.contents import orders
from callcenter.show.aftermath.gather import gather
from callcenter.show.aftermath.making import Progress, make
from callcenter.store.aftermaths import MadeFile
from callcenter.store.database import Database
from tests.rules.show.hour import Pace
from tests.service.aftermath.stage import SHOW, a_show_that_was, settings_of

HOUR = Pace(length_s=3600.0, first_s=300.0, every_s=600.0, stay_s=240.0, dump_at_s=90.0, dump_s=6.0)
WANTED_S = 600.0  # ten minutes after sign-off


class Watch:
    """Owns the times of each shelf's files."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._since = time.perf_counter()

    def tell(self, _progress: Progress, made: MadeFile | None) -> None:
        """Add a file's time to its shelf."""
        now = time.perf_counter()
        if made is not None:
            self.spent[made.shelf] = self.spent.get(made.shelf, 0.0) + now - self._since
        self._since = now


async def _made(folder: Path) -> None:
    began = time.perf_counter()
    hour = await a_show_that_was(folder, HOUR)
    print(f"the show: {len(hour.facts)} facts, recorded in {time.perf_counter() - began:.1f} s")
    settings, began, watch = settings_of(folder), time.perf_counter(), Watch()
    async with Database(settings.store.url) as database:
        material = await gather(settings, database, SHOW, hour.at + 60.0)
    gathered = time.perf_counter() - began
    files = make(orders(material), folder / "out", watch.tell)
    whole = time.perf_counter() - began
    failed = [one.path for one in files if one.problem]
    size = sum(one.size_bytes for one in files) / 1e6
    print(f"gathered {len(material.words)} words in {gathered:.1f} s")
    print("\n".join(f"{shelf:12s} {spent:6.1f} s" for shelf, spent in watch.spent.items()))
    print(f"{len(files)} files, {size:.0f} MB, {len(failed)} failed: {whole:.1f} s (wanted: below {WANTED_S:g} s)")


def main() -> None:
    """Play the hour, then make everything."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_made(Path(folder)))


if __name__ == "__main__":
    main()
