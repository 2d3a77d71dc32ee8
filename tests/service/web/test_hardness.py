"""Bad input, wrong paths, files, and what the service says of itself."""

import gzip
import io
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy import text as sql
from yarl import URL

from callcenter.store.identity import Role
from callcenter.web.app import ROUTES
from callcenter.web.ports import Check
from dashboards.definitions import DEFINITIONS, HOT
from dashboards.topics import ForecastView, HalfHour, MissedStatus, OperatorView, Payload, QueueStatus, Summary
from tests.service.web.stage import Stage, say


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"null", 422),
        (b"[]", 422),
        (b'{"name": 1}', 422),
        (b'{"name": "\\ud800", "password": "x"}', 400),
        (b"[" * 100_000, 400),
        (b'{"name": "a\\u0000", "password": "x"}', 422),
        (b'{"name": "x", "surprise": 1}', 422),
        (b"x" * 5_000_001, 413),
    ],
)
async def test_junk_is_refused_with_a_reason(stage: Stage, body: bytes, status: int) -> None:
    answer = await stage.ask(
        "POST", "/api/v1/session", data=io.BytesIO(body), headers={"Content-Type": "application/json"}
    )
    error = (await say(answer, status))["error"]
    assert error["message"]
    assert len(error["found"]) <= 200


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "after=%00",
        "after=abc",
        "state=odd",
        "color=red",
        "since=yesterday",
        "queue=a&queue=b",
        "since=9e999x",
        "queue=%00",
        "until=99999999999999999999-01-01",
    ],
)
async def test_a_strange_query_is_refused(stage: Stage, query: str) -> None:
    machine = await stage.bearer(Role.ADMIN)
    answer = await stage.client.get(f"/api/v1/calls?{query}", headers=machine)
    assert answer.status in (400, 422), await answer.text()


async def test_no_path_and_no_query_makes_the_service_fail(stage: Stage) -> None:
    """Random addresses, signed in: never a 500."""
    build(stage.parts.static_dir)
    machine = await stage.bearer(Role.ADMIN)
    alphabet = "/abc09.%?=&-_~ü漏\n\x00"

    seen: list[str] = []

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.text(alphabet, max_size=12), st.sampled_from(["/api/v1/calls/", "/api/v1/tickets/", "/static/assets/", "/"])
    )
    def collect(tail: str, start: str) -> None:
        seen.append(start + tail)

    collect()
    for path in seen:
        url = URL(stage.origin + quote(path, safe="/?=&%~"), encoded=True)
        answer = await stage.client.session.get(url, headers=machine, allow_redirects=False)
        assert answer.status < 500, path


async def test_unknown_paths_and_methods_answer_like_every_error(stage: Stage) -> None:
    assert (await say(await stage.client.get("/api/v1/nope"), 404))["error"]["code"] == "not_found"
    answer = await stage.ask("PUT", "/api/v1/session")
    assert (await say(answer, 405))["error"]["code"] == "wrong_method"
    assert "GET" in answer.headers["Allow"]


# --- recordings --------------------------------------------------------------------------------------------------


async def test_a_recording_can_be_read_in_parts(stage: Stage) -> None:
    await stage.sign_in()
    path = "/api/v1/calls/c1/recording"
    whole = await stage.client.get(path)
    part = await stage.client.get(path, headers={"Range": "bytes=256-511"})
    assert (whole.status, whole.headers["Content-Type"], len(await whole.read())) == (200, "audio/flac", 2048)
    assert (part.status, part.headers["Content-Range"]) == (206, "bytes 256-511/2048")
    assert await part.read() == bytes(range(256))
    past = await stage.client.get(path, headers={"Range": "bytes=9999-"})
    assert past.status == 416


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "recordings/../desk.db", "desk.db", "recordings"])
async def test_nothing_outside_the_recordings_is_sent(stage: Stage, path: str) -> None:
    await stage.sign_in()
    await stage.stores.database.write(
        lambda connection: connection.execute(sql("UPDATE recordings SET path = :path"), {"path": path})
    )
    await say(await stage.client.get("/api/v1/calls/c1/recording"), 404)


async def test_a_link_out_of_the_recordings_is_not_followed(stage: Stage) -> None:
    await stage.sign_in()
    file = stage.folder / "recordings" / "c1.flac"
    file.unlink()
    file.symlink_to(stage.folder / "desk.db")
    await say(await stage.client.get("/api/v1/calls/c1/recording"), 404)


# --- screens -----------------------------------------------------------------------------------------------------


async def test_screens_that_are_not_built_say_so_in_both_languages(stage: Stage) -> None:
    answer = await stage.client.get("/wall")
    text = await answer.text()
    assert answer.status == 503
    assert "屏幕尚未构建" in text
    assert "Front end not built" in text
    assert "make install" in text


