"""Liveness, readiness, and figures for Prometheus."""

import ipaddress

from aiohttp import hdrs, web

from callcenter import __version__, logs
from callcenter.store.faults import StoreError
from callcenter.store.outbox import Channel, MessageState
from callcenter.web.errors import ApiError
from callcenter.web.models import CheckView, Health, Readiness
from callcenter.web.parts import WebParts
from callcenter.web.ports import Check
from callcenter.web.route import Ask, route

log = logs.get(__name__)


@route("GET", "/healthz", "Whether the service lives", None, out=Health)
async def healthz(_ask: Ask) -> Health:
    """Answer at all: the event loop turns."""
    return Health(ok=True, version=__version__)


@route("GET", "/readyz", "Whether each part works; 503 when one does not", None, out=Readiness)
async def readyz(ask: Ask) -> web.Response:
    """Ask every part."""
    checks = {name: _check(name, check) for name, check in ask.parts.checks.items()}
    ready = Readiness(ok=all(one.ok for one in checks.values()), checks=checks)
    return web.json_response(text=ready.model_dump_json(), status=200 if ready.ok else 503)


def _check(name: str, check: Check) -> CheckView:
    try:
        ok, detail = check()
    except Exception as fault:  # one part's fault must not hide the others
        log.exception("readiness check failed", part=name)
        return CheckView(ok=False, detail=f"the check itself failed: {type(fault).__name__}")
    return CheckView(ok=ok, detail=detail)


@route("GET", "/metrics", "Figures for Prometheus, from loopback or with a token", None, media="text/plain")
async def metrics(ask: Ask) -> web.Response:
    """Answer all figures in Prometheus' text format."""
    if ask.identity is None and not _is_local(ask.request):
        raise ApiError(401, "not_signed_in", "expected a request from loopback or a bearer token")
    _read_store(ask.parts)
    await _read_outbox(ask.parts)
    return web.Response(body=ask.parts.metrics.text(), headers={hdrs.CONTENT_TYPE: "text/plain; version=0.0.4"})


def _is_local(request: web.Request) -> bool:
    """Tell whether the request comes from this machine and no proxy has passed it on."""
    if any(name in request.headers for name in (hdrs.X_FORWARDED_FOR, hdrs.FORWARDED, "X-Real-IP")):
        return False
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


def _read_store(parts: WebParts) -> None:
    writer, told = parts.stores.database.writer, parts.metrics
    told.store_waiting.set(writer.waiting())
    told.store_saved.set(writer.figures.saved)
    told.store_refused.set(writer.figures.refused)
    told.store_dropped.set(writer.figures.dropped)
    told.store_retries.set(writer.figures.retries)


async def _read_outbox(parts: WebParts) -> None:
    """Count the messages; a database that is away leaves the figures as they were."""
    for channel in Channel:
        try:
            found = await parts.stores.outbox.figures(channel)
        except StoreError:
            return
        for state in MessageState:
            parts.metrics.outbox.labels(channel.value, state.value).set(getattr(found, state.value))
        age_s = parts.now() - found.oldest_at if found.oldest_at is not None else 0.0
        parts.metrics.outbox_age.labels(channel.value).set(age_s)


ROUTES = (healthz, readyz, metrics)
