"""How fast lists answer over a year of tickets: `python -m tests.bench.year_lists URL`, a database of `tickets_year`.

Each question is asked ROUNDS times on one connection, as the pages ask it, without HTTP; nothing is changed.
Ends with 1 when one of them takes longer than 200 ms at p95.
"""

import asyncio
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection, func, select

from callcenter.store import ticket_lists
from callcenter.store.caller_history import CallerHistories
from callcenter.store.calls import CallQuery, Calls
from callcenter.store.complaints import Complaints
from callcenter.store.database import Database
from callcenter.store.journal import of_ticket
from callcenter.store.progress import ProgressCodes
from callcenter.store.repeats import mergeable_of
from callcenter.store.ticket_lists import Row, Scope, WorkQuery
from callcenter.store.ticket_tables import ticket_work
from callcenter.store.ticket_work import read
from callcenter.store.tickets import TicketQuery, Tickets
from callcenter.store.units import People
from callcenter.ticketing.overdue import overdue
from callcenter.ticketing.wheel import due_tickets, next_moment
from tests.bench.figure import quantile
from tests.bench.year_of_tickets import TOPICS, UNITS

ROUNDS = 20
WITHIN_S = 0.2
LOST_S = 6.0  # so long for one question: it is lost anyway
DAY_S = 86400.0
HOTLINE = Scope(name="8001")
Question = tuple[str, Callable[[Connection], object]]  # of the connection of a page
Other = tuple[str, Callable[[Database], Awaitable[object]]]  # of a repository


def questions(work: Row, now: float, chance: random.Random) -> Iterator[Question]:
    """Everything the pages ask."""
    yield from _tabs(now)
    yield from _filters(now, chance)
    yield from _found(work, now)
    unit = Scope(name="u", units=frozenset({UNITS[7]}))
    yield "counts, the hotline's", lambda one: ticket_lists.counts(one, HOTLINE, now)
    yield "counts, a unit's", lambda one: ticket_lists.counts(one, unit, now)
    yield "a unit's page, by deadline", lambda one: _page(one, WorkQuery(by_due=True), now, unit)
    yield "a unit's page, what is ended", lambda one: _page(one, WorkQuery(tab="ended"), now, unit)
    yield "late tickets, counted for the wall", lambda one: overdue(one, now)
    yield "what is due, for the timer", lambda one: (due_tickets(one, now), next_moment(one))


def others(now: float, caller: str) -> Iterator[Other]:
    """What is asked through a repository."""
    at = datetime.fromtimestamp(now, UTC)
    yield "hot topics: a day's complaints", lambda one: Complaints(one).between(now - DAY_S, now)
    yield "hot topics: seven days' complaints", lambda one: Complaints(one).between(now - 7 * DAY_S, now)
    yield "drafts and tickets, newest", lambda one: Tickets(one).page(TicketQuery())
    yield "drafts only", lambda one: Tickets(one).page(TicketQuery(status="draft"))
    yield "an operator's drafts and tickets", lambda one: Tickets(one).page(TicketQuery(operator_id="8003"))
    yield "drafts and tickets of a caller", lambda one: Tickets(one).page(TicketQuery(caller=caller))
    yield "drafts and tickets, a day counted", lambda one: Tickets(one).counts(at - timedelta(days=1))
    yield "progress look-up by a code", lambda one: ProgressCodes(one).find("SUCH-A-CODE")
    yield "what persons have in hand", lambda one: People(one).open_matters()
    yield "calls, newest", lambda one: Calls(one).page(CallQuery(hidden_from="8001"))
    yield "calls of an operator", lambda one: Calls(one).page(CallQuery(operator_id="8003", hidden_from="8001"))
    yield "who called before", lambda one: CallerHistories(one).of_number(caller, now - 365 * DAY_S)


def _tabs(now: float) -> Iterator[Question]:
    for by_due in (False, True):
        for tab in ("", *ticket_lists.tabs(now)):
            asked = WorkQuery(tab=tab, by_due=by_due)
            order = "by deadline" if by_due else "newest"
            yield f"tab {tab or 'all'}, {order}", lambda one, asked=asked: _page(one, asked, now)


def _filters(now: float, chance: random.Random) -> Iterator[Question]:
    asked = {
        "kind": WorkQuery(kind="投诉"),
        "topic": WorkQuery(topic=chance.choice(TOPICS)),
        "unit": WorkQuery(unit=chance.choice(UNITS)),
        "card": WorkQuery(card="red"),
        "rung": WorkQuery(rung="city"),
        "area, none": WorkQuery(area="无此区"),
        "owner": WorkQuery(owner="8003"),
        "a month": WorkQuery(since=now - 60 * DAY_S, until=now - 30 * DAY_S),
        "due before": WorkQuery(due_before=now, by_due=True),
        "words, common": WorkQuery(text="路灯"),
        "words, none": WorkQuery(text="查无此事"),
        "words and topic": WorkQuery(text="三天", topic="停水", states=("closed",)),
    }
    for name, query in asked.items():
        yield f"filter {name}", lambda one, query=query: _page(one, query, now)


def _found(work: Row, now: float) -> Iterator[Question]:
    ticket_id, number, caller = work["ticket_id"], work["number"], work["caller_number"]
    yield "by its number", lambda one: _page(one, WorkQuery(text=number), now)
    yield "by the caller's number", lambda one: _page(one, WorkQuery(caller=caller), now)
    yield "by a number that nobody has", lambda one: _page(one, WorkQuery(caller="13900000001"), now)
    yield "one ticket with its history", lambda one: (read(one, ticket_id), of_ticket(one, ticket_id))
    yield "repeats of a caller", lambda one: mergeable_of(one, caller, now - 30 * DAY_S, HOTLINE)


def _page(connection: Connection, query: WorkQuery, now: float, scope: Scope = HOTLINE) -> object:
    found = ticket_lists.page(connection, query, scope, now)
    return ticket_lists.clocks_of(connection, [row["ticket_id"] for row in found.items])


async def _seconds(ask: Callable[[], Awaitable[object]]) -> list[float]:
    taken: list[float] = []
    while len(taken) < ROUNDS and sum(taken) < LOST_S:
        began = time.perf_counter()
        await ask()
        taken.append(time.perf_counter() - began)
    return taken


async def _told(name: str, ask: Callable[[], Awaitable[object]]) -> bool:
    taken = await _seconds(ask)
    p50, p95 = quantile(taken, 0.5), quantile(taken, 0.95)
    slow = p95 > WITHIN_S
    print(f"{name:40} p50 {1e3 * p50:8.1f}  p95 {1e3 * p95:8.1f} ms{'  SLOW' if slow else ''}", flush=True)
    return slow


async def measure(url: str) -> int:
    """Ask everything."""
    newest = select(ticket_work.c.changed_at, ticket_work.c.ticket_id).order_by(ticket_work.c.accepted_at.desc())
    async with Database(url) as database:
        now, ticket_id = await database.read(lambda one: one.execute(newest.limit(1)).one())
        count = await database.read(lambda one: one.execute(select(func.count()).select_from(ticket_work)).scalar_one())
        work = await database.read(lambda one: ticket_lists.one(one, ticket_id)) or {}
        print(f"{count} tickets, load {os.getloadavg()[0]:.1f}")
        asked = [(name, partial(database.read, ask)) for name, ask in questions(work, now, random.Random(7))]  # noqa: S311
        asked += [(name, partial(ask, database)) for name, ask in others(now, work["caller_number"])]
        slow = [await _told(name, ask) for name, ask in asked]
    return 1 if any(slow) else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(measure(sys.argv[1])))
