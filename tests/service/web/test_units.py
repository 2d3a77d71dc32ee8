"""Units, duty directory and people over HTTP: who may change what, and that it takes effect at once."""

from callcenter.store.identity import Role
from queueing.units.persons import Grid, Person, PersonKind
from tests.service.web.stage import Stage, say

DUTY = {"item": "路灯维修", "unit_id": "U001", "keywords": ["灯不亮"], "valid_from": "2025-01-01", "source": "1号文"}


async def test_the_tree_is_seen_by_units_and_not_by_sources_or_strangers(stage: Stage) -> None:
    for role, status in ((Role.UNIT, 200), (Role.OPERATOR, 200), (Role.SOURCE, 403), (Role.WALL, 403)):
        answer = await stage.client.get("/api/v1/units", headers=await stage.bearer(role))
        assert answer.status == status, role
    assert (await stage.client.get("/api/v1/units")).status == 401
    detail = await say(await stage.client.get("/api/v1/units/U000", headers=await stage.bearer(Role.UNIT)))
    assert detail["above"] == []
    assert len(detail["children"]) == len(stage.parts.city.directory.known.tree.units) - 1


async def test_a_dispatcher_changes_the_directory_and_the_suggestions_follow(stage: Stage) -> None:
    headers = await stage.bearer(Role.DISPATCHER)
    made = await say(await stage.client.post("/api/v1/duties", json={"duty_id": "d1", **DUTY}, headers=headers))
    assert (made["version"], made["in_force"], made["unit"]) == (1, True, "市城市管理局")
    changed = {**DUTY, "keywords": ["灯不亮", "没有路灯"], "version": 1}
    again = await say(await stage.client.put("/api/v1/duties/d1", json=changed, headers=headers))
    assert again["version"] == 2
    assert (await stage.client.put("/api/v1/duties/d1", json=changed, headers=headers)).status == 412
    told = await say(await stage.client.get("/api/v1/duties/d1/history", headers=headers))
    assert [one["duty"]["keywords"] for one in told["items"]] == [["灯不亮"], ["灯不亮", "没有路灯"]]
    found = await say(await stage.client.get("/api/v1/duties", params={"text": "门口没有路灯"}, headers=headers))
    assert [(one["duty_id"], one["said"]) for one in found["items"]] == [("d1", ["没有路灯"])]
    await stage.stores.database.flush()
    actions = [(entry.action, entry.thing) for entry in await stage.stores.audit.last(2)]
    assert actions == [("duty_edit", "d1"), ("duty_add", "")]


async def test_operators_and_units_read_the_directory_and_do_not_change_it(stage: Stage) -> None:
    for role in (Role.OPERATOR, Role.UNIT):
        headers = await stage.bearer(role)
        assert (await stage.client.get("/api/v1/duties", headers=headers)).status == 200
        assert (
            await stage.client.post("/api/v1/duties", json={"duty_id": "d1", **DUTY}, headers=headers)
        ).status == 403


async def test_what_contradicts_itself_is_refused_with_its_field(stage: Stage) -> None:
    headers = await stage.bearer(Role.DISPATCHER)
    wrong = {"duty_id": "d1", **DUTY, "valid_to": "2024-01-01"}
    told = await say(await stage.client.post("/api/v1/duties", json=wrong, headers=headers), 422)
    assert "valid_to" in told["error"]["fields"]
    circle = {"name": "市人民政府", "kind": "city", "parent_id": "U001"}
    told = await say(await stage.client.put("/api/v1/units/U000", json=circle, headers=headers), 422)
    assert "found the circle U000 > U001 > U000" in told["error"]["message"]
    assert stage.parts.city.directory.known.tree.units["U000"].parent_id == ""


async def test_the_best_person_is_named_with_reasons_and_not_once_away(stage: Stage) -> None:
    headers = await stage.bearer(Role.DISPATCHER)
    lists = stage.stores.lists
    await lists.grids.take([Grid(grid_id="G1", name="阳光一格", area="朝阳社区", places=("阳光小区",))])
    await lists.people.take(
        [Person(person_id="P1", name="老王", kind=PersonKind.GRID_WORKER, unit_id="U001", grids=("G1",))]
    )
    await stage.parts.city.directory.refresh()
    asked = {"place": "阳光小区3栋楼道", "skills": "物业、噪音"}
    found = await say(await stage.client.get("/api/v1/people/best", params=asked, headers=headers))
    assert found["grid"] == "阳光一格"
    assert [(one["person"]["name"], one["reasons"][0]) for one in found["items"]] == [("老王", "负责阳光一格")]
    await say(await stage.client.put("/api/v1/people/P1/present", json={"present": False}, headers=headers))
    found = await say(await stage.client.get("/api/v1/people/best", params=asked, headers=headers))
    assert found["items"] == []
