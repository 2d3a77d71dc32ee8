"""A leader's monthly review: every matter answered by the departments in their charge, and what is still to look at."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from callcenter.clock import as_text
from callcenter.store.identity import Role
from callcenter.store.month_reviews import MOST, answered_between, looks_of
from callcenter.web.brief_items import brief_items
from callcenter.web.models import Asked, Rfc3339, Said
from callcenter.web.route import Ask, route
from callcenter.web.scopes import scope_of
from callcenter.web.work_models import WorkItem

LEADERS = frozenset({Role.LEADER, Role.SUPERVISOR, Role.ADMIN})


class MonthAsked(Asked):
    """Which month."""

    month: Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]


class Reviewed(Said):
    """One matter, and what this leader said of it after the reply."""

    ticket: WorkItem
    replied_at: Rfc3339
    looked_at: Rfc3339 | None = Field(description="null: still to be looked at")
    said: str
    instructed: bool


class MonthReview(Said):
    """All of a month."""

    month: str
    units: list[str] | None = Field(description="names of the departments in their charge; null: every one")
    items: list[Reviewed]
    looked: int
    more: bool = Field(description="there are more than one list holds")


@route(
    "GET", "/api/v1/month-review", "全审核: what was answered in a month, and what this leader has looked at",
    LEADERS, query=MonthAsked, out=MonthReview,
)  # fmt: skip
async def month_review(ask: Ask) -> MonthReview:
    """List a month; a look is a remark (`note`) or an instruction (`instruct`) on the ticket."""
    month, zone = ask.take(MonthAsked).month, ask.parts.zone
    year, number = int(month[:4]), int(month[5:])
    since = datetime(year, number, 1, tzinfo=zone).timestamp()
    until = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=zone).timestamp()
    units, database, scope, who = _in_charge(ask), ask.parts.stores.database, scope_of(ask), ask.who.name
    found = await database.read(lambda one: answered_between(one, scope, units, since, until))
    replied = dict(found)
    looks = await database.read(lambda one: looks_of(one, who, replied))
    items = [
        Reviewed(
            ticket=one,
            replied_at=as_text(replied[one.ticket_id], zone),
            looked_at=as_text(look.at, zone) if (look := looks.get(one.ticket_id)) else None,
            said=look.said if look else "",
            instructed=look.instructed if look else False,
        )
        for one in await brief_items(ask, [ident for ident, _ in found])
    ]
    known = ask.parts.city.directory.known.tree.units
    named = None if units is None else sorted(known[one].name for one in units if one in known)
    return MonthReview(month=month, units=named, items=items, looked=len(looks), more=len(found) == MOST)


def _in_charge(ask: Ask) -> frozenset[str] | None:
    """The units a leader was put over, and those under them; None where nobody was named for a line."""
    return ask.parts.city.directory.seen_by(ask.who.name) or None


ROUTES = (month_review,)
