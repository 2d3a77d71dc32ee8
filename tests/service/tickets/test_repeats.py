"""可能重复: the same number about the same place and topic is suggested to who may merge, and merged by one request."""

from datetime import UTC, datetime

from tests.contracts.store.stories import NOON
from tests.service.tickets.test_ticket_commands import T1, give, second
from tests.service.web.kept_call import draft
from tests.service.web.stage import Stage, say

WORK = "/api/v1/work"
DAY_S = 86_400.0


async def first(stage: Stage, topic: str = "路灯", **chosen: object) -> None:
    await stage.sign_in()
    await say(await stage.ask("PATCH", T1, json={"version": 1, "fields": {"topic": topic, "title": "路灯不亮"}}))
    await say(await stage.ask("POST", f"{T1}/register", json={"version": 2, "kind": "投诉", **chosen}))


async def suggested(stage: Stage, ticket_id: str = "t2") -> list[str]:
    await stage.sign_in("dis", "pass-dis")
    page = await say(await stage.ask("GET", f"{WORK}/{ticket_id}/repeats"))
    return [one["ticket_id"] for one in page["items"]]


async def test_an_earlier_ticket_of_the_same_person_and_matter_is_suggested_with_reasons_and_merged(
    stage: Stage,
) -> None:
    await first(stage)
    stage.clock[0] += 60
    await say(await second(stage, topic="路灯"))
    await stage.sign_in("dis", "pass-dis")
    (found,) = (await say(await stage.ask("GET", f"{WORK}/t2/repeats")))["items"]
    assert (found["ticket_id"], found["title"], found["state"]) == ("t1", "路灯不亮", "registered")
    assert found["reasons"] == ["same_caller", "same_place", "same_topic"]
    assert await suggested(stage, "t1") == []  # the earlier one repeats nothing
    version = (await stage.parts.office.get("t2")).version
    body = {"version": version, "main": found["ticket_id"]}
    await say(await stage.ask("POST", "/api/v1/tickets/t2/merge", json=body))
    assert await suggested(stage) == []


async def test_another_topic_or_a_long_time_ago_is_no_repeat(stage: Stage) -> None:
    await first(stage, "占道经营")
    await say(await second(stage, topic="路灯"))
    assert await suggested(stage) == []
    await stage.stores.tickets.save_draft(draft("t3", "c3", "8001"), datetime.fromtimestamp(NOON, UTC))
    stage.clock[0] += 40 * DAY_S
    await stage.sign_in()
    await say(await stage.ask("PATCH", "/api/v1/tickets/t3", json={"version": 1, "fields": {"topic": "路灯"}}))
    await say(await stage.ask("POST", "/api/v1/tickets/t3/register", json={"version": 2, "kind": "投诉"}))
    assert await suggested(stage, "t3") == []


async def test_who_may_not_know_who_called_is_not_told_that_two_are_of_one_person(stage: Stage) -> None:
    await first(stage, confidential=True)
    stage.clock[0] += 60
    await say(await second(stage, topic="路灯"))
    assert await suggested(stage) == []
    await stage.sign_in("rev", "pass-rev")
    assert len((await say(await stage.ask("GET", f"{WORK}/t2/repeats")))["items"]) == 1
    await stage.sign_in("uni", "pass-uni")
    await say(await stage.ask("GET", f"{WORK}/t2/repeats"), 403)


async def test_a_ticket_that_can_no_longer_be_merged_is_not_suggested(stage: Stage) -> None:
    await first(stage)
    stage.clock[0] += 60
    await say(await second(stage, topic="路灯"))
    await give(stage, "dis", "dispatch", unit="U001")
    await give(stage, "uni", "sign")
    assert await suggested(stage) == ["t1"]
    await give(stage, "uni", "reply", text="已修复", answer="solved", signer="王局长")
    assert await suggested(stage) == []
