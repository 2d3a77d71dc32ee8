"""`callcenter tickets check [--mend]`: find tickets that stand where nobody would find them; free what a rule can."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.calendars import CalendarError
from callcenter.city_service import CityRulesError, load_city_rules
from callcenter.clock import now_s
from callcenter.outflow.teller import Teller
from callcenter.profiles import ProfileError
from callcenter.settings import Settings, load
from callcenter.show.after_file import AfterFileError
from callcenter.store.audit import Audit, Entry
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.lists import open_lists
from callcenter.ticketing.calendar_keeper import site_calendars
from callcenter.ticketing.mending import Finding, Looked, look, mend
from callcenter.ticketing.office import OfficePorts, TicketOffice
from callcenter.ticketing.rule_book import open_rule_book
from queueing.units.unit_tree import Unit

FAULTS = (StoreError, ProfileError, CalendarError, AfterFileError, CityRulesError, OSError)
MENDED = "ticket_mended"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do, and whether to free what can be freed."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    check = verbs.add_parser("check", help="name each ticket that would never come to its end, with the reason")
    check.add_argument("--mend", action="store_true", help="free those that no person has to judge, by recorded steps")
    check.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Do it; 0 none is left, 1 some are, or the database cannot be used."""
    settings = load(args.config)
    try:
        left = asyncio.run(check(settings, mending=args.mend))
    except FAULTS as fault:
        print(fault, file=sys.stderr)
        return 1
    return 1 if left else 0


async def check(settings: Settings, *, mending: bool) -> int:
    """Print a line for each; answers how many are left."""
    async with Database(settings.store.url) as database:
        units = {one.unit_id: one for one in await open_lists(database).units.all()}
        looked = Looked(office=_office(settings, database, units), works=lambda unit: _works(units, unit))
        found = await look(database, looked)
        freed = [mending and await mend(looked, one) for one in found]
        for one, done in zip(found, freed, strict=True):
            print(_line(one, done=done))
        _note(database, [one for one, done in zip(found, freed, strict=True) if done])
        await database.flush()
        left = len(found) - sum(freed)
        print(f"{len(found)} found, {sum(freed)} freed, {left} left")
        return left


def _works(units: dict[str, Unit], unit_id: str) -> bool:
    return unit_id in units and units[unit_id].active


def _line(one: Finding, *, done: bool) -> str:
    then = "freed" if done else f"a person: {one.needs}" if one.needs else "--mend frees it"
    return f"{one.number or one.ticket_id}\t{one.state}\t{one.told}\t{then}"


def _office(settings: Settings, database: Database, units: dict[str, Unit]) -> TicketOffice:
    """The office of this site; what it writes is told to citizens and the province as ever, by the running service."""
    book = open_rule_book(settings.site.city, ZoneInfo(settings.site.timezone), site_calendars(settings.data_dir()))
    ports = OfficePorts(database=database, book=book, now=now_s, publish=lambda _facts: None)
    office, rules = TicketOffice(ports=ports), load_city_rules(settings)
    teller = Teller(
        sms=rules.sms,
        feed=rules.feed,
        tells_province=bool(settings.feed.url) and book.profile.switches.province_feed,
        wake=lambda: None,
        unit_name=lambda unit: units[unit].name if unit in units else unit,
    )
    office.records.tell = teller.tell
    return office


def _note(database: Database, freed: Sequence[Finding]) -> None:
    at, by = datetime.fromtimestamp(now_s(), UTC), getpass.getuser()
    for one in freed:
        detail = {"why": one.told}
        Audit(database).note(Entry(at=at, actor=by, address="", action=MENDED, thing=one.ticket_id, detail=detail))
