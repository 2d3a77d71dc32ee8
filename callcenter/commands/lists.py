"""`callcenter lists import FILE.csv` and `list`: the blacklist and the priority list."""

import argparse
import getpass
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from callcenter.callers.lists_csv import HEADER, read_lists
from callcenter.commands.csv_lists import add_verbs, print_lines
from callcenter.masking import mask_number
from callcenter.settings import Settings, load
from callcenter.store.audit import Audit, Entry
from callcenter.store.csv_rows import content_of
from callcenter.store.database import Database
from callcenter.store.listed_numbers import ListedNumbers
from queueing.callers.number_lists import Listed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do and with which file."""
    add_verbs(
        parser, f"add entries from a CSV file with the header {','.join(HEADER)}", "show the entries, numbers masked"
    )


def run(args: argparse.Namespace) -> int:
    """Do it; 1 when the file or the database cannot be used."""
    return print_lines(_do(load(args.config), args))


async def _do(settings: Settings, args: argparse.Namespace) -> list[str]:
    if args.verb == "import":
        entries = await import_lists(settings, content_of(args.file), str(args.file), getpass.getuser())
        return [f"number lists: {len(entries)} entries added"]
    async with Database(settings.store.url) as database:
        return [_row(one) for one in await ListedNumbers(database).all()]


async def import_lists(settings: Settings, content: bytes, file: str, by: str) -> Sequence[Listed]:
    """Put entries into the site's database; a running service takes them over by itself.

    Raises:
        CsvFileError: a wrong row; nothing was taken.
        StoreError: the database cannot be used.

    """
    at = datetime.now(ZoneInfo(settings.site.timezone))
    entries = read_lists(content, file, by, at, [queue.name for queue in settings.queue])
    async with Database(settings.store.url) as database:
        await ListedNumbers(database).add(entries)
        audit = Audit(database)
        for one in entries:
            audit.note(Entry(at=at, actor=by, address="command line", action="list_add", thing=one.entry_id))
    return entries


def _row(one: Listed) -> str:
    shown = f"{one.number}*" if one.prefix else mask_number(one.number)
    what = f"{one.treatment} {one.target}".strip() if one.kind == "black" else f"+{one.steps}"
    return f"{one.entry_id}\t{one.kind}\t{shown}\t{what}\t{one.added_by}\t{one.why}"
