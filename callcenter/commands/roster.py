"""`callcenter roster import FILE.csv` and `now`: who works which shift."""

import argparse
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from callcenter.commands.csv_lists import add_verbs, print_lines
from callcenter.duty.roster_plan import HEADER, read_plan, take_plan
from callcenter.settings import Settings, load
from callcenter.store.csv_rows import content_of
from callcenter.store.database import Database
from callcenter.store.operators import Operators
from callcenter.store.roster import Rosters


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do and with which file."""
    taking = f"take a plan from a CSV file with the header {','.join(HEADER)}; its days are replaced"
    add_verbs(parser, taking, "show the plan of today and the six days after")


def run(args: argparse.Namespace) -> int:
    """Do it; 1 when the file or the database cannot be used."""
    return print_lines(_do(load(args.config), args))


async def _do(settings: Settings, args: argparse.Namespace) -> list[str]:
    zone = ZoneInfo(settings.site.timezone)
    async with Database(settings.store.url) as database:
        store = Rosters(database)
        if args.verb == "list":
            today = datetime.now(zone).date()
            plan = await store.between(today, today + timedelta(days=6))
            return [f"{one.day}\t{one.shift}\t{one.operator_id}" for one in plan]
        plan = tuple(read_plan(content_of(args.file), str(args.file)))
        known = frozenset(one.operator_id for one in await Operators(database).all())
        days = [one.day for one in plan]
        done = await take_plan(plan, days, store, settings.roster, zone, known, str(args.file))
        return [f"roster: {done.assignments} assignments on {done.days} days"]
