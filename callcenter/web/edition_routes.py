"""One edition of the show: what it says, who comes, contacts, leave, milestones, check-in, rundown."""

from dataclasses import replace
from datetime import datetime

from callcenter.ids import new_id
from callcenter.show.plan_acts import Asking, Which, arrived_at, seats_for
from callcenter.show.plan_desk import Prepared
from callcenter.web.errors import ApiError
from callcenter.web.plan_access import (
    EDITION,
    FILERS,
    PLANNERS,
    VISITORS,
    desk_of,
    expect_own,
    may_see_material,
    own_units,
    seen_edition,
)
from callcenter.web.plan_asked import (
    ArrivalAsked,
    CancelAsked,
    ContactsAsked,
    EditionEdit,
    LeaderAsked,
    LeaveAsked,
    MoveAsked,
    RundownAsked,
    TickAsked,
)
from callcenter.web.plan_models import ContactList, EditionView
from callcenter.web.plan_views import (
    asked_how,
    contact_view,
    deed_view,
    item_views,
    material_view,
    opinion_view,
    promise_view,
    row_view,
    tally_view,
)
from callcenter.web.route import IDENT, Ask, route
from queueing.show.edition import Contact, Edition, Guest, RundownItem

OPINIONS_SHOWN = 300  # of an edition; its report has more
_PLAIN = ("title", "kind", "starts", "arrive", "minutes", "note")


@route("GET", EDITION, "One edition with all that belongs to it", VISITORS, out=EditionView)
async def get_edition(ask: Ask) -> EditionView:
    """Answer an edition as far as who asks may see it."""
    return await edition_view(ask, await seen_edition(ask))


@route("PATCH", EDITION, "Change what an edition says: hours, topics, units", PLANNERS, body=EditionEdit,
       out=EditionView, audit="plan_edit")  # fmt: skip
async def edit_edition(ask: Ask) -> EditionView:
    """Change it."""
    asked = ask.take(EditionEdit)
    await ask.parts.city.plan.edit(which(ask, asked.version), lambda one: _edited(one, asked))
    return await _again(ask)


@route("POST", f"{EDITION}/move", "Give it another air date; the history keeps the reason", PLANNERS, body=MoveAsked,
       out=EditionView, audit="plan_move")  # fmt: skip
async def move_edition(ask: Ask) -> EditionView:
    """Reschedule."""
    asked = ask.take(MoveAsked)
    asking = Asking(reason=asked.reason, asked_on=asked.asked_on or desk_of(ask).today)
    await ask.parts.city.plan.move(which(ask, asked.version), asked.day, asking)
    return await _again(ask)


@route("POST", f"{EDITION}/cancel", "Call it off", PLANNERS, body=CancelAsked, out=EditionView, audit="plan_cancel")
async def cancel_edition(ask: Ask) -> EditionView:
    """Cancel."""
    asked = ask.take(CancelAsked)
    await ask.parts.city.plan.cancel(which(ask, asked.version), asked.reason)
    return await _again(ask)


@route("PUT", f"{EDITION}/leader", "Who comes for a unit: its leader and section heads", FILERS, body=LeaderAsked,
       out=EditionView, audit="plan_leader")  # fmt: skip
async def put_leader(ask: Ask) -> EditionView:
    """Name them; a unit's people name their own."""
    asked, item = ask.take(LeaderAsked), await seen_edition(ask)
    expect_own(ask, item.edition, asked.unit)
    guests = [Guest(name=one.name, post=one.post, topic=one.topic) for one in asked.guests]
    leader = Guest(name=asked.leader, post=asked.post)
    await ask.parts.city.plan.name_leader(which(ask), asked.unit, leader, guests)
    return await _again(ask)


@route("GET", f"{EDITION}/contacts", "The contacts of an edition, with their numbers; every look is audited", FILERS,
       out=ContactList, audit="plan_contacts_read")  # fmt: skip
async def get_contacts(ask: Ask) -> ContactList:
    """Answer the lists; a unit's people see their own."""
    item = await seen_edition(ask)
    mine = own_units(ask, item.edition)
    found = await desk_of(ask).papers.contacts(item.edition.edition_id)
    seen = [one for one in found if mine is None or one.unit in mine]
    missing = {seat.unit for seat in item.edition.seats} - {one.unit for one in found}
    before = await _before(ask, item.edition, missing if mine is None else missing & set(mine))
    return ContactList(items=[contact_view(one) for one in seen], before=[contact_view(one) for one in before])


@route("PUT", f"{EDITION}/contacts", "File a unit's list of contacts (附件3)", FILERS, body=ContactsAsked,
       out=EditionView, audit="plan_contacts")  # fmt: skip
async def put_contacts(ask: Ask) -> EditionView:
    """File it; a unit's people file their own."""
    asked, item = ask.take(ContactsAsked), await seen_edition(ask)
    expect_own(ask, item.edition, asked.unit)
    listed = [Contact(unit=asked.unit, **one.model_dump()) for one in asked.items]
    await ask.parts.city.plan.file_contacts(which(ask), asked.unit, listed)
    return await _again(ask)


@route("PUT", f"{EDITION}/leave", "A leader's written leave, and who stands in; without a delegate it is taken back",
       FILERS, body=LeaveAsked, out=EditionView, audit="plan_leave")  # fmt: skip
