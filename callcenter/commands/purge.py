"""`callcenter purge [--dry-run]`: remove facts, recordings and transcripts older than `[retention]` keeps."""

import argparse
import asyncio
import getpass
import sys
from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.clock import now_s
from callcenter.figure_choice import figure_choice
from callcenter.figure_history import FigureHistory, HistoryPorts
from callcenter.profiles import ProfileError
from callcenter.retention import Order, PurgeRefusedError, Retention, RetentionPorts, counted, cuts_of
from callcenter.settings import Settings, load
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.figure_days import FigureDays
from callcenter.store.journal import Journal
from callcenter.store.purge import Cuts, Purged, purged
from callcenter.store.purge_runs import Way
from queueing.figures.history import DaySums


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the configuration file, and whether to count only."""
    parser.add_argument("--config", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="count what would go and remove nothing")


def run(args: argparse.Namespace) -> int:
    """Purge; 0 done, 1 the database cannot be used or a purge runs, 2 nothing is to be removed ever."""
    settings = load(args.config)
    if cuts_of(settings, now_s()) == Cuts():
        print("nothing to do: every key of [retention] is 0, all is kept for ever", file=sys.stderr)
        return 2
    try:
        found = asyncio.run(purge(settings, dry_run=args.dry_run))
    except (StoreError, ProfileError, PurgeRefusedError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    for name, count in asdict(found).items():
        print(f"{name.replace('_', ' ')}: {count} {'would go' if args.dry_run else 'removed'}")
    return 0


async def purge(settings: Settings, *, dry_run: bool) -> Purged:
    """Count, or remove."""
    async with Database(settings.store.url) as database:
        retention = _retention(settings, database)
        if dry_run:
            return purged(counted(await retention.survey()))
        return await retention.purge(Order(by=getpass.getuser(), address="", way=Way.COMMAND))


def _retention(settings: Settings, database: Database) -> Retention:
    journal = Journal(database)
    history = HistoryPorts(
        days=FigureDays(database),
        journal=journal,
        zone=ZoneInfo(settings.site.timezone),
        definition=figure_choice(settings).definition(),
        now=now_s,
        live=DaySums,
    )
    ports = RetentionPorts(
        settings=settings, database=database, journal=journal, history=FigureHistory(history), now=now_s
    )
    return Retention(ports)
