"""One list of promises over live shows, recorded editions and tickets; what is heard of one; the list for 回音壁."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from aiohttp import hdrs, web

from callcenter.clock import as_text
from callcenter.documents.formats import EVERY_MEDIA, Format, write
from callcenter.show.air_sound import part_of, place_of, wav_of
from callcenter.show.follow_up import column_document
from callcenter.show.promise_list import Booked, PromiseList
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.store.media import media_facts
from callcenter.web.aftershow_asking import SHOW, SHOW_TEAM, after_show
from callcenter.web.errors import ApiError
from callcenter.web.media_views import media_step
from callcenter.web.plan_access import desk_of
from callcenter.web.promise_book_models import (
    BookAsked,
    BookedView,
    BookView,
    FollowUpAsked,
    OpeningView,
    PlaceView,
)
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.scopes import hidden_from
from queueing.city.switches import next_followup
from queueing.show.after_facts import MediaFollowed
from queueing.show.promise_book import OPEN, BookedPromise, to_ask

READERS = SHOW_TEAM | {Role.HOST, Role.LEADER}
VISITORS = READERS | {Role.UNIT}
Followed = Mapping[tuple[str, str], Sequence[MediaFollowed]]
_BOOK = "/api/v1/promise-book"
_SOUND = f"{SHOW}/promises/{{promise_id:{IDENT}}}/sound"


@route("GET", _BOOK, "Promises of live shows, recorded editions and their tickets, in one list", VISITORS,
       query=BookAsked, out=BookView)  # fmt: skip
async def get_book(ask: Ask) -> BookView:
    """List them; a unit's people see their own, and what nobody has confirmed only the show's team."""
    asked, found = ask.take(BookAsked), await _seen(ask)
    chosen = _chosen(found.promises, _list(ask).name(asked.unit), asked.edition)
    names = {one.edition_id: _edition(found, one) for one in found.promises}
    followed = await _followed(ask)
    days = {name: programme.day for name, programme in found.programmes.items()}
    switches = ask.parts.office.ports.book.profile.switches
    return BookView(
        today=found.today,
        next_column=next_followup(switches, found.today),
        items=[_view(ask, found, one, followed) for one in chosen if _in_state(one, asked.state)],
        states=dict(Counter(one.state.value for one in chosen)),
        units=sorted({one.unit for one in found.promises if one.unit}),
        editions=sorted(names.items(), key=lambda one: days.get(one[0], found.today), reverse=True),
        may_act=ask.who.has(*SHOW_TEAM),
    )


@route("GET", f"{_BOOK}/follow-up", "The list for 回音壁 as a document: confirmed promises that are not kept", READERS,
       query=FollowUpAsked, media=EVERY_MEDIA, audit="promise_list")  # fmt: skip
async def get_follow_up(ask: Ask) -> web.Response:
    """Send the document, made of what is confirmed now."""
    asked, found = ask.take(FollowUpAsked), await _unnamed(ask, await _list(ask).all(proposals=False))
    known = ", ".join(Format)
    if asked.form not in list(Format):
        raise ApiError(422, "bad_fields", f"form: expected one of {known}", expected=known, found=asked.form)
    form = Format(asked.form)
    chosen = _chosen(found.promises, _list(ask).name(asked.unit), asked.edition)
    document = column_document(chosen, found.programmes, found.today)
    body = await asyncio.to_thread(write, document, form)
    name = quote(f"回音壁跟踪清单_{found.today}.{form.ending}", safe="")
    headers = {
        hdrs.CONTENT_TYPE: form.media,
        hdrs.CONTENT_DISPOSITION: f"attachment; filename*=UTF-8''{name}",
        hdrs.CACHE_CONTROL: "no-store",
    }
    return web.Response(body=body, headers=headers)


@route("GET", f"{_BOOK}/opening", "What the host asks about when the show opens: promises that are due or broken",
       READERS, out=OpeningView)  # fmt: skip
async def get_opening(ask: Ask) -> OpeningView:
    """Answer what is pressing, the promises of today's units first."""
    found = await _unnamed(ask, await _list(ask).all(proposals=False))
    units, followed = await _units_today(ask), await _followed(ask)
    asked = to_ask(found.promises, units)
    return OpeningView(units=units, items=[_view(ask, found, one, followed) for one in asked])


@route("GET", _SOUND, "Where a promise can be heard within its stay on air", SHOW_TEAM, out=PlaceView)
async def get_place(ask: Ask) -> PlaceView:
    """Answer the place; 404 for one that was typed."""
    place = await place_of(ask.parts.stores, await _one(ask), ask.parts.now())
    url = f"/api/v1/shows/{ask.ident('show_id')}/promises/{ask.ident('promise_id')}/sound.wav"
    return PlaceView(url=url, at_s=place.at_s, until_s=place.until_s, seconds=place.stay.seconds)


@route("GET", f"{_SOUND}.wav", "The sound of the stay on air in which a promise was made; Range is allowed", SHOW_TEAM,
       media="audio/wav", audit="promise_heard")  # fmt: skip
