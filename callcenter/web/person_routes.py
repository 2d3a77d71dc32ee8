"""A person's request under the information law: everything about one number, to look at, to take away, to erase."""

import asyncio
from collections.abc import Mapping
from math import isinf
from typing import Annotated

from aiohttp import hdrs, web
from pydantic import AfterValidator, Field, StringConstraints

from callcenter.clock import as_text
from callcenter.masking import mask_number
from callcenter.person_file import packed, told
from callcenter.retention import terms_of
from callcenter.store.erasing import ChangedError, Duty, Erasing, Left, stays
from callcenter.store.identity import Role
from callcenter.store.person import NUMBER, About, Person, Persons
from callcenter.web.errors import ApiError
from callcenter.web.looks import note_looks
from callcenter.web.models import Asked, Rfc3339, Said, printable
from callcenter.web.number_values import Typed
from callcenter.web.route import Ask, route
from callcenter.web.serve import note

ADMIN = frozenset({Role.ADMIN})
_PERSON = "/api/v1/person"
Why = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), AfterValidator(printable)]


class PersonAsked(Asked):
    """Whose number, and by which request; in the body, so that no address and no log holds the number."""

    number: Annotated[str, Typed, StringConstraints(pattern=NUMBER)]
    why: Why
    asked_by: Annotated[str, StringConstraints(max_length=80, strip_whitespace=True), AfterValidator(printable)] = ""


class EraseAsked(PersonAsked):
    """The same, and how many things were seen to go; without, whatever there is."""

    total: int | None = Field(default=None, ge=0, le=10**12)


class PersonView(Said):
    """What is kept about the number, by where; each row as text."""

    counts: dict[About, int]
    found: dict[About, list[dict[str, str]]]


class LeftView(Said):
    """So much of one thing stays, and why. `until` None and not `ever`: until what `why` says is over."""

    about: About
    why: Duty
    count: int
    until: Rfc3339 | None
    ever: bool


class PlanView(Said):
    """What an erasing would do now; nothing was changed. `total` is what has to be typed to begin."""

    at: Rfc3339
    total: int
    goes: dict[About, int]
    left: list[LeftView]


class ReceiptView(Said):
    """What went, and what stays; `elsewhere`: tables in whose words number or name still stands, and how often."""

    at: Rfc3339
    by: str
    why: str
    asked_by: str
    goes: dict[About, int]
    left: list[LeftView]
    elsewhere: dict[str, int]


@route("POST", _PERSON, "Everything kept about one number", ADMIN, body=PersonAsked, out=PersonView)
async def look(ask: Ask) -> PersonView:
    """Show it; the look is recorded for every ticket and call."""
    found = await _found(ask, "person_looked")
    shown = {about: [told(row) for row in rows] for about, rows in found.rows.items()}
    return PersonView(counts={about: len(rows) for about, rows in shown.items()}, found=shown)


@route("POST", f"{_PERSON}/export", "The same to hand over: a ZIP of CSV files", ADMIN, body=PersonAsked,
       media="application/zip")  # fmt: skip
async def export(ask: Ask) -> web.Response:
    """Send it."""
    found = await _found(ask, "person_exported")
    body = await asyncio.to_thread(packed, found)
    headers = {
        hdrs.CONTENT_TYPE: "application/zip",
        hdrs.CONTENT_DISPOSITION: 'attachment; filename="person.zip"',
        hdrs.CACHE_CONTROL: "no-store",
    }
    return web.Response(body=body, headers=headers)


@route("POST", f"{_PERSON}/survey", "What is kept about one number in counts: what may go, what stays and why", ADMIN,
       body=PersonAsked, out=PlanView)  # fmt: skip
async def survey(ask: Ask) -> PlanView:
    """Count; no word of it is shown, and who asked is recorded."""
    now = ask.parts.now()
    asked = ask.take(PersonAsked)
    found, plan = await _erasing(ask).plan(asked.number, ask.who.name, terms_of(ask.parts.settings, now))
    _note(ask, asked, "person_counted", {about.value: len(rows) for about, rows in found.rows.items()})
    left = [_left(ask, one) for one in plan.left]
    return PlanView(at=as_text(now, ask.parts.zone), total=plan.total, goes=dict(plan.goes), left=left)


@route("POST", f"{_PERSON}/erase", "Erase what no open ticket, legal hold or duty to keep needs", ADMIN,
       body=EraseAsked, out=ReceiptView)  # fmt: skip
async def erase(ask: Ask) -> ReceiptView:
    """Erase; the audit has how much and why, before and after."""
    asked, now = ask.take(EraseAsked), ask.parts.now()
    _note(ask, asked, "person_erase_asked", {})
    try:
        done = await _erasing(ask).erase(
            asked.number, ask.who.name, terms_of(ask.parts.settings, now), total=asked.total
        )
    except ChangedError as fault:
        found = str(fault.found)
        raise ApiError(409, "person_changed", str(fault), expected=str(fault.expected), found=found) from None
    ask.parts.floor.missed.forget(asked.number)
    _note(ask, asked, "person_erased", {**{about.value: n for about, n in done.goes.items()}, **stays(done)})
    return ReceiptView(
        at=as_text(now, ask.parts.zone),
        by=ask.who.name,
        why=asked.why,
        asked_by=asked.asked_by,
        goes=dict(done.goes),
        left=[_left(ask, one) for one in done.left],
        elsewhere=dict(done.elsewhere),
    )


async def _found(ask: Ask, action: str) -> Person:
    asked = ask.take(PersonAsked)
    found = await Persons(ask.parts.stores.database).of(asked.number, ask.who.name)
    _note(ask, asked, action, {about.value: len(rows) for about, rows in found.rows.items()})
    note_looks(ask, found.tickets, found.calls)
    return found


def _note(ask: Ask, asked: PersonAsked, action: str, counts: Mapping[str, int]) -> None:
    said = {"why": asked.why, **({"asked_by": asked.asked_by} if asked.asked_by else {})}
    note(ask.parts, ask.request, ask.who, action, mask_number(asked.number), {**said, **counts})


def _erasing(ask: Ask) -> Erasing:
    return Erasing(ask.parts.stores.database, ask.parts.settings.data_dir())


def _left(ask: Ask, one: Left) -> LeftView:
    ever = one.until is not None and isinf(one.until)
    until = None if one.until is None or ever else as_text(one.until, ask.parts.zone)
    return LeftView(about=one.about, why=one.why, count=one.count, until=until, ever=ever)


ROUTES = (look, export, survey, erase)
