"""Signing in and out: a name with its password, or a wall screen with its token."""

import asyncio
from datetime import timedelta

from aiohttp import web

from callcenter import logs
from callcenter.store.identity import Identity
from callcenter.web.address import address_of
from callcenter.web.city_pages import pages_off, without
from callcenter.web.errors import ApiError
from callcenter.web.guard import COOKIE
from callcenter.web.models import Me, SignIn, SiteView
from callcenter.web.parts import WebParts
from callcenter.web.route import ANYONE_SIGNED_IN, Ask, route
from callcenter.web.serve import note

log = logs.get(__name__)


@route("POST", "/api/v1/session", "Sign in", None, body=SignIn, out=Me)
async def sign_in(ask: Ask) -> web.Response:
    """Set the cookie and answer who that is; also for a wall screen's token."""
    given = ask.take(SignIn)
    if bool(given.token) == bool(given.name):
        raise ApiError(
            422, "bad_fields", "expected name and password, or token", expected="one of them", found="neither"
        )
    who = await _by_token(ask, given.token) if given.token else await _by_password(ask, given)
    secret, lasts = await ask.parts.stores.sessions.open(who, ask.parts.time())
    note(ask.parts, ask.request, who, "signed_in", who.kind.value)
    answer = web.json_response(text=me(ask.parts, who).model_dump_json())
    _set_cookie(answer, secret, lasts, secure=_is_secure(ask))
    return answer


@route("GET", "/api/v1/session", "Who is signed in", ANYONE_SIGNED_IN, out=Me)
async def get_session(ask: Ask) -> Me:
    """Answer who asks."""
    return me(ask.parts, ask.who)


@route("DELETE", "/api/v1/session", "Sign out of the screen", ANYONE_SIGNED_IN, media="")
async def sign_out(ask: Ask) -> web.Response:
    """End the session and remove the cookie; the operator's status stays."""
    secret = ask.request.cookies.get(COOKIE)
    if secret:
        await ask.parts.stores.sessions.end(secret)
    await ask.parts.city.inbox.release_all(ask.who.name)
    note(ask.parts, ask.request, ask.who, "signed_out", ask.who.kind.value)
    answer = web.Response(status=204)
    answer.del_cookie(COOKIE, path="/")
    return answer


def me(parts: WebParts, who: Identity) -> Me:
    """Tell somebody who they are and which desk this is."""
    site = parts.settings.site
    return Me(
        name=who.name,
        display_name=who.display_name,
        roles=sorted(who.roles),
        operator_id=who.operator_id,
        site=SiteView(
            id=site.id,
            title=site.title,
            timezone=site.timezone,
            demo_model=parts.demo_model(),
            second_pass=parts.settings.asr.second_pass.enabled,
            without=without(parts),
            pages_off=pages_off(parts),
        ),
        server_time=parts.now(),
    )


async def _by_password(ask: Ask, given: SignIn) -> Identity:
    parts, address = ask.parts, address_of(ask.request)
    _refuse_too_many(parts, given.name, address)
    async with parts.throttle.hashing:
        _refuse_too_many(parts, given.name, address)  # the answers to those ahead in line count too
        who = await parts.stores.accounts.sign_in(given.name, given.password)
    if who is None:
        parts.throttle.failed(given.name, address, parts.now())
        log.warning("sign-in refused", address=address, **{"pii.name": given.name})
        raise ApiError(401, "wrong_password", "unknown name or wrong password")
    parts.throttle.succeeded(given.name, address)
    return who


def _refuse_too_many(parts: WebParts, name: str, address: str) -> None:
    wait_s = parts.throttle.wait_s(name, address, parts.now())
    if wait_s <= 0:
        return
    fault = ApiError(429, "too_many_tries", f"too many failed tries, wait {wait_s:.0f} s", expected="patience")
    fault.headers["Retry-After"] = str(max(1, round(wait_s)))
    raise fault


async def _by_token(ask: Ask, token: str) -> Identity:
    who = await ask.parts.stores.sessions.find_token(token)
    if who is None:
        await asyncio.sleep(0.2)  # a wall with a revoked token tries for ever
        raise ApiError(401, "wrong_token", "unknown or revoked token")
    return who


def _is_secure(ask: Ask) -> bool:
    web_settings = ask.parts.settings.web
    return bool(web_settings.tls_cert) or web_settings.public_url.startswith("https:")


def _set_cookie(answer: web.Response, secret: str, lasts: timedelta, *, secure: bool) -> None:
    age_s = int(lasts.total_seconds())
    answer.set_cookie(COOKIE, secret, path="/", max_age=age_s, httponly=True, samesite="Strict", secure=secure)


ROUTES = (sign_in, get_session, sign_out)
