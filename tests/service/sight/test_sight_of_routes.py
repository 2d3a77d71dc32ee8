"""Role by role over every route that can show a ticket: what is not theirs to see is nowhere in the answer."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from aiohttp import ClientResponse
from pydantic import BaseModel

from callcenter.store.identity import Role
from callcenter.ticketing.office import Order
from callcenter.web.app import ROUTES
from callcenter.web.route import Route
from queueing.ticket.commands.oversight import ReferToDiscipline
from queueing.ticket.pen import Who
from tests.service.sight.routes import CALLS, LOOKS, NO_TICKET, OF_SHOWS, SAME_VIEW, may_tell
from tests.service.sight.world import NAMED, Told, build, token
from tests.service.web.stage import Stage, say

NUMBER, NAME = "number", "name"
ALL, NOBODY = frozenset({NUMBER, NAME}), frozenset[str]()
#  role            plain or draft   保密; of 匿名 the name too
MAY: Mapping[Role, tuple[frozenset[str], frozenset[str]]] = {
    Role.OPERATOR: (frozenset({NAME}), NOBODY),  # of another operator's caller
    Role.REVIEWER: (ALL, ALL),
    Role.DISPATCHER: (frozenset({NAME}), NOBODY),
    Role.UNIT: (ALL, NOBODY),
    Role.LEADER: (frozenset({NAME}), NOBODY),
    Role.PRODUCER: (frozenset({NAME}), NOBODY),
    Role.HOST: (NOBODY, NOBODY),
    Role.SUPERVISOR: (ALL, ALL),
    Role.ADMIN: (ALL, ALL),
}
FILE = "GET /api/v1/attachments/{attachment_id}"
NOT_THERE = 404
PAPER = "GET /api/v1/reports/preview"  # goes to the unit: neither who is 保密 nor who is anonymous


def key(one: Route) -> str:
    return f"{one.method} {one.name}"


def acts() -> list[Route]:
    """Every route that does something to a ticket of its path."""
    return [one for one in ROUTES if "{ticket_id}" in one.name and one.method != "GET"]


def test_every_route_that_may_show_a_ticket_is_classified() -> None:
    """A new one fails here until somebody says how it is looked at."""
    known = {*LOOKS, *CALLS, *SAME_VIEW, *OF_SHOWS, *NO_TICKET, *map(key, acts())}
    telling = {key(one) for one in ROUTES if may_tell(one)}
    assert telling - known == set(), "put them into a class of tests/service/sight/routes.py"
    assert known - {key(one) for one in ROUTES} == set(), "no longer routes"


async def test_no_answer_holds_what_the_role_may_not_see_and_each_look_is_recorded(stage: Stage) -> None:
    told = await build(stage)
    wrong: list[str] = []
    for role in MAY:
        actor, headers = await token(stage, role)
        for route in ROUTES:
            if key(route) not in LOOKS or route.roles is None or role not in route.roles:
                continue
            shown: set[str] = set()
            for path in paths(stage, LOOKS[key(route)], told):
                answer = await stage.client.get(path, headers=headers)
                text = await words(answer) if answer.status != NOT_THERE else ""  # it repeats what was asked for
                wrong += [f"{role} {path}: {fault}" for fault in faults(role, key(route), told, text)]
                shown |= {one.ticket_id for one in told.values() if numbers(one, text)}
            missing = shown - await looked_at(stage, actor)
            wrong += [f"{role} {key(route)}: looks at {sorted(missing)} not recorded"] if missing else []
    assert "\n".join(wrong) == ""


async def test_what_a_role_may_see_is_there(stage: Stage) -> None:
    """Else the test above would pass on empty answers."""
    told = await build(stage)
    for role, (plain, secret) in MAY.items():
        if role in (Role.PRODUCER, Role.HOST):
            continue  # see no ticket at work
        _, headers = await token(stage, role)
        for kind, may in (("plain", plain), ("secret", secret)):
            one = told[kind]
            seen = await words(await stage.client.get(f"/api/v1/work/{one.ticket_id}", headers=headers), 200)
            assert (one.written in seen, one.spoken in seen) == (NUMBER in may, NUMBER in may), (role, kind)
            assert (one.name in seen) is (NAME in may), (role, kind)


async def test_files_of_a_citizen_are_shown_only_where_nothing_need_be_masked(stage: Stage) -> None:
    told = await build(stage)
    expected = {
        Role.OPERATOR: (200, 404), Role.REVIEWER: (200, 200), Role.DISPATCHER: (200, 404), Role.UNIT: (200, 404),
        Role.SUPERVISOR: (200, 200), Role.ADMIN: (200, 200),
    }  # fmt: skip
    for role, statuses in expected.items():
        _, headers = await token(stage, role)
        for kind, status in zip(("plain", "secret"), statuses, strict=True):
            answer = await stage.client.get(f"/api/v1/attachments/{told[kind].file_id}", headers=headers)
            assert answer.status == status, (role, kind)


async def test_a_restricted_ticket_is_not_there_for_others_whatever_they_ask_of_it(stage: Stage) -> None:
    """404 on every route with a ticket in its path, for reading and for acting; never 409 or 403."""
    one = (await build(stage))["restricted"]
    found = {}
    for route in (route for route in ROUTES if "{ticket_id}" in route.name):
        roles = route.roles or frozenset()
        _, headers = await token(stage, max(roles, key=lambda role: role in (Role.ADMIN, Role.SUPERVISOR)))
        path = route.name.replace("{ticket_id}", one.ticket_id) + ("?name=x" if "attachments" in route.name else "")
        body = {"json": sample(route.body)} if route.body else {}
        found[key(route)] = (await stage.client.request(route.method, path, headers=headers, **body)).status
    assert {name: status for name, status in found.items() if status != 404} == {}


async def test_a_call_of_a_restricted_ticket_is_not_there(stage: Stage) -> None:
    """Neither for a supervisor nor for the operator who took it."""
    await stage.sign_in()
    await say(await stage.ask("POST", "/api/v1/tickets/t1/register", json={"version": 1}))
    refer = ReferToDiscipline(people=(NAMED,), why="推诿")
    await stage.parts.office.act(Order(ticket_id="t1", version=None, who=Who(name=NAMED), command=refer))
    for who in ("8001", "lin", "adm"):
        await stage.sign_in(who, f"pass-{who}")
        assert (await say(await stage.ask("GET", "/api/v1/calls")))["items"] == []
        for name in CALLS:
            path = name.removeprefix("GET ").replace("{call_id}", "c1")
            assert (await stage.ask("GET", path)).status == 404, name


# --- inside ----------------------------------------------------------------------------------------------------------


def paths(stage: Stage, template: str, told: Mapping[str, Told]) -> Iterator[str]:
    day = f"{stage.parts.time():%Y-%m-%d}"
    if "{ticket_id}" in template or "{file_id}" in template:
        yield from (template.format(ticket_id=one.ticket_id, file_id=one.file_id) for one in told.values())
    elif "{report}" in template:
        for report in ("form", "daily", "supervision", "hot"):
            yield template.format(report=report, day=day, unit="市城市管理局" if report == "form" else "")
    else:
        yield template.format(day=day, month=day[:7])


def faults(role: Role, route: str, told: Mapping[str, Told], text: str) -> Iterator[str]:
    """What stands in an answer and should not."""
    for one in told.values():
        may = MAY[role][one.kind == "secret"]
        if one.kind == "anonymous":
            may = may - ({NAME} - MAY[role][1])
        if route == PAPER and one.kind in ("secret", "anonymous"):
            may = NOBODY
        if route == FILE:
            may = ALL if one.kind != "secret" else may  # who gets one at all: see the test of files
        if one.kind == "restricted":
            may = NOBODY
            yield from (f"names the restricted ticket: {mark}" for mark in (one.ticket_id, one.number) if mark in text)
        if NUMBER not in may and (found := numbers(one, text)):
            yield f"{one.kind}: shows {found}"
        if NAME not in may and one.name in text:
            yield f"{one.kind}: shows {one.name}"


def numbers(one: Told, text: str) -> list[str]:
    return [mark for mark in (one.phone, one.written, one.spoken) if mark in text]


async def words(answer: ClientResponse, status: int | None = None) -> str:
    """An answer as people would read it."""
    text = (await answer.read()).decode("utf-8", "replace")
    assert answer.status < 500, text
    assert status in (None, answer.status), text
    return json.dumps(json.loads(text), ensure_ascii=False) if answer.content_type == "application/json" else text


async def looked_at(stage: Stage, actor: str) -> set[str]:
    found = [one for one in await stage.stores.audit.last(400) if one.actor == actor and one.action == "numbers_seen"]
    return {ident for one in found for ident in (one.thing, *one.detail.get("tickets", ()))}


def sample(model: type[BaseModel]) -> dict[str, Any]:
    """A body that the route takes: whatever is required, as short as it may be."""
    schema = model.model_json_schema()
    return {name: _value(schema, schema["properties"][name]) for name in schema.get("required", ())}


def _value(schema: dict[str, Any], asked: dict[str, Any]) -> Any:
    one = schema["$defs"][asked["$ref"].rsplit("/", 1)[1]] if "$ref" in asked else asked
    found: Any = one.get("enum", ["x" * max(1, one.get("minLength", 1))])[0]
    match one.get("type"):
        case "integer":
            found = one.get("minimum", 1)
        case "boolean":
            found = True
        case "array":
            found = [_value(schema, one["items"]) for _ in range(one.get("minItems", 0))]
        case "object":
            found = {name: _value(schema, inner) for name, inner in one.get("properties", {"title": {}}).items()}
    return found
