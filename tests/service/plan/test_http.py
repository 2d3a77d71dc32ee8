"""The plan over HTTP: who may do what, what is refused and why, what a unit's people see of it."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from callcenter.store.identity import Role
from callcenter.table_file import rows_of
from tests.service.plan.notice import HEADING, as_csv
from tests.service.web.kept_call import make_template
from tests.service.web.stage import Stage, say, staged

ZONE = ZoneInfo("Asia/Shanghai")
PLAN_2026 = [
    ["11月23日-11月27日", "公安局", "11月26日"],
    ["11月30日-12月4日", "教育局、民政局", "12月3日"],
    ["12月7日-12月11日", "税务局", "12月10日"],
]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import asyncio  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("plan-template")
    asyncio.run(make_template(folder))
    return folder


@pytest.fixture
async def stage(tmp_path: Path, template: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, template) as built:
        set_day(built, "2026-11-23T10:00")
        yield built


def set_day(stage: Stage, text: str) -> None:
    stage.clock[0] = datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp()


class Office:
    """Somebody with a role, asking."""

    def __init__(self, stage: Stage, auth: dict[str, str]) -> None:
        self.stage, self.auth = stage, auth

    async def __call__(self, method: str, path: str, status: int = 200, **how: Any) -> Any:
        answer = await self.stage.ask(method, f"/api/v1/plan{path}", headers=self.auth, **how)
        return await say(answer, status)

    async def upload(self, path: str, body: bytes, status: int = 200) -> Any:
        return await self("POST", path, status, data=body)


async def office(stage: Stage, role: Role = Role.SUPERVISOR) -> Office:
    return Office(stage, await stage.bearer(role))


async def unit(stage: Stage, name: str) -> Office:
    """A machine or person of a unit."""
    token, text = await stage.stores.sessions.new_token(Role.UNIT, name, datetime.now(ZONE), None)
    found = stage.parts.city.directory.known.tree.named(name)
    assert found is not None
    await stage.stores.lists.units.set_member(token, found.unit_id)
    await stage.parts.city.directory.refresh()
    return Office(stage, {"Authorization": f"Bearer {text}"})


async def planned(stage: Stage) -> tuple[Office, dict[str, str]]:
    """A clerk with three editions in the plan, by their days."""
    clerk = await office(stage)
    query = "/import?year=2026&announced=2026-01-10&name=plan.csv"
    seen = await clerk.upload(query, as_csv(PLAN_2026))
    await clerk.upload(f"{query}&token={seen['token']}", as_csv(PLAN_2026))
    found = (await clerk("GET", "?year=2026"))["editions"]
    return clerk, {one["day"]: one["edition_id"] for one in found}


async def test_a_schedule_is_compared_then_stored_and_the_same_again_changes_nothing(stage: Stage) -> None:
    clerk = await office(stage)
    query = "/import?year=2026&announced=2026-01-10&name=plan.csv"
    seen = await clerk.upload(query, as_csv(PLAN_2026))
    assert (seen["stored"], seen["stopped"], [one["kind"] for one in seen["changes"]]) == (False, False, ["added"] * 3)
    assert (await clerk("GET", "?year=2026"))["editions"] == []
    assert (await clerk.upload(f"{query}&token={'0' * 32}", as_csv(PLAN_2026), 409))["error"]["code"] == "not_now"
    stored = await clerk.upload(f"{query}&token={seen['token']}", as_csv(PLAN_2026))
    assert stored["stored"]
    plan = await clerk("GET", "?year=2026")
    first = plan["editions"][0]
    assert [seat["unit"] for seat in plan["editions"][1]["seats"]] == ["教育局", "民政局"]
    assert (first["starts"], first["ends"], first["arrive"]) == (
        "2026-11-26T09:00:00.000+08:00",
        "2026-11-26T10:00:00.000+08:00",
        "08:00",
    )
    assert (plan["units"]["required"], plan["units"]["done"], plan["assumed"]) == (4, 0, True)
    again = await clerk.upload(query, as_csv(PLAN_2026))
    assert {one["kind"] for one in again["changes"]} == {"same"}
    actions = [(one.action, one.thing) for one in await stage.stores.audit.last(9)]
    assert ("plan_import", "2026/plan.csv") in actions


async def test_a_file_that_cannot_be_read_names_row_expected_and_found(stage: Stage) -> None:
    clerk = await office(stage)
    refused = await clerk.upload("/import?year=2026", b"unit,day\nx,y\n", 422)
    assert refused["error"]["expected"].startswith("a heading with 上线日期、上线单位、主要领导上线时间")
    seen = await clerk.upload("/import?year=2026", as_csv([["11月23日-11月27日", "公安局", "11月36日"]]))
    assert (seen["stopped"], seen["findings"][0]["row"], seen["findings"][0]["found"]) == (True, 2, "'11月36日'")
    refused = await clerk.upload(
        f"/import?year=2026&token={seen['token']}", as_csv([["11月23日-11月27日", "公安局", "11月36日"]]), 409
    )
    assert "row 2: air date: expected one day" in refused["error"]["found"]


async def test_the_plan_goes_out_as_a_workbook(stage: Stage) -> None:
    clerk, _ = await planned(stage)
    answer = await stage.ask("GET", "/api/v1/plan/export?year=2026&form=xlsx", headers=clerk.auth)
    rows = rows_of(await answer.read(), "x")
    assert rows[0][1][0] == "2026年度政风热线上线单位时间安排表"
    assert tuple(rows[1][1][:3]) == HEADING
    assert rows[3][1][:3] == ["11月30日-12月4日", "教育局、民政局", "12月3日"]
    assert (await clerk("GET", "/export?year=2026&form=exe", 422))["error"]["found"] == "exe"


async def test_milestones_are_ticked_by_the_office_and_contacts_by_the_unit(stage: Stage) -> None:
    clerk, ids = await planned(stage)
    police, edition = await unit(stage, "公安局"), ids["2026-11-26"]
    standing = {one["rule_id"]: one["standing"] for one in (await clerk("GET", f"/editions/{edition}"))["steps"]}
    assert standing == {
        "contact": "missed",
        "leader_promo": "missed",
        "prep_meeting": "today",
        "push_filed": "near",
        "leave": "right",
        "reschedule": "right_over",
    }
    assert [one["rule_id"] for one in (await clerk("GET", "/reminders"))["items"]][:1] == ["contact"]
    listed = [{"name": "张三", "post": "办公室主任", "mobile": "13800000001", "qq": "84219"}]
    await police("PUT", f"/editions/{edition}/contacts", json={"unit": "公安局", "items": listed})
    ticked = await clerk("PUT", f"/editions/{edition}/milestones/prep_meeting", json={"done": True, "note": "三楼"})
    standing = {one["rule_id"]: one["standing"] for one in ticked["steps"]}
    assert (standing["contact"], standing["prep_meeting"]) == ("done_late", "done")
    late = {"done": True, "on": "2026-11-30"}
    refused = await clerk("PUT", f"/editions/{edition}/milestones/push_filed", 422, json=late)
    assert refused["error"]["expected"] == "2026-11-23 or earlier"
    refused = await clerk("PUT", f"/editions/{edition}/milestones/leave", 422, json={"done": True})
    assert "expected one of contact, new_unit" in refused["error"]["message"]
    back = await clerk("PUT", f"/editions/{edition}/milestones/prep_meeting", json={"done": False})
    assert {one["rule_id"]: one["standing"] for one in back["steps"]}["prep_meeting"] == "today"


async def test_numbers_of_contacts_are_for_the_office_and_their_own_unit_and_every_look_is_audited(
    stage: Stage,
) -> None:
    clerk, ids = await planned(stage)
    edition = ids["2026-12-03"]
    teachers, police = await unit(stage, "教育局"), await unit(stage, "公安局")
    for name in ("教育局", "民政局"):
        items = [{"name": "王五", "mobile": "13800000002"}]
        await clerk("PUT", f"/editions/{edition}/contacts", json={"unit": name, "items": items})
    assert {one["unit"] for one in (await clerk("GET", f"/editions/{edition}/contacts"))["items"]} == {
        "教育局",
        "民政局",
    }
    assert [one["unit"] for one in (await teachers("GET", f"/editions/{edition}/contacts"))["items"]] == ["教育局"]
    await police("GET", f"/editions/{edition}/contacts", 404)
    leader = await office(stage, Role.LEADER)
    await leader("GET", f"/editions/{edition}/contacts", 403)
    assert "13800000002" not in str(await leader("GET", f"/editions/{edition}"))
    foreign = {"unit": "民政局", "items": []}
    await teachers("PUT", f"/editions/{edition}/contacts", 403, json=foreign)
    looks = [one for one in await stage.stores.audit.last(30) if one.action == "plan_contacts_read"]
    assert [one.thing for one in looks] == [edition, edition]
    history = str((await clerk("GET", f"/editions/{edition}"))["history"])
    assert "contacts" in history
    assert "13800000002" not in history


async def test_a_unit_is_offered_the_contacts_of_its_last_edition(stage: Stage) -> None:
    clerk, ids = await planned(stage)
    items = [{"name": "王五", "mobile": "13800000002"}]
    await clerk("PUT", f"/editions/{ids['2026-11-26']}/contacts", json={"unit": "公安局", "items": items})
    new = await clerk("POST", "/editions", json={"day": "2026-12-17", "units": ["公安局"]})
    found = await clerk("GET", f"/editions/{new['edition_id']}/contacts")
    assert (found["items"], [one["name"] for one in found["before"]]) == ([], ["王五"])


async def test_a_units_people_see_the_editions_they_are_in_and_nothing_of_reporters(stage: Stage) -> None:
    clerk, ids = await planned(stage)
    police, edition = await unit(stage, "公安局"), ids["2026-11-26"]
    plan = await police("GET", "?year=2026")
    assert [one["edition_id"] for one in plan["editions"]] == [edition]
    assert (plan["units"], plan["editor"]) == (None, False)
    found = await clerk.upload(f"/editions/{edition}/materials?name=暗访.pdf&title=暗访", PDF)
    own = await police.upload(f"/editions/{edition}/materials?name=简介.pdf", PDF + b"%")
    assert [one["title"] for one in (await police("GET", f"/editions/{edition}"))["materials"]] == ["简介.pdf"]
    shown = (await clerk("GET", f"/editions/{edition}"))["materials"]
    assert {one["title"] for one in shown} == {"暗访", "简介.pdf"}
    await police("GET", f"/materials/{found['material_id']}", 404)
    answer = await stage.ask("GET", own["url"], headers=police.auth)
    assert await answer.read() == PDF + b"%"
    await police("GET", f"/editions/{ids['2026-12-03']}", 404)
    await police("PATCH", f"/editions/{edition}", 403, json={"version": 1, "note": "x"})
    await police("GET", "/required", 403)


async def test_only_verified_material_is_set_to_air_or_into_the_rundown(stage: Stage) -> None:
    clerk, ids = await planned(stage)
    edition = ids["2026-11-26"]
    file = await clerk.upload(f"/editions/{edition}/materials?name=报道.pdf", PDF)
    ident, item = file["material_id"], {"title": "新闻报道", "seconds": 240, "material_id": file["material_id"]}
    refused = await clerk("POST", f"/materials/{ident}/air", 409, json={"version": 1, "day": "2026-11-27"})
    assert refused["error"]["found"] == "one nobody has"
    refused = await clerk("PUT", f"/editions/{edition}/rundown", 422, json={"version": 1, "items": [item]})
    assert refused["error"]["expected"] == "verified material"
    verified = await clerk("POST", f"/materials/{ident}/verify", json={"version": 1, "how": "记者现场核实"})
    assert (verified["verified"], verified["version"]) == (True, 2)
    run = await clerk("PUT", f"/editions/{edition}/rundown", json={"version": 1, "items": [item, {"title": "连线"}]})
    assert [(one["title"], one["at"]) for one in run["rundown"]] == [
        ("新闻报道", "2026-11-26T09:00:00.000+08:00"),
        ("连线", "2026-11-26T09:04:00.000+08:00"),
    ]
    taken_back = await clerk("POST", f"/materials/{ident}/verify", 409, json={"version": 2, "how": ""})
    assert taken_back["error"]["expected"] == "one that is not set to air"
    items = [{"title": "太长", "seconds": 3601}]
    refused = await clerk("PUT", f"/editions/{edition}/rundown", 422, json={"version": 2, "items": items})
    assert refused["error"]["found"] == "60.0 min"
    kept = (await clerk("GET", f"/editions/{edition}"))["rundown"]
    assert [one["title"] for one in kept] == ["新闻报道", "连线"]
    await clerk("POST", f"/materials/{ident}/air", 412, json={"version": 1, "day": "2026-11-27"})


async def test_a_daily_list_is_handed_in_the_day_before_with_its_materials(stage: Stage) -> None:
    clerk, _ = await planned(stage)
    file = await clerk.upload("/materials?name=素材.pdf", PDF)
    await clerk("POST", f"/materials/{file['material_id']}/verify", json={"version": 1, "how": "已核实"})
    await clerk("POST", f"/materials/{file['material_id']}/air", json={"version": 2, "day": "2026-11-24"})
    days = (await clerk("GET", "/daily?first=2026-11-22&last=2026-11-28"))["items"]
    assert [one["day"][-2:] for one in days] == ["23", "24", "25", "26", "27", "28"]  # no Sunday
    assert [one["late"] for one in days] == [True, False, False, False, False, False]
    assert [one["name"] for one in days[1]["materials"]] == ["素材.pdf"]
    await clerk("PUT", "/daily/2026-11-24", 422, json={"version": 0, "outline": " ", "filed": True})
    filed = await clerk("PUT", "/daily/2026-11-24", json={"version": 0, "outline": "一、停水", "filed": True})
    assert (filed["filed_on"], filed["late"], filed["version"]) == ("2026-11-23", False, 1)
    await clerk("PUT", "/daily/2026-11-24", 412, json={"version": 0, "outline": "二"})
    await clerk("POST", f"/materials/{file['material_id']}/air", json={"version": 3, "day": None})
    after = (await clerk("GET", "/daily?first=2026-11-24&last=2026-11-24"))["items"][0]
    assert (after["filed_on"], after["outline"]) == (None, "一、停水")  # to be handed in again


async def test_leave_names_who_stands_in_and_late_leave_is_shown(stage: Stage) -> None:
    clerk, ids = await planned(stage)
    police, edition = await unit(stage, "公安局"), ids["2026-11-26"]
    asked = {"unit": "公安局", "delegate": "李副局长", "delegate_post": "副局长", "reason": "省里会议"}
    seat = (await police("PUT", f"/editions/{edition}/leave", json=asked))["seats"][0]
    assert (seat["leave"]["asked_on"], seat["leave"]["late"]) == ("2026-11-23", False)  # the last day
    set_day(stage, "2026-11-24T09:00")
    back_dated = {**asked, "asked_on": "2026-11-20"}
    seat = (await police("PUT", f"/editions/{edition}/leave", json=back_dated))["seats"][0]
    assert (seat["leave"]["asked_on"], seat["leave"]["late"]) == ("2026-11-24", True)
    seat = (await clerk("PUT", f"/editions/{edition}/leave", json=back_dated))["seats"][0]
    assert (seat["leave"]["asked_on"], seat["leave"]["late"]) == ("2026-11-20", False)
    await clerk("PUT", f"/editions/{edition}/leave", 422, json={**asked, "reason": ""})
    seat = (await clerk("PUT", f"/editions/{edition}/leave", json={"unit": "公安局"}))["seats"][0]
    assert seat["leave"] is None


async def test_check_in_counts_for_both_hundred_percent_and_a_delegate_for_one(stage: Stage) -> None:
    clerk, ids = await planned(stage)
    edition = ids["2026-11-26"]
    arrival = {"unit": "公安局", "attendance": "leader"}
    early = await clerk("PUT", f"/editions/{edition}/arrival", 422, json=arrival)
    assert early["error"]["expected"] == "the day of the show, 2026-11-26"
    set_day(stage, "2026-11-26T08:02")
    without = await clerk("PUT", f"/editions/{edition}/arrival", 422, json={**arrival, "attendance": "delegate"})
    assert without["error"]["expected"] == "a leave that names who stands in"
    leave = {"unit": "公安局", "delegate": "李", "reason": "会议", "asked_on": "2026-11-20"}
    await clerk("PUT", f"/editions/{edition}/leave", json=leave)
    seat = (await clerk("PUT", f"/editions/{edition}/arrival", json={**arrival, "attendance": "delegate"}))["seats"][0]
    assert (seat["attendance"], seat["arrived_at"]) == ("delegate", "2026-11-26T08:02:00.000+08:00")
    plan = await clerk("GET", "?year=2026")
    assert (plan["units"]["done"], plan["leaders"]["done"]) == (1, 0)
    await clerk("PUT", f"/editions/{edition}/leave", 422, json={"unit": "公安局"})
    at = {**arrival, "at": "2026-11-26T07:55"}
    seat = (await clerk("PUT", f"/editions/{edition}/arrival", json=at))["seats"][0]
    assert seat["arrived_at"] == "2026-11-26T07:55:00.000+08:00"
    plan = await clerk("GET", "?year=2026")
    assert (plan["units"]["done"], plan["leaders"]["done"], plan["leaders"]["missing"]) == (1, 1, [])
    version = (await clerk("GET", f"/editions/{edition}"))["version"]
    moved = {"version": version, "day": "2026-11-27", "reason": "节假日"}
    await clerk("POST", f"/editions/{edition}/move", 422, json=moved)


async def test_another_date_keeps_its_reason_and_a_late_request_is_shown(stage: Stage) -> None:
    clerk, ids = await planned(stage)
    edition = ids["2026-12-10"]
    asked = {"version": 1, "day": "2026-12-11", "reason": "国务院检查", "asked_on": "2026-11-09"}
    moved = await clerk("POST", f"/editions/{edition}/move", json=asked)
    assert (moved["day"], moved["other_weekday"], moved["version"]) == ("2026-12-11", True, 2)
    again = {"version": 2, "day": "2026-12-17", "reason": "再次调整"}
    await clerk("POST", f"/editions/{edition}/move", json=again)
    history = (await clerk("GET", f"/editions/{edition}"))["history"]
    assert [one["detail"] for one in history if one["what"] == "moved"] == [
        {"from": "2026-12-10", "to": "2026-12-11", "reason": "国务院检查", "asked_on": "2026-11-09"},
        {"from": "2026-12-11", "to": "2026-12-17", "reason": "再次调整", "asked_on": "2026-11-23", "late": "yes"},
    ]
    taken = {"version": 3, "day": "2026-12-03", "reason": "调整"}
    assert (await clerk("POST", f"/editions/{edition}/move", 409, json=taken))["error"]["code"] == "not_now"
    await clerk("POST", f"/editions/{edition}/cancel", json={"version": 3, "reason": "停播"})
    assert (await clerk("GET", "?year=2026"))["editions"][-1]["state"] == "cancelled"
    await clerk("POST", f"/editions/{edition}/move", 422, json={**taken, "version": 4, "day": "2026-12-18"})


async def test_a_mayors_show_has_those_who_must_attend_and_they_count_for_nothing(stage: Stage) -> None:
    clerk, _ = await planned(stage)
    asked = {"day": "2026-12-24", "kind": "mayor", "title": "市长上线", "units": ["公安局"], "required": ["教育局"]}
    made = await clerk("POST", "/editions", json=asked)
    assert [(one["unit"], one["kind"]) for one in made["seats"]] == [("公安局", "on_air"), ("教育局", "required")]
    edit = {"version": 1, "required": ["教育局", "民政局"], "topics": ["供暖"], "starts": "10:00", "minutes": 90}
    edited = await clerk("PATCH", f"/editions/{made['edition_id']}", json=edit)
    assert (edited["ends"], edited["topics"], len(edited["seats"])) == ("2026-12-24T11:30:00.000+08:00", ["供暖"], 3)
    both = {"version": 2, "required": ["公安局"]}
    await clerk("PATCH", f"/editions/{made['edition_id']}", 422, json=both)
    await clerk("POST", "/editions", 409, json=asked)  # its day is taken
    plan = await clerk("GET", "?year=2026")
    assert plan["units"]["required"] == 4


async def test_a_recorded_edition_has_promises_and_opinions_and_no_calls(stage: Stage) -> None:
    clerk, _ = await planned(stage)
    asked = {"day": "2026-12-25", "kind": "tv", "title": "请人民阅卷", "units": ["教育局", "民政局"]}
    made = await clerk("POST", "/editions", json=asked)
    assert not made["takes_calls"]
    path = f"/editions/{made['edition_id']}"
    promise = {"unit": "教育局", "words": "年底前建成三所幼儿园", "due": "2026-12-31"}
    view = await clerk("POST", f"{path}/promises", json=promise)
    await clerk("POST", f"{path}/opinions", json={"text": "学校门口太堵", "unit": "教育局", "source": "微信"})
    await clerk("POST", f"{path}/opinions", json={"text": "办事大厅态度好"})
    await clerk("POST", f"{path}/promises", 422, json={**promise, "unit": "公安局"})
    kept = {"result": "三所均已开园", "on": "2026-11-23"}
    done = await clerk("POST", f"/promises/{view['promises'][0]['promise_id']}/kept", json=kept)
    assert (done["kept_on"], done["result"]) == ("2026-11-23", "三所均已开园")
    await clerk("POST", f"/promises/{done['promise_id']}/kept", 409, json=kept)
    civil = await unit(stage, "民政局")
    seen = await civil("GET", path)
    assert ([one["text"] for one in seen["opinions"]], seen["promises"]) == (["办事大厅态度好"], [])


async def test_who_must_appear_can_be_said_and_leaders_may_be_more_than_units(stage: Stage) -> None:
    clerk, _ = await planned(stage)
    items = [{"unit": "公安局"}, {"unit": "薛埠镇", "as_unit": False}, {"unit": "卫健委"}]
    await clerk("PUT", "/required", json={"year": 2026, "items": items})
    plan = await clerk("GET", "?year=2026")
    assert (plan["units"]["required"], plan["leaders"]["required"], plan["assumed"]) == (2, 3, False)
    assert (plan["units"]["missing"], plan["leaders"]["missing"]) == (["卫健委"], ["卫健委", "薛埠镇"])
    twice = {"year": 2026, "items": [{"unit": "公安局"}, {"unit": "公安局"}]}
    assert (await clerk("PUT", "/required", 422, json=twice))["error"]["found"] == "公安局"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.WALL, Role.SOURCE, Role.DISPATCHER, Role.REVIEWER])
async def test_others_have_no_part_in_the_plan(stage: Stage, role: Role) -> None:
    other = Office(stage, await stage.bearer(role, "8001" if role is Role.OPERATOR else None))
    for method, path in (("GET", ""), ("GET", "/reminders"), ("POST", "/import?year=2026"), ("GET", "/daily")):
        await other(method, path, 403)


async def test_a_leader_reads_and_changes_nothing(stage: Stage) -> None:
    _, ids = await planned(stage)
    leader, edition = await office(stage, Role.LEADER), ids["2026-11-26"]
    assert (await leader("GET", f"/editions/{edition}"))["mine"] == []
    assert (await leader("GET", "?year=2026"))["leaders"]["required"] == 4
    await leader("PUT", f"/editions/{edition}/arrival", 403, json={"unit": "公安局", "attendance": None})
    await leader("PUT", f"/editions/{edition}/leave", 403, json={"unit": "公安局"})
