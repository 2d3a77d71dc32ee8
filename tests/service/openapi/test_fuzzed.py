"""Every route against its own description: whatever is sent, the answer is one that was promised, and never a 500.

Schemathesis makes requests that fit the OpenAPI document and requests that do not; the service runs on loopback in a
thread of its own. Bounded: a few requests a route, the same ones each time.
"""

import asyncio
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.failures import FailureGroup

from callcenter.store.identity import Role
from callcenter.web.app import ROUTES
from callcenter.web.openapi import describe
from callcenter.web.route import Route
from tests.service.web.kept_call import make_template
from tests.service.web.stage import staged

EACH = int(os.environ.get("CALLCENTER_FUZZ", "2"))  # requests a route, a caller and a kind of data
KNOWN = {  # what the stage holds: a request about it goes further than one about nothing
    "ticket_id": "t1", "call_id": "c1", "unit_id": "U001", "operator_id": "8001", "queue": "hotline", "name": "lin",
}  # fmt: skip
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
MOST_URL = 600  # characters before they are escaped: more than 8,190 bytes never reach a route
DOCUMENT = describe(ROUTES)
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
FUZZED = [one for one in ROUTES if not one.live]


class Running:
    """A service in a thread of its own, and tokens for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self.tokens: dict[str, str] = {"": ""}
        self._ready, self._end = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="service", daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(30), "the service did not start"

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(20)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        await make_template(self.folder / "template")
        async with staged(self.folder / "copy", self.folder / "template") as stage:
            for role in Role:
                self.tokens[role.value] = (await stage.bearer(role, "8001" if role is Role.OPERATOR else None))[
                    "Authorization"
                ]
            self.url = stage.origin
            self._ready.set()
            await self._end.wait()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "template").mkdir()
    service = Running(folder)
    service.start()
    yield service
    service.stop()


def strategy(one: Route, mode: GenerationMode) -> SearchStrategy[Case]:
    return SCHEMA[one.name][one.method].as_strategy(generation_mode=mode)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fits", "does not fit"])
@pytest.mark.parametrize("one", FUZZED, ids=lambda one: f"{one.method} {one.name}")
def test_every_answer_is_one_that_was_promised(running: Running, one: Route, mode: GenerationMode) -> None:
    """As nobody, as who may, and as who may not; about things that are there and things that are not."""
    allowed = sorted(one.roles or ())
    other = next((role.value for role in Role if one.roles is not None and role not in one.roles), "")
    callers = dict.fromkeys([*(allowed[-1:] or [""]), "", other])

    @seed(20261122)
    @settings(max_examples=EACH, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=strategy(one, mode))
    def fuzz(case: Case) -> None:
        for number, caller in enumerate(callers):
            if number == 0:
                case.path_parameters.update({name: KNOWN[name] for name in case.path_parameters if name in KNOWN})
            headers = {"Authorization": running.tokens[caller]} if caller else {}
            assume(len(str(case.as_transport_kwargs(base_url=running.url)["params"] or "")) < MOST_URL)
            answer = case.call(base_url=running.url, headers=headers, timeout=10)
            case.validate_response(answer, checks=CHECKS)

    try:
        fuzz()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, "a route that takes anything has nothing that does not fit"


EDGES = (
    "9999-12-31", "0001-01-01", "1999-12-31", "2101-01-01", "2024-02-29", "2100-12-31", "2026-02-30", "9999", "0001",
    "0001-01-01..9999-12-31", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00-14:00", "1e308", "-1e18", "nan",
)  # fmt: skip
TIMES = {"period", "day", "first", "last", "from", "to", "since", "until", "year"}
SPANS = (("first", "last"), ("from", "to"), ("since", "until"))


def timed(one: Route) -> list[str]:
    """The parameters of a route's query and path that say when."""
    asked = DOCUMENT["paths"][one.name][one.method.lower()].get("parameters", [])
    return [part["name"] for part in asked if part["name"] in TIMES or "'date'" in str(part["schema"])]


def together(names: list[str]) -> list[tuple[str, ...]]:
    """First and last are told the same day: one alone would be refused for coming after the other."""
    spans = [span for span in SPANS if set(span) <= set(names)]
    return [*spans, *((name,) for name in names if not any(name in span for span in spans))]


@pytest.mark.parametrize("one", [one for one in FUZZED if timed(one)], ids=lambda one: f"{one.method} {one.name}")
def test_no_day_however_far_breaks_a_route(running: Running, one: Route) -> None:
    """Days at the ends of the calendar and of the years we take, and what is none: an answer, or what was expected."""
    base, who = sample(one), next(iter(sorted(one.roles or ())), "")
    headers = {"Authorization": running.tokens[who]}
    for edge in EDGES:
        for names in together(timed(one)):
            query, path = dict(base.query or {}), dict(base.path_parameters or {})
            for name in names:
                (path if name in path else query)[name] = edge
            more = {"body": base.body, "media_type": "application/json"} if one.body is not None else {}
            case = SCHEMA[one.name][one.method].Case(query=query, path_parameters=path, **more)
            answer = case.call(base_url=running.url, headers=headers, timeout=10)
            assert answer.status_code < 500, f"{answer.request.url}: {answer.text}"
            if answer.status_code == 422:
                assert answer.json()["error"]["expected"], f"{answer.request.url}: {answer.text}"


def sample(one: Route) -> Case:
    """A request that fits the route's description, about what the stage holds."""
    found: list[Case] = []

    @seed(20261122)
    @settings(max_examples=1, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=strategy(one, GenerationMode.POSITIVE))
    def draw(case: Case) -> None:
        found.append(case)

    draw()
    needed = DOCUMENT["paths"][one.name][one.method.lower()].get("parameters", [])
    names = {part["name"] for part in needed if part.get("required") and part["in"] == "query"}
    found[-1].query = {name: value for name, value in (found[-1].query or {}).items() if name in names}
    if "name" in names:
        found[-1].query["name"] = "daily"
    return found[-1]


@pytest.mark.parametrize("kind", ["daily", "monthly", "quarterly", "yearly", "form"])
@pytest.mark.parametrize("period", ["9999-12-31", "0001-01-01", "0001", "9999", "9999-12", "0001-Q1", "2101", "1999"])
def test_no_report_is_made_of_a_year_nobody_works_in(running: Running, kind: str, period: str) -> None:
    asked = {"name": kind, "period": period, "unit": "市水务局"}
    headers = {"Authorization": running.tokens[Role.SUPERVISOR.value]}
    looked = SCHEMA["/api/v1/reports/preview"]["GET"].Case(query=asked)
    made = SCHEMA["/api/v1/reports"]["POST"].Case(body=asked, media_type="application/json")
    for case in (looked, made):
        answer = case.call(base_url=running.url, headers=headers, timeout=10)
        assert answer.status_code == 422, answer.text
        assert "in 2000 to 2100" in answer.json()["error"]["expected"]


def test_a_route_that_breaks_its_promise_is_found(running: Running) -> None:
    """The test above can fail: the same answer, held against another promise, is refused."""
    document = describe(ROUTES)
    document["paths"]["/healthz"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = {
        "type": "array"
    }
    case = schemathesis.openapi.from_dict(document)["/healthz"]["GET"].Case()
    answer = case.call(base_url=running.url, timeout=10)
    with pytest.raises(FailureGroup, match="violates schema"):
        case.validate_response(answer, checks=CHECKS)
