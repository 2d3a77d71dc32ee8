"""From a hot topic to its tickets and back; many merged at once, each whole or not at all."""

from callcenter.store.identity import Role
from callcenter.ticketing.office import Order
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import Sign
from queueing.ticket.commands.intake import Refuse
from queueing.ticket.commands.replying import PassGate, ReplyWith
from queueing.ticket.facts import Answer
from queueing.ticket.pen import Who
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TicketState
from tests.service.web.hot_scene import PLACE, drafted, folded, many
from tests.service.web.stage import Stage, say


async def revisited(stage: Stage, ticket_id: str) -> None:
    """A ticket goes its whole way until its citizen is to be asked."""
    pai, unit = Who(name="pai"), Who(name="ju", unit="U001")

    async def act(command: object, who: Who) -> TicketRecord:
        order = Order(ticket_id=ticket_id, version=None, command=command, who=who)
        return (await stage.parts.office.act(order)).record

    await act(Dispatch(unit="U001", unit_name="市城市管理局"), pai)
    await act(Sign(), unit)
    record = await act(ReplyWith(text="已恢复供水。", answer=Answer.SOLVED, signer="王局长"), unit)
    while record.gate:
        record = await act(PassGate(), Who(name="leader", posts=(record.gate,)))
    assert record.state is TicketState.REVISIT


async def test_a_topic_and_a_burst_lead_to_their_tickets_and_each_ticket_back(stage: Stage) -> None:
    await many(stage, range(10))
    await drafted(stage, 10)
    await folded(stage)
    headers = await stage.bearer(Role.DISPATCHER)
    (topic,) = (await say(await stage.ask("GET", "/api/v1/hot?days=7", headers=headers)))["items"]
    (burst,) = (await say(await stage.ask("GET", "/api/v1/bursts", headers=headers)))["items"]
    for query in (f"hot={topic['ident']}&days=7", f"burst={burst['burst_id']}"):
        listed = await say(await stage.ask("GET", f"/api/v1/work?{query}&order=newest", headers=headers))
        assert {one["ticket_id"] for one in listed["items"]} == {f"b{number}" for number in range(10)}
        found = await say(await stage.ask("GET", f"/api/v1/hot/matter?{query}", headers=headers))
        assert (found["place"], found["tickets"], found["drafts"], found["hidden"]) == (PLACE, 11, 1, 0)
        assert (found["main"]["ticket_id"], found["mergeable_count"]) == ("b0", 9)
    back = (await say(await stage.ask("GET", "/api/v1/work/b4/hot", headers=headers)))["items"]
    assert [(one["burst"], one["ident"]) for one in back] == [(True, burst["burst_id"])]  # the topic holds no others
    stage.clock[0] += 2 * 3600
    await folded(stage)
    back = (await say(await stage.ask("GET", "/api/v1/work/b4/hot", headers=headers)))["items"]
    assert [(one["burst"], one["ident"]) for one in back] == [(False, topic["ident"])]
    assert (await stage.ask("GET", f"/api/v1/work?burst={burst['burst_id']}", headers=headers)).status == 404
    assert (await stage.ask("GET", "/api/v1/work?hot=gone", headers=headers)).status == 404
    unit = await stage.bearer(Role.UNIT)
    assert (await stage.ask("GET", f"/api/v1/work?hot={topic['ident']}", headers=unit)).status == 404


async def test_many_are_merged_at_once_and_the_answer_says_which_stayed(stage: Stage) -> None:
    await many(stage, range(10))
    refusal = Refuse(reason="非政务服务事项", text="已在抢修")
    await stage.parts.office.act(Order(ticket_id="b2", version=None, command=refusal, who=Who(name="pai")))
    repeats = [
        {"ticket_id": f"b{number}", "version": (await stage.parts.office.get(f"b{number}")).version}
        for number in (1, 2, 3)
    ]
    repeats += [{"ticket_id": "b4", "version": 99}, {"ticket_id": "nobody", "version": 1}]
    path, operator = "/api/v1/work/b0/repeats", await stage.bearer(Role.OPERATOR, "8001")
    assert (await stage.ask("POST", path, json={"repeats": repeats}, headers=operator)).status == 403
    headers = await stage.bearer(Role.DISPATCHER)
    done = await say(await stage.ask("POST", path, json={"repeats": repeats}, headers=headers))
    assert done["merged"] == ["b1", "b3"]
    assert {one["ticket_id"]: one["code"] for one in done["refused"]} == {
        "b2": "not_now", "b4": "stale_version", "nobody": "not_found",
    }  # fmt: skip
    assert (await stage.parts.office.get("b0")).record.repeats == ("b1", "b3")
    assert (await stage.parts.office.get("b4")).record.state.value == "registered"
    detail = await say(await stage.ask("GET", "/api/v1/work/b0", headers=headers))
    merged = (await stage.parts.office.get("b1")).record.number
    assert detail["numbers"]["b1"] == merged  # people read numbers, not ids
    again = await say(await stage.ask("POST", path, json={"repeats": repeats[:1]}, headers=headers))
    assert again["merged"] == []  # twice is once
    found = await say(await stage.ask("GET", "/api/v1/work/b0/hot", headers=headers))
    assert found["items"][0]["mergeable_count"] == 6


async def test_a_repeat_merged_after_the_answer_was_given_is_answered_at_once(stage: Stage) -> None:
    await many(stage, range(2))
    headers = await stage.bearer(Role.SUPERVISOR)
    await revisited(stage, "b0")
    repeat = {"ticket_id": "b1", "version": (await stage.parts.office.get("b1")).version}
    done = await say(await stage.ask("POST", "/api/v1/work/b0/repeats", json={"repeats": [repeat]}, headers=headers))
    assert done["merged"] == ["b1"]
    told = (await stage.parts.office.get("b1")).record
    assert told.state is TicketState.REVISIT  # its own caller is asked too
    detail = await say(await stage.ask("GET", "/api/v1/work/b1", headers=headers))
    assert [one["kind"] for one in detail["steps"]][-2:] == ["answer_inherited", "revisit_opened"]