async def get_sound(ask: Ask) -> web.Response:
    """Send what the programme heard, and nothing that was said off air."""
    stores = ask.parts.stores
    place = await place_of(stores, await _one(ask), ask.parts.now())
    whole = await wav_of(stores, ask.parts.settings.data_dir(), place)
    headers = {hdrs.CONTENT_TYPE: "audio/wav", hdrs.CACHE_CONTROL: "private, no-cache", hdrs.ACCEPT_RANGES: "bytes"}
    if hdrs.RANGE not in ask.request.headers:
        return web.Response(body=whole, headers=headers)
    part = _asked_part(ask.request, whole)
    if part is None:
        return web.Response(status=416, headers={**headers, hdrs.CONTENT_RANGE: f"bytes */{len(whole)}"})
    headers[hdrs.CONTENT_RANGE] = f"bytes {part[0]}-{part[1] - 1}/{len(whole)}"
    return web.Response(status=206, body=whole[part[0] : part[1]], headers=headers)


# --- inside ----------------------------------------------------------------------------------------------------------


def _list(ask: Ask) -> PromiseList:
    return PromiseList(
        stores=ask.parts.stores,
        desk=after_show(ask).promises,
        book=ask.parts.office.ports.book,
        find=after_show(ask).closing.find_unit,
        now=ask.parts.now,
    )


async def _seen(ask: Ask) -> Booked:
    """The list as far as who asks may see it: what was said on air stays, a ticket restricted since is not named."""
    return await _unnamed(ask, await _reached(ask))


async def _unnamed(ask: Ask, found: Booked) -> Booked:
    hidden = await hidden_from(ask, (one.ticket_id for one in found.promises))
    told = (replace(one, ticket_id="", number="") if one.ticket_id in hidden else one for one in found.promises)
    return replace(found, promises=tuple(told))


async def _reached(ask: Ask) -> Booked:
    if ask.who.has(*READERS):
        return await _list(ask).all(proposals=ask.who.has(*SHOW_TEAM))
    found, directory = await _list(ask).all(proposals=False), ask.parts.city.directory
    mine, find = directory.seen_by(ask.who.name), after_show(ask).closing.find_unit

    def own(one: BookedPromise) -> bool:
        unit = find(one.unit)
        return unit is not None and unit.unit_id in mine

    return Booked(
        promises=tuple(one for one in found.promises if own(one)), programmes=found.programmes, today=found.today
    )


async def _one(ask: Ask) -> BookedPromise:
    """The promise of the path, confirmed or not."""
    wanted, show_id = ask.ident("promise_id"), ask.ident("show_id")
    found = await _list(ask).all(proposals=True)
    same = (one for one in found.promises if one.promise_id == wanted and one.edition_id == show_id)
    one = next(same, None)
    if one is None:
        raise NotFoundError("promise", wanted)
    return one


async def _units_today(ask: Ask) -> list[str]:
    editions = await ask.parts.stores.editions.on(desk_of(ask).today)
    return list(dict.fromkeys(_list(ask).name(unit) for one in editions for unit in one.units))


def _chosen(promises: Sequence[BookedPromise], unit: str, edition: str) -> list[BookedPromise]:
    return [one for one in promises if unit in ("", one.unit) and edition in ("", one.edition_id)]


def _in_state(one: BookedPromise, state: str) -> bool:
    return not state or one.state.value == state or (state == "open" and one.state in OPEN)


def _edition(found: Booked, one: BookedPromise) -> str:
    programme = found.programmes.get(one.edition_id)
    return f"{programme.day} {programme.title}" if programme else one.edition_id


async def _followed(ask: Ask) -> Followed:
    """How the media followed each matter, by show and entry: nothing for a unit that is reported on."""
    if ask.who.has(Role.UNIT):
        return {}
    found: dict[tuple[str, str], list[MediaFollowed]] = defaultdict(list)
    for one in await ask.parts.stores.database.read(media_facts):
        found[one.show_id, one.entry_id].append(one)
    return found


def _view(ask: Ask, found: Booked, one: BookedPromise, followed: Followed) -> BookedView:
    programme = found.programmes.get(one.edition_id)
    return BookedView(
        promise_id=one.promise_id,
        origin=one.origin,
        edition_id=one.edition_id,
        edition=programme.title if programme else "",
        edition_day=programme.day if programme else None,
        entry_id=one.entry_id,
        unit=one.unit,
        who=one.who,
        words=one.words,
        due=one.due,
        proposed=one.proposed.day if one.proposed else None,
        provisional=bool(one.proposed and one.proposed.provisional),
        state=one.state,
        said_at=as_text(one.said_at, ask.parts.zone),
        kept_on=one.kept_on,
        result=one.result,
        ticket_id=one.ticket_id,
        number=one.number,
        flags=one.flags,
        heard=one.heard,
        media=[media_step(step, ask.parts.zone) for step in followed.get((one.edition_id, one.entry_id), ())],
    )


def _asked_part(request: web.Request, whole: bytes) -> tuple[int, int] | None:
    try:
        asked = request.http_range
    except ValueError:
        return None
    return part_of(whole, asked.start, asked.stop)


ROUTES = (get_book, get_follow_up, get_opening, get_place, get_sound)
