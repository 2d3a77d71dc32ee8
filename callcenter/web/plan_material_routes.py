"""What a show is made of: verified materials and the lists of daily editions."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import quote

from aiohttp import web

from callcenter.ids import new_id
from callcenter.store.editions import Deed
from callcenter.store.faults import NotFoundError
from callcenter.store.show_materials import Daily, Material
from callcenter.uploads import UploadError, safe_name
from callcenter.web.attachment_routes import chunks
from callcenter.web.errors import ApiError
from callcenter.web.moments import day_of
from callcenter.web.plan_access import (
    EDITION,
    FILERS,
    PLANNERS,
    READERS,
    VISITORS,
    desk_of,
    may_see_material,
    seen_edition,
)
from callcenter.web.plan_asked import (
    AirAsked,
    DailyAsked,
    DailyEdit,
    MaterialAsked,
    VerifyAsked,
)
from callcenter.web.plan_models import DailyList, DailyView, MaterialView
from callcenter.web.plan_views import material_view
from callcenter.web.route import IDENT, Ask, route

MOST_DAYS = 62
_MATERIAL = f"/api/v1/plan/materials/{{material_id:{IDENT}}}"
_DAY = r"/api/v1/plan/daily/{day:\d{4}-\d{2}-\d{2}}"


@route("POST", f"{EDITION}/materials", "Add a file to an edition; the body is the file", FILERS, query=MaterialAsked,
       out=MaterialView, audit="plan_material")  # fmt: skip
async def add_material(ask: Ask) -> MaterialView:
    """Keep a file; nobody has verified it yet."""
    item = await seen_edition(ask)
    return await _receive(ask, item.edition.edition_id)


@route("POST", "/api/v1/plan/materials", "Add a file for the daily editions; the body is the file", PLANNERS,
       query=MaterialAsked, out=MaterialView, audit="plan_material")  # fmt: skip
async def add_daily_material(ask: Ask) -> MaterialView:
    """Keep a file that belongs to no edition."""
    return await _receive(ask, "")


@route("GET", _MATERIAL, "One file; Range is allowed", VISITORS, media="application/octet-stream",
       audit="plan_material_read")  # fmt: skip
async def get_material(ask: Ask) -> web.FileResponse:
    """Send a file, to be saved and not shown, under a name that is safe."""
    one = await ask.parts.stores.materials.get(ask.ident("material_id"))
    path = ask.parts.city.uploads.path(one.sha256)
    if path is None or not may_see_material(ask, one):
        raise NotFoundError("material", one.material_id)
    headers = {
        "Content-Type": one.media,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(one.name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-cache",
    }
    return web.FileResponse(path, headers=headers)


@route("POST", f"{_MATERIAL}/verify", "Note how it was verified; '' takes that back", PLANNERS, body=VerifyAsked,
       out=MaterialView, audit="plan_verify")  # fmt: skip
async def verify_material(ask: Ask) -> MaterialView:
    """Verify."""
    asked, ident = ask.take(VerifyAsked), ask.ident("material_id")
    deed = _deed(ask, "verified" if asked.how else "unverified", material=ident)
    return material_view(ask, await ask.parts.stores.materials.verify(ident, asked.version, asked.how, deed))


@route("POST", f"{_MATERIAL}/air", "Set it to a daily edition, or take it out; unverified is refused", PLANNERS,
       body=AirAsked, out=MaterialView, audit="plan_air")  # fmt: skip
async def air_material(ask: Ask) -> MaterialView:
    """Set to air."""
    asked, ident = ask.take(AirAsked), ask.ident("material_id")
    deed = _deed(ask, "set_to_air", material=ident, day=f"{asked.day or ''}")
    return material_view(ask, await ask.parts.stores.materials.set_air(ident, asked.version, asked.day, deed))


@route("GET", "/api/v1/plan/daily", "The lists of the daily editions: materials, outline, handed in or not", READERS,
       query=DailyAsked, out=DailyList)  # fmt: skip
async def get_daily(ask: Ask) -> DailyList:
    """List the days on which a daily edition is due, and all that have one."""
    asked = ask.take(DailyAsked)
    if not 0 <= (asked.last - asked.first).days < MOST_DAYS:
        raise ApiError(400, "bad_input", f"expected at most {MOST_DAYS} days from first to last")
    known = await ask.parts.stores.materials.daily(asked.first, asked.last)
    weekdays = {one.number for one in desk_of(ask).rules.daily_edition}
    all_days = (asked.first + timedelta(days=n) for n in range((asked.last - asked.first).days + 1))
    days = [day for day in all_days if day in known or day.weekday() in weekdays]
    return DailyList(items=[_daily(ask, *known.get(day, (Daily(day=day), ()))) for day in days])


@route("PUT", _DAY, "A day's outline; handed in with `filed`", PLANNERS, body=DailyEdit, out=DailyView,
       audit="plan_daily")  # fmt: skip
async def put_daily(ask: Ask) -> DailyView:
    """Write the outline; only a list with an outline can be handed in."""
    asked, day = ask.take(DailyEdit), _day(ask)
    if asked.filed and not asked.outline.strip():
        raise ApiError(
            422, "bad_fields", "outline: expected one to hand in, found none", fields={"outline": "expected"}
        )
    one = Daily(day=day, outline=asked.outline, version=asked.version)
    if asked.filed:
        one = replace(one, filed_on=desk_of(ask).today, filed_by=ask.who.name)
    await ask.parts.stores.materials.put_daily(one, _deed(ask, "daily", day=f"{day}"))
    found = await ask.parts.stores.materials.daily(day, day)
    return _daily(ask, *found[day])


async def _receive(ask: Ask, edition_id: str) -> MaterialView:
    """Take the body as a file.

    Raises:
        ApiError: 413 too large, 415 of a kind that is not taken.

    """
    asked, at = ask.take(MaterialAsked), ask.parts.now()
    try:
        kept = await ask.parts.city.uploads.take(chunks(ask.request))
    except UploadError as fault:
        status, code = (413, "too_large") if fault.too_large else (415, "wrong_media")
        raise ApiError(status, code, str(fault), expected=fault.expected, found=fault.found) from None
    name = safe_name(asked.name)
    one = Material(
        material_id=new_id("M", at),
        edition_id=edition_id,
        title=asked.title or name,
        sha256=kept.sha256,
        name=name,
        media=kept.media,
        size_bytes=kept.size_bytes,
        by=ask.who.name,
        at=at,
    )
    return material_view(ask, await ask.parts.stores.materials.add(one, _deed(ask, "material", title=one.title)))


def _daily(ask: Ask, one: Daily, materials: tuple[Material, ...]) -> DailyView:
    today = desk_of(ask).today
    return DailyView(
        day=one.day,
        outline=one.outline,
        filed_on=one.filed_on,
        filed_by=one.filed_by,
        late=one.late or (one.filed_on is None and one.day <= today),
        version=one.version,
        materials=[material_view(ask, file) for file in materials],
    )


def _day(ask: Ask) -> date:
    return day_of("day", ask.ident("day"))


def _deed(ask: Ask, what: str, **detail: str) -> Deed:
    kept = {name: value for name, value in detail.items() if value}
    return Deed(by=ask.who.name, at=ask.parts.now(), what=what, detail=kept)


ROUTES = (
    add_material,
    add_daily_material,
    get_material,
    verify_material,
    air_material,
    get_daily,
    put_daily,
)
