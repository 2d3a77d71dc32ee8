"""A recorded edition (电视问政) over HTTP, from the opinions before it to the report after; no telephone anywhere."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from callcenter.intake.sms_in import SmsReader
from callcenter.store.identity import Role
from callcenter.store.intake import Came
from tests.service.plan.test_http import Office, office, planned, set_day, unit
from tests.service.web.kept_call import make_template
from tests.service.web.stage import Stage, say, staged

EDITION = {"day": "2026-12-25", "kind": "tv", "title": "请人民阅卷", "units": ["教育局", "民政局"]}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import asyncio  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("recorded-template")
    asyncio.run(make_template(folder))
    return folder


@pytest.fixture
async def stage(tmp_path: Path, template: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, template) as built:
        set_day(built, "2026-12-22T10:00")
        yield built


async def recorded(stage: Stage) -> tuple[Office, str]:
    clerk, _ = await planned(stage)
    made = await clerk("POST", "/editions", json=EDITION)
    return clerk, f"/editions/{made['edition_id']}"


async def machine(stage: Stage) -> dict[str, str]:
    """A WeChat account that brings what people wrote to it."""
    token, text = await stage.stores.sessions.new_token(Role.SOURCE, "wechat", stage.parts.time(), None)
    await stage.stores.intake.set_source(token, "wechat")
    return {"Authorization": f"Bearer {text}"}


async def bring(stage: Stage, auth: dict[str, str], key: str, status: int = 200, **said: Any) -> Any:
    body = {"source": "wechat", "key": key, "channel": "wechat", **said}
    return await say(await stage.ask("POST", "/api/v1/opinions", json=body, headers=auth), status)


async def test_opinions_are_counted_once_a_sender_and_nobody_can_say_who(stage: Stage) -> None:
    clerk, path = await recorded(stage)
    auth = await machine(stage)
    await bring(stage, auth, "m1", unit="2", verdict="不满意", text="排队太久，13912345678", sender="openid-77")
    await bring(stage, auth, "m2", unit="民政局", verdict="满意", sender="openid-77")
    again = await bring(stage, auth, "m2", unit="民政局", verdict="满意", sender="openid-77")
    assert not again["taken"]
    await bring(stage, auth, "m3", unit="民政局", verdict="满意", topic="养老", sender="openid-78")
    slips = {"unit": "民政局", "verdict": "不满意", "channel": "slip", "people": 12}
    seen = await clerk("POST", f"{path}/opinions", json=slips)
    counts = {one["name"]: one for one in seen["tally"]["units"]}
    assert counts["民政局"]["verdicts"] == [["满意", 2], ["不满意", 12]]
    assert (counts["教育局"]["people"], seen["tally"]["people"], seen["tally"]["messages"]) == (0, 14, 15)
    assert seen["tally"]["channels"] == [["wechat", 2], ["slip", 12]]
    shown = str(seen)
    assert "139****5678" in shown
    assert "openid" not in shown
    rows = [one.sender for one in await stage.stores.opinions.of(seen["edition_id"])]
    assert rows[0] == rows[1] != rows[2]
    assert not any("openid" in one for one in rows)


async def test_what_cannot_be_an_opinion_is_refused_and_says_why(stage: Stage) -> None:
    clerk, path = await recorded(stage)
    auth = await machine(stage)
    for wrong, expected in (
        ({"verdict": "赞成"}, "one of 满意、不满意"),
        ({"text": " "}, "a verdict or some words"),
        ({"verdict": "满意", "people": 3, "channel": "wechat"}, "1, or slips counted in the hall"),
    ):
        refused = await clerk("POST", f"{path}/opinions", 422, json=wrong)
        assert refused["error"]["expected"] == expected
    await bring(stage, auth, "m1", 404, unit="公安局", verdict="满意")
    set_day(stage, "2027-01-11T10:00")
    late = await bring(stage, auth, "m2", 409, verdict="满意", sender="a")
    assert late["error"]["expected"] == "a recorded edition that takes opinions now"


async def test_a_text_message_with_the_prefix_is_an_opinion_and_any_other_a_matter(
    stage: Stage, tmp_path: Path
) -> None:
    clerk, path = await recorded(stage)
    folder = tmp_path / "sms"
    folder.mkdir()
    for key, text in (("1", "问政 1 满意 老师好"), ("2", "问政1不满意"), ("3", "中山路停水三天了")):
        (folder / f"{key}.json").write_text(f'{{"from": "13800001111", "text": "{text}", "key": "{key}"}}', "utf-8")
    city = stage.parts.city
    source = city.sources.of("sms")
    assert source is not None
    reader = SmsReader(folder, source, city.reception, city.opinions.take_sms)
    assert await reader.once() == 3
    seen = await clerk("GET", path)
    assert dict(seen["tally"]["units"][0]["verdicts"]) == {"满意": 0, "不满意": 1}, "the same telephone: the last holds"
    assert [one["text"] for one in seen["opinions"] if one["text"]] == ["老师好"]
    came: Came = await stage.stores.intake.find("sms", "3")
    assert came.ticket_id
    assert "13800001111" not in str([*await stage.stores.opinions.of(seen["edition_id"])])


async def test_when_no_more_is_taken_a_sender_cannot_be_found_by_trying_numbers(stage: Stage) -> None:
    clerk, path = await recorded(stage)
    auth = await machine(stage)
    await bring(stage, auth, "m1", verdict="满意", sender="13800001111")
    assert await stage.parts.city.opinions.forget_senders() == 0, "senders are still told apart"
    set_day(stage, "2027-02-20T10:00")
    assert await stage.parts.city.opinions.forget_senders() == 1
    assert (await clerk("GET", path))["tally"]["people"] == 1


async def test_a_promise_is_taken_down_confirmed_and_kept_and_the_report_says_so(stage: Stage) -> None:
    clerk, path = await recorded(stage)
    set_day(stage, "2026-12-25T20:00")
    said = {"unit": "教育局", "who": "张局长", "words": "三天之内把校门口的护栏修好"}
    (taken,) = (await clerk("POST", f"{path}/promises", json=said))["promises"]
    assert (taken["state"], taken["due"], taken["proposed"]) == ("to_confirm", None, "2026-12-28")
    one = f"/promises/{taken['promise_id']}"
    early = await clerk("PATCH", one, 422, json={"due": "2026-12-24"})
    assert early["error"]["expected"] == "a day from 2026-12-25 on"
    confirmed = await clerk("PATCH", one, json={"due": taken["proposed"]})
    assert (confirmed["state"], confirmed["who"]) == ("due", "张局长")
    set_day(stage, "2026-12-29T09:00")
    assert (await clerk("GET", path))["promises"][0]["state"] == "broken"
    kept = await clerk("POST", f"{one}/kept", json={"result": "护栏已修"})
    assert kept["state"] == "kept_late"
    await clerk("PATCH", one, 409, json={"due": "2027-01-05"})
    other = (await clerk("POST", f"{path}/promises", json={**said, "unit": "民政局", "words": "新建三所食堂"}))[
        "promises"
    ]
    away = await clerk("POST", f"/promises/{other[1]['promise_id']}/withdraw", json={"reason": "口误"})
    assert away["state"] == "withdrawn"
    await clerk("PUT", f"{path}/arrival", json={"unit": "教育局", "attendance": "leader", "at": "2026-12-25T19:30"})
    text = str(await report(stage, clerk, path))
    for wanted in ("护栏", "逾期兑现", "张局长", "19:30", "已收回"):
        assert wanted in text


async def test_a_unit_sees_its_own_counts_and_words_and_no_others(stage: Stage) -> None:
    clerk, path = await recorded(stage)
    await clerk("POST", f"{path}/opinions", json={"unit": "教育局", "verdict": "不满意", "text": "补课太多"})
    await clerk("POST", f"{path}/opinions", json={"unit": "民政局", "verdict": "满意"})
    civil = await unit(stage, "民政局")
    seen = await civil("GET", path)
    assert [one["name"] for one in seen["tally"]["units"]] == ["民政局"]
    assert "补课" not in str(seen)
    await civil("GET", f"{path}/report", 403)
    leader = await office(stage, Role.LEADER)
    await leader("POST", f"{path}/opinions", 403, json={"verdict": "满意"})


async def report(stage: Stage, clerk: Office, path: str) -> list[list[str]]:
    answer = await stage.ask("GET", f"/api/v1/plan{path}/report?form=xlsx", headers=clerk.auth)
    assert answer.status == 200
    sheets = load_workbook(io.BytesIO(await answer.read())).worksheets
    rows = (cells for sheet in sheets for cells in sheet.iter_rows(values_only=True))
    return [["" if cell is None else str(cell) for cell in cells] for cells in rows]
