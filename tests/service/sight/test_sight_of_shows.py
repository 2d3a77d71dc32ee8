"""Every route of the live show asked by every role: who is answered, and what of a person stands there; one table."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from callcenter.store.editions import Deed
from callcenter.store.identity import Role
from callcenter.store.ticket import TicketField
from callcenter.web.app import ROUTES
from callcenter.web.route import Route
from queueing.show.edition import Edition, Seat
from queueing.show.plan import ShowKind
from tests.contracts.store.stories import NOON
from tests.service.sight.routes import OF_SHOWS, keys
from tests.service.sight.test_sight_of_routes import key, sample, words
from tests.service.sight.world import UNIT, token
from tests.service.web.kept_call import NUMBER, draft, said
from tests.service.web.stage import Stage, say
from tests.service.web.test_aftershow import signed_off
from tests.service.web.test_intake import bring, source
from tests.service.web.test_shows import Studio

R = Role
_OFFICE = frozenset({R.PRODUCER, R.SUPERVISOR, R.ADMIN})
_TEAM = _OFFICE | {R.DISPATCHER}
_BOARD = _OFFICE | {R.HOST}
_BOOK = _TEAM | {R.HOST, R.LEADER}
_PLAN = _BOARD | {R.LEADER}
_STUDIO = frozenset({R.PRODUCER, R.HOST})

# Who is answered; everybody else gets 403, whatever the route is asked for.
WHO: Mapping[frozenset[Role], frozenset[str]] = {
    frozenset({R.HOST}): keys("""
        POST /api/v1/shows/{show_id}/go-live
        POST /api/v1/shows/{show_id}/entries/{entry_id}/air
        POST /api/v1/shows/{show_id}/entries/{entry_id}/lock
        POST /api/v1/shows/{show_id}/entries/{entry_id}/off
    """),
    frozenset({R.PRODUCER}): keys("""
        GET /api/v1/shows/{show_id}/entries/{entry_id}
        GET /api/v1/shows/{show_id}/recordings
        POST /api/v1/shows/{show_id}/recordings
        POST /api/v1/shows/{show_id}/block
        POST /api/v1/shows/{show_id}/entries/{entry_id}/take
        POST /api/v1/shows/{show_id}/entries/{entry_id}/talk-back
        POST /api/v1/shows/{show_id}/entries/{entry_id}/describe
        POST /api/v1/shows/{show_id}/entries/{entry_id}/ready
        POST /api/v1/shows/{show_id}/entries/{entry_id}/store
    """),
    _STUDIO: keys("""
        GET /ws/show
        GET /api/v1/shows/planned
        POST /api/v1/shows
        POST /api/v1/shows/{show_id}/persons
        POST /api/v1/shows/{show_id}/messages
        POST /api/v1/shows/{show_id}/sign-off
        POST /api/v1/shows/{show_id}/dump
        POST /api/v1/shows/{show_id}/note
        POST /api/v1/shows/{show_id}/entries/{entry_id}/top
        POST /api/v1/shows/{show_id}/entries/{entry_id}/next
        POST /api/v1/shows/{show_id}/entries/{entry_id}/thank
        POST /api/v1/shows/{show_id}/entries/{entry_id}/return
        POST /api/v1/shows/{show_id}/entries/{entry_id}/drop
        POST /api/v1/shows/{show_id}/entries/{entry_id}/answer
    """),
    _BOARD: keys("""
        GET /api/v1/shows
        GET /api/v1/shows/{show_id}
        GET /api/v1/shows/{show_id}/proposal
    """),
    frozenset({R.SUPERVISOR, R.ADMIN}): keys("GET /api/v1/shows/{show_id}/aftermath/{run_id}/forms.zip"),
    _OFFICE: keys("""
        POST /api/v1/shows/{show_id}/aftermath
        POST /api/v1/plan/import
        PUT /api/v1/plan/required
        POST /api/v1/plan/editions
        PATCH /api/v1/plan/editions/{edition_id}
        POST /api/v1/plan/editions/{edition_id}/move
        POST /api/v1/plan/editions/{edition_id}/cancel
        PUT /api/v1/plan/editions/{edition_id}/arrival
        PUT /api/v1/plan/editions/{edition_id}/milestones/{rule_id}
        PUT /api/v1/plan/editions/{edition_id}/rundown
        POST /api/v1/plan/materials
        POST /api/v1/plan/materials/{material_id}/verify
        POST /api/v1/plan/materials/{material_id}/air
        PUT /api/v1/plan/daily/{day}
        POST /api/v1/plan/editions/{edition_id}/promises
        POST /api/v1/plan/editions/{edition_id}/opinions
    """),
    _OFFICE | {R.UNIT}: keys("""
        PUT /api/v1/plan/editions/{edition_id}/leader
        GET /api/v1/plan/editions/{edition_id}/contacts
        PUT /api/v1/plan/editions/{edition_id}/contacts
        PUT /api/v1/plan/editions/{edition_id}/leave
        POST /api/v1/plan/editions/{edition_id}/materials
    """),
    _TEAM: keys("""
        GET /api/v1/shows/{show_id}/closing
        POST /api/v1/shows/{show_id}/closing/transfer
        POST /api/v1/shows/{show_id}/closing/excuse
        POST /api/v1/shows/{show_id}/closing/entries/{entry_id}/answer
        POST /api/v1/shows/{show_id}/closing/entries/{entry_id}/ticket
        POST /api/v1/shows/{show_id}/closing/entries/{entry_id}/draft
        POST /api/v1/shows/{show_id}/closing/entries/{entry_id}/media
        POST /api/v1/shows/{show_id}/close
        POST /api/v1/shows/{show_id}/promises
        POST /api/v1/shows/{show_id}/promises/{promise_id}/dismiss
        GET /api/v1/shows/{show_id}/promises/{promise_id}/sound
        GET /api/v1/shows/{show_id}/promises/{promise_id}/sound.wav
        GET /api/v1/promises
        POST /api/v1/promises/{promise_id}/settle
        GET /api/v1/aftershow/collected
        POST /api/v1/aftershow/hand-on
        PATCH /api/v1/plan/promises/{promise_id}
        POST /api/v1/plan/promises/{promise_id}/kept
        POST /api/v1/plan/promises/{promise_id}/withdraw
    """),
    _TEAM | {R.HOST}: keys("""
        GET /api/v1/aftershow
        GET /api/v1/show-definitions
        GET /api/v1/shows/{show_id}/aftermath
        GET /api/v1/shows/{show_id}/aftermath/{run_id}/files/{number}
    """),
    _BOOK: keys("""
        GET /api/v1/promise-book/opening
        GET /api/v1/promise-book/follow-up
    """),
    _BOOK | {R.UNIT}: keys("GET /api/v1/promise-book"),
    _PLAN: keys("""
        GET /api/v1/plan/reminders
        GET /api/v1/plan/export
        GET /api/v1/plan/required
        GET /api/v1/plan/daily
        GET /api/v1/plan/editions/{edition_id}/report
    """),
    _PLAN | {R.UNIT}: keys("""
        GET /api/v1/plan
        GET /api/v1/plan/editions/{edition_id}
        GET /api/v1/plan/materials/{material_id}
    """),
    frozenset({R.OPERATOR, R.SUPERVISOR}): keys("POST /api/v1/calls/{call_id}/to-show"),
    frozenset({R.SOURCE}): keys("POST /api/v1/opinions"),
}
ALLOWED = {name: roles for roles, names in WHO.items() for name in names}
# The number of a caller of the show, written or spoken: on no screen of the show, whoever looks; the ticket has it.
SEE_NUMBERS = frozenset[Role]()
SEE_NAMES = frozenset({R.PRODUCER, R.DISPATCHER, R.SUPERVISOR, R.ADMIN})  # a host is told how to address them
SEE_MOBILES = _OFFICE | {R.UNIT}  # of the people a unit sends to the show: their own unit's
CALLER, MOBILE = "王小明", "13912340099"
OTHER_NUMBERS = ("13912345678", "13800001111")  # said on air, and of the drafts, by `signed_off`
FORBIDDEN, UNKNOWN = 403, 401
IDS = {"show_id": "s1", "entry_id": "c9", "edition_id": "E-1", "call_id": "c9"}


def of_the_show(one: Route) -> bool:
    parts = ("/shows", "/plan", "/promise", "/aftershow", "/opinions", "/to-show", "/ws/show", "/show-definitions")
    return any(part in one.name for part in parts)


def test_every_route_of_the_show_is_in_the_table_once() -> None:
    """A new one fails here until somebody says who is answered."""
    there = {key(one) for one in ROUTES if of_the_show(one)}
    assert there == set(ALLOWED)
    assert sum(map(len, WHO.values())) == len(ALLOWED)
    assert there >= OF_SHOWS


@pytest.mark.parametrize("role", [None, *Role])
async def test_each_route_answers_the_roles_of_the_table_and_refuses_the_others(
    stage: Stage, role: Role | None
) -> None:
    headers = await source(stage) if role is R.SOURCE else (await token(stage, role))[1] if role else {}
    wrong = {}
    for route in (one for one in ROUTES if of_the_show(one)):
        body = {"json": sample(route.body)} if route.body else {}
        answer = await stage.ask(route.method, path(route, "none"), headers=headers, **body)
        may = role in ALLOWED[key(route)]
        refused = answer.status == FORBIDDEN and (await answer.json())["error"]["code"] == "wrong_role"
        right = answer.status == UNKNOWN if role is None else refused is not may
        if not right or answer.status >= 500:
            wrong[key(route)] = (answer.status, await answer.text())
    assert wrong == {}


async def test_no_screen_of_a_running_show_holds_a_callers_number_nor_a_hosts_their_name(stage: Stage) -> None:
    await running(stage)
    wrong = await faults(stage, looks("/shows", "/aftershow", "/promise"), {NUMBER: SEE_NUMBERS, CALLER: SEE_NAMES})
    assert wrong == []
    seen = await told(stage, R.PRODUCER, "/api/v1/shows/s1/entries/c9")
    assert "138****0000" in seen, "the words are there, without the number"


async def test_no_screen_of_a_show_that_signed_off_holds_a_number(stage: Stage) -> None:
    await signed_off(stage)
    wrong = await faults(stage, looks("/shows", "/aftershow", "/promise"), dict.fromkeys(OTHER_NUMBERS, SEE_NUMBERS))
    assert wrong == []
    assert "路灯" in await told(stage, R.DISPATCHER, "/api/v1/shows/s1/closing"), "else the above proves nothing"


async def test_mobiles_of_a_units_people_are_for_the_office_and_that_unit(stage: Stage) -> None:
    await edition(stage)
    assert await faults(stage, looks("/plan"), {MOBILE: SEE_MOBILES}) == []
    for role in SEE_MOBILES:
        assert MOBILE in await told(stage, role, "/api/v1/plan/editions/E-1/contacts"), role
    await stage.sign_in("oth", "pass-oth")
    for name in looks("/plan"):
        assert MOBILE not in await words(await stage.ask("GET", name.format_map(_Ids("E-1")))), name


async def test_the_stream_of_a_running_show_tells_each_of_the_two_what_the_table_says(stage: Stage) -> None:
    await running(stage)
    for role, view in ((R.PRODUCER, "producer"), (R.HOST, "host")):
        headers = {"Origin": stage.origin, **(await token(stage, role))[1]}
        async with stage.client.ws_connect(f"/ws/show?view={view}", headers=headers) as socket:
            picture = json.dumps(await socket.receive_json(timeout=20), ensure_ascii=False)
            assert NUMBER not in picture
            assert (CALLER in picture) <= (role in SEE_NAMES)


# --- inside ----------------------------------------------------------------------------------------------------------


class _Ids(dict[str, str]):
    """Ids of the scene where there are some, else one for all."""

    def __init__(self, other: str, known: Mapping[str, str] | None = None) -> None:
        super().__init__(known or IDS)
        self.other = other

    def __missing__(self, name: str) -> str:
        return {"number": "1", "day": "2025-11-24"}.get(name, self.other)


def path(route: Route, ident: str) -> str:
    """The route's address with ids of nothing, and what it has to be asked for."""
    needs = {"/api/v1/plan/import": "?year=2026&announced=2026-01-10&name=x.csv"}
    asked = "?name=x.txt" if route.name.endswith("/materials") else needs.get(route.name, "")
    return route.name.format_map(_Ids(ident, {"show_id": ident})) + asked


