"""Reports over HTTP: who may, what is kept, what is refused; hot topics, bursts and the answer that stands."""

from callcenter.store.identity import Role
from callcenter.web.report_routes import MAKERS
from tests.service.reports.scans import scan
from tests.service.web.stage import Stage, say

ORDER = {"name": "daily", "period": "2025-11-20", "formats": ["docx", "pdf", "csv"]}


async def test_a_supervisor_makes_a_report_and_takes_each_file_away(stage: Stage) -> None:
    headers = await stage.bearer(Role.SUPERVISOR)
    made = await say(await stage.ask("POST", "/api/v1/reports", json=ORDER, headers=headers))
    assert (made["name"], made["number"], made["changed"]) == ("daily", 1, "")
    for name, mark in (("docx", b"PK"), ("pdf", b"%PDF-"), ("csv", b"\xef\xbb\xbf")):
        answer = await stage.ask("GET", made["files"][name]["url"], headers=headers)
        body = await answer.read()
        assert answer.status == 200
        assert body.startswith(mark)
        assert len(body) == made["files"][name]["bytes"]
        assert "attachment" in answer.headers["Content-Disposition"]
    again = await say(await stage.ask("POST", "/api/v1/reports", json=ORDER, headers=headers))
    assert again["report_id"] == made["report_id"]
    listed = await say(await stage.ask("GET", "/api/v1/reports", headers=headers))
    assert [one["report_id"] for one in listed["items"]] == [made["report_id"]]


async def test_making_and_reading_a_report_is_in_the_audit(stage: Stage) -> None:
    headers = await stage.bearer(Role.SUPERVISOR)
    made = await say(await stage.ask("POST", "/api/v1/reports", json=ORDER, headers=headers))
    await stage.ask("GET", made["files"]["pdf"]["url"], headers=headers)
    await stage.stores.database.flush()
    noted = {(one.action, one.thing) for one in await stage.stores.audit.last(5)}
    assert ("report_produce", made["report_id"]) in noted
    assert ("report_read", f"{made['report_id']}/pdf") in noted


async def test_who_may_not_make_or_see_reports_is_refused(stage: Stage) -> None:
    for role in set(Role) - MAKERS:
        answer = await stage.ask("POST", "/api/v1/reports", json=ORDER, headers=await stage.bearer(role))
        assert answer.status == 403, role
    for role in (Role.OPERATOR, Role.WALL, Role.UNIT, Role.SOURCE):
        answer = await stage.ask("GET", "/api/v1/reports", headers=await stage.bearer(role))
        assert answer.status == 403, role


async def test_a_form_names_citizens_and_is_for_supervisors_alone(stage: Stage) -> None:
    supervisor, dispatcher = await stage.bearer(Role.SUPERVISOR), await stage.bearer(Role.DISPATCHER)
    order = {"name": "form", "period": "2025-11-20", "unit": "市城市管理局", "formats": ["docx"]}
    made = await say(await stage.ask("POST", "/api/v1/reports", json=order, headers=supervisor))
    for path in (f"/api/v1/reports/{made['report_id']}", made["files"]["docx"]["url"]):
        assert (await stage.ask("GET", path, headers=dispatcher)).status == 403
    listed = await say(await stage.ask("GET", "/api/v1/reports", headers=dispatcher))
    assert listed["items"] == []
    look = "/api/v1/reports/preview?name=form&period=2025-11-20&unit=x"
    assert (await stage.ask("GET", look, headers=dispatcher)).status == 403


