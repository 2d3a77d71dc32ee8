"""`callcenter operators import FILE.csv`, `list` and `remove NUMBER`."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from callcenter.settings import Settings, load
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.operators import Imported, Operator, Operators
from callcenter.store.operators_csv import HEADER, OperatorLine, OperatorsFileError, read_operators


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do and with which file."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    importing = verbs.add_parser(
        "import",
        help=f"take operators from a CSV file with the header {','.join(HEADER)}; known numbers are updated",
    )
    importing.add_argument("--config", type=Path)
    importing.add_argument("file", type=Path, metavar="FILE.csv")
    listing = verbs.add_parser("list", help="show the operators")
    listing.add_argument("--config", type=Path)
    removing = verbs.add_parser("remove", help="remove an operator; their calls and tickets stay")
    removing.add_argument("--config", type=Path)
    removing.add_argument("number")


def run(args: argparse.Namespace) -> int:
    """Do it; 1 when the file or the database cannot be used."""
    settings = load(args.config)
    try:
        for line in _do(settings, args):
            print(line)
    except (OperatorsFileError, StoreError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _do(settings: Settings, args: argparse.Namespace) -> list[str]:
    """Do it and return what to say."""
    if args.verb == "import":
        done = asyncio.run(import_operators(settings, read_operators(args.file)))
        return [f"operators: {done.added} added, {done.changed} changed, {done.same} unchanged"]
    if args.verb == "remove":
        asyncio.run(_remove(settings, args.number))
        return [f"operator {args.number} removed"]
    found = asyncio.run(_all(settings))
    return [f"{one.operator_id}\t{one.name}\t{','.join(one.queues) or '*'}\t{','.join(one.skills)}" for one in found]


async def import_operators(settings: Settings, lines: tuple[OperatorLine, ...]) -> Imported:
    """Put operators into the site's database; a running service takes them over by itself.

    Raises:
        StoreError: the database cannot be used; nothing changed.

    """
    async with Database(settings.store.url) as database:
        queues = [queue.name for queue in settings.queue]
        return await Operators(database).take(lines, settings.sip.realm, queues, datetime.now(UTC))


async def _remove(settings: Settings, number: str) -> None:
    async with Database(settings.store.url) as database:
        await Operators(database).remove(number, datetime.now(UTC))


async def _all(settings: Settings) -> tuple[Operator, ...]:
    async with Database(settings.store.url) as database:
        return await Operators(database).all()
