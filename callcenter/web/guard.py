"""Who is asking, and whether this request may come from where it comes from."""

import ipaddress
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from callcenter.settings import Settings
from callcenter.store.identity import Identity
from callcenter.web.errors import ApiError
from callcenter.web.parts import WebParts
from callcenter.web.route import SAFE, Route

COOKIE = "callcenter_session"
OWN_HEADER = "X-Requested-With"
OWN_VALUE = "callcenter"


async def identify(request: web.Request, parts: WebParts) -> Identity | None:
    """Return who a bearer token or a session cookie stands for; a wrong token is nobody, whatever the cookie says."""
    given = request.headers.get(hdrs.AUTHORIZATION)
    if given is not None:
        scheme, _, token = given.partition(" ")
        return await parts.stores.sessions.find_token(token.strip()) if scheme.lower() == "bearer" else None
    secret = request.cookies.get(COOKIE)
    return await parts.stores.sessions.find(secret, parts.time()) if secret else None


async def admit(request: web.Request, parts: WebParts, asked: Route) -> Identity | None:
    """Let a request in, or refuse it.

    Raises:
        ApiError: 401 nobody is signed in, 403 wrong role, wrong Origin or a form of another page.

    """
    if asked.live or asked.method not in SAFE:
        _same_origin(request, parts.settings, asked)
    identity = await identify(request, parts)
    if asked.roles is None:
        return identity
    if identity is None:
        raise ApiError(401, "not_signed_in", "not signed in", expected="a session or a bearer token", found="neither")
    if not identity.has(*asked.roles):
        allowed, found = (", ".join(sorted(some)) for some in (asked.roles, identity.roles))
        raise ApiError(403, "wrong_role", f"expected role {allowed}, found {found}", expected=allowed, found=found)
    return identity


def _same_origin(request: web.Request, settings: Settings, asked: Route) -> None:
    """Refuse what another site's page sends. A bearer token is proof enough: no browser adds it by itself."""
    if hdrs.AUTHORIZATION in request.headers:
        return
    origin = request.headers.get(hdrs.ORIGIN, "")
    if not _is_own(origin, request, settings):
        expected = settings.web.public_url or f"the address of this service, {request.host}"
        message = "request from another page"
        raise ApiError(403, "wrong_origin", message, expected=expected, found=origin or "no Origin")
    if not asked.live and COOKIE in request.cookies and request.headers.get(OWN_HEADER) != OWN_VALUE:
        expected = f"{OWN_HEADER}: {OWN_VALUE}"
        raise ApiError(403, "wrong_origin", f"expected the header {expected}", expected=expected, found="none")


def _is_own(origin: str, request: web.Request, settings: Settings) -> bool:
    """Compare with the configured address; without one with the Host header, which must then be a bare address.

    A name in Host could be an attacker's, pointed at us (DNS rebinding).
    """
    if settings.web.public_url:
        return origin.rstrip("/").lower() == settings.web.public_url.rstrip("/").lower()
    found = urlsplit(origin)
    return found.scheme == request.scheme and found.netloc == request.host and _is_address(found.hostname or "")


def _is_address(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
