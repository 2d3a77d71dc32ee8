"""The outbox: what waits, what died and why; bring a dead message back, or let it go."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from callcenter.masking import mask_number
from callcenter.store.dead_letters import bring_back, held_back
from callcenter.store.identity import Role
from callcenter.store.outbox import Channel, Message
from callcenter.store.ticket_lists import rows_of, seen_of
from callcenter.web.city_models import (
    ChannelList,
    ChannelView,
    DropAsked,
    MessageList,
    MessagesAsked,
    MessageView,
    ResendAsked,
    Resent,
)
from callcenter.web.models import Nothing
from callcenter.web.route import Ask, route
from callcenter.web.scopes import hidden_from, scope_of

KEEPERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
_MESSAGE = "/api/v1/outbox/{message_id:[0-9]{1,15}}"


@route("GET", "/api/v1/outbox", "Messages that go out, newest first", KEEPERS, query=MessagesAsked, out=MessageList)
async def list_messages(ask: Ask) -> MessageList:
    """List messages; what they say is not shown."""
    asked = ask.take(MessagesAsked)
    page = await ask.parts.stores.outbox.page(
        asked.channel.value if asked.channel else "", asked.state.value if asked.state else "", asked.after, asked.limit
    )
    return MessageList(items=await _views(ask, page.items), next=page.next)


@route("GET", "/api/v1/outbox/channels", "How each channel stands", KEEPERS, out=ChannelList)
async def list_channels(ask: Ask) -> ChannelList:
    """Count the messages of each channel, and say what trouble it has."""
    return ChannelList(items=[await _channel(ask, channel) for channel in Channel])


@route(
    "POST", "/api/v1/outbox/resend", "Bring all dead messages of a channel back, in their order",
    KEEPERS, body=ResendAsked, out=Resent, audit="outbox_resend_all",
)  # fmt: skip
async def resend_all(ask: Ask) -> Resent:
    """Let all of them be tried again from the start."""
    channel, now = ask.take(ResendAsked).channel, ask.parts.now()
    count = await ask.parts.stores.database.write(lambda connection: bring_back(connection, channel, now))
    ask.parts.city.couriers[channel].wake()
    return Resent(count=count)


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
    return (await _views(ask, [message]))[0]


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
    return (await _views(ask, [message]))[0]


async def _channel(ask: Ask, channel: Channel) -> ChannelView:
    found = await ask.parts.stores.outbox.figures(channel)
    return ChannelView(
        channel=channel,
        waiting=found.waiting,
        dead=found.dead,
        dropped=found.dropped,
        sent=found.sent,
        oldest_at=_time(ask, found.oldest_at) if found.oldest_at is not None else None,
        problem=ask.parts.city.couriers[channel].problem,
    )


async def _views(ask: Ask, messages: Sequence[Message]) -> list[MessageView]:
    database, ids, scope = ask.parts.stores.database, [one.stream for one in messages], scope_of(ask)
    held = await database.read(lambda connection: held_back(connection, messages))
    seen = await database.read(lambda connection: seen_of(connection, ids, scope))
    rows = await database.read(lambda connection: rows_of(connection, sorted(seen)))
    numbers = {ident: row["number"] for ident, row in rows.items()}
    hidden, views = await hidden_from(ask, ids), [_view(ask, one, numbers, held) for one in messages]
    return [one.model_copy(update={"ticket_id": ""}) if one.ticket_id in hidden else one for one in views]


def _view(ask: Ask, one: Message, numbers: Mapping[str, str], held: Mapping[int, int]) -> MessageView:
    return MessageView(
        message_id=one.message_id,
        channel=one.channel,
        ticket_id=one.stream,
        number=numbers.get(one.stream, ""),
        seq=one.seq,
        event=str(one.body.get("event", "")),
        address=mask_number(one.address),
        state=one.state,
        failures=one.failures,
        problem=one.problem,
        held=held.get(one.message_id, 0),
        created_at=_time(ask, one.created_at),
        next_at=_time(ask, one.next_at),
        sent_at=_time(ask, one.sent_at) if one.sent_at is not None else None,
    )


def _time(ask: Ask, at: float) -> str:
    return datetime.fromtimestamp(at, ask.parts.zone).isoformat(timespec="milliseconds")


ROUTES = (list_messages, list_channels, resend_all, resend, drop)
