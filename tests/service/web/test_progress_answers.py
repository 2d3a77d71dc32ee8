"""Whoever holds a matter's code reads what became of it: the answer to them or why it was refused, nobody's name."""

import json
from typing import Any

from callcenter.ticketing.office import Order
from callcenter.web.public_answer import reachable
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import NameHandlers, Sign
from queueing.ticket.commands.intake import AnswerDirectly, Refuse
from queueing.ticket.commands.oversight import ReferToDiscipline
from queueing.ticket.commands.replying import PassGate, ReplyWith
from queueing.ticket.facts import Answer
from queueing.ticket.pen import Who
from tests.service.web.stage import Stage, say
from tests.service.web.test_intake import NUMBER, bring, source

OFFICE = Who(name="lin")


async def brought(stage: Stage, **matter: Any) -> tuple[str, str]:
    """A matter of a source that judges itself, so that it is registered: its id and the path of its code."""
    taken = await say(await bring(stage, await source(stage, "110"), source="110", **matter))
    return taken["ticket_id"], f"/api/v1/progress/{taken['code']}"


async def done(stage: Stage, ticket_id: str, *commands: object) -> None:
    for command in commands:
        await stage.parts.office.act(Order(ticket_id=ticket_id, version=None, who=OFFICE, command=command))


REFUSE = Refuse(reason="纪检监察事项", text="王建国您好，请拨12388反映")


async def test_a_refusal_is_read_with_its_reason_and_nobody_is_said_to_be_told_who_left_no_number(stage: Stage) -> None:
    ticket_id, path = await brought(stage, contact_phone="", contact_name="", text="我叫王建国，路灯坏了")
    await done(stage, ticket_id, REFUSE)
    told = await say(await stage.client.get(path))
    assert (told["state"], told["plain"]) == ("not_accepted_here", "不属于热线受理范围，请在此查看答复")
    assert told["answer"] == "纪检监察事项。***您好，请拨12388反映"
    assert "已告知" not in json.dumps(told, ensure_ascii=False)
    assert [one["what"] for one in told["steps"]] == ["受理", "不予受理"]
    await stage.sign_in()
    (listed,) = (await say(await stage.ask("GET", "/api/v1/work?state=not_accepted")))["items"]
    assert listed["unreachable"] is True
    state = await say(await stage.client.get("/api/v1/intake/w-1", headers=await source(stage, "110")))
    assert state["plain"] == "不属于热线受理范围，请在此查看答复"


async def test_a_refusal_of_who_left_a_number_was_told(stage: Stage) -> None:
    ticket_id, path = await brought(stage)
    await done(stage, ticket_id, REFUSE)
    told = await say(await stage.client.get(path))
    assert told["plain"] == "不属于热线受理范围，已告知"
    assert "王建国" not in told["answer"]
    assert reachable(await stage.stores.tickets.get(ticket_id))
    await stage.sign_in()
    (listed,) = (await say(await stage.ask("GET", "/api/v1/work?state=not_accepted")))["items"]
    assert listed["unreachable"] is False


async def test_a_direct_answer_is_read_without_names_and_with_no_number_but_an_offices(stage: Stage) -> None:
    ticket_id, path = await brought(stage, contact_name="王建国")
    text = f"王先生您好，您的电话{NUMBER}已登记，办理请拨打服务热线0519-86681234。"
    await done(stage, ticket_id, AnswerDirectly(text=text, answer=Answer.EXPLAINED))
    answer = (await say(await stage.client.get(path)))["answer"]
    assert "0519-86681234" in answer
    assert "已登记" in answer
    assert NUMBER not in answer
    assert "王先生" not in answer


async def test_a_units_reply_is_read_once_it_passed_its_review(stage: Stage) -> None:
    ticket_id, path = await brought(stage, contact_name="王建国")
    names = NameHandlers(responsible="赵铁柱", handler="李秀英")
    reply = ReplyWith(text="李秀英已到现场，王建国家门前的路灯已修复", answer=Answer.SOLVED, signer="赵铁柱")
    await done(stage, ticket_id, Dispatch(unit="U001"), Sign(), names, reply)
    assert (await say(await stage.client.get(path)))["answer"] == ""
    await done(stage, ticket_id, PassGate())
    assert (await say(await stage.client.get(path)))["answer"] == "***已到现场，***家门前的路灯已修复"


async def test_of_a_matter_that_few_may_know_of_nothing_is_told(stage: Stage) -> None:
    ticket_id, path = await brought(stage)
    refer = ReferToDiscipline(people=("rev",), why="涉嫌违纪")
    await done(stage, ticket_id, refer, AnswerDirectly(text="已查处", answer=Answer.SOLVED))
    assert (await say(await stage.client.get(path)))["answer"] == ""
