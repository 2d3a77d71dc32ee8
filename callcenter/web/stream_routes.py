"""/ws/desk: one operator's screen. /ws/wall: the wallboard's figures without a broker."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import assert_never

from aiohttp import web

from callcenter.burst_board import Shown
from callcenter.store.faults import NotFoundError, StoreUnavailableError
from callcenter.store.identity import Role
from callcenter.store.ticket import Ticket, TicketStatus
from callcenter.store.tickets import TicketQuery
from callcenter.web.burst_views import burst_list
from callcenter.web.call_routes import note_seen, sound_of
from callcenter.web.errors import ApiError
from callcenter.web.guard import identify
from callcenter.web.inbox_views import counts
from callcenter.web.models import TicketView
from callcenter.web.ports import (
    BurstsNews,
    CallNews,
    DeskNews,
    FinalNews,
    InboxStirred,
    Notice,
    OperatorNews,
    PartialNews,
    QueuesNews,
    TicketNews,
)
from callcenter.web.route import ANYONE_SIGNED_IN, Ask, route
from callcenter.web.streams import Outbox, stream
from callcenter.web.views import ticket_view

RECENT = 20  # tickets an operator finds on the screen after a reload
ON_DUTY = frozenset({Role.OPERATOR, Role.SUPERVISOR})


@route("GET", "/ws/desk", "One operator's live screen", ON_DUTY, live=True)
async def desk(ask: Ask) -> web.WebSocketResponse:
    """Send a snapshot and then all that changes; a supervisor names the operator by `?operator=`."""
    operator_id = _whose(ask)
    if operator_id != ask.who.operator_id:
        note_seen(ask, [f"desk of {operator_id}"])
    return await stream(ask, partial(_open_desk, ask, operator_id), partial(still_welcome, ask))


@route("GET", "/ws/wall", "The topics and payloads of MQTT as frames", ANYONE_SIGNED_IN, live=True)
async def wall(ask: Ask) -> web.WebSocketResponse:
    """Send every retained payload and then each new one."""
    return await stream(ask, partial(_open_wall, ask), partial(still_welcome, ask))


def _whose(ask: Ask) -> str:
    asked = ask.request.query.get("operator", ask.who.operator_id or "")
    if asked != ask.who.operator_id and not ask.who.has(Role.SUPERVISOR):
        raise ApiError(403, "not_yours", "expected your own number or role supervisor", found=asked[:40])
    if asked not in {one.operator_id for one in ask.parts.desk.operators()}:
        raise NotFoundError("operator", asked)
    return asked


async def still_welcome(ask: Ask) -> bool:
    """Tell whether whoever opened the stream may still see it; a database in trouble does not end it."""
    try:
        found = await identify(ask.request, ask.parts)
    except StoreUnavailableError:
        return True
    return found is not None and found.roles == ask.who.roles


async def _open_wall(ask: Ask, outbox: Outbox) -> Callable[[], None]:
    def heard(topic: str, payload: Mapping[str, object] | None) -> None:
        outbox.put({"topic": topic, "payload": payload})

    for topic, payload in ask.parts.wall.retained():
        heard(topic, payload)
    return ask.parts.wall.listen(heard)


async def _open_desk(ask: Ask, operator_id: str, outbox: Outbox) -> Callable[[], None]:
    """Put the snapshot first, then what came meanwhile: every message is whole, hearing one twice does no harm."""
    sender = _DeskSender(ask, outbox)
    stop_desk = ask.parts.desk.listen(operator_id, sender.heard)
    stop_bursts = ask.parts.city.bursts.listen(lambda shown: sender.heard(BurstsNews(shown=shown)))
    stop_inbox = ask.parts.city.inbox.listen(sender.stirred)

    def stop() -> None:
        stop_desk()
        stop_bursts()
        stop_inbox()

    try:
        outbox.put(await _snapshot(ask, operator_id))
    except BaseException:
        stop()
        raise
    sending = asyncio.create_task(sender.run(), name="desk-news")

    def stop_both() -> None:
        stop()
        sending.cancel()

    return stop_both


class _DeskSender:
    """Turns news into messages, in order; tickets need the store, so news waits in a line of its own."""

    def __init__(self, ask: Ask, outbox: Outbox) -> None:
        self._ask, self._outbox = ask, outbox
        self._news: asyncio.Queue[DeskNews] = asyncio.Queue(outbox.waiting.maxsize)
        self._stirred = False  # an InboxStirred is in the line: two are told as one

    def heard(self, news: DeskNews) -> None:
        """Take news; never blocks."""
        try:
            self._news.put_nowait(news)
        except asyncio.QueueFull:
            self._outbox.overrun.set()

    def stirred(self) -> None:
        """Take that the inbox is another; never blocks."""
        if not self._stirred:
            self._stirred = True
            self.heard(InboxStirred())

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            news = await self._news.get()
            if isinstance(news, InboxStirred):
                self._stirred = False
            try:
                self._outbox.put(await _message(self._ask, news))
            except StoreUnavailableError:
                self._outbox.overrun.set()  # the next connection gets a whole snapshot


async def _message(ask: Ask, news: DeskNews) -> dict[str, object]:  # noqa: PLR0911 - one line a kind of news
    match news:
        case OperatorNews():
            return {"type": "operator", "operator": news.operator.model_dump(mode="json")}
        case CallNews():
            return {"type": "call", "call": None if news.call is None else news.call.model_dump(mode="json")}
        case TicketNews():
            return {"type": "ticket", "ticket": (await _ticket(ask, news.ticket)).model_dump(mode="json")}
        case QueuesNews():
            return {"type": "queues", "queues": [one.model_dump(mode="json") for one in news.queues]}
        case PartialNews():
            said = {"role": news.role, "start_ms": news.start_ms, "text": news.text}
            return {"type": "partial", "call_id": news.call_id, **said}
        case FinalNews():
            return {"type": "final", "call_id": news.call_id, "utterance": news.utterance.model_dump(mode="json")}
        case Notice():
            text = {"text_zh": news.text_zh, "text_en": news.text_en}
            return {"type": "notice", "severity": news.severity, **text}
        case BurstsNews():
            return {"type": "bursts", "bursts": _bursts(ask, news.shown)}
        case InboxStirred():
            return {"type": "inbox", "inbox": await _inbox(ask)}
    assert_never(news)


async def _snapshot(ask: Ask, operator_id: str) -> dict[str, object]:
    live = {one.operator_id: one for one in ask.parts.desk.operators()}[operator_id]
    call = ask.parts.desk.call_of(operator_id)
    page = await ask.parts.stores.tickets.page(TicketQuery(operator_id=operator_id, limit=RECENT))
    ticket = await ask.parts.stores.tickets.of_call(call.call_id) if call else _open_draft(page.items)
    return {
        "type": "snapshot",
        "operator": live.model_dump(mode="json"),
        "call": None if call is None else call.model_dump(mode="json"),
        "ticket": None if ticket is None else (await _ticket(ask, ticket)).model_dump(mode="json"),
        "queues": [one.model_dump(mode="json") for one in ask.parts.desk.queues()],
        "recent": [(await _ticket(ask, one)).model_dump(mode="json") for one in page.items],
        "bursts": _bursts(ask, ask.parts.city.bursts.shown),
        "inbox": await _inbox(ask),
        "seq": 0,
        "server_time": ask.parts.now(),
    }


async def _inbox(ask: Ask) -> dict[str, object]:
    return counts(await ask.parts.city.inbox.look(), ask.parts.zone).model_dump(mode="json")


def _bursts(ask: Ask, shown: Shown) -> list[dict[str, object]]:
    return [one.model_dump(mode="json") for one in burst_list(shown, ask.parts.zone).items]


def _open_draft(tickets: tuple[Ticket, ...]) -> Ticket | None:
    return next((one for one in tickets if one.status is TicketStatus.DRAFT), None)


async def _ticket(ask: Ask, ticket: Ticket) -> TicketView:
    sound = await sound_of(ask.parts.stores, [ticket.call_id])
    return ticket_view(ticket, sound, ask.parts.zone, shown=True)


ROUTES = (desk, wall)
