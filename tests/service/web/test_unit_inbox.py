"""A unit's own page: what lies with it and under it, signing, the contact, the reply; and nobody else's doing."""

from typing import Any

from callcenter.store.identity import Role
from callcenter.ticketing.office import Order
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.pen import Who
from queueing.units.persons import Grid, Person, PersonKind
from queueing.units.unit_tree import Placed, Unit, UnitKind
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage, say
from tests.service.web.test_attachments import dispatched, unit_token
from tests.service.web.test_intake import bring, source


async def inbox(stage: Stage, headers: dict[str, str]) -> list[str]:
    found = await say(await stage.client.get("/api/v1/work", headers=headers))
    return [one["ticket_id"] for one in found["items"]]


async def give(stage: Stage, ticket: str, path: str, headers: dict[str, str], status: int = 200, **body: Any) -> Any:
    version = (await stage.parts.office.get(ticket)).version
    asked = {"version": version, **body}
    return await say(await stage.client.post(f"/api/v1/tickets/{ticket}/{path}", json=asked, headers=headers), status)


async def test_a_unit_sees_its_own_matters_and_those_of_units_under_it(stage: Stage) -> None:
    station = Unit(unit_id="S1", name="江北城管所", kind=UnitKind.STATION, parent_id="U001")
    await stage.stores.lists.units.merge([Placed(line=1, unit=station)], "x")
    await stage.parts.city.directory.refresh()
    below, beside = await dispatched(stage, "S1"), await dispatched(stage, "U002")
    assert await inbox(stage, await unit_token(stage, "U001")) == [below]
    assert await inbox(stage, await unit_token(stage, "S1")) == [below]
    assert await inbox(stage, await unit_token(stage, "U002")) == [beside]
    assert set(await inbox(stage, await unit_token(stage, "U000"))) == {below, beside}
    assert await inbox(stage, await stage.bearer(Role.UNIT)) == [], "without a unit there is nothing to see"


async def test_a_unit_signs_notes_how_and_when_it_met_the_citizen_and_replies(stage: Stage) -> None:
    ticket, own = await dispatched(stage), await unit_token(stage, "U001")
    stage.clock[0] += 600
    await give(stage, ticket, "sign", own)
    spoken = "2025-11-21T13:45:00+08:00"  # five minutes after the dispatch
    shown = await give(stage, ticket, "contact", own, way="visit", when=spoken, note="已到现场")
    (step,) = [one for one in shown["steps"] if one["kind"] == "caller_contacted"]
    assert (step["about"]["way"], step["about"]["when"]) == ("visit", spoken)
    done = await give(stage, ticket, "reply", own, text="路灯已修复", answer="solved", signer="王局长")
    assert (done["reply"], done["signer"]) == ("路灯已修复", "王局长")


async def test_a_contact_in_the_future_or_before_the_dispatch_is_refused(stage: Stage) -> None:
    ticket, own = await dispatched(stage), await unit_token(stage, "U001")
    await give(stage, ticket, "sign", own)
    for when in ("2030-01-01T00:00:00+08:00", "2020-01-01T00:00:00+08:00", "2025-11-21T13:45:00", "gestern"):
        told = await give(stage, ticket, "contact", own, 409, when=when)
        assert told["error"]["found"] == when


async def test_another_unit_can_do_nothing_with_it(stage: Stage) -> None:
    ticket, other = await dispatched(stage), await unit_token(stage, "U002")
    for path, body in (("sign", {}), ("ask-return", {"why": "不属本单位"}), ("contact", {})):
        await give(stage, ticket, path, other, 404, **body)
    assert (await stage.parts.office.get(ticket)).record.state == "dispatched"


async def test_open_matters_of_a_person_weigh_when_the_next_is_sent(stage: Stage) -> None:
    people = [
        Person(person_id=ident, name=name, kind=PersonKind.GRID_WORKER, unit_id="U001", grids=("G1",))
        for ident, name in (("P1", "老王"), ("P2", "老李"))
    ]
    await stage.stores.lists.grids.take([Grid(grid_id="G1", name="一格", area="朝阳社区", places=("阳光小区",))])
    await stage.stores.lists.people.take(people)
    await stage.parts.city.directory.refresh()
    taken = await say(await bring(stage, await source(stage, "110"), source="110", key="p", contact_phone=NUMBER))
    order = Order(
        ticket_id=taken["ticket_id"], version=None, who=Who(name="lin"), command=Dispatch(unit="U001", person="P1")
    )
    await stage.parts.office.act(order)
    asked = "/api/v1/people/best?place=阳光小区"
    found = await say(await stage.client.get(asked, headers=await stage.bearer(Role.DISPATCHER)))
    assert [(one["person"]["person_id"], one["reasons"][-1]) for one in found["items"]] == [
        ("P2", "在办0件"),
        ("P1", "在办1件"),
    ]
