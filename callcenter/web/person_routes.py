"""A person's request under the information law: everything about one number, to look at, to take away, to erase."""

import asyncio
from typing import Annotated

from aiohttp import hdrs, web
from pydantic import AfterValidator, Field, StringConstraints

from callcenter.masking import mask_number
from callcenter.person_file import packed, told
from callcenter.store.identity import Role
from callcenter.store.person import NUMBER, About, Erased, Person, Persons
from callcenter.store.purge import Count
from callcenter.store.purge_matters import Held
from callcenter.web.looks import note_looks
from callcenter.web.models import Asked, Said, printable
from callcenter.web.route import Ask, route
from callcenter.web.serve import note

ADMIN = frozenset({Role.ADMIN})
_PERSON = "/api/v1/person"
Why = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), AfterValidator(printable)]


class PersonAsked(Asked):
    """Whose number, and by which request; in the body, so that no address and no log holds the number."""

    number: Annotated[str, StringConstraints(pattern=NUMBER)]
    why: Why


class PersonView(Said):
    """What is kept about the number, by where; each row as text."""

    counts: dict[About, int]
    found: dict[About, list[dict[str, str]]]


class KeptView(Said):
    """How much of one thing went, and how much stays and why."""

    erased: int
    kept: dict[Held, int]


class ErasedView(Said):
    """What became of a request to erase. `records`: registered tickets, kept by duty."""

    sound: KeptView
    words: KeptView
    drafts: KeptView = Field(description="put aside and never registered")
    records: int


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


@route("POST", f"{_PERSON}/erase", "Erase what no open ticket, legal hold or duty to keep needs", ADMIN,
       body=PersonAsked, out=ErasedView)  # fmt: skip
async def erase(ask: Ask) -> ErasedView:
    """Erase; the audit has how much and why."""
    found = await _found(ask, "person_erase_asked")
    gone = await _persons(ask).erase(ask.take(PersonAsked).number, ask.who.name)
    _note(ask, "person_erased", {"sound": gone.sound.due, "words": gone.words.due, "drafts": gone.drafts})
    return _erased(gone, found)


async def _found(ask: Ask, action: str) -> Person:
    found = await _persons(ask).of(ask.take(PersonAsked).number, ask.who.name)
    _note(ask, action, {about.value: len(rows) for about, rows in found.rows.items()})
    note_looks(ask, found.tickets, found.calls)
    return found


def _note(ask: Ask, action: str, counts: dict[str, int]) -> None:
    asked = ask.take(PersonAsked)
    note(ask.parts, ask.request, ask.who, action, mask_number(asked.number), {"why": asked.why, **counts})


def _persons(ask: Ask) -> Persons:
    return Persons(ask.parts.stores.database, ask.parts.settings.data_dir())


def _erased(gone: Erased, found: Person) -> ErasedView:
    held = {Held.LEGAL_HOLD: gone.drafts_held} if gone.drafts_held else {}
    return ErasedView(
        sound=_kept(gone.sound),
        words=_kept(gone.words),
        drafts=KeptView(erased=gone.drafts, kept=held),
        records=sum(bool(row["number"]) for row in found.rows[About.TICKETS]),
    )


def _kept(one: Count) -> KeptView:
    return KeptView(erased=one.due, kept=dict(one.held))


ROUTES = (look, export, erase)
