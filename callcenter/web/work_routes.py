"""Tickets at work: lists with their tabs, one ticket with all that happened, merging."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from callcenter.store import ticket_lists
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.store.journal import of_ticket
from callcenter.store.media import media_of_ticket
from callcenter.store.ticket_lists import Row, WorkQuery
from callcenter.store.ticket_work import read
from callcenter.ticketing.office import Order
from callcenter.web.errors import ApiError
from callcenter.web.history_names import history_names
from callcenter.web.leader_duty_routes import leaders_there
from callcenter.web.looks import note_looks, remarks_looked_at, rows_looked_at
from callcenter.web.matters import ids_of
from callcenter.web.moments import moment
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.scopes import WORKERS, expect_visible, known_to, scope_of, sight_of_row, who_acts
from callcenter.web.serve import note
from callcenter.web.work_models import MergeAsked, PartAsked, TabCounts, WorkAsked, WorkDetail, WorkItem, WorkList
from callcenter.web.work_views import Beside, detail, item, others_in
from queueing.show.after_facts import MediaFollowed

_WORK = f"/api/v1/work/{{ticket_id:{IDENT}}}"
_BY_NUMBER = (Role.REVIEWER, Role.SUPERVISOR, Role.ADMIN)  # may look a caller's number up
_FILTERS = (
    "tab",
    "unit",
    "kind",
    "category",
    "topic",
    "area",
    "source",
    "owner",
    "card",
    "rung",
    "main",
    "text",
    "caller",
)


@route("GET", "/api/v1/work", "Registered tickets, filtered", WORKERS, query=WorkAsked, out=WorkList)
async def list_work(ask: Ask) -> WorkList:
    """List tickets at work, as far as the asker may see them."""
    asked, scope, now = ask.take(WorkAsked), scope_of(ask), ask.parts.now()
    query = replace(_query(ask, asked), ids=ids_of(ask, asked.hot, asked.burst, asked.days))
    page = await ask.parts.stores.database.read(lambda connection: ticket_lists.page(connection, query, scope, now))
    items = await _items(ask, page.items)
    return WorkList(items=items, next=page.next)


@route("GET", "/api/v1/work/counts", "How many tickets stand under each tab", WORKERS, out=TabCounts)
async def count_work(ask: Ask) -> TabCounts:
    """Count tickets under each tab."""
    scope, now = scope_of(ask), ask.parts.now()
    counted = await ask.parts.stores.database.read(lambda connection: ticket_lists.counts(connection, scope, now))
    return TabCounts(counts=dict(counted))


@route("GET", _WORK, "One registered ticket with all that happened to it", WORKERS, out=WorkDetail)
async def get_work(ask: Ask) -> WorkDetail:
    """Answer one ticket; 404 also for one that the asker may not know of."""
    return await work_detail(ask, ask.ident("ticket_id"))


@route(
    "POST",
    f"/api/v1/tickets/{{ticket_id:{IDENT}}}/merge",
    "并单: let it go with a main ticket",
    frozenset({Role.DISPATCHER, Role.REVIEWER, Role.SUPERVISOR, Role.ADMIN}),
    body=MergeAsked,
    out=WorkDetail,
    audit="ticket_merge",
)
async def merge_ticket(ask: Ask) -> WorkDetail:
    """Merge a repeat into a main ticket."""
    asked, ticket_id = ask.take(MergeAsked), ask.ident("ticket_id")
    await expect_visible(ask, ticket_id)
    await expect_visible(ask, asked.main)
    order = Order(ticket_id=ticket_id, version=asked.version, who=who_acts(ask), command=None)
    await ask.parts.office.merge(order, asked.main)
    return await work_detail(ask, ticket_id)


@route(
    "POST",
    f"/api/v1/tickets/{{ticket_id:{IDENT}}}/part",
    "拆单: let a repeat go its own way again",
    frozenset({Role.DISPATCHER, Role.REVIEWER, Role.SUPERVISOR, Role.ADMIN}),
    body=PartAsked,
    out=WorkDetail,
    audit="ticket_part",
)
async def part_ticket(ask: Ask) -> WorkDetail:
    """Part a repeat from its main ticket, as long as it has not been answered with it."""
    asked, ticket_id = ask.take(PartAsked), ask.ident("ticket_id")
    await expect_visible(ask, ticket_id)
    order = Order(ticket_id=ticket_id, version=asked.version, who=who_acts(ask), command=None)
    await ask.parts.office.part(order, asked.why)
    return await work_detail(ask, ticket_id)


async def work_detail(ask: Ask, ticket_id: str) -> WorkDetail:
    """One ticket as this asker sees it.

    Raises:
        NotFoundError: not there, not theirs, or restricted to others.
    """
    await expect_visible(ask, ticket_id)
    row = await ask.parts.stores.database.read(lambda connection: ticket_lists.one(connection, ticket_id))
    if row is None:
        raise NotFoundError("registered ticket", ticket_id)
    (shown,) = await _items(ask, [row])
    work = await ask.parts.stores.database.read(lambda connection: read(connection, ticket_id))
    facts = await ask.parts.stores.database.read(lambda connection: of_ticket(connection, ticket_id))
    beside = Beside(
        numbers=await _numbers(ask, others_in(facts)),
        names=await history_names(ask, work.record, facts),
        media=await _media(ask, ticket_id),
    )
    told = detail(shown, work.record, facts, sight_of_row(ask, row), ask.parts.zone, beside)
    note_looks(ask, remarks_looked_at(ask, row, told.model_dump_json()))
    return told.model_copy(update={"leaders_on_duty": await leaders_there(ask, row["accepted_at"])})


async def _media(ask: Ask, ticket_id: str) -> Sequence[MediaFollowed]:
    """How far the media follow its matter: nothing for the unit that is reported on."""
    if ask.who.has(Role.UNIT):
        return ()
    return await ask.parts.stores.database.read(lambda connection: media_of_ticket(connection, ticket_id))


async def _numbers(ask: Ask, ids: Sequence[str]) -> dict[str, str]:
    """The numbers of those that the asker may see."""
    if not ids:
        return {}
    seen = await known_to(ask, ids)
    rows = await ask.parts.stores.database.read(lambda connection: ticket_lists.rows_of(connection, ids))
    return {ident: row["number"] for ident, row in rows.items() if ident in seen}


async def _items(ask: Ask, rows: Sequence[Row]) -> list[WorkItem]:
    ids = [row["ticket_id"] for row in rows]
    clocks: dict[str, list[Row]] = defaultdict(list)
    for one in await ask.parts.stores.database.read(lambda connection: ticket_lists.clocks_of(connection, ids)):
        clocks[one["ticket_id"]].append(one)
    note_looks(ask, rows_looked_at(ask, rows))
    mains = await known_to(ask, (row["main"] for row in rows))
    told = [{**row, "main": row["main"] if row["main"] in mains else ""} for row in rows]
    zone = ask.parts.zone
    return [
        item(row, clocks[row["ticket_id"]], sight_of_row(ask, row), _unit_name(ask, row["unit"]), zone) for row in told
    ]


def _unit_name(ask: Ask, unit_id: str) -> str:
    unit = ask.parts.city.directory.known.tree.units.get(unit_id)
    return unit.name if unit else unit_id


def _query(ask: Ask, asked: WorkAsked) -> WorkQuery:
    if asked.caller and not ask.who.has(*_BY_NUMBER):
        allowed = ", ".join(_BY_NUMBER)
        raise ApiError(403, "wrong_role", f"caller: expected role {allowed}", expected=allowed, found="another role")
    if asked.caller:
        note(ask.parts, ask.request, ask.who, "number_looked_up", "work")
    return WorkQuery(
        states=tuple(state for state in asked.state.split(",") if state),
        due_before=moment(ask, "due_before", asked.due_before),
        since=moment(ask, "since", asked.since),
        until=moment(ask, "until", asked.until),
        by_due=asked.order == "due",
        after=asked.after,
        limit=asked.limit,
        **{name: getattr(asked, name) for name in _FILTERS},
    )


ROUTES = (list_work, count_work, get_work, merge_ticket, part_ticket)
