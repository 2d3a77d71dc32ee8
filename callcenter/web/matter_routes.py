"""From a hot topic or a burst to its tickets and back, and 并单 of many at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from callcenter.burst_board import main_among
from callcenter.clock import as_text
from callcenter.store import ticket_lists
from callcenter.store.faults import NotFoundError, StaleVersionError
from callcenter.ticketing.office import Order
from callcenter.web.burst_views import main_view
from callcenter.web.matter_models import (
    MOST,
    MatterAsked,
    MatterList,
    MatterView,
    MergeableView,
    MergedView,
    RefusedView,
    RepeatsTaken,
)
from callcenter.web.matters import LOOKERS, Matter, burst_matter, topic_matter
from callcenter.web.repeat_routes import MERGERS
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.scopes import expect_visible, scope_of, sight_of_row, who_acts
from callcenter.web.serve import note
from callcenter.web.visibility import field_for
from queueing.events import TransitionError
from queueing.ticket.states import MERGEABLE

DAYS = 60
Row = Mapping[str, Any]


@route(
    "GET", "/api/v1/hot/matter", "A hot topic or a burst with what may be merged", LOOKERS,
    query=MatterAsked, out=MatterView,
)  # fmt: skip
async def matter(ask: Ask) -> MatterView:
    """Answer one matter; 404 when it is hot no more."""
    asked = ask.take(MatterAsked)
    found = burst_matter(ask, asked.burst) if asked.burst else topic_matter(ask, asked.hot, asked.days)
    return await _view(ask, found)


@route(
    "GET", f"/api/v1/work/{{ticket_id:{IDENT}}}/hot", "The burst and the hot topic a ticket is part of", LOOKERS,
    out=MatterList,
)  # fmt: skip
async def matters_of(ask: Ask) -> MatterList:
    """Answer none, one or both: a topic only while enough people call about it, and more than the burst's."""
    ticket_id = ask.ident("ticket_id")
    await expect_visible(ask, ticket_id)
    hot = ask.parts.city.hot
    found = [burst_matter(ask, one.burst_id) for one in hot.bursts() if ticket_id in hot.tickets_of(one)]
    if ident := hot.topic_of(ticket_id):
        told = {ident for one in found for ident in one.tickets}
        shown = (one for one in _shown(ask, ident) if one.persons >= hot.least_persons)
        found += [one for one in shown if not told.issuperset(one.tickets)]
    return MatterList(items=[await _view(ask, one) for one in found])


@route(
    "POST",
    f"/api/v1/work/{{ticket_id:{IDENT}}}/repeats",
    "并单: let many tickets go with this one",
    MERGERS,
    body=RepeatsTaken,
    out=MergedView,
)
async def take_repeats(ask: Ask) -> MergedView:
    """Merge one after the other: each goes along whole or stays as it was, and the answer says which did."""
    main, refused, merged = ask.ident("ticket_id"), [], []
    await expect_visible(ask, main)
    for one in ask.take(RepeatsTaken).repeats:
        try:
            await expect_visible(ask, one.ticket_id)
            order = Order(ticket_id=one.ticket_id, version=one.version, who=who_acts(ask), command=None)
            await ask.parts.office.merge(order, main)
        except (NotFoundError, StaleVersionError, TransitionError) as fault:
            refused.append(await _refused(ask, one.ticket_id, fault))
        else:
            merged.append(one.ticket_id)
            note(ask.parts, ask.request, ask.who, "ticket_merge", f"{one.ticket_id} into {main}")
    return MergedView(main=main, merged=merged, refused=refused)


def _shown(ask: Ask, ident: str) -> list[Matter]:
    try:
        return [topic_matter(ask, ident, DAYS)]
    except NotFoundError:
        return []


async def _refused(ask: Ask, ticket_id: str, fault: Exception) -> RefusedView:
    if isinstance(fault, NotFoundError):
        return RefusedView(ticket_id=ticket_id, number="", code="not_found")
    row = await ask.parts.stores.database.read(lambda connection: ticket_lists.one(connection, ticket_id))
    number = row["number"] if row else ""
    if isinstance(fault, StaleVersionError):
        return RefusedView(ticket_id=ticket_id, number=number, code="stale_version")
    return RefusedView(ticket_id=ticket_id, number=number, code="not_now")


async def _view(ask: Ask, found: Matter) -> MatterView:
    ids, scope = found.tickets, scope_of(ask)
    rows = await ask.parts.stores.database.read(lambda connection: ticket_lists.rows_of(connection, ids))
    seen = await ask.parts.stores.database.read(lambda connection: ticket_lists.seen_of(connection, ids, scope))
    main = main_among(ids, rows)
    able = [row for ident in ids if ident in seen and (row := rows[ident])["state"] in MERGEABLE]
    others = [row for row in able if main is None or row["ticket_id"] != main.ticket_id]
    return MatterView(
        ident=found.ident,
        burst=found.burst,
        place=found.place,
        topic=found.topic,
        persons=found.persons,
        tickets=len(ids),
        drafts=sum(1 for ident in ids if ident not in rows),
        hidden=sum(1 for ident in rows if ident not in seen),
        main=main_view(main),
        mergeable=_mergeable(ask, others[:MOST]),
        mergeable_count=len(others),
    )


def _mergeable(ask: Ask, rows: Sequence[Row]) -> list[MergeableView]:
    return [
        MergeableView(
            ticket_id=row["ticket_id"],
            number=row["number"],
            version=row["version"],
            state=row["state"],
            title=_title(ask, row),
            unit=row["unit"],
            accepted_at=as_text(row["accepted_at"], ask.parts.zone),
        )
        for row in rows
    ]


def _title(ask: Ask, row: Row) -> str:
    return field_for(sight_of_row(ask, row), "title", str(row["fields"].get("title", {}).get("value", "")))


ROUTES = (matter, matters_of, take_repeats)
