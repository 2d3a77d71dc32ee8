"""`callcenter person NUMBER`: everything kept about one number as a ZIP, for a person's request; --erase."""

import argparse
import asyncio
import getpass
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from callcenter.clock import now_s
from callcenter.masking import mask_number
from callcenter.person_file import packed
from callcenter.retention import terms_of
from callcenter.settings import Settings, load
from callcenter.store.audit import Audit, Entry
from callcenter.store.database import Database
from callcenter.store.erasing import Erasing, stays
from callcenter.store.faults import StoreError
from callcenter.store.person import NUMBER, Persons


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the number, the request it is for, and where to write."""
    parser.add_argument("number")
    parser.add_argument("--why", required=True, help="the request; it goes to the audit")
    parser.add_argument("--out", type=Path, metavar="FILE.zip", help="where everything is written; else it is counted")
    parser.add_argument("--erase", action="store_true", help="erase what no open ticket and no legal hold needs")
    parser.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Do it; 1 when the database or the file cannot be used, 2 when that is no number."""
    if not re.match(NUMBER, args.number):
        print(f"number: expected a telephone number, found {args.number[:20]!r}", file=sys.stderr)
        return 2
    try:
        counts = asyncio.run(_do(load(args.config), args))
    except (StoreError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    for name, count in counts.items():
        print(f"{name}: {count}")
    return 0


async def _do(settings: Settings, args: argparse.Namespace) -> Mapping[str, int]:
    async with Database(settings.store.url) as database:
        by = getpass.getuser()
        found = await Persons(database).of(args.number, by)
        counts = {about.value: len(rows) for about, rows in found.rows.items()}
        if args.out:
            await asyncio.to_thread(_write, args.out, packed(found))
        action = "person_exported" if args.out else "person_looked"
        if args.erase:
            done = await Erasing(database, settings.data_dir()).erase(args.number, by, terms_of(settings, now_s()))
            counts |= {f"erased {about.value}": count for about, count in done.goes.items() if count}
            counts |= {**stays(done), **{f"still in {table}": count for table, count in done.elsewhere.items()}}
            action = "person_erased"
        at = datetime.fromtimestamp(now_s(), UTC)
        detail = {"why": args.why, "tickets": list(found.tickets), "calls": list(found.calls), **counts}
        thing = mask_number(args.number)
        Audit(database).note(Entry(at=at, actor=by, address="", action=action, thing=thing, detail=detail))
        await database.flush()
        return counts


def _write(place: Path, body: bytes) -> None:
    """Write a file that nobody else reads."""
    place.touch(mode=0o600)
    place.write_bytes(body)