async def put_leave(ask: Ask) -> EditionView:
    """Note a leave; one asked for too late is noted as such."""
    asked, item, plan = ask.take(LeaveAsked), await seen_edition(ask), ask.parts.city.plan
    expect_own(ask, item.edition, asked.unit)
    if not asked.delegate:
        await plan.end_leave(which(ask), asked.unit)
        return await _again(ask)
    if len(asked.reason) < 2:
        raise ApiError(422, "bad_fields", "reason: expected why the leader cannot come", fields={"reason": "expected"})
    today = desk_of(ask).today
    day = asked.asked_on or today if ask.who.has(*PLANNERS) else today  # a unit does not date its own letter
    delegate = Guest(name=asked.delegate, post=asked.delegate_post)
    await plan.ask_leave(which(ask), asked.unit, delegate, Asking(reason=asked.reason, asked_on=day))
    return await _again(ask)


@route("PUT", f"{EDITION}/arrival", "Check a unit in: who came, when", PLANNERS, body=ArrivalAsked, out=EditionView,
       audit="plan_arrival")  # fmt: skip
async def put_arrival(ask: Ask) -> EditionView:
    """Note an arrival; a delegate needs a leave that names them."""
    asked, item = ask.take(ArrivalAsked), await seen_edition(ask)
    at = arrived_at(item.edition, _moment(ask, asked.at)) if asked.at else ask.parts.now()
    await ask.parts.city.plan.arrive(which(ask), asked.unit, asked.attendance, at)
    return await _again(ask)


@route("PUT", f"{EDITION}/milestones/{{rule_id:{IDENT}}}", "Tick a milestone off, or take the tick back", PLANNERS,
       body=TickAsked, out=EditionView, audit="plan_tick")  # fmt: skip
async def put_tick(ask: Ask) -> EditionView:
    """Tick."""
    asked = ask.take(TickAsked)
    day = (asked.on or desk_of(ask).today) if asked.done else None
    await ask.parts.city.plan.tick(which(ask), ask.ident("rule_id"), day, asked.note)
    return await _again(ask)


@route("PUT", f"{EDITION}/rundown", "The segments in their order; unverified material is refused", PLANNERS,
       body=RundownAsked, out=EditionView, audit="plan_rundown")  # fmt: skip
async def put_rundown(ask: Ask) -> EditionView:
    """Put the rundown."""
    asked = ask.take(RundownAsked)
    items = [
        RundownItem(**{**one.model_dump(), "item_id": one.item_id or new_id("R", ask.parts.now())})
        for one in asked.items
    ]
    await ask.parts.city.plan.put_rundown(which(ask, asked.version), items)
    return await _again(ask)


async def edition_view(ask: Ask, item: Prepared) -> EditionView:
    """Show an edition as far as who asks may see it."""
    stores, one, mine = ask.parts.stores, item.edition, own_units(ask, item.edition)
    office = mine is None
    materials = await stores.materials.of(one.edition_id)
    promises, opinions = await stores.voices.promises(one.edition_id), await stores.opinions.of(one.edition_id)
    heard = tuple(said for said in opinions if mine is None or said.unit in ("", *mine))
    acting = ask.who.has(*FILERS)
    return EditionView(
        **row_view(desk_of(ask), item, mine).model_dump(),
        note=one.note,
        announced=one.announced,
        editor=ask.who.has(*PLANNERS),
        mine=[seat.unit for seat in one.seats] if ask.who.has(*PLANNERS) else list(mine or ()) if acting else [],
        rundown=item_views(desk_of(ask), one) if office else [],
        materials=[material_view(ask, file) for file in materials if may_see_material(ask, file)],
        promises=[promise_view(desk_of(ask), said, one.day) for said in promises if mine is None or said.unit in mine],
        opinions=[opinion_view(ask, said) for said in heard[: -OPINIONS_SHOWN - 1 : -1]],
        tally=tally_view(ask.parts.city.opinions.tally(heard, one.units if mine is None else mine)),
        asked_how=asked_how(ask.parts.city.opinions, one),
        history=[deed_view(ask, done) for done in await desk_of(ask).editions.history(one.edition_id)]
        if office
        else [],
    )


def which(ask: Ask, version: int | None = None) -> Which:
    """The edition of the path as who asks has seen it."""
    return Which(edition_id=ask.ident("edition_id"), by=ask.who.name, version=version)


def _edited(one: Edition, asked: EditionEdit) -> Edition:
    values = {name: value for name in _PLAIN if (value := getattr(asked, name)) is not None}
    if asked.topics is not None:
        values["topics"] = tuple(asked.topics)
    units = one.units if asked.units is None else tuple(dict.fromkeys(asked.units))
    required = one.required if asked.required is None else tuple(dict.fromkeys(asked.required))
    new = [seat.unit for seat in one.seats if seat.is_new] if asked.new_units is None else asked.new_units
    return replace(one, **values, seats=seats_for(one, units, required, new))


async def _again(ask: Ask) -> EditionView:
    return await edition_view(ask, await desk_of(ask).one(ask.ident("edition_id")))


async def _before(ask: Ask, edition: Edition, units: set[str]) -> list[Contact]:
    """The contacts that units without a list had at their last edition."""
    found: dict[str, tuple[Contact, ...]] = {}
    for earlier in reversed(await desk_of(ask).editions.all()):
        owing = units & set(earlier.units) - set(found)
        if owing and earlier.day < edition.day:
            listed = await desk_of(ask).papers.contacts(earlier.edition_id)
            found |= {unit: mine for unit in owing if (mine := tuple(one for one in listed if one.unit == unit))}
    return [one for listed in found.values() for one in listed]


def _moment(ask: Ask, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        expected = "a time such as 2026-11-26T08:00+08:00"
        raise ApiError(422, "bad_fields", f"at: expected {expected}", expected=expected, found=text[:40]) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=ask.parts.zone)).astimezone(ask.parts.zone)


ROUTES = (
    get_edition,
    edit_edition,
    move_edition,
    cancel_edition,
    put_leader,
    get_contacts,
    put_contacts,
    put_leave,
    put_arrival,
    put_tick,
    put_rundown,
)
