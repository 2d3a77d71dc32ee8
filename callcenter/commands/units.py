"""`callcenter units import|export|list|member`: units, duty directory, grids, people and rosters as CSV files."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from callcenter import unit_sheets
from callcenter.drafting import KnowledgeError
from callcenter.packaged import city_dir
from callcenter.settings import Settings, load
from callcenter.sheet import Column, SheetError, read_sheet, write_sheet
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.lists import Lists, open_lists
from callcenter.store.records import Taken
from callcenter.unit_seed import seed_units
from queueing.units.unit_tree import Placed

T = TypeVar("T")
COLUMNS: dict[str, Sequence[Column]] = {
    "units": unit_sheets.UNITS,
    "duties": unit_sheets.DUTIES,
    "grids": unit_sheets.GRIDS,
    "people": unit_sheets.PEOPLE,
    "roster": unit_sheets.ROSTER,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do with which list."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    importing = verbs.add_parser("import", help="take a CSV file; known ids are updated, others stay")
    importing.add_argument("file", type=Path, metavar="FILE.csv")
    exporting = verbs.add_parser("export", help="write a list as CSV to standard output, as import takes it")
    listing = verbs.add_parser("list", help="show the tree of units")
    member = verbs.add_parser("member", help="say which unit a user or token belongs to ('' for none)")
    member.add_argument("name", help="user name, or id of a token")
    member.add_argument("unit_id")
    for verb in (importing, exporting):
        verb.add_argument("--list", dest="which", choices=list(COLUMNS), default="units")
    for verb in (importing, exporting, listing, member):
        verb.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Do it; 1 when the file or the database cannot be used."""
    settings = load(args.config)
    try:
        sys.stdout.write(asyncio.run(_do(settings, args)))
    except (SheetError, StoreError, KnowledgeError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


async def _do(settings: Settings, args: argparse.Namespace) -> str:
    """Do it and return what to say."""
    async with Database(settings.store.url) as database:
        lists = open_lists(database)
        await lists.units.seed(seed_units(city_dir(settings.site.city)))
        if args.verb == "import":
            done = await _import(settings, lists, args.which, args.file)
            return f"{args.which}: {done.added} added, {done.changed} changed, {done.same} unchanged\n"
        if args.verb == "export":
            return await _export(settings, lists, args.which)
        if args.verb == "member":
            await lists.units.let_member(args.name, args.unit_id)
            return f"{args.name} belongs to {args.unit_id or 'no unit'}\n"
        return "".join(f"{u.unit_id}\t{u.parent_id}\t{u.kind}\t{u.name}\n" for u in await lists.units.all())


async def _import(settings: Settings, lists: Lists, which: str, file: Path) -> Taken:
    """Read a file and take it over.

    Raises:
        SheetError, StoreError: nothing was changed.

    """
    columns, name = COLUMNS[which], str(file)
    if which == "units":
        rows = read_sheet(file, columns, unit_sheets.unit)
        return await lists.units.merge([Placed(line=row.line, unit=row.record) for row in rows], name)
    if which == "duties":
        listed = [row.record for row in read_sheet(file, columns, unit_sheets.duty)]
        return await lists.duties.import_all(listed, "import", datetime.now(UTC))
    if which == "grids":
        return await lists.grids.take([row.record for row in read_sheet(file, columns, unit_sheets.grid)])
    if which == "people":
        return await lists.people.take([row.record for row in read_sheet(file, columns, unit_sheets.person)])
    turn = unit_sheets.turn_of(ZoneInfo(settings.site.timezone))
    return await lists.roster.take([row.record for row in read_sheet(file, columns, turn)])


async def _export(settings: Settings, lists: Lists, which: str) -> str:
    zone = ZoneInfo(settings.site.timezone)
    rows = {
        "units": lambda: _cells(lists.units.all(), unit_sheets.unit_cells),
        "duties": lambda: _cells(lists.duties.all(), unit_sheets.duty_cells),
        "grids": lambda: _cells(lists.grids.all(), unit_sheets.grid_cells),
        "people": lambda: _cells(lists.people.all(), unit_sheets.person_cells),
        "roster": lambda: _cells(lists.roster.all(), lambda one: unit_sheets.turn_cells(one, zone)),
    }
    return write_sheet([column.name for column in COLUMNS[which]], await rows[which]())


async def _cells(listed: Awaitable[Sequence[T]], cells: Callable[[T], list[str]]) -> list[list[str]]:
    return [cells(one) for one in await listed]
