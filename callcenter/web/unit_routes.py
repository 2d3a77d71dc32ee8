"""Units, who is on call, and whom a matter can be sent to."""

from datetime import datetime

from callcenter.sheet import words
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.web.route import ANYONE_SIGNED_IN, DISPATCHERS, IDENT, PEOPLE, Ask, route
from callcenter.web.unit_models import (
    MatchList,
    MatchView,
    OnCallList,
    OnCallView,
    PeopleAsked,
    PersonList,
    PersonView,
    Presence,
    UnitDetail,
    UnitEdit,
    UnitList,
    UnitView,
)
from queueing.units.call_out import on_call
from queueing.units.persons import Person
from queueing.units.unit_tree import Placed, Unit

STAFF = PEOPLE | {Role.DISPATCHER}
INSIDE = ANYONE_SIGNED_IN - {Role.WALL}
_UNIT = f"/api/v1/units/{{unit_id:{IDENT}}}"


@route("GET", "/api/v1/units", "The tree of units", INSIDE, out=UnitList)
async def list_units(ask: Ask) -> UnitList:
    """List every unit."""
    return UnitList(items=[unit_view(unit) for unit in ask.parts.city.directory.known.tree.units.values()])


@route("GET", _UNIT, "One unit with its words, what is above and under it", INSIDE, out=UnitDetail)
async def get_unit(ask: Ask) -> UnitDetail:
    """Answer one unit."""
    return _detail(ask, _known(ask))


@route("PUT", _UNIT, "Add or change a unit", DISPATCHERS, body=UnitEdit, out=UnitDetail, audit="unit_edit")
async def put_unit(ask: Ask) -> UnitDetail:
    """Put a unit in; refused when the units would be no tree any more."""
    sent = ask.take(UnitEdit).model_dump()
    lists = {name: tuple(dict.fromkeys(sent[name])) for name in ("aliases", "duties", "areas")}
    unit = Unit(**{**sent, **lists, "unit_id": ask.ident("unit_id")})
    await ask.parts.stores.lists.units.merge([Placed(line=1, unit=unit)], "request")
    await ask.parts.city.directory.refresh()
    return _detail(ask, unit)


@route("GET", f"{_UNIT}/on-call", "Who would be called now, in order", INSIDE, out=OnCallList)
async def get_on_call(ask: Ask) -> OnCallList:
    """List whose turn it is, the unit's own first."""
    known, now = ask.parts.city.directory.known, ask.parts.now()
    turns = [turn for unit_id in known.tree.line(_known(ask).unit_id) for turn in on_call(known.roster, unit_id, now)]
    return OnCallList(
        items=[
            OnCallView(
                unit_id=turn.unit_id,
                unit=known.tree.units[turn.unit_id].name,
                name=turn.name,
                number=turn.number,
                rank=turn.rank,
                until=datetime.fromtimestamp(turn.until, ask.parts.zone).isoformat() if turn.until else None,
            )
            for turn in turns
        ]
    )


@route("GET", "/api/v1/people", "Whom a matter can be sent to", STAFF, out=PersonList)
async def list_people(ask: Ask) -> PersonList:
    """List everybody."""
    return PersonList(items=[_person(ask, person) for person in ask.parts.city.directory.known.people])


@route(
    "GET",
    "/api/v1/people/best",
    "The three who fit a matter best, with reasons",
    STAFF,
    query=PeopleAsked,
    out=MatchList,
)
async def find_people(ask: Ask) -> MatchList:
    """Answer who should go."""
    asked = ask.take(PeopleAsked)
    directory, counted = ask.parts.city.directory, await ask.parts.stores.lists.people.open_matters()
    load = {one.person_id: counted.get(one.person_id, 0) + counted.get(one.name, 0) for one in directory.known.people}
    switches = ask.parts.office.ports.book.profile.switches
    found, near = directory.best_people(ask.parts.time(), asked.place, frozenset(words(asked.skills)), asked.kind, load)
    grid = near if switches.grid else None  # without it an address is only near a person, in nobody's grid
    items = [MatchView(person=_person(ask, one.person), score=one.score, reasons=list(one.reasons)) for one in found]
    dispatches = switches.person_dispatch
    return MatchList(
        items=items, dispatches=dispatches, grid_id=grid.grid_id if grid else None, grid=grid.name if grid else None
    )


@route(
    "PUT",
    f"/api/v1/people/{{person_id:{IDENT}}}/present",
    "Note that somebody is away, or back",
    DISPATCHERS,
    body=Presence,
    out=PersonView,
    audit="person_present",
)
async def set_present(ask: Ask) -> PersonView:
    """Change whether somebody is there."""
    present = ask.take(Presence).present
    person = await ask.parts.stores.lists.people.set_present(ask.ident("person_id"), present=present)
    await ask.parts.city.directory.refresh()
    return _person(ask, person)


def unit_view(unit: Unit) -> UnitView:
    """Show a unit."""
    return UnitView(
        unit_id=unit.unit_id,
        name=unit.name,
        kind=unit.kind,
        parent_id=unit.parent_id,
        aliases=list(unit.aliases),
        areas=list(unit.areas),
        active=unit.active,
    )


def _known(ask: Ask) -> Unit:
    unit = ask.parts.city.directory.known.tree.units.get(ask.ident("unit_id"))
    if unit is None:
        raise NotFoundError("unit", ask.ident("unit_id"))
    return unit


def _detail(ask: Ask, unit: Unit) -> UnitDetail:
    tree = ask.parts.city.directory.known.tree
    return UnitDetail(
        **unit_view(unit).model_dump(),
        duties=list(unit.duties),
        above=list(tree.line(unit.unit_id)[1:]),
        children=[unit_view(child) for child in tree.children(unit.unit_id)],
    )


def _person(ask: Ask, person: Person) -> PersonView:
    unit = ask.parts.city.directory.known.tree.units.get(person.unit_id)
    return PersonView(
        person_id=person.person_id,
        name=person.name,
        kind=person.kind,
        unit_id=person.unit_id,
        unit=unit.name if unit else "",
        phone=person.phone,
        skills=list(person.skills),
        grids=list(person.grids),
        areas=list(person.areas),
        present=person.present,
        on_duty=person.on_duty(ask.parts.time()),
    )


ROUTES = (list_units, get_unit, put_unit, get_on_call, list_people, find_people, set_present)
