"""Reminders to units: to the contact by the outbox, once each also after a restart, not at night, and on the page."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from callcenter.show.reminders import Reminders
from callcenter.store.identity import Role
from dashboards.alerts import ShowDuties
from tests.service.plan.test_http import Office, office, planned, set_day, unit
from tests.service.web.kept_call import make_template
from tests.service.web.stage import Stage, staged

CONTACT = {"name": "钱主任", "mobile": "13800000003"}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import asyncio  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("reminders-template")
    asyncio.run(make_template(folder))
    return folder


@pytest.fixture
async def stage(tmp_path: Path, template: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, template) as built:
        set_day(built, "2026-11-23T10:00")
        yield built


async def prepared(stage: Stage) -> tuple[Office, dict[str, str]]:
    """A city with milestones, three editions, and one unit's contact."""
    clerk, ids = await planned(stage)
    path = f"/editions/{ids['2026-11-26']}/contacts"
    await clerk("PUT", path, json={"unit": "公安局", "items": [CONTACT]})
    return clerk, ids


def sent(stage: Stage) -> list[dict[str, str]]:
    folder = stage.parts.settings.data_dir() / "sms" / "out"
    return [json.loads(one.read_text("utf-8")) for one in sorted(folder.glob("*.json"))]


async def deliver(stage: Stage) -> list[dict[str, str]]:
    for courier in stage.parts.city.couriers.values():
        await courier.once()
    return sent(stage)


async def test_a_units_contact_is_written_once_what_is_due_and_never_twice(stage: Stage) -> None:
    clerk, ids = await prepared(stage)
    reminders = stage.parts.city.reminders
    assert await reminders.once() > 0
    letters = [one for one in await deliver(stage) if one["to"] == CONTACT["mobile"]]
    assert len(letters) == 1, "one letter for everything that is due"
    assert "公安局" in letters[0]["text"]
    assert "到期" in letters[0]["text"]
    assert await reminders.once() == 0
    again = Reminders(reminders.ports)  # the service was started again
    assert await again.once() == 0
    assert len(await deliver(stage)) == len(letters)
    told = (await clerk("GET", "?year=2026"))["told"]
    mine = [one for one in told if one["unit"] == "公安局"]
    assert {(one["to"], one["state"], one["edition_id"]) for one in mine} == {("钱主任", "sent", ids["2026-11-26"])}
    others = {one["state"] for one in told if one["unit"] == "教育局"}
    assert others <= {"no_number"}, "nobody's mobile is listed: the page says so"
    assert "13800000003" not in str(told)


async def test_nobody_is_reminded_at_night_and_the_next_morning_everybody_is(stage: Stage) -> None:
    await prepared(stage)
    set_day(stage, "2026-11-23T22:30")
    assert await stage.parts.city.reminders.once() == 0
    assert await deliver(stage) == []
    set_day(stage, "2026-11-24T09:10")
    assert await stage.parts.city.reminders.once() > 0
    assert await deliver(stage)


async def test_a_promise_near_its_day_reminds_who_made_it_and_the_wall_sees_numbers_only(stage: Stage) -> None:
    clerk, ids = await prepared(stage)
    set_day(stage, "2026-11-26T20:00")
    said = {"unit": "公安局", "words": "十二月一日前把红绿灯修好", "due": "2026-12-01"}
    await clerk("POST", f"/editions/{ids['2026-11-26']}/promises", json=said)
    shown: list[ShowDuties] = []
    reminders = Reminders(replace(stage.parts.city.reminders.ports, show=shown.append))
    set_day(stage, "2026-11-27T10:00")
    await reminders.once()
    texts = [one["text"] for one in await deliver(stage) if "承诺" in one["text"]]
    assert len(texts) == 1
    assert "红绿灯" in texts[0]
    set_day(stage, "2026-12-02T10:00")
    await reminders.once()
    assert shown[-1].broken == 1
    texts = [one["text"] for one in await deliver(stage) if "已逾期" in one["text"] and "红绿灯" in one["text"]]
    assert len(texts) == 1


async def test_a_unit_sees_what_it_was_told_and_no_other(stage: Stage) -> None:
    await prepared(stage)
    await stage.parts.city.reminders.once()
    police = await unit(stage, "公安局")
    assert {one["unit"] for one in (await police("GET", "?year=2026"))["told"]} == {"公安局"}
    leader = await office(stage, Role.LEADER)
    assert len({one["unit"] for one in (await leader("GET", "?year=2026"))["told"]}) > 1
