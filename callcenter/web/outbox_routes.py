"""The outbox: what waits, what died and why; bring a dead message back, or let it go."""

from datetime import datetime

from callcenter.masking import mask_number
from callcenter.store.identity import Role
from callcenter.store.outbox import Message
from callcenter.web.city_models import DropAsked, MessageList, MessagesAsked, MessageView
from callcenter.web.models import Nothing
from callcenter.web.route import Ask, route

KEEPERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
_MESSAGE = "/api/v1/outbox/{message_id:[0-9]{1,15}}"


@route("GET", "/api/v1/outbox", "Messages that go out, newest first", KEEPERS, query=MessagesAsked, out=MessageList)
async def list_messages(ask: Ask) -> MessageList:
    """List messages; what they say is not shown."""
    asked = ask.take(MessagesAsked)
    page = await ask.parts.stores.outbox.page(
        asked.channel.value if asked.channel else "", asked.state.value if asked.state else "", asked.after, asked.limit
    )
    return MessageList(items=[_view(ask, one) for one in page.items], next=page.next)


@route(
    "POST",
    f"{_MESSAGE}/resend",
    "Bring a dead message back",
    KEEPERS,
    body=Nothing,
    out=MessageView,
    audit="outbox_resend",
)
async def resend(ask: Ask) -> MessageView:
    """Let it be tried again from the start."""
    message = await ask.parts.stores.outbox.again(int(ask.ident("message_id")), ask.parts.now())
    ask.parts.city.couriers[message.channel].wake()
    return _view(ask, message)


@route(
    "POST",
    f"{_MESSAGE}/drop",
    "Let a dead message go; those behind it go on",
    KEEPERS,
    body=DropAsked,
    out=MessageView,
    audit="outbox_drop",
)
async def drop(ask: Ask) -> MessageView:
    """Decide that it need not go."""
    message = await ask.parts.stores.outbox.drop(int(ask.ident("message_id")), ask.take(DropAsked).why)
    ask.parts.city.couriers[message.channel].wake()
    return _view(ask, message)


def _view(ask: Ask, one: Message) -> MessageView:
    def time(at: float) -> str:
        return datetime.fromtimestamp(at, ask.parts.zone).isoformat(timespec="milliseconds")

    return MessageView(
        message_id=one.message_id,
        channel=one.channel,
        ticket_id=one.stream,
        seq=one.seq,
        event=str(one.body.get("event", "")),
        address=mask_number(one.address),
        state=one.state,
        failures=one.failures,
        problem=one.problem,
        created_at=time(one.created_at),
        next_at=time(one.next_at),
        sent_at=time(one.sent_at) if one.sent_at is not None else None,
    )


ROUTES = (list_messages, resend, drop)
