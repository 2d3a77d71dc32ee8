"""可能重复: earlier open tickets of the same person about the same matter; a person decides whether to merge."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from callcenter.clock import as_text
from callcenter.store import ticket_lists
from callcenter.store.identity import Role
from callcenter.store.repeats import Row, mergeable_of
from callcenter.web.models import Rfc3339, Said
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.scopes import expect_visible, scope_of, sight_of_row
from callcenter.web.visibility import Part, Sight, field_for
from queueing.callers.number_lists import plain
from queueing.hot import Call, repeat_of
from queueing.hot.rules import DAY_S
from queueing.ticket.states import MERGEABLE, TicketState

MERGERS = frozenset({Role.DISPATCHER, Role.REVIEWER, Role.SUPERVISOR, Role.ADMIN})
Reason = Literal["same_caller", "same_place", "same_topic"]


class RepeatView(Said):
    """A ticket that this one may repeat, and why it is thought so."""

    ticket_id: str
    number: str
    state: TicketState
    title: str
    unit: str
    accepted_at: Rfc3339
    reasons: list[Reason]


class RepeatList(Said):
    """The oldest first: the one to merge into."""

    items: list[RepeatView]


@route(
    "GET",
    f"/api/v1/work/{{ticket_id:{IDENT}}}/repeats",
    "可能重复: what it may be merged into",
    MERGERS,
    out=RepeatList,
)
async def repeats(ask: Ask) -> RepeatList:
    """Suggest main tickets; none for a withheld number, or where the asker may not know who called."""
    ticket_id = ask.ident("ticket_id")
    await expect_visible(ask, ticket_id)
    row = await ask.parts.stores.database.read(lambda connection: ticket_lists.one(connection, ticket_id))
    if row is None or not _known(ask, row) or row["state"] not in MERGEABLE:
        return RepeatList(items=[])
    within_days, scope = ask.parts.city.reports.ports.hot.repeat.within_days, scope_of(ask)
    since, number = row["accepted_at"] - within_days * DAY_S, row["caller_number"]
    earlier = await ask.parts.stores.database.read(lambda connection: mergeable_of(connection, number, since, scope))
    rows = {one["ticket_id"]: one for one in earlier if _known(ask, one)}
    found = repeat_of(_call(ask, row), [_call(ask, one) for one in rows.values()], within_days=within_days)
    return RepeatList(items=_views(ask, [rows[one] for one in found.tickets] if found else []))


def _known(ask: Ask, row: Row) -> bool:
    """Whether the asker may know that two tickets are of one person."""
    return bool(plain(row["caller_number"])) and sight_of_row(ask, row)[Part.NUMBER] is not Sight.HIDDEN


def _call(ask: Ask, row: Row) -> Call:
    place, known = _value(row["fields"], "place"), ask.parts.city.reports.ports.known
    return Call(
        ticket_id=row["ticket_id"],
        at=row["accepted_at"],
        caller=plain(row["caller_number"]),
        place=known.place(place) or place,
        topic=row["topic"],
    )


def _value(fields: Mapping[str, Any], name: str) -> str:
    return str(fields.get(name, {}).get("value", ""))


def _views(ask: Ask, rows: Sequence[Row]) -> list[RepeatView]:
    return [
        RepeatView(
            ticket_id=row["ticket_id"],
            number=row["number"],
            state=row["state"],
            title=field_for(sight_of_row(ask, row), "title", _value(row["fields"], "title")),
            unit=row["unit"],
            accepted_at=as_text(row["accepted_at"], ask.parts.zone),
            reasons=["same_caller", "same_place", "same_topic"],
        )
        for row in rows
    ]


ROUTES = (repeats,)
