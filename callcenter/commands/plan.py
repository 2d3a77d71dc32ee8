"""`callcenter plan import|check|export`: the year's schedule of the show, what is wrong with it and what is missing."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.clock import now_s
from callcenter.documents.formats import Format, write
from callcenter.settings import Settings, load
from callcenter.sheet import MAX_BYTES
from callcenter.show.plan_desk import PlanDesk, PlanYear
from callcenter.show.plan_document import plan_document
from callcenter.show.plan_file import PlanFileError
from callcenter.show.plan_import import ImportRefusedError, Order, Proposal
from callcenter.store.database import Database
from callcenter.store.edition_papers import EditionPapers
from callcenter.store.editions import Editions
from callcenter.store.faults import StoreError
from callcenter.store.lists import open_lists
from callcenter.store.show_required import RequiredUnits
from callcenter.ticketing.calendar_keeper import site_calendars
from callcenter.ticketing.rule_book import open_rule_book
from queueing.show.plan import Counter
from queueing.show.preparation import Standing
from queueing.show.replan import ChangeKind
from queueing.units.unit_tree import UnitTree


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do, with which file and year."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    importing = verbs.add_parser("import", help="take the year's schedule (附件1) from a CSV or XLSX file")
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--announced", type=date.fromisoformat, help="day of the notice; today when left out")
    importing.add_argument("--look", action="store_true", help="show findings and differences, store nothing")
    checking = verbs.add_parser("check", help="say what is missed, near and missing; 1 when something is missed")
    exporting = verbs.add_parser("export", help="write the plan as import takes it; the name's ending says the format")
    exporting.add_argument("file", type=Path, metavar="FILE")
    for verb in (importing, checking, exporting):
        verb.add_argument("--year", type=int, default=None, help="this year when left out")
        verb.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Do it; 1 when the file or the database cannot be used, or the check finds something missed."""
    settings = load(args.config)
    try:
        return asyncio.run(_do(settings, args))
    except (PlanFileError, ImportRefusedError, StoreError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1


async def _do(settings: Settings, args: argparse.Namespace) -> int:
    async with _opened(settings) as desk:
        args.year = args.year or desk.today.year
        match args.verb:
            case "import":
                return await _import(desk, args)
            case "export":
                return await _export(desk, args.file, args.year)
            case _:
                return await _check(desk, args.year)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[PlanDesk]:
    zone = ZoneInfo(settings.site.timezone)
    book = open_rule_book(settings.site.city, zone, site_calendars(settings.data_dir()))
    async with Database(settings.store.url) as database:
        tree = UnitTree(await open_lists(database).units.all())
        yield PlanDesk(
            editions=Editions(database),
            papers=EditionPapers(database),
            required=RequiredUnits(database),
            book=book,
            tree=lambda: tree,
            now=now_s,
        )


async def _import(desk: PlanDesk, args: argparse.Namespace) -> int:
    if args.file.stat().st_size > MAX_BYTES:
        raise PlanFileError(f"{args.file}: expected at most {MAX_BYTES} bytes, found {args.file.stat().st_size}")
    content = await asyncio.to_thread(args.file.read_bytes)
    order = Order(
        content=content,
        file=args.file.name,
        year=args.year,
        announced=args.announced or desk.today,
        by="import",
        at=desk.now(),
    )
    proposal = await desk.importer().propose(order)
    for line in _proposed(proposal):
        print(line)
    if proposal.stopped:
        raise ImportRefusedError("a plan without faults", "the faults above; nothing was stored")
    if not args.look:
        await desk.importer().take(order, proposal.token)
        print(f"plan {args.year}: {_counts(proposal)}")
    return 0


def _proposed(proposal: Proposal) -> Iterator[str]:
    for finding in proposal.findings:
        yield f"{'FAULT' if finding.stops else 'note '} row {finding.row}: {finding.fault}: {finding.text}"
    for change in proposal.changes:
        if change.kind is not ChangeKind.SAME:
            show = change.show or change.edition
            before = f" (was {change.edition.day} {'、'.join(change.edition.units)})" if change.edition else ""
            units = "、".join(show.units) if show else ""
            refused = f": {change.refused}" if change.refused else ""
            yield f"{change.kind:7} {change.day} {units}{before}{refused}"


def _counts(proposal: Proposal) -> str:
    kinds = [change.kind for change in proposal.changes]
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in ChangeKind if kind in kinds)


async def _export(desk: PlanDesk, file: Path, year: int) -> int:
    form = Format(file.suffix.lstrip(".").lower()) if file.suffix.lstrip(".").lower() in list(Format) else None
    if form is None:
        raise PlanFileError(f"{file}: expected a name ending in {', '.join(Format)}, found {file.suffix!r}")
    document = plan_document(desk.rules.name, year, await desk.editions.year(year))
    await asyncio.to_thread(file.write_bytes, write(document, form))
    return 0


async def _check(desk: PlanDesk, year: int) -> int:
    plan = await desk.year(year)
    for line in _told(plan):
        print(line)
    return 1 if any(one.standing is Standing.MISSED for one in plan.reminders) else 0


def _told(plan: PlanYear) -> Iterator[str]:
    standing = [one for one in plan.editions if one.edition.planned]
    yield f"plan {plan.year}: {len(standing)} editions, {sum(one.edition.day < plan.today for one in standing)} over"
    for one in plan.reminders:
        yield f"{one.standing:7} {one.due} {one.title}: {'、'.join(one.units)}, on air {one.air_day}"
    for item in standing:
        for lack, units in item.lacks.items():
            yield f"missing {item.edition.day} {lack}: {'、'.join(units) or '、'.join(item.edition.units)}"
    if both := plan.hundreds:
        yield from _counter("units", both.counted.units)
        yield from _counter("leaders", both.counted.leaders)
        for each in both.short:
            came = f", a delegate came on {each.day}" if each.day else ""
            yield f"short   {each.short}: {'leader of ' if each.leader else ''}{each.unit}{came}"


def _counter(name: str, one: Counter) -> Iterator[str]:
    missing = f"; without a date: {'、'.join(one.missing)}" if one.missing else ""
    yield f"{name:7} {one.done} of {one.required} ({one.rate:.0%}), {len(one.planned)} still planned{missing}"
