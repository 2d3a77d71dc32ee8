"""Dead letters of the outbox together: all of a channel brought back, and what each of them holds back."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, func, select, update

from callcenter.store.outbox import Channel, Message, MessageState
from callcenter.store.outside_tables import outbox


def bring_back(connection: Connection, channel: Channel, at: float) -> int:
    """Let every dead message of a channel be tried from the start; tell how many. Their order stays as written."""
    dead = (outbox.c.channel == channel.value) & (outbox.c.state == MessageState.DEAD.value)
    values = {"state": MessageState.WAITING.value, "failures": 0, "next_at": at}
    return connection.execute(update(outbox).where(dead).values(values)).rowcount


def held_back(connection: Connection, messages: Iterable[Message]) -> Mapping[int, int]:
    """How many messages wait behind each dead one, by message; only the feed keeps its order so strictly."""
    dead = [one for one in messages if one.state is MessageState.DEAD and one.channel is Channel.FEED]
    return {one.message_id: _behind(connection, one) for one in dead}


def _behind(connection: Connection, one: Message) -> int:
    same = (outbox.c.channel == one.channel.value) & (outbox.c.stream == one.stream)
    waiting = outbox.c.state == MessageState.WAITING.value
    wanted = select(func.count()).select_from(outbox).where(same, waiting, outbox.c.seq > one.seq)
    return connection.execute(wanted).scalar_one()
