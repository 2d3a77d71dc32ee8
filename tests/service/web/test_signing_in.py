"""Signing in: cookies, guesses, other pages' requests."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from callcenter.store.identity import Role
from callcenter.store.sessions import LASTS
from callcenter.store.stores import open_stores
from tests.service.web.stage import Stage, say, staged


async def test_signing_in_sets_a_cookie_no_script_and_no_other_site_can_use(stage: Stage) -> None:
    answer = await stage.sign_in()
    me = await say(answer)
    assert me == {
        "name": "8001",
        "display_name": "话务员8001",
        "roles": ["operator"],
        "operator_id": "8001",
        "site": {
            "id": "demo",
            "title": "12345 政务服务便民热线",
            "timezone": "Asia/Shanghai",
            "demo_model": True,
            "second_pass": False,
            "without": ["followup_column", "gates", "own_revisit"],
            "pages_off": [],
        },
        "server_time": stage.clock[0],
    }
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"))
    assert await say(await stage.client.get("/api/v1/session")) == me


async def test_the_cookie_is_secure_where_browsers_come_by_https(tmp_path: Path, template: Path) -> None:
    async with staged(tmp_path, template, public_url="https://desk.example") as stage:
        body = {"name": "8001", "password": "pass-8001"}
        headers = {"Origin": "https://desk.example"}
        answer = await stage.client.post("/api/v1/session", json=body, headers=headers)
        assert "Secure" in answer.headers["Set-Cookie"]
        await say(await stage.client.post("/api/v1/session", json=body, headers={"Origin": stage.origin}), 403)


async def test_signing_out_ends_the_session_on_the_server(stage: Stage) -> None:
    await stage.sign_in()
    cookie = stage.client.session.cookie_jar.filter_cookies(stage.client.make_url("/"))["callcenter_session"].value
    await say(await stage.ask("DELETE", "/api/v1/session"), 204)
    answer = await stage.client.get("/api/v1/session", cookies={"callcenter_session": cookie})
    assert (await say(answer, 401))["error"]["code"] == "not_signed_in"


async def test_a_session_lasts_a_shift_and_longer_while_it_is_used(stage: Stage) -> None:
    await stage.sign_in()
    stage.clock[0] += (LASTS * 0.6).total_seconds()
    await say(await stage.client.get("/api/v1/session"))
    stage.clock[0] += (LASTS * 0.6).total_seconds()
    await say(await stage.client.get("/api/v1/session"))
    stage.clock[0] += (LASTS + timedelta(seconds=1)).total_seconds()
    await say(await stage.client.get("/api/v1/session"), 401)


@pytest.mark.parametrize(("name", "password"), [("8001", "wrong"), ("nobody", "x"), ("8001", ""), ("lin", "pass-8001")])
async def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(stage: Stage, name: str, password: str) -> None:
    answer = await stage.sign_in(name, password)
    assert (await say(answer, 401))["error"]["message"] == "unknown name or wrong password"
    assert "Set-Cookie" not in answer.headers


async def test_guessing_is_stopped_and_told_how_long_to_wait(stage: Stage) -> None:
    for _ in range(5):
        await say(await stage.sign_in("8001", "wrong"), 401)
    refused = await stage.sign_in()
    assert (await say(refused, 429))["error"]["code"] == "too_many_tries"
    assert refused.headers["Retry-After"] == "300"
    await say(await stage.sign_in("8002", "pass-8002"))
    stage.clock[0] += 301
    await say(await stage.sign_in())


async def test_guesses_sent_at_once_do_not_slip_past_the_limit(stage: Stage) -> None:
    answers = await asyncio.gather(*(stage.sign_in("8001", f"guess{n}") for n in range(12)))
    refused = [answer.status for answer in answers].count(429)
    assert refused >= 5  # five allowed, and those already being checked


async def test_a_wall_screen_signs_in_with_its_token_until_it_is_revoked(stage: Stage) -> None:
    ident, token = await stage.stores.sessions.new_token(Role.WALL, "hall", stage.parts.time())
    me = await say(await stage.ask("POST", "/api/v1/session", json={"token": token}))
    assert (me["roles"], me["operator_id"], me["display_name"]) == (["wall"], None, "hall")
    await say(await stage.client.get("/api/v1/queues"))
    await stage.stores.sessions.revoke_token(ident, stage.parts.time())
    await say(await stage.client.get("/api/v1/queues"), 401)
    await say(await stage.ask("POST", "/api/v1/session", json={"token": token}), 401)


async def test_neither_or_both_of_name_and_token_is_an_error(stage: Stage) -> None:
    for body in ({}, {"name": "8001", "password": "x", "token": "y"}):
        await say(await stage.ask("POST", "/api/v1/session", json=body), 422)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://127.0.0.1.evil.example"},
    ],
)
async def test_requests_of_other_pages_are_refused(stage: Stage, headers: dict[str, str]) -> None:
    await stage.sign_in()
    extra = {"X-Requested-With": "callcenter", **headers}
    path = "/api/v1/operators/8001/status"
    answer = await stage.client.post(path, json={"status": "ready"}, headers=extra)
    assert (await say(answer, 403))["error"]["code"] == "wrong_origin"
    assert stage.desk.done == []


async def test_a_form_on_our_own_address_without_our_header_is_refused(stage: Stage) -> None:
    """Cookies ignore ports: another service on this host must not be able to act."""
    await stage.sign_in()
    answer = await stage.client.post(
        "/api/v1/operators/8001/status", json={"status": "ready"}, headers={"Origin": stage.origin}
    )
    assert (await say(answer, 403))["error"]["code"] == "wrong_origin"


async def test_a_name_pointed_at_us_is_not_us(stage: Stage) -> None:
    """DNS rebinding: Host and Origin agree, but the name is not one we were given."""
    headers = {"Host": "evil.example", "Origin": "http://evil.example"}
    answer = await stage.client.post("/api/v1/session", json={"name": "8001", "password": "x"}, headers=headers)
    assert (await say(answer, 403))["error"]["code"] == "wrong_origin"


async def test_a_machine_needs_no_origin_and_a_wrong_token_is_nobody(stage: Stage) -> None:
    machine = await stage.bearer(Role.SUPERVISOR)
    await say(await stage.client.post("/api/v1/operators/8001/status", json={"status": "ready"}, headers=machine))
    await stage.sign_in()
    await say(await stage.client.get("/api/v1/queues", headers={"Authorization": "Bearer cc_wrong"}), 401)
    await say(await stage.client.get("/api/v1/queues", headers={"Authorization": "Basic eDp5"}), 401)


async def test_the_first_start_makes_one_admin_with_a_password_of_its_own(stage: Stage) -> None:
    assert await stage.stores.accounts.make_first_admin(stage.parts.time()) is None  # a user exists already
    async with open_stores(f"sqlite:///{stage.folder}/empty.db", stage.folder / "empty") as empty:
        password = await empty.accounts.make_first_admin(stage.parts.time())
        assert password is not None
        assert len(password) == 19
        assert await empty.accounts.sign_in("admin", password) is not None
        assert await empty.accounts.make_first_admin(stage.parts.time()) is None
