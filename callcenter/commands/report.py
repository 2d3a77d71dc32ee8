"""`callcenter report NAME --period … --format …`: make a report; `report list` shows those that were made."""

import argparse
import asyncio
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.calendars import CalendarError
from callcenter.clock import now_s
from callcenter.documents.formats import Format, write
from callcenter.hot_rules import HotRulesError
from callcenter.kpis import KpiError
from callcenter.profiles import ProfileError
from callcenter.reports.catalogue import KINDS, ReportError
from callcenter.reports.material import Choice
from callcenter.reports.office import Order, ReportOffice
from callcenter.reports.opening import open_report_office
from callcenter.reports.periods import EXPECTED, PeriodError, parse
from callcenter.settings import Settings, load
from callcenter.store.audit import Audit, Entry
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.ticketing.rule_book import open_rule_book

BY = "command"
LIST = "list"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take which report, of when, in which formats, and where to put a copy."""
    parser.add_argument(
        "name", choices=[LIST, *KINDS], help="; ".join(f"{one.name}: {one.zh}" for one in KINDS.values())
    )
    parser.add_argument("--period", default="", help=EXPECTED)
    parser.add_argument(
        "--format", action="append", choices=[one.value for one in Format], help="docx, pdf, xlsx if absent"
    )
    parser.add_argument("--unit", default="", help="only this unit; the form needs it")
    parser.add_argument("--include", action="append", default=[], metavar="TICKET", help="put this ticket in by hand")
    parser.add_argument(
        "--exclude", action="append", default=[], metavar="TICKET", help="leave this ticket out by hand"
    )
    parser.add_argument("--preview", type=Path, help="write it here instead of numbering and keeping it")
    parser.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Do it; 0 done, 1 the store cannot be used, 2 it cannot be made as asked."""
    settings = load(args.config)
    try:
        print(asyncio.run(_do(settings, args)))
    except (ReportError, PeriodError, KpiError, HotRulesError, ProfileError, CalendarError) as fault:
        print(fault, file=sys.stderr)
        return 2
    except (StoreError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


async def _do(settings: Settings, args: argparse.Namespace) -> str:
    zone = ZoneInfo(settings.site.timezone)
    book = open_rule_book(settings.site.city, zone)
    async with Database(settings.store.url) as database:
        office = open_report_office(settings, database, book, now_s)
        if args.name == LIST:
            return "\n".join(await _listed(office, zone))
        formats = tuple(Format(one) for one in args.format or ("docx", "pdf", "xlsx"))
        choice = await office.chosen(
            Choice(period=parse(args.period), unit=args.unit, include=tuple(args.include), exclude=tuple(args.exclude))
        )
        if args.preview:
            document = await office.preview(args.name, choice)
            args.preview.write_bytes(write(document, formats[0]))
            return str(args.preview)
        row = await office.produce(Order(name=args.name, choice=choice, formats=formats, by=BY))
        entry = Entry(at=datetime.now(zone), actor=BY, address="", action="report_produce", thing=row.report_id)
        Audit(database).note(entry)
        files = "\n".join(str(office.file(row, one.value)) for one in formats)
        return f"{row.report_id}\t{row.title}\t{row.period}\n{files}" + (f"\n{row.changed}" if row.changed else "")


async def _listed(office: ReportOffice, zone: ZoneInfo) -> list[str]:
    rows = await office.reports.newest()
    return [
        f"{row.report_id}\t{datetime.fromtimestamp(row.made_at, zone):%Y-%m-%d %H:%M}\t{row.name}\t{row.period}"
        f"\t{row.number or '-'}\t{','.join(row.files)}"
        for row in rows
    ]
