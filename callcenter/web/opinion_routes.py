"""Opinions around a recorded edition: typed by the office, brought by other systems, counted; the edition's report."""

import asyncio
from urllib.parse import quote

from aiohttp import hdrs, web

from callcenter.documents.formats import EVERY_MEDIA, Format, write
from callcenter.intake.sources import Right
from callcenter.show.edition_report import EditionMaterial, edition_report
from callcenter.show.opinion_desk import Given, OpinionDesk
from callcenter.show.promise_rows import Reckoning, of_recorded
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.web.edition_routes import edition_view
from callcenter.web.errors import ApiError
from callcenter.web.intake_routes import allowed
from callcenter.web.opinion_models import BroughtOpinion, OpinionAsked, OpinionTaken, ReportAsked
from callcenter.web.plan_access import EDITION, PLANNERS, READERS, desk_of, seen_edition
from callcenter.web.plan_models import EditionView
from callcenter.web.route import Ask, route
from queueing.show.edition import Edition
from queueing.show.promise_book import in_order

SOURCES = frozenset({Role.SOURCE})


def opinions_of(ask: Ask) -> OpinionDesk:
    """The desk that takes opinions."""
    return ask.parts.city.opinions


@route("POST", f"{EDITION}/opinions", "An opinion, or slips counted in the hall; who gave it is not kept", PLANNERS,
       body=OpinionAsked, out=EditionView, audit="plan_opinion")  # fmt: skip
async def add_opinion(ask: Ask) -> EditionView:
    """Keep an opinion."""
    asked, item = ask.take(OpinionAsked), await seen_edition(ask)
    given = Given(**asked.model_dump())
    await opinions_of(ask).take(item.edition, given, ask.who.name)
    return await edition_view(ask, item)


@route("POST", "/api/v1/opinions", "Bring an opinion in (web, WeChat, app); the same key again counts once", SOURCES,
       body=BroughtOpinion, out=OpinionTaken)  # fmt: skip
async def bring_opinion(ask: Ask) -> OpinionTaken:
    """Count it for the edition that takes opinions now, or for the one that is named."""
    asked, source = ask.take(BroughtOpinion), await allowed(ask, Right.CREATE)
    if asked.source != source.code:
        found = f"a token of {source.code}"
        raise ApiError(403, "wrong_source", f"source: expected {found}", expected=source.code, found=asked.source)
    edition = await _edition(ask, asked.edition)
    given = Given(
        text=asked.text,
        unit=_unit(edition, asked.unit),
        topic=asked.topic,
        verdict=asked.verdict,
        channel=asked.channel,
        source=source.title,
        from_whom=asked.sender,
        key=f"{source.code}/{asked.key}",
    )
    taken = await opinions_of(ask).take(edition, given, f"source:{source.code}")
    return OpinionTaken(edition_id=edition.edition_id, taken=taken)


@route("GET", f"{EDITION}/report", "What came of a recorded edition: who came, promises, opinions counted", READERS,
       query=ReportAsked, media=EVERY_MEDIA, audit="plan_report")  # fmt: skip
async def get_report(ask: Ask) -> web.Response:
    """Send the document."""
    asked, item = ask.take(ReportAsked), await seen_edition(ask)
    known = ", ".join(Format)
    if asked.form not in list(Format):
        raise ApiError(422, "bad_fields", f"form: expected one of {known}", expected=known, found=asked.form)
    form, document = Format(asked.form), edition_report(await _material(ask, item.edition))
    body = await asyncio.to_thread(write, document, form)
    name = quote(f"{document.title}_{item.edition.day}.{form.ending}", safe="")
    headers = {
        hdrs.CONTENT_TYPE: form.media,
        hdrs.CONTENT_DISPOSITION: f"attachment; filename*=UTF-8''{name}",
        hdrs.CACHE_CONTROL: "no-store",
    }
    return web.Response(body=body, headers=headers)


async def _material(ask: Ask, edition: Edition) -> EditionMaterial:
    desk, stores = desk_of(ask), ask.parts.stores
    by = Reckoning(today=desk.today, calendar=desk.book.office.calendar, zone=ask.parts.zone)
    said = [of_recorded(one, by, edition.day) for one in await stores.voices.promises(edition.edition_id)]
    opinions = await stores.opinions.of(edition.edition_id)
    filed = (await desk.papers.filed([edition.edition_id]))[edition.edition_id]
    return EditionMaterial(
        edition=edition,
        leaves=filed.leaves,
        promises=tuple(in_order(said)),
        tally=opinions_of(ask).tally(opinions, edition.units),
        opinions=tuple(one for one in opinions if one.text),
        today=desk.today,
        zone=ask.parts.zone,
    )


async def _edition(ask: Ask, edition_id: str) -> Edition:
    """The edition that is named, else the one that takes opinions now.

    Raises:
        NotFoundError: there is none.
        ApiError: 409 none takes any now.

    """
    if edition_id:
        return await ask.parts.stores.editions.one(edition_id)
    found = await opinions_of(ask).current()
    if found is None:
        expected = "a recorded edition that takes opinions now"
        raise ApiError(409, "not_now", f"opinion: expected {expected}, found none", expected=expected, found="none")
    return found


def _unit(edition: Edition, said: str) -> str:
    """A unit by its name or its place in the list; '' all of them."""
    if said.isdecimal() and 1 <= int(said) <= len(edition.units):
        return edition.units[int(said) - 1]
    if said and said not in edition.units:
        raise NotFoundError("unit of the edition", said)
    return said


ROUTES = (add_opinion, bring_opinion, get_report)
