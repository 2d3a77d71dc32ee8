"""Every value is checked where it enters: 422 with what was expected and found, and nothing has changed."""

from typing import Any, get_args

import pytest

from callcenter.store.identity import Role
from callcenter.web.work_models import Tab
from queueing.units.persons import Person, PersonKind
from tests.service.tickets.test_ticket_commands import T1, give, registered
from tests.service.web.stage import Stage, say


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "闲聊"),
        ("category", "不存在"),
        ("priority", "胡说"),
        ("complexity", "乱来"),
        ("source", "火星"),
    ],
)
async def test_registering_what_the_city_does_not_know_is_refused(stage: Stage, name: str, value: str) -> None:
    await stage.sign_in()
    told = await say(await stage.ask("POST", f"{T1}/register", json={"version": 1, name: value}), 422)
    assert (told["error"]["code"], told["error"]["found"]) == ("bad_fields", value)
    assert told["error"]["fields"][name].startswith("one of ")
    assert (await say(await stage.ask("GET", T1)))["status"] == "draft"


async def test_a_number_nobody_could_call_is_refused_while_typed_and_at_the_registration(stage: Stage) -> None:
    await stage.sign_in()
    for wrong in ("不是号码", "138x"):
        told = await say(await stage.ask("PATCH", T1, json={"version": 1, "fields": {"contact_phone": wrong}}), 422)
        assert told["error"]["fields"]["contact_phone"].startswith("expected a telephone number")
    await say(await stage.ask("PATCH", T1, json={"version": 1, "fields": {"contact_phone": "13"}}))
    told = await say(await stage.ask("POST", f"{T1}/register", json={"version": 2}), 422)
    assert (told["error"]["found"], told["error"]["reason"]) == ("13", "number_whole")
    await say(await stage.ask("PATCH", T1, json={"version": 2, "fields": {"contact_phone": "0519-86681234转8"}}))
    await say(await stage.ask("POST", f"{T1}/register", json={"version": 3}))


async def test_a_whole_number_is_kept_in_one_spelling_and_one_being_typed_as_it_is(stage: Stage) -> None:
    await stage.sign_in()
    for version, (typed, kept) in enumerate(
        [
            ("１３８ ００００", "１３８ ００００"),
            ("１３８ ００００ ０００１", "13800000001"),
            ("0519-8668 1234", "051986681234"),
            ("", ""),
        ],
        1,
    ):
        told = await say(await stage.ask("PATCH", T1, json={"version": version, "fields": {"contact_phone": typed}}))
        assert told["fields"]["contact_phone"]["value"] == kept


async def test_a_number_is_corrected_by_the_same_rule(stage: Stage) -> None:
    await stage.sign_in()
    await say(await stage.ask("POST", f"{T1}/register", json={"version": 1}))
    version = (await stage.parts.office.get("t1")).version
    body = {"version": version, "contact_phone": "12", "why": "写错"}
    told = await say(await stage.ask("POST", f"{T1}/correct", json=body), 422)
    assert (told["error"]["found"], told["error"]["reason"]) == ("12", "number_whole")
    await say(await stage.ask("POST", f"{T1}/correct", json={**body, "contact_phone": "＋86 139-0000-0001"}))
    assert (await stage.stores.tickets.get("t1")).fields["contact_phone"].value == "13900000001"


# Who asks for what with which wrong values of a registered ticket, and the field that is named.
WRONG: list[tuple[str, str, dict[str, Any], str]] = [
    ("dis", "dispatch", {"unit": "鬼局"}, "unit"),
    ("dis", "dispatch", {"unit": " "}, "unit"),
    ("dis", "dispatch", {"unit": "U001", "assisting": ["妖局"]}, "assisting"),
    ("dis", "dispatch", {"unit": "U001", "person": "不存在的人"}, "person"),
    ("dis", "reclassify", {"category": "不存在"}, "category"),
    ("dis", "reclassify", {"priority": "胡说"}, "priority"),
    ("dis", "refuse", {"reason": "不想管", "text": "已告知"}, "reason"),
    ("dis", "refuse", {"reason": "纪检监察事项", "text": "  "}, "text"),
    ("dis", "hand-over", {"to": "鬼"}, "to"),
    ("dis", "note", {"text": "　"}, "text"),
    ("dis", "answer", {"text": ""}, "text"),
    ("lead", "urge", {"why": " "}, "why"),
    ("lead", "call-meeting", {"units": ["鬼局", "妖局"], "topic": "协调", "when": "2025-11-24 09:00"}, "units"),
    ("lead", "call-meeting", {"units": ["U001", "U002"], "topic": " ", "when": "2025-11-24 09:00"}, "topic"),
    ("lead", "call-meeting", {"units": ["U001", "U002"], "topic": "协调", "when": "不知何时"}, "when"),
    ("lead", "refer", {"people": ["查无此人"], "why": "线索"}, "people"),
    ("lead", "escalate", {"why": "久拖不决", "rung": "最高件"}, "rung"),
    ("rev", "strike-off", {"grade": "五星", "note": "x"}, "grade"),
    ("uni", "name-handlers", {"responsible": " ", "handler": "张三"}, "responsible"),
    ("uni", "ask-extension", {"limit": "1 month", "why": "等材料"}, "limit"),
    ("uni", "ask-extension", {"limit": "-3 wd", "why": "等材料"}, "limit"),
    ("uni", "reply", {"text": "", "answer": "solved"}, "text"),
]


