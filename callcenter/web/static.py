"""The screens' files: pages that are asked for anew each time, assets whose names change with their content."""

import asyncio
from pathlib import Path

from aiohttp import web

from callcenter.web.call_routes import inside
from callcenter.web.city_pages import pages_off
from callcenter.web.parts import PARTS

PAGES = (
    "wall",
    "desk",
    "tickets",
    "reports",
    "supervisor",
    "login",
    "duty",
    "search",
    "studio",
    "host",
    "plan",
    "aftershow",
    "retention",
    "oversight",
    "directory",
    "knowledge",
    "outbox",
    "inbox",
    "progress",
)
IMMUTABLE = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
_MISSING = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>屏幕尚未构建</title>
<h1>屏幕尚未构建</h1><p>请在项目目录运行 <code>make install</code>，然后刷新本页。</p>
<h2>Front end not built</h2><p>Run <code>make install</code> in the project folder, then reload this page.</p></html>"""


def add_static(app: web.Application) -> None:
    """Add the pages and their assets."""
    for page in PAGES:
        app.router.add_get(f"/{page}", _page)
    app.router.add_get("/static/{path:.+}", _asset)
    app.router.add_get("/{path:favicon\\.(?:ico|svg)}", _asset)
    app.router.add_get("/", _home)


async def _home(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/desk")


async def _page(request: web.Request) -> web.StreamResponse:
    """Send a page; one that this city does without is answered by the page that says so."""
    parts = request.app[PARTS]
    if request.path in pages_off(parts) and (said := await no_such_page(request)):
        return said
    folder = parts.static_dir
    found = await asyncio.to_thread(_file, folder, folder / f"{request.path.strip('/')}.html")
    if found is None:
        return web.Response(text=_MISSING, content_type="text/html", status=503, headers={"Retry-After": "60"})
    return web.FileResponse(found, headers={"Cache-Control": "no-cache"})


def wants_page(request: web.Request) -> bool:
    """Whether a person's browser asks for a page, rather than a program for data."""
    for_programs = request.path.startswith(("/api/", "/static/", "/ws/"))
    return request.method in ("GET", "HEAD") and not for_programs and "text/html" in request.headers.get("Accept", "")


async def no_such_page(request: web.Request) -> web.StreamResponse | None:
    """Answer a browser at an unknown address with a page that leads back; None where the screens are not built."""
    folder = request.app[PARTS].static_dir
    found = await asyncio.to_thread(_file, folder, folder / "missing.html")
    return None if found is None else web.FileResponse(found, status=404, headers={"Cache-Control": "no-cache"})


async def _asset(request: web.Request) -> web.StreamResponse:
    folder = request.app[PARTS].static_dir
    found = await asyncio.to_thread(_file, folder, folder / request.match_info["path"])
    if found is None:
        raise web.HTTPNotFound
    hashed = found.parent.name == "assets"  # Vite puts a hash into these names: they never change
    return web.FileResponse(found, headers={"Cache-Control": IMMUTABLE if hashed else FOR_AN_HOUR})


def _file(folder: Path, path: Path) -> Path | None:
    """Return the file if it is one and lies in the folder; its `.gz` neighbour is found by aiohttp."""
    try:
        real = inside(folder, path)
        return real if real is not None and real.is_file() else None
    except (OSError, ValueError):  # a name too long, or with a NUL
        return None
