"""`callcenter show aftermath ID`: everything that is made of a show after sign-off, as the button on the page does."""

import argparse
import asyncio
import shutil
import sys
from pathlib import Path

from callcenter.clock import now_s
from callcenter.ids import new_id
from callcenter.settings import Settings, load
from callcenter.show.aftermath.contents import orders
from callcenter.show.aftermath.gather import gather
from callcenter.show.aftermath.making import Progress, make
from callcenter.show.aftermath.process import CANNOT
from callcenter.store.aftermath_tables import MADE_OF_SHOWS
from callcenter.store.aftermaths import Aftermaths, MadeFile, Run, RunState
from callcenter.store.database import Database

BY = "command"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take which show, and where to put the files."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    after = verbs.add_parser("aftermath", help="as-run logs, transcript, subtitles, clips, lists, forms, figures")
    after.add_argument("show_id", metavar="ID")
    after.add_argument("--to", type=Path, metavar="DIR", help="put the files here instead of the data folder")
    after.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Do it; 0 done, 1 some files could not be made, 2 nothing can be made."""
    settings = load(args.config)
    try:
        return asyncio.run(_do(settings, args.show_id, args.to))
    except CANNOT as fault:
        print(fault, file=sys.stderr)
        return 2


async def _do(settings: Settings, show_id: str, to: Path | None) -> int:
    began = now_s()
    async with Database(settings.store.url) as database:
        material = await gather(settings, database, show_id, began)
        run_id = new_id("A", began)
        folder = to or settings.data_dir() / MADE_OF_SHOWS / run_id
        made = await asyncio.to_thread(make, orders(material), folder, _tell)
        if to is None:
            await Aftermaths(database).save(_row(run_id, show_id, began, made))
    failed = [one for one in made if one.problem]
    print(f"{len(made) - len(failed)} files in {folder}, {now_s() - began:.1f} s")
    return 1 if failed else 0


def _row(run_id: str, show_id: str, began: float, made: list[MadeFile]) -> Run:
    return Run(
        run_id=run_id,
        show_id=show_id,
        state=RunState.DONE,
        asked_by=BY,
        asked_at=began,
        ended_at=now_s(),
        done=len(made),
        of=len(made),
        files=tuple(made),
    )


def _tell(progress: Progress, made: MadeFile | None) -> None:
    """A line for each file; on a terminal the one at hand too."""
    if made is not None:
        print(f"{progress.done:3d}/{progress.of}  {made.path}" + (f"  {made.problem}" if made.problem else ""))
    elif sys.stdout.isatty():
        wide = shutil.get_terminal_size().columns // 2
        print(f"{progress.done:3d}/{progress.of}  {progress.doing[:wide]} …", end="\r")
