"""The register of hard cases (疑难备案): look it up, and end a case whose answer no longer holds."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from pydantic import Field

from callcenter.clock import as_text
from callcenter.store.hard_cases import HardCaseQuery, answered_from, end, page
from callcenter.web.brief_items import brief_items
from callcenter.web.command_table import REVIEW
from callcenter.web.models import Asked, Cursor, Limit, Nothing, Rfc3339, Said
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.scopes import WORKERS, scope_of, sight
from callcenter.web.visibility import text_for
from callcenter.web.work_models import WorkItem
from queueing.ticket.hard_case import HardCaseState


class HardCaseView(Said):
    """One case: what citizens are told while it is on file."""

    hard_case_id: str
    ticket_id: str
    state: HardCaseState
    number: str = Field(description="the ticket's")
    unit: str
    unit_name: str
    kind: str
    topic: str
    area: str
    answer: str
    asked_by: str
    asked_at: Rfc3339
    decided_by: str
    decided_at: Rfc3339 | None = Field(description="when it was filed, denied or ended")


class HardCaseList(Said):
    """Some cases, newest first; `next` goes into `after`."""

    items: list[HardCaseView]
    next: str | None


class AnsweredFrom(Said):
    """Tickets, newest first."""

    items: list[WorkItem]


class HardCasesAsked(Asked):
    """Filters of the register."""

    state: HardCaseState | None = None
    topic: str = Field(default="", max_length=128)
    limit: Limit = 50
    after: Cursor = ""


@route("GET", "/api/v1/hard-cases", "疑难备案: the register", WORKERS, query=HardCasesAsked, out=HardCaseList)
async def list_cases(ask: Ask) -> HardCaseList:
    """List the cases of tickets that the asker may see."""
    asked, scope = ask.take(HardCasesAsked), scope_of(ask)
    query = HardCaseQuery(state=asked.state, topic=asked.topic, after=asked.after, limit=asked.limit)
    found = await ask.parts.stores.database.read(lambda connection: page(connection, query, scope))
    return HardCaseList(items=[_view(ask, row) for row in found.items], next=found.next)


@route(
    "GET", f"/api/v1/hard-cases/{{hard_case_id:{IDENT}}}/tickets", "Matters that were answered from a case on file",
    WORKERS, out=AnsweredFrom,
)  # fmt: skip
async def answered_tickets(ask: Ask) -> AnsweredFrom:
    """List them, as far as the asker may see them, newest first."""
    wanted, scope, database = ask.ident("hard_case_id"), scope_of(ask), ask.parts.stores.database
    ids = await database.read(lambda connection: answered_from(connection, wanted, scope))
    return AnsweredFrom(items=await brief_items(ask, ids))


@route(
    "POST", f"/api/v1/hard-cases/{{hard_case_id:{IDENT}}}/end", "结束备案: matters of its kind are dispatched again",
    REVIEW, body=Nothing, out=HardCaseView, audit="hard_case_end",
)  # fmt: skip
async def end_case(ask: Ask) -> HardCaseView:
    """Take a case from the register; what was answered from it stays."""
    wanted, scope = ask.ident("hard_case_id"), scope_of(ask)
    work = partial(end, hard_case_id=wanted, scope=scope, by=ask.who.name, at=ask.parts.now())
    return _view(ask, await ask.parts.stores.database.write(work))


def _view(ask: Ask, row: Mapping[str, Any]) -> HardCaseView:
    zone, decided = ask.parts.zone, row["decided_at"]
    times = {
        "asked_at": as_text(row["asked_at"], zone),
        "decided_at": None if decided is None else as_text(decided, zone),
    }
    unit = ask.parts.city.directory.known.tree.units.get(row["unit"])
    answer = text_for(sight(ask, operator_id=None, confidential=False), row["answer"])
    more = {"answer": answer, "unit_name": unit.name if unit else row["unit"]}
    return HardCaseView(**{**row, **times, **more})


ROUTES = (list_cases, answered_tickets, end_case)