async def test_pages_are_asked_for_anew_and_assets_kept(stage: Stage) -> None:
    build(stage.parts.static_dir)
    page = await stage.client.get("/desk")
    assert (page.status, page.headers["Cache-Control"], page.content_type) == (200, "no-cache", "text/html")
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    asset = await stage.client.get("/static/assets/app-1a2b.js")
    assert "immutable" in asset.headers["Cache-Control"]
    assert asset.headers["Content-Encoding"] == "gzip"
    assert await asset.text() == "let a = 1;"
    home = await stage.client.get("/", allow_redirects=False)
    assert (home.status, home.headers["Location"]) == (302, "/desk")


@pytest.mark.parametrize(
    "path",
    ["/static/../desk.db", "/static/%2e%2e/desk.db", "/static//etc/passwd", "/static/a%00b", "/static/assets"],
)
async def test_nothing_outside_the_screens_folder_is_sent(stage: Stage, path: str) -> None:
    build(stage.parts.static_dir)
    url = URL(f"{stage.origin}{path}", encoded=True)
    async with stage.client.session.get(url) as answer:
        assert answer.status == 404


async def test_a_page_reached_by_a_detour_is_not_kept_for_ever(stage: Stage) -> None:
    build(stage.parts.static_dir)
    url = URL(f"{stage.origin}/static/assets/%2e%2e/desk.html", encoded=True)
    async with stage.client.session.get(url) as answer:
        assert "immutable" not in answer.headers["Cache-Control"]


def build(folder: Path) -> None:
    (folder / "assets").mkdir(parents=True)
    for page in ("wall", "login"):
        (folder / f"{page}.html").write_text("<!doctype html>", "utf-8")
    (folder / "desk.html").write_text("<!doctype html>", "utf-8")
    (folder / "assets" / "app-1a2b.js").write_text("let a = 1;", "utf-8")
    (folder / "assets" / "app-1a2b.js.gz").write_bytes(gzip.compress(b"let a = 1;"))


# --- about itself ------------------------------------------------------------------------------------------------


async def test_every_route_is_described_and_the_description_is_valid(stage: Stage) -> None:
    document = await say(await stage.client.get("/api/v1/openapi.json"))
    OpenAPIV31SpecValidator(document).validate()
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(one.method, one.name) for one in ROUTES}
    operation = document["paths"]["/api/v1/tickets/{ticket_id}"]["patch"]
    assert operation["x-roles"] == ["admin", "operator", "supervisor"]
    assert operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/TicketEdit")


async def test_every_figure_on_a_screen_is_defined(stage: Stage) -> None:
    shown = {
        name
        for payload in (Summary, QueueStatus, OperatorView, ForecastView, HalfHour, MissedStatus)
        for name in set(payload.model_fields) - set(Payload.model_fields)
    }
    assert {one.key for one in DEFINITIONS} <= shown
    assert all(one.zh and one.en and one.formula_zh and one.formula_en for one in DEFINITIONS)
    wall = await stage.bearer(Role.WALL)
    told = (await say(await stage.client.get("/api/v1/definitions", headers=wall)))["items"]
    assert [one["key"] for one in told] == [one.key for one in (*DEFINITIONS, HOT)]


async def test_the_schema_of_mqtt_payloads_names_every_topic(stage: Stage) -> None:
    answer = await stage.client.get("/api/v1/schema")
    document = json.loads(await answer.text())
    assert document["x-topics"]["summary"] == {"$ref": "#/$defs/Summary", "retain": True}
    assert set(document["$defs"]) >= {"Summary", "OperatorView", "Alert"}


async def test_liveness_readiness_and_figures(stage: Stage) -> None:
    assert (await say(await stage.client.get("/healthz")))["ok"] is True
    await stage.stores.database.flush()
    ready = await say(await stage.client.get("/readyz"))
    assert ready == {"ok": True, "checks": {"store": {"ok": True, "detail": "0 waiting"}, "asr": CHECKED}}
    figures = await (await stage.client.get("/metrics")).text()
    assert 'callcenter_http_requests_total{method="GET",route="/healthz",status="200"} 1.0' in figures
    assert "callcenter_store_saved_rows" in figures
    await say(await stage.client.get("/metrics", headers={"X-Forwarded-For": "10.1.1.1"}), 401)
    token = await stage.bearer(Role.WALL)
    assert (await stage.client.get("/metrics", headers={"X-Forwarded-For": "10.1.1.1", **token})).status == 200


CHECKED = {"ok": True, "detail": "demo"}


def _broken() -> tuple[bool, str]:
    raise RuntimeError("13800000000")


@pytest.mark.parametrize("check", [lambda: (False, "broker down"), _broken])
async def test_one_part_that_fails_makes_the_service_not_ready(stage: Stage, check: Check) -> None:
    stage.parts.checks["broker"] = check  # type: ignore[index]
    ready = await say(await stage.client.get("/readyz"), 503)
    assert (ready["ok"], ready["checks"]["broker"]["ok"], ready["checks"]["store"]["ok"]) == (False, False, True)
    assert "13800000000" not in json.dumps(ready)
