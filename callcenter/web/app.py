"""The aiohttp application: all routes, the headers every answer carries, and the server around it."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from callcenter import logs
from callcenter.web import (
    about_routes,
    aftermath_routes,
    aftershow_routes,
    attachment_routes,
    call_out_routes,
    call_routes,
    caller_routes,
    case_routes,
    checked_routes,
    choice_routes,
    command_routes,
    correct_routes,
    desk_routes,
    diary_routes,
    duty_routes,
    edition_routes,
    figure_routes,
    forms_zip_routes,
    guest_routes,
    hard_case_routes,
    health_routes,
    hot_routes,
    inbox_routes,
    intake_routes,
    knowledge_routes,
    kpi_routes,
    leader_duty_routes,
    list_routes,
    matter_routes,
    media_routes,
    missed_routes,
    month_review_routes,
    mqtt_proxy,
    opinion_routes,
    outbox_routes,
    pass_routes,
    person_routes,
    plan_material_routes,
    plan_routes,
    plan_voice_routes,
    probe_routes,
    progress_routes,
    promise_book_routes,
    promise_routes,
    queue_routes,
    repeat_routes,
    report_routes,
    retention_routes,
    revisit_routes,
    roster_routes,
    session_routes,
    show_command_routes,
    show_routes,
    show_stream,
    stored_call_routes,
    stream_routes,
    talk_routes,
    ticket_routes,
    transcript_routes,
    unit_routes,
    version_routes,
    work_routes,
)
from callcenter.web.errors import answer_to
from callcenter.web.openapi import describe
from callcenter.web.parts import PARTS, WebParts
from callcenter.web.route import Ask, Route, route
from callcenter.web.serve import serve
from callcenter.web.static import add_static, no_such_page, wants_page
from callcenter.web.streams import SOCKETS, OpenSockets, close_all

log = logs.get(__name__)

MAX_BODY_BYTES = 5_000_000
CSP = (
    "default-src 'self'; connect-src 'self'; img-src 'self' data:; media-src 'self'; style-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), screen-wake-lock=(self)",
}


@route("GET", "/api/v1/openapi.json", "This description", None, media="application/json")
async def openapi(_ask: Ask) -> web.Response:
    """Answer the OpenAPI document."""
    return web.json_response(describe(ROUTES))


ROUTES: tuple[Route, ...] = (
    *session_routes.ROUTES,
    *desk_routes.ROUTES,
    *talk_routes.ROUTES,
    *call_routes.ROUTES,
    *checked_routes.ROUTES,
    *queue_routes.ROUTES,
    *caller_routes.ROUTES,
    *missed_routes.ROUTES,
    *list_routes.ROUTES,
    *roster_routes.ROUTES,
    *diary_routes.ROUTES,
    *guest_routes.ROUTES,
    *leader_duty_routes.ROUTES,
    *plan_routes.ROUTES,
    *edition_routes.ROUTES,
    *plan_material_routes.ROUTES,
    *plan_voice_routes.ROUTES,
    *opinion_routes.ROUTES,
    *case_routes.ROUTES,
    *report_routes.ROUTES,
    *aftermath_routes.ROUTES,
    *forms_zip_routes.ROUTES,
    *kpi_routes.ROUTES,
    *hot_routes.ROUTES,
    *ticket_routes.ROUTES,
    *transcript_routes.ROUTES,
    *version_routes.ROUTES,
    *pass_routes.ROUTES,
    *work_routes.ROUTES,
    *repeat_routes.ROUTES,
    *matter_routes.ROUTES,
    *command_routes.ROUTES,
    *choice_routes.ROUTES,
    *correct_routes.ROUTES,
    *revisit_routes.ROUTES,
    *month_review_routes.ROUTES,
    *hard_case_routes.ROUTES,
    *intake_routes.ROUTES,
    *inbox_routes.ROUTES,
    *progress_routes.ROUTES,
    *attachment_routes.ROUTES,
    *outbox_routes.ROUTES,
    *call_out_routes.ROUTES,
    *unit_routes.ROUTES,
    *duty_routes.ROUTES,
    *knowledge_routes.ROUTES,
    *aftershow_routes.ROUTES,
    *promise_routes.ROUTES,
    *media_routes.ROUTES,
    *promise_book_routes.ROUTES,
    *about_routes.ROUTES,
    *figure_routes.ROUTES,
    *probe_routes.ROUTES,
    *retention_routes.ROUTES,
    *person_routes.ROUTES,
    *health_routes.ROUTES,
    *show_routes.ROUTES,
    *show_command_routes.ROUTES,
    *stored_call_routes.ROUTES,
    *show_stream.ROUTES,
    *stream_routes.ROUTES,
    *mqtt_proxy.ROUTES,
    openapi,
)


def build_app(parts: WebParts) -> web.Application:
    """Make the application."""
    app = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[_plain_errors])
    app[PARTS] = parts
    app[SOCKETS] = OpenSockets()
    app.on_shutdown.append(close_all)
    for one in ROUTES:
        app.router.add_route(one.method, one.path, serve(one))
    add_static(app)
    app.on_response_prepare.append(_add_headers)
    return app


@asynccontextmanager
async def serving(parts: WebParts) -> AsyncIterator[int]:
    """Listen on `[web] listen` for as long as the block runs; gives the port, useful when it was 0.

    Raises:
        OSError: the address cannot be bound, or the certificate cannot be read.

    """
    runner = web.AppRunner(build_app(parts), access_log=None, handle_signals=False, shutdown_timeout=5.0)
    await runner.setup()
    try:
        host, _, port = parts.settings.web.listen.rpartition(":")
        site = web.TCPSite(runner, host.strip("[]"), int(port), ssl_context=_tls(parts), reuse_address=True)
        await site.start()
        bound = int(runner.addresses[0][1])
        log.info("web listening", address=f"{host}:{bound}")
        yield bound
    finally:
        await runner.cleanup()


def _tls(parts: WebParts) -> ssl.SSLContext | None:
    if not parts.settings.web.tls_cert:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(parts.settings.web.tls_cert, parts.settings.web.tls_key or None)
    return context


@web.middleware
async def _plain_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer unknown paths and methods as JSON like every other error; a browser without a page gets one."""
    try:
        return await handler(request)
    except web.HTTPRedirection:
        raise
    except web.HTTPException as fault:
        page = await no_such_page(request) if fault.status == 404 and wants_page(request) else None
        return page or answer_to(fault)


async def _add_headers(request: web.Request, answer: web.StreamResponse) -> None:
    answer.headers.update({name: value for name, value in HEADERS.items() if name not in answer.headers})
    if request.secure:
        answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    answer.headers.pop(hdrs.SERVER, None)
