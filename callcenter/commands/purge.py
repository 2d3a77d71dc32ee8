"""`callcenter purge [--dry-run]`: remove facts, recordings and transcripts older than `[retention]` keeps."""

import argparse
import asyncio
import getpass
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.clock import day_start_s, now_s
from callcenter.figure_choice import figure_choice
from callcenter.figure_history import FigureHistory, HistoryPorts
from callcenter.profiles import ProfileError
from callcenter.settings import Settings, load
from callcenter.store.audit import Audit, Entry
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.figure_days import FigureDays
from callcenter.store.journal import Journal
from callcenter.store.purge import Cuts, Purge, Purged
from queueing.figures.history import DaySums


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the configuration file, and whether to count only."""
    parser.add_argument("--config", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="count what would go and remove nothing")


def run(args: argparse.Namespace) -> int:
    """Purge; 0 done, 1 the database cannot be used, 2 nothing is to be removed ever."""
    settings = load(args.config)
    cuts = cuts_of(settings, now_s())
    if cuts == Cuts():
        print("nothing to do: every key of [retention] is 0, all is kept for ever", file=sys.stderr)
        return 2
    try:
        found = asyncio.run(purge(settings, cuts, dry_run=args.dry_run))
    except (StoreError, ProfileError) as fault:
        print(fault, file=sys.stderr)
        return 1
    for name, count in asdict(found).items():
        print(f"{name.replace('_', ' ')}: {count} {'would go' if args.dry_run else 'removed'}")
    return 0


def cuts_of(settings: Settings, now: float) -> Cuts:
    """Before which instants things go: whole local days."""
    keep, zone = settings.retention, ZoneInfo(settings.site.timezone)

    def cut(days: int) -> float | None:
        if not days:
            return None
        day = datetime.fromtimestamp(day_start_s(now, zone), zone) - timedelta(days=days)
        return day.timestamp()

    return Cuts(
        facts=cut(keep.facts_days),
        recordings=cut(keep.recordings_days),
        transcripts=cut(keep.transcripts_days),
        shows=cut(keep.shows_days),
    )


async def purge(settings: Settings, cuts: Cuts, *, dry_run: bool) -> Purged:
    """Count, or remove and write it into the audit. Figures of days whose facts go are kept first."""
    async with Database(settings.store.url) as database:
        job = Purge(database, settings.data_dir())
        if dry_run:
            return await job.count(cuts)
        if cuts.facts is not None:
            await _keep_figures(settings, database, cuts.facts)
        found = await job.run(cuts)
        Audit(database).note(
            Entry(
                at=datetime.now(UTC),
                actor=getpass.getuser(),
                address="",
                action="purge",
                thing="retention",
                detail={**asdict(found), **{f"{name}_before": at for name, at in asdict(cuts).items()}},
            )
        )
    return found


async def _keep_figures(settings: Settings, database: Database, before: float) -> None:
    """Fold every day that has facts older than that into the table of days, unless it is there."""
    zone, journal = ZoneInfo(settings.site.timezone), Journal(database)
    first = await journal.first_at()
    if first is None or first >= before:
        return
    ports = HistoryPorts(
        days=FigureDays(database),
        journal=journal,
        zone=zone,
        definition=figure_choice(settings).definition(),
        now=now_s,
        live=DaySums,
    )
    today = datetime.fromtimestamp(now_s(), zone).date()
    await FigureHistory(ports).keep((today - datetime.fromtimestamp(first, zone).date()).days)