async def test_a_sealed_scan_comes_back_by_the_number_printed_on_the_form(stage: Stage) -> None:
    headers = await stage.bearer(Role.SUPERVISOR)
    order = {"name": "form", "period": "2025-11-20", "unit": "市城市管理局", "formats": ["docx"]}
    await say(await stage.ask("POST", "/api/v1/reports", json=order, headers=headers))
    path = "/api/v1/reports/2025-001/sealed"
    assert (await stage.ask("POST", path, data=b"GIF89a", headers=headers)).status == 422
    sealed = await say(await stage.ask("POST", path, data=scan(), headers=headers))
    answer = await stage.ask("GET", sealed["sealed"]["url"], headers=headers)
    assert await answer.read() == scan()
    assert (await stage.ask("POST", path, data=scan(pages=2), headers=headers)).status == 409
    clerk = await stage.bearer(Role.DISPATCHER)
    why = {"reason": "收成了别的单位的"}
    assert (await stage.ask("POST", f"{path}/withdraw", json=why, headers=clerk)).status == 403
    assert (await stage.ask("POST", f"{path}/withdraw", json={"reason": " "}, headers=headers)).status == 422
    assert (await say(await stage.ask("POST", f"{path}/withdraw", json=why, headers=headers)))["sealed"] is None
    assert (await stage.ask("POST", f"{path}/withdraw", json=why, headers=headers)).status == 409
    assert (await say(await stage.ask("POST", path, data=scan(pages=2), headers=headers)))["sealed"]
    lines = [one for one in await stage.stores.audit.last(50) if one.action == "report_seal_withdrawn"]
    assert lines[0].detail["reason"] == why["reason"]
    assert len(lines[0].detail["sha256"]) == 64
    assert (await stage.ask("POST", "/api/v1/reports/2025-999/sealed", data=b"%PDF-", headers=headers)).status == 404


async def test_a_preview_is_a_page_that_runs_nothing_and_takes_no_number(stage: Stage) -> None:
    headers = await stage.bearer(Role.DISPATCHER)
    answer = await stage.ask("GET", "/api/v1/reports/preview?name=monthly&period=2025-11", headers=headers)
    assert answer.status == 200
    assert answer.content_type == "text/html"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "诉求数据分析报告" in await answer.text()
    listed = await say(await stage.ask("GET", "/api/v1/reports", headers=headers))
    assert listed["items"] == []


async def test_what_cannot_be_made_is_refused_with_what_was_expected(stage: Stage) -> None:
    headers = await stage.bearer(Role.SUPERVISOR)
    for wrong, told in (
        ({"name": "nothing"}, "expected one of daily"),
        ({"period": "yesterday"}, "expected a day 2026-11-20"),
        ({"period": "2025"}, "expected a period of day"),
        ({"formats": ["exe"]}, "expected some of docx"),
        ({"name": "form", "period": "2025-11-20"}, "expected the unit that was on air"),
    ):
        answer = await say(await stage.ask("POST", "/api/v1/reports", json={**ORDER, **wrong}, headers=headers), 422)
        assert told in answer["error"]["message"]
    answer = await stage.ask("GET", "/api/v1/reports/nobody/files/pdf", headers=headers)
    assert answer.status == 404


async def test_every_definition_in_force_can_be_asked_for(stage: Stage) -> None:
    answer = await say(await stage.ask("GET", "/api/v1/kpis", headers=await stage.bearer(Role.WALL)))
    found = {one["id"]: one for one in answer["items"]}
    assert found["close_on_time"]["having"] == ["resolved_in_time"]
    assert found["satisfaction"]["definition_zh"]


async def test_only_a_supervisor_sets_the_answer_operators_give(stage: Stage) -> None:
    body = {"place": "阳光小区", "matter": "供水", "said": "抢修中，预计 18 时恢复。"}
    operator = await stage.bearer(Role.OPERATOR, "8001")
    assert (await stage.ask("PUT", "/api/v1/bursts/answer", json=body, headers=operator)).status == 403
    supervisor = await stage.bearer(Role.SUPERVISOR)
    assert await say(await stage.ask("PUT", "/api/v1/bursts/answer", json=body, headers=supervisor)) == {"items": []}
    assert stage.parts.city.hot.answer("阳光小区", "供水") == body["said"]
    assert await say(await stage.ask("GET", "/api/v1/bursts", headers=operator)) == {"items": []}
    assert await say(await stage.ask("GET", "/api/v1/hot?days=7", headers=operator)) == {"items": []}
