"""A show's files over HTTP: one request makes them, roles decide who sees which, sound comes in ranges."""

import asyncio
import io
import zipfile
from typing import Any
from urllib.parse import unquote

from callcenter.store.identity import Role
from callcenter.table_file import rows_of
from callcenter.web.aftermath_routes import MAKERS, READERS
from tests.rules.show.hour import Pace, an_hour
from tests.service.aftermath.stage import BEGINS, SHOW, fill, record
from tests.service.reports.scans import scan
from tests.service.web.stage import Stage, say

PATH = f"/api/v1/shows/{SHOW}/aftermath"
TINY = Pace(length_s=25.0, first_s=2.0, every_s=20.0, stay_s=12.0)


async def _made(stage: Stage) -> dict[str, Any]:
    """The view after the files of a small show were made."""
    hour = an_hour(SHOW, BEGINS, aired=1, entries=2, pace=TINY)
    rows, said = await asyncio.to_thread(record, hour, stage.folder)
    await fill(stage.stores.database, hour, rows, said)
    headers = await stage.bearer(Role.PRODUCER)
    worker = asyncio.create_task(stage.parts.city.workshop.run(), name="workshop")
    try:
        asked = await say(await stage.ask("POST", PATH, headers=headers))
        assert asked["state"] in ("waiting", "running")
        async with asyncio.timeout(150.0):
            while (view := await _view(stage, Role.SUPERVISOR))["state"] in ("waiting", "running"):
                await asyncio.sleep(0.1)
        return view
    finally:
        worker.cancel()


async def _view(stage: Stage, role: Role) -> dict[str, Any]:
    view: dict[str, Any] = await say(await stage.ask("GET", PATH, headers=await stage.bearer(role)))
    return view


async def test_one_request_makes_everything_and_roles_see_what_is_theirs(stage: Stage) -> None:
    made = await _made(stage)
    await _check_clip(stage, made)
    assert (made["state"], made["problem"], made["done"]) == ("done", "", made["of"])
    assert [one["problem"] for one in made["files"] if one["problem"]] == []
    shelves = {one["shelf"] for one in made["files"]}
    assert {"clips", "archive", "forms"} <= shelves
    for role in (Role.PRODUCER, Role.HOST):
        seen = await _view(stage, role)
        assert {one["shelf"] for one in seen["files"]} == shelves - {"archive", "forms", "register", "score"}
    (form,) = [one for one in made["files"] if one["name"].endswith(".pdf")]
    refused = await stage.ask("GET", form["url"], headers=await stage.bearer(Role.PRODUCER))
    assert refused.status == 403
    taken = await stage.ask("GET", form["url"], headers=await stage.bearer(Role.SUPERVISOR))
    assert (await taken.read()).startswith(b"%PDF-")
    await stage.stores.database.flush()
    noted = {(one.action, one.thing.partition("/")[0]) for one in await stage.stores.audit.last(10)}
    assert {("aftermath_make", SHOW), ("aftermath_read", SHOW)} <= noted
    await _check_zip(stage, made)
    await _check_renewal(stage, made)


async def _check_zip(stage: Stage, made: dict[str, Any]) -> None:
    """One ZIP has every form, the register and the sealed scan of that day, byte for byte; each look is audited."""
    url = f"{PATH}/{made['run_id']}/forms.zip"
    await _sealed(stage, "2025-11-21")
    await _sealed(stage, "2025-11-20")  # another show's
    headers = await stage.bearer(Role.SUPERVISOR)
    answer = await stage.ask("GET", url, headers=headers)
    assert answer.headers["Content-Type"] == "application/zip"
    named = unquote(answer.headers["Content-Disposition"].partition("filename*=UTF-8''")[2])
    assert named == "群众诉求办理情况表_2025-11-21.zip"
    with zipfile.ZipFile(io.BytesIO(await answer.read())) as archive:
        inside = {one.filename: archive.read(one) for one in archive.infolist()}
        assert all(one.flag_bits & 0x800 for one in archive.infolist())  # APPNOTE 4.4.4: the name is UTF-8
    wanted = {one["name"]: one["url"] for one in made["files"] if one["shelf"] in ("forms", "register")}
    assert {"听众反映事项台账.xlsx", "群众诉求办理情况表_市水务局.pdf"} <= wanted.keys()
    assert inside.pop("群众诉求办理情况表_市水务局_盖章_2025-001.pdf") == scan(pages=21)
    assert inside == {name: await (await stage.ask("GET", one, headers=headers)).read() for name, one in wanted.items()}
    await _check_zip_refused(stage, url)


async def _sealed(stage: Stage, day: str) -> None:
    """A form of that day is made in the report office, and its scan comes back."""
    headers = await stage.bearer(Role.ADMIN)
    order = {"name": "form", "period": day, "unit": "市水务局", "formats": ["pdf"]}
    made = await say(await stage.ask("POST", "/api/v1/reports", json=order, headers=headers))
    body = scan(pages=int(day[-2:]))
    await say(await stage.ask("POST", f"/api/v1/reports/{made['report_id']}/sealed", data=body, headers=headers))


