"""Figures and reports over a year of tickets: `python -m tests.bench.year_reports URL`, a database of `tickets_year`.

The first fold, as after an import, with what it keeps the event loop from; every figure of two cities' definitions by
month, quarter and year from the rows and straight from the ledger; the reports of a year, a month and a day, timed.
Ends with 1 when rows and ledger disagree.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select

from callcenter.documents.formats import Format
from callcenter.hot_rules import load_hot_rules
from callcenter.known_places import load_known_places
from callcenter.kpis import load_kpis
from callcenter.profiles import load_profile
from callcenter.reports.material import Choice
from callcenter.reports.office import Order, ReportOffice, ReportPorts
from callcenter.reports.periods import parse
from callcenter.store.database import Database
from callcenter.store.matters import Matters
from callcenter.store.ticket_tables import ticket_work
from callcenter.ticketing.rule_book import RuleBook, open_rule_book
from queueing.figures.matters import Matter, measure
from tests.bench.figure import quantile
from tests.bench.year_of_tickets import SHANGHAI

T = TypeVar("T")
CITIES = ("zhuzhou", "haikou")
PERIODS = ("2025", *(f"2025-Q{n}" for n in range(1, 5)), *(f"2025-{n:02}" for n in range(1, 13)))
BEAT_S = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """How long something took, and how late the event loop was meanwhile."""

    took_s: float
    p95_s: float
    most_s: float

    def __str__(self) -> str:
        """As the table says it."""
        return f"{self.took_s:8.2f} s; event loop late p95 {1e3 * self.p95_s:.0f}, most {1e3 * self.most_s:.0f} ms"


async def timed(work: Awaitable[T]) -> tuple[T, Timed]:
    """Wait for some work while a pulse beats."""
    late: list[float] = [0.0]

    async def beat() -> None:
        while True:
            at = time.perf_counter()
            await asyncio.sleep(BEAT_S)
            late.append(time.perf_counter() - at - BEAT_S)

    pulse, began = asyncio.create_task(beat(), name="pulse"), time.perf_counter()
    try:
        result = await work
    finally:
        pulse.cancel()
    return result, Timed(took_s=time.perf_counter() - began, p95_s=quantile(late, 0.95), most_s=max(late))


def disagreeing(city: str, rows: Sequence[Matter], ledger: Sequence[Matter], until: float) -> tuple[int, int]:
    """How many figures were compared, and how many differ."""
    asked = wrong = 0
    for name in PERIODS:
        period = parse(name).seconds(SHANGHAI)
        if period.until > until:
            continue  # as it is known at the end of the whole: a figure of a period takes what was known then
        for kpi in load_kpis(city).kpis:
            asked += 1
            wrong += measure(kpi, rows, period) != measure(kpi, ledger, period)
    return asked, wrong


def report_office(database: Database, book: RuleBook, folder: Path, now: float) -> ReportOffice:
    """The real one."""
    city = CITIES[0]
    return ReportOffice(
        ReportPorts(
            database=database,
            folder=folder,
            zone=SHANGHAI,
            site="株洲市",
            kpis=load_kpis(city),
            hot=load_hot_rules(city),
            known=load_known_places(city),
            office=lambda: book.office,
            switches=lambda: load_profile(city).switches,
            now=lambda: now,
        )
    )


async def measure_all(url: str, folder: Path) -> int:
    """Fold, compare, produce."""
    book = open_rule_book(CITIES[0], SHANGHAI)
    async with Database(url) as database:
        newest = select(func.max(ticket_work.c.changed_at), func.max(ticket_work.c.accepted_at))
        now, last = await database.read(lambda one: one.execute(newest).one())
        store = Matters(database)
        count, fold = await timed(store.refresh(book.office))
        print(f"{count} tickets folded, load {os.getloadavg()[0]:.1f}: {fold}", flush=True)
        wrong = await _compared(store, book, now + 1.0)
        office = report_office(database, book, folder, now)
        day = datetime.fromtimestamp(last - 3 * 86400.0, SHANGHAI).date()
        for name, period in (("daily", f"{day}"), ("ranking", f"{day:%Y-%m}"), ("yearly", f"{day:%Y}")):
            order = Order(name=name, choice=Choice(period=parse(period)), formats=(Format.DOCX,), by="bench")
            _, took = await timed(office.produce(order))
            print(f"report {name} of {period}: {took}", flush=True)
    return 1 if wrong else 0


async def _compared(store: Matters, book: RuleBook, until: float) -> int:
    rows, _ = await timed(store.of_period(0.0, until, book.office))
    ledger, took = await timed(store.from_ledger(book.office, until))
    print(f"the same from the ledger: {took}")
    wrong = 0
    for city in CITIES:
        asked, differ = disagreeing(city, rows, ledger, until + 366 * 86400.0)
        wrong += differ
        print(
            f"{city}: {asked} figures by month, quarter and year, {differ} differ between rows and ledger", flush=True
        )
    return wrong


def main() -> int:
    """Run it."""
    with tempfile.TemporaryDirectory(prefix="year-reports-") as folder:
        return asyncio.run(measure_all(sys.argv[1], Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
