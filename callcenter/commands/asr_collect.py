"""`callcenter asr collect DIR`: what people have checked, with its sound, as clips for `callcenter asr eval`."""

import argparse
import asyncio
import getpass
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from callcenter.evaluation.collect import CollectError, collect
from callcenter.settings import Settings, load
from callcenter.store.audit import Audit, Entry
from callcenter.store.checked import CheckedWords
from callcenter.store.database import Database
from callcenter.store.faults import StoreError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder to make."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Collect; 1 when database or folder cannot be used, 2 when the site does not keep corrections."""
    settings = load(args.config)
    if not settings.asr.keep_corrections:
        print("expected [asr] keep_corrections = true to collect what was checked, found false", file=sys.stderr)
        return 2
    try:
        counts = asyncio.run(_collect(settings, args.folder.absolute()))
    except (StoreError, CollectError) as fault:
        print(fault, file=sys.stderr)
        return 1
    for name, count in sorted(counts.items(), key=lambda pair: pair[0] != "kept"):
        print(f"{name}: {count}")
    print(f"{args.folder}: voices and words of citizens; for evaluation, not for training")
    return 0


async def _collect(settings: Settings, folder: Path) -> Counter[str]:
    """Write the folder, and into the audit who took it where. Nothing is taken that is not in the audit."""
    async with Database(settings.store.url) as database:
        clips = await CheckedWords(database).clips()
        counts = await asyncio.to_thread(collect, clips, settings.data_dir(), folder)
        audit = Audit(database)
        audit.note(
            Entry(
                at=datetime.now(UTC),
                actor=getpass.getuser(),
                address="command line",
                action="transcripts_collected",
                thing=str(folder),
                detail=dict(counts),
            )
        )
        await database.flush()
    return counts