def looks(*parts: str) -> list[str]:
    """The routes that only read."""
    names = [one.name for one in ROUTES if one.method == "GET" and of_the_show(one) and not one.live]
    return [name for name in names if any(part in name for part in parts)]


async def told(stage: Stage, role: Role, address: str) -> str:
    return await words(await stage.client.get(address, headers=(await token(stage, role))[1]), 200)


async def faults(stage: Stage, names: Iterable[str], may: Mapping[str, frozenset[Role]]) -> list[str]:
    """What stands in an answer to a role that may not see it."""
    wrong = []
    addresses = [name.format_map(_Ids("E-1")) for name in names]
    for role in Role:
        _, headers = await token(stage, role)
        for address in addresses:
            text = await words(await stage.client.get(address, headers=headers))
            wrong += [f"{role} {address}: {mark}" for mark, roles in may.items() if mark in text and role not in roles]
    return wrong


async def running(stage: Stage) -> None:
    """A show on air: a caller whose draft has name and number and whose words have them too, and a message."""
    studio = Studio(stage)
    await studio.people()
    await studio.open()
    made = draft("t9", "c9", "8001")
    named = {
        **made.fields,
        "contact_name": TicketField(value=CALLER),
        "title": TicketField(value=f"停水，回电{NUMBER}"),
    }
    await stage.stores.tickets.save_draft(replace(made, fields=named), stage.parts.time())
    await stage.stores.transcripts.add([said("u9", "c9", 100, f"我是{CALLER}，电话是{NUMBER}")])
    stage.air.come("c9")
    await studio.post("li", "entries/c9/take", {"phone": "8001"})
    await say(await bring(stage, await source(stage), text=f"请回电{NUMBER}，停水", show=True))


async def edition(stage: Stage) -> None:
    """An edition with the city's administration, whose people filed whom to call."""
    unit = stage.parts.city.directory.known.tree.units[UNIT]
    day = stage.parts.time().date()
    planned = Edition(
        edition_id="E-1", day=day, kind=ShowKind.WEEKLY, title="政风热线", announced=day, seats=(Seat(unit=unit.name),)
    )
    await stage.stores.editions.add(planned, Deed(by="li", at=NOON, what="added"))
    listed: list[dict[str, Any]] = [{"name": "周科长", "post": "科长", "office_phone": "", "mobile": MOBILE}]
    body = {"unit": unit.name, "items": listed}
    await stage.sign_in("uni", "pass-uni")
    await say(await stage.ask("PUT", "/api/v1/plan/editions/E-1/contacts", json=body))
    stage.client.session.cookie_jar.clear()
