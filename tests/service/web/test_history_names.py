"""A ticket's history says who did what by name: people, machines, sources, units; and why a matter was not solved."""

from callcenter.store.identity import Role
from callcenter.ticketing.office import Order
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.intake import HandOver
from queueing.ticket.pen import Who
from tests.service.web.stage import Stage, say
from tests.service.web.test_attachments import unit_token
from tests.service.web.test_intake import bring, source


async def test_people_sources_units_and_machines_are_named_and_what_nobody_is_stays(stage: Stage) -> None:
    taken = await say(await bring(stage, await source(stage, "grid"), source="grid", key="g"))
    ident, office = taken["ticket_id"], stage.parts.office
    for command in (HandOver(to="8002"), Dispatch(unit="U001", assisting=("U002",))):
        await office.act(Order(ticket_id=ident, version=None, who=Who(name="lin"), command=command))
    unit = await unit_token(stage, "U001")
    version = (await office.get(ident)).version
    await say(await stage.client.post(f"/api/v1/tickets/{ident}/sign", json={"version": version}, headers=unit))
    shown = await say(await stage.client.get(f"/api/v1/work/{ident}", headers=await stage.bearer(Role.ADMIN)))
    names = shown["names"]
    units = stage.parts.city.directory.known.tree.units
    assert (names["source:grid"], names["lin"], names["8002"]) == ("网格员", "林班长", "话务员8002")
    assert (names["U001"], names["U002"]) == (units["U001"].name, units["U002"].name)
    signed = next(one["by"] for one in shown["steps"] if one["kind"] == "ticket_signed")
    assert names[signed] == "U001", "a machine by the label of its token"
    assert "rule" not in names


async def test_the_public_text_and_why_a_matter_is_unsolved_are_told(stage: Stage) -> None:
    taken = await say(await bring(stage, await source(stage, "110"), source="110", key="p"))
    ident, office = taken["ticket_id"], stage.parts.office
    await office.act(Order(ticket_id=ident, version=None, who=Who(name="lin"), command=Dispatch(unit="U001")))
    unit = await unit_token(stage, "U001")
    replied = {"text": "需列入明年计划", "answer": "not_solved", "signer": "王局长", "public_text": "将列入明年计划",
               "unsolved_why": "资金未到位"}  # fmt: skip
    for path, body in (("sign", {}), ("reply", replied)):
        version = (await office.get(ident)).version
        asked = {"version": version, **body}
        shown = await say(await stage.client.post(f"/api/v1/tickets/{ident}/{path}", json=asked, headers=unit))
    assert (shown["public_text"], shown["unsolved_why"]) == ("将列入明年计划", "资金未到位")
