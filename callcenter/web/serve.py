"""Run a route: admit, validate, handle, answer, count, audit."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from pydantic import BaseModel, ValidationError

from callcenter.store.audit import Entry
from callcenter.store.identity import Identity, Kind
from callcenter.web.address import address_of
from callcenter.web.city_switches import expect_on, needed_for
from callcenter.web.errors import ApiError, answer_to
from callcenter.web.guard import admit
from callcenter.web.parts import PARTS, WebParts
from callcenter.web.route import Ask, Route

BODY_WITHIN_S = 15.0  # a body that takes longer is a slow-loris

Served = Callable[[web.Request], Awaitable[web.StreamResponse]]


def serve(asked: Route) -> Served:
    """Make aiohttp's handler of a route."""

    async def served(request: web.Request) -> web.StreamResponse:
        parts = request.app[PARTS]
        began = time.perf_counter()
        try:
            answer = await _run(asked, request, parts)
        except Exception as fault:  # noqa: BLE001 - the edge of the request: answer_to logs what is not a refusal
            answer = answer_to(fault)
        parts.metrics.on_request(asked.method, asked.name, answer.status, time.perf_counter() - began)
        return answer

    return served


async def _run(asked: Route, request: web.Request, parts: WebParts) -> web.StreamResponse:
    identity = await admit(request, parts, asked)
    expect_on(parts.office.ports.book.profile.switches, *needed_for(asked.name))
    taken = await _take(asked, request)
    said = await asked.handler(Ask(request=request, parts=parts, identity=identity, taken=taken))
    if asked.audit and identity is not None:
        note(parts, request, identity, asked.audit, "/".join(request.match_info.values()))
    if isinstance(said, BaseModel):
        return web.Response(text=said.model_dump_json(), content_type="application/json", headers=_NO_STORE)
    return said


_NO_STORE = {"Cache-Control": "no-store"}


async def _take(asked: Route, request: web.Request) -> BaseModel | None:
    """Read and check what the route takes.

    Raises:
        ApiError: 400 no JSON, 408 too slow; pydantic's ValidationError: fields that do not fit.

    """
    if asked.query is not None:
        return asked.query.model_validate(_once(request))
    if asked.body is None:
        return None
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            sent = await request.read()
    except TimeoutError:
        raise ApiError(408, "too_slow", f"body: expected within {BODY_WITHIN_S:.0f} s, found less") from None
    try:
        return asked.body.model_validate_json(sent or b"{}")
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        if first["type"] == "json_invalid":
            found = sent[:40].decode("utf-8", "replace")
            raise ApiError(400, "bad_input", f"body: {first['msg']}", expected="a JSON object", found=found) from None
        raise


def _once(request: web.Request) -> dict[str, str]:
    """Return the query; a name given twice is refused rather than guessed at."""
    query = dict(request.query)
    if len(query) != len(request.query):
        names = [name for name in query if len(request.query.getall(name)) > 1]
        raise ApiError(400, "bad_input", f"query: expected each name once, found {', '.join(names)[:80]} twice")
    return query


def note(
    parts: WebParts,
    request: web.Request,
    who: Identity,
    action: str,
    thing: str,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write one line of the audit."""
    actor = f"token:{who.name}" if who.kind is Kind.TOKEN else who.name
    entry = Entry(
        at=parts.time(), actor=actor, address=address_of(request), action=action, thing=thing, detail=detail or {}
    )
    parts.stores.audit.note(entry)
