"""An estate without water: people call one after the other, and the service hears of it as it would from its bus."""

from collections.abc import Iterable
from datetime import UTC, datetime

from callcenter.store.ticket import DraftTicket, Ticket, TicketField
from callcenter.store.tickets import Change
from callcenter.ticketing.office import Order
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.intake import Accept
from queueing.ticket.pen import Who
from tests.service.web.kept_call import said
from tests.service.web.stage import Stage

PLACE, TOPIC, TITLE = "阳光小区", "供水", "阳光小区停水无人通知"


async def drafted(stage: Stage, number: int, place: str = PLACE) -> Ticket:
    """One more citizen called, a minute after the last."""
    ident = f"b{number}"
    fields = {
        "title": TicketField(value=TITLE),
        "place": TicketField(value=place),
        "topic": TicketField(value=TOPIC),
        "content": TicketField(value=f"来电人反映{place}{number + 1}号楼今天早上起停水，无人通知，希望尽快恢复供水。"),
    }
    stage.clock[0] += 60
    at, now = datetime.fromtimestamp(stage.clock[0], UTC), stage.clock[0]
    draft = DraftTicket(
        ticket_id=ident, call_id=f"c-{ident}", operator_id="8001", caller_number=f"138000000{number:02d}",
        started_at=now, ended_at=now + 50, fields=fields,
    )  # fmt: skip
    await stage.stores.transcripts.add([said(f"u-{ident}", f"c-{ident}", 800, TITLE)])
    return await stage.stores.tickets.save_draft(draft, at)


async def registered(stage: Stage, number: int, place: str = PLACE) -> str:
    """The same, and the ticket was registered."""
    saved = await drafted(stage, number, place)
    at = datetime.fromtimestamp(stage.clock[0], UTC)
    change = Change(ticket_id=saved.ticket_id, version=saved.version, actor="8001", at=at)
    await stage.parts.office.accept(change, Accept(number="", kind="投诉"), Who(name="8001"))
    return saved.ticket_id


async def dispatched(stage: Stage, number: int) -> None:
    """The same, and it lies with a unit."""
    ident = await registered(stage, number)
    unit = stage.parts.city.directory.known.tree.named("市城市管理局")
    assert unit is not None
    command = Dispatch(unit=unit.unit_id, unit_name=unit.name)
    await stage.parts.office.act(Order(ticket_id=ident, version=None, command=command, who=Who(name="pai")))


async def folded(stage: Stage) -> None:
    """The hot desk folds what the store holds, as after a start, and the board looks."""
    stage.clock[0] += 60
    await stage.parts.city.hot.restore()
    await stage.parts.city.bursts.look()


async def many(stage: Stage, numbers: Iterable[int]) -> None:
    """So many registered, and folded."""
    for number in numbers:
        await registered(stage, number)
    await folded(stage)