async def test_no_command_takes_values_that_nobody_knows(stage: Stage) -> None:
    """All of them on one ticket that lies with a unit; its version and state stay."""
    await registered(stage, kind="投诉")
    await give(stage, "dis", "dispatch", unit="U001")
    before = await stage.parts.office.get("t1")
    for who, path, body, field in WRONG:
        told = await give(stage, who, path, 422, **body)
        assert field in told["error"]["fields"], (path, body, told)
        assert told["error"]["expected"]
    assert await stage.parts.office.get("t1") == before


async def test_a_list_of_tickets_refuses_tabs_and_states_there_are_none_of(stage: Stage) -> None:
    await registered(stage)
    await stage.sign_in("adm", "pass-adm")
    for asked, field in (("tab=nonsense", "tab"), ("state=nonsense", "state"), ("state=signed,nonsense", "state")):
        told = await say(await stage.ask("GET", f"/api/v1/work?{asked}"), 422)
        assert "nonsense" in told["error"]["found"]
        assert field in told["error"]["fields"]
    counted = (await say(await stage.ask("GET", "/api/v1/work/counts")))["counts"]
    assert set(get_args(Tab)[1:]) == set(counted) - {"restricted"}
    for tab in get_args(Tab)[1:]:
        page = await say(await stage.ask("GET", f"/api/v1/work?tab={tab}"))
        assert len(page["items"]) == counted[tab]
    assert await say(await stage.ask("GET", "/api/v1/work?state=signed,registered"))


async def test_what_is_in_the_lists_is_taken_and_the_lists_are_told(stage: Stage) -> None:
    worker = Person(person_id="P1", name="老王", kind=PersonKind.GRID_WORKER, unit_id="U001")
    await stage.stores.lists.people.take([worker])
    await stage.parts.city.directory.refresh()
    await registered(stage, kind="投诉", category="停水")
    await stage.sign_in("dis", "pass-dis")
    lists = (await say(await stage.ask("GET", "/api/v1/choices")))["fields"]
    assert {one["value"] for one in lists["person"]} == {"P1"}
    assert "纪检监察事项" in {one["value"] for one in lists["reason"]}
    assert "8001" in {one["value"] for one in lists["to"]}
    assert "uni" not in {one["value"] for one in lists["to"]}, "a unit's people own no matter of the hotline"
    await give(stage, "dis", "hand-over", to="rev")
    done = await give(stage, "dis", "dispatch", unit="市城市管理局", person="P1")
    assert (done["person"], done["category"]) == ("P1", "停水")


async def test_a_units_people_are_told_no_names_of_the_hotline(stage: Stage) -> None:
    lists = (await say(await stage.client.get("/api/v1/choices", headers=await stage.bearer(Role.UNIT))))["fields"]
    assert {"grade", "limit", "unit"} <= set(lists)
    assert not {"to", "people", "person"} & set(lists)


async def test_a_draft_tells_how_it_would_be_registered_and_which_clocks_it_starts(stage: Stage) -> None:
    await stage.sign_in()
    await say(await stage.ask("PATCH", T1, json={"version": 1, "fields": {"content": "小区停水了", "urgent": "火情"}}))
    told = await say(await stage.ask("GET", f"{T1}/judging"))
    assert (told["category"], told["proposed"], told["priority"]) == ("停水", "停水", "紧急")
    assert {one["rule_id"] for one in told["clocks"]} == {"urgent_onsite", "to_unit", "sign", "close"}
    other = await say(await stage.ask("GET", f"{T1}/judging?priority=一般&kind=咨询&category="))
    assert (other["category"], other["proposed"]) == ("", "停水")
    assert {one["rule_id"] for one in other["clocks"]} == {"to_unit", "sign", "consult"}
    await say(await stage.ask("POST", f"{T1}/register", json={"version": 2}))
    record = (await stage.parts.office.get("t1")).record
    assert (record.category, record.priority) == ("停水", "紧急")


async def test_choosing_no_category_is_kept(stage: Stage) -> None:
    await stage.sign_in()
    await say(await stage.ask("PATCH", T1, json={"version": 1, "fields": {"content": "小区停水了"}}))
    await say(await stage.ask("POST", f"{T1}/register", json={"version": 2, "category": ""}))
    assert (await stage.parts.office.get("t1")).record.category == ""
