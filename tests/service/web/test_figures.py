"""Figures of any days over HTTP."""

from callcenter.store.identity import Role
from tests.service.web.stage import Stage, say

DAY = "2025-11-21"  # of the one call in the store


async def test_a_past_day_is_folded_from_the_ledger_and_kept(stage: Stage) -> None:
    stage.clock[0] += 3 * 86400
    boss = await stage.bearer(Role.SUPERVISOR)
    asked = f"/api/v1/figures?from={DAY}&to={DAY}&by="
    found = await say(await stage.client.get(asked + "queue", headers=boss))
    assert (found["total"]["offered"], found["total"]["answered"], found["total"]["answer_rate"]) == (1, 1, 1.0)
    (row,) = found["rows"]
    assert (row["key"], row["title"], row["asa_s"], row["talk_s"]) == ("hotline", "12345 热线", 5.0, 40.0)
    assert found["answer_rate_zh"] == "接通量 ÷（来电量 − 仍在等待的）"
    assert found["lowest_24h"]["rate"] == 1.0
    assert found["lowest_24h"]["met"] is True
    (hour,) = (await say(await stage.client.get(asked + "hour", headers=boss)))["rows"]
    assert (hour["key"], hour["offered"]) == ("12", 1)
    (number,) = (await say(await stage.client.get(asked + "number", headers=boss)))["rows"]
    assert (number["key"], number["title"]) == ("12345", "12345 热线")
    (who,) = (await say(await stage.client.get(asked + "operator", headers=boss)))["operators"]
    assert (who["key"], who["title"], who["answered"], who["talk_s"]) == ("8001", "话务员8001", 1, 40.0)
    kept = await stage.stores.figure_days.between(DAY, DAY, stage.parts.history._counted_by)
    assert kept[DAY].total.offered == 1


async def test_days_add_up_and_days_to_come_are_empty(stage: Stage) -> None:
    boss = await stage.bearer(Role.SUPERVISOR)
    found = await say(await stage.client.get("/api/v1/figures?from=2025-11-19&to=2025-12-02", headers=boss))
    assert found["rows"] == []
    assert found["by"] == "total"


async def test_days_that_cannot_be_are_refused(stage: Stage) -> None:
    boss = await stage.bearer(Role.SUPERVISOR)
    for span, status in (
        ("from=2025-11-22&to=2025-11-21", 400),
        ("from=2024-01-01&to=2025-12-31", 400),
        ("from=2025-02-30&to=2025-03-01", 422),
        ("from=yesterday&to=today", 422),
        ("from=2025-11-21", 422),
        (f"from={DAY}&to={DAY}&by=caller", 422),
    ):
        await say(await stage.client.get(f"/api/v1/figures?{span}", headers=boss), status)


async def test_figures_of_days_are_for_supervisors(stage: Stage) -> None:
    for role, status in ((Role.OPERATOR, 403), (Role.WALL, 403), (Role.ADMIN, 200)):
        token = await stage.bearer(role)
        await say(await stage.client.get(f"/api/v1/figures?from={DAY}&to={DAY}", headers=token), status)