async def _check_zip_refused(stage: Stage, url: str) -> None:
    for role in (Role.PRODUCER, Role.HOST, Role.DISPATCHER):
        assert (await stage.ask("GET", url, headers=await stage.bearer(role))).status == 403, role
    headers = await stage.bearer(Role.ADMIN)
    assert (await stage.ask("GET", url.replace(f"/{SHOW}/", "/s2/"), headers=headers)).status == 404
    await stage.stores.database.flush()
    looks = [one.thing for one in await stage.stores.audit.last(30) if one.action == "aftermath_read"]
    assert sum("/forms.zip/" in one for one in looks) == 1


async def test_there_is_no_zip_while_the_files_are_being_made(stage: Stage) -> None:
    await fill(stage.stores.database, an_hour(SHOW, BEGINS, aired=0, entries=2, pace=TINY), [], [])
    headers = await stage.bearer(Role.SUPERVISOR)
    run = await say(await stage.ask("POST", PATH, headers=headers))
    refused = await stage.ask("GET", f"{PATH}/{run['run_id']}/forms.zip", headers=headers)
    assert refused.status == 409
    assert "expected a run that is done, found waiting" in await refused.text()


async def _check_renewal(stage: Stage, made: dict[str, Any]) -> None:
    """A promise that is confirmed after the files were made stands in the list for 回音壁 by itself."""
    headers = await stage.bearer(Role.PRODUCER)
    (place,) = [one["url"] for one in made["files"] if one["shelf"] == "follow-up" and one["name"].endswith(".xlsx")]
    (register,) = [one["url"] for one in made["files"] if one["name"] == "听众反映事项台账.xlsx"]
    office = await stage.bearer(Role.SUPERVISOR)
    closing = await say(await stage.ask("GET", f"/api/v1/shows/{SHOW}/closing", headers=headers))
    entry = next(one["entry_id"] for one in closing["entries"] if one["aired_at"])
    said = {"entry_id": entry, "words": "月底前把水管全部换好", "due": "2099-12-31"}
    assert "水管" not in await _sheet(stage, place, headers)
    await say(await stage.ask("POST", f"/api/v1/shows/{SHOW}/promises", json=said, headers=headers))
    worker = asyncio.create_task(stage.parts.city.workshop.run(), name="workshop again")
    try:
        async with asyncio.timeout(150.0):
            while "月底前把水管全部换好" not in await _sheet(stage, place, headers):
                await asyncio.sleep(0.1)
            while "承诺 2099-12-31" not in await _sheet(stage, register, office):
                await asyncio.sleep(0.1)
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def _sheet(stage: Stage, place: str, headers: dict[str, str]) -> str:
    return str(rows_of(await (await stage.ask("GET", place, headers=headers)).read(), "list.xlsx"))


async def _check_clip(stage: Stage, made: dict[str, Any]) -> None:
    """A clip has its Chinese name and can be asked for in parts; what is not there is not found."""
    (clip,) = [one for one in made["files"] if one["shelf"] == "clips" and one["name"].endswith(".mp3")]
    headers = await stage.bearer(Role.HOST)
    answer = await stage.ask("GET", clip["url"], headers=headers)
    body = await answer.read()
    assert answer.headers["Content-Type"] == "audio/mpeg"
    told = answer.headers["Content-Disposition"]
    assert unquote(told.partition("filename*=UTF-8''")[2]) == "01_王女士_花园路小区停水三天.mp3"
    part = await stage.ask("GET", clip["url"], headers={**headers, "Range": "bytes=100-199"})
    assert part.status == 206
    assert await part.read() == body[100:200]
    gone = clip["url"].rpartition("/")[0] + "/9999"
    assert (await stage.ask("GET", gone, headers=headers)).status == 404
    other = clip["url"].replace(f"/{SHOW}/", "/s2/")
    assert (await stage.ask("GET", other, headers=headers)).status == 404


async def test_only_who_may_makes_or_sees_the_files_of_a_show(stage: Stage) -> None:
    for role in Role:
        headers = await stage.bearer(role)
        assert (await stage.ask("POST", PATH, headers=headers)).status == (409 if role in MAKERS else 403), role
        assert (await stage.ask("GET", PATH, headers=headers)).status == (200 if role in READERS else 403), role
    assert (await _view(stage, Role.HOST))["state"] == "none"


async def test_the_definitions_of_figures_and_score_can_be_read(stage: Stage) -> None:
    told = await say(await stage.ask("GET", "/api/v1/show-definitions", headers=await stage.bearer(Role.HOST)))
    assert told["score_formula"].startswith("得分 = 100 × （主要负责人上线 × 20 + ")
    assert {one["name"] for one in told["figures"]} >= {"accepted", "on_the_spot", "followed_up"}
    assert all(one["how_zh"] and one["how_en"] for one in told["figures"])
