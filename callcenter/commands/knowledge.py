"""`callcenter knowledge import|export`: the knowledge base as a CSV file."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from callcenter.knowledge_base.entry import COLUMNS, cells_of, from_cells
from callcenter.settings import load
from callcenter.sheet import SheetError, read_sheet, write_sheet
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.knowledge import KnowledgeEntries

ACTOR = "import"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the direction and the file."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    importing = verbs.add_parser("import", help="take a CSV file; known ids become their next version, others stay")
    importing.add_argument("file", type=Path, metavar="FILE.csv")
    exporting = verbs.add_parser("export", help="write every entry as CSV to standard output, as import takes it")
    for verb in (importing, exporting):
        verb.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Do it; 1 when the file or the database cannot be used."""
    url = load(args.config).store.url
    try:
        sys.stdout.write(asyncio.run(_import(url, args.file) if args.verb == "import" else _export(url)))
    except (SheetError, StoreError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


async def _import(url: str, file: Path) -> str:
    made = [row.record for row in await asyncio.to_thread(read_sheet, file, COLUMNS, from_cells)]
    async with Database(url) as database:
        done = await KnowledgeEntries(database).import_all(made, ACTOR, datetime.now(UTC))
    return f"{done.added} added, {done.changed} changed, {done.same} unchanged\n"


async def _export(url: str) -> str:
    async with Database(url) as database:
        entries = await KnowledgeEntries(database).all()
    return write_sheet([column.name for column in COLUMNS], map(cells_of, entries))
