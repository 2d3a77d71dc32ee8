"""The shared inbox over HTTP: look, take, correct, confirm, put aside, give back. Who took a matter has it whole."""

import asyncio
from collections.abc import Callable

from aiohttp import web

from callcenter.clock import as_text
from callcenter.store.faults import StoreUnavailableError
from callcenter.store.inbox import Holder, Waiting
from callcenter.store.ticket import Ticket
from callcenter.web.call_routes import sound_of
from callcenter.web.inbox_models import InboxItem, InboxList, InboxMatter, InboxNews
from callcenter.web.inbox_views import came_by, counts
from callcenter.web.models import Nothing, TicketEdit, TicketView
from callcenter.web.route import IDENT, PEOPLE, Ask, route
from callcenter.web.scopes import record_of, sight
from callcenter.web.serve import note
from callcenter.web.stream_routes import still_welcome
from callcenter.web.streams import Outbox, stream
from callcenter.web.ticket_routes import edited_ticket, registered_ticket, voided_ticket
from callcenter.web.views import SEE_ALL, Sound, ticket_view
from callcenter.web.visibility import text_for
from callcenter.web.work_models import RegisterAsked, VoidAsked

AGAIN_S = 10.0  # a screen is told again so often, should something have changed unheard
_MATTER = f"/api/v1/inbox/{{ticket_id:{IDENT}}}"
_NOT_SENT = ("confidential", "at")


@route(
    "GET",
    "/api/v1/inbox",
    "Matters no operator talked about, messages too, that wait to be confirmed, oldest first",
    PEOPLE,
    out=InboxList,
)
async def list_inbox(ask: Ask) -> InboxList:
    """List what waits, with who works on it."""
    shown = await ask.parts.city.inbox.look()
    return InboxList(**counts(shown, ask.parts.zone).model_dump(), items=[_item(ask, one) for one in shown.items])


@route("GET", "/ws/inbox", "The shared inbox, live", PEOPLE, live=True)
async def live_inbox(ask: Ask) -> web.WebSocketResponse:
    """Send the inbox whole, and again whenever it is otherwise."""

    async def source(outbox: Outbox) -> Callable[[], None]:
        stirred = asyncio.Event()
        stop = ask.parts.city.inbox.listen(stirred.set)
        outbox.put(await _news(ask))
        telling = asyncio.create_task(_tell(ask, outbox, stirred), name="inbox-news")

        def end() -> None:
            stop()
            telling.cancel()

        return end

    async def welcome() -> bool:
        return await still_welcome(ask)

    return await stream(ask, source, welcome)


@route(
    "POST", f"{_MATTER}/take", "Lock a matter to yourself; again, you still work on it", PEOPLE,
    body=Nothing, out=InboxMatter, audit="inbox_take",
)  # fmt: skip
async def take(ask: Ask) -> InboxMatter:
    """Take one matter and read it whole."""
    await record_of(ask, ask.ident("ticket_id"))
    holder = Holder(name=ask.who.name, shown=ask.who.display_name or ask.who.name)
    found = await ask.parts.city.inbox.take(ask.ident("ticket_id"), holder)
    if found.ticket.caller_number:
        note(ask.parts, ask.request, ask.who, "numbers_seen", found.ticket.ticket_id)
    sent = {name: str(value) for name, value in found.body.items() if value and name not in _NOT_SENT}
    return InboxMatter(item=_item(ask, found), ticket=await _whole(ask, found.ticket), sent=sent)


@route("POST", f"{_MATTER}/release", "Give a matter back", PEOPLE, body=Nothing, audit="inbox_release")
async def release(ask: Ask) -> web.Response:
    """Give back one's own; a supervisor also somebody else's."""
    await record_of(ask, ask.ident("ticket_id"))
    others = ask.who.has(*SEE_ALL)
    await ask.parts.city.inbox.release(ask.ident("ticket_id"), ask.who.name, others=others)
    return web.Response(status=204)


@route("PATCH", _MATTER, "Correct fields of a matter", PEOPLE, body=TicketEdit, out=TicketView, audit="ticket_edit")
async def edit(ask: Ask) -> TicketView:
    """As PATCH /tickets/{id}, and answers it whole: whoever corrects it has taken it."""
    return await _whole(ask, await edited_ticket(ask))


@route(
    "POST", f"{_MATTER}/register", "Confirm a matter (受理); it gets its number", PEOPLE,
    body=RegisterAsked, out=TicketView, audit="ticket_register",
)  # fmt: skip
async def register(ask: Ask) -> TicketView:
    """As POST /tickets/{id}/register."""
    return await _whole(ask, await registered_ticket(ask))


@route(
    "POST", f"{_MATTER}/void", "无效: put a matter aside, with the reason", PEOPLE,
    body=VoidAsked, out=TicketView, audit="ticket_void",
)  # fmt: skip
async def void(ask: Ask) -> TicketView:
    """As POST /tickets/{id}/void."""
    return await _whole(ask, await voided_ticket(ask))


async def _tell(ask: Ask, outbox: Outbox, stirred: asyncio.Event) -> None:
    """Send the inbox whenever it is another than was sent last."""
    last: object = None
    while True:
        try:
            async with asyncio.timeout(AGAIN_S):
                await stirred.wait()
        except TimeoutError:
            pass
        stirred.clear()
        try:
            news = await _news(ask)
        except StoreUnavailableError:
            outbox.overrun.set()  # the next connection gets the whole inbox
            return
        what = {name: value for name, value in news.items() if name != "server_time"}
        if what != last:
            outbox.put(news)
        last = what


async def _news(ask: Ask) -> dict[str, object]:
    shown = await ask.parts.city.inbox.look()
    items = [_item(ask, one) for one in shown.items]
    told = InboxNews(**counts(shown, ask.parts.zone).model_dump(), items=items, server_time=ask.parts.now())
    return told.model_dump(mode="json")


def _item(ask: Ask, one: Waiting) -> InboxItem:
    mine = one.lock is not None and one.lock.holder == ask.who.name
    said = {name: field.value for name, field in one.ticket.fields.items()}
    confidential = bool(said.get("confidential"))
    called = (said.get("contact_name", ""),)
    seen = sight(ask, operator_id=ask.who.operator_id if mine else None, confidential=confidential, names=called)
    return InboxItem(
        ticket_id=one.ticket.ticket_id,
        version=one.ticket.version,
        source=one.source,
        source_title=came_by(ask.parts.city.sources, one.source),
        came_at=as_text(one.came_at, ask.parts.zone),
        kind=said.get("appeal_kind", ""),
        title=text_for(seen, said.get("title", "") or said.get("content", "")[:40]),
        place=text_for(seen, said.get("place", "")),
        confidential=confidential,
        holder=one.lock.holder_name if one.lock else "",
        mine=mine,
        taken_at=as_text(one.lock.taken_at, ask.parts.zone) if one.lock else None,
    )


async def _whole(ask: Ask, ticket: Ticket) -> TicketView:
    """For whoever works on it: like an operator's own call, with what was said and recorded of a message."""
    sound = await sound_of(ask.parts.stores, [ticket.call_id]) if ticket.call_id else Sound()
    return ticket_view(ticket, sound, ask.parts.zone, shown=True)


ROUTES = (list_inbox, live_inbox, take, release, edit, register, void)
