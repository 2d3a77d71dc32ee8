"""The outbox: messages written in the transaction of the fact they tell, taken out in order, never lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, select, update

from callcenter.store.cursor import Page, mark, place
from callcenter.store.database import Database, upsert
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.outside_tables import outbox


class Channel(StrEnum):
    """Where messages go."""

    SMS = "sms"
    FEED = "feed"


class MessageState(StrEnum):
    """Where a message stands. Only a person brings a dead one back."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"  # a person decided that it need not go


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """Something to be told. `stream`: what keeps its order (a ticket). `key`: written once, however often asked."""

    channel: Channel
    stream: str
    key: str
    body: Mapping[str, Any] = field(repr=False)
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(NewMessage):
    """A message as it is kept; times in Unix seconds. `seq` counts within its stream."""

    message_id: int
    seq: int
    state: MessageState
    failures: int
    problem: str
    created_at: float
    next_at: float
    sent_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How much waits in a channel, and since when."""

    waiting: int = 0
    sent: int = 0
    dead: int = 0
    dropped: int = 0
    oldest_at: float | None = None


def enqueue(connection: Connection, message: NewMessage, at: float) -> bool:
    """Write a message within the transaction of its fact; one whose key is known already is left as it is."""
    same = (outbox.c.channel == message.channel.value) & (outbox.c.stream == message.stream)
    last = connection.execute(select(func.coalesce(func.max(outbox.c.seq), 0)).where(same)).scalar_one()
    row = {
        "channel": message.channel.value,
        "stream": message.stream,
        "seq": last + 1,
        "key": message.key,
        "address": message.address,
        "body": dict(message.body),
        "state": MessageState.WAITING.value,
        "failures": 0,
        "problem": "",
        "created_at": at,
        "next_at": at,
    }
    new = upsert(connection, outbox).values(row).on_conflict_do_nothing(index_elements=["key"])
    return connection.execute(new.returning(outbox.c.message_id)).first() is not None


class Outbox:
    """Hands out what is due and notes what came of it; every method commits before it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, message: NewMessage, at: float) -> bool:
        """Write a message that belongs to no other change."""
        return await self._database.write(lambda connection: enqueue(connection, message, at))

    async def due(self, channel: Channel, now: float, limit: int, *, in_order: bool) -> tuple[Message, ...]:
        """Return messages to send now, oldest first, at most one a stream; `in_order`: none behind a dead one."""
        return await self._database.read(lambda connection: _due(connection, channel, now, limit, in_order))

    async def next_at(self, channel: Channel) -> float | None:
        """Return when the next waiting message falls due."""
        wanted = select(func.min(outbox.c.next_at)).where(_in(channel, MessageState.WAITING))
        return await self._database.read(lambda connection: connection.execute(wanted).scalar_one())

    async def sent(self, message_id: int, at: float) -> None:
        """Note that it arrived."""
        await self._change(message_id, state=MessageState.SENT.value, sent_at=at, problem="")

    async def failed(self, message_id: int, problem: str, next_at: float | None) -> None:
        """Note that it did not arrive; `next_at` None: it will not be tried again by itself."""
        state = MessageState.DEAD if next_at is None else MessageState.WAITING
        values = {"state": state.value, "problem": problem[:300], "failures": outbox.c.failures + 1}
        await self._change(message_id, **values, **({} if next_at is None else {"next_at": next_at}))

    async def postponed(self, message_id: int, why: str, next_at: float) -> None:
        """Note that it waits for its hour; no failure."""
        await self._change(message_id, problem=why, next_at=next_at)

    async def again(self, message_id: int, at: float) -> Message:
        """Bring a dead message back, as if it had never been tried.

        Raises:
            NotFoundError: no such message.
            WrongStateError: it is not dead.

        """
        values = {"state": MessageState.WAITING.value, "failures": 0, "next_at": at}
        return await self._database.write(lambda connection: _settle(connection, message_id, values))

    async def drop(self, message_id: int, why: str) -> Message:
        """Decide that a dead message need not go; those behind it go on.

        Raises:
            NotFoundError, WrongStateError: as for `again`.

        """
        values = {"state": MessageState.DROPPED.value, "problem": why[:300]}
        return await self._database.write(lambda connection: _settle(connection, message_id, values))

    async def sent_to(self, address: str, since: float) -> tuple[float, ...]:
        """Return when messages went to an address."""
        wanted = select(outbox.c.sent_at).where(outbox.c.address == address, outbox.c.sent_at > since)
        return await self._database.read(lambda connection: tuple(connection.execute(wanted).scalars()))

    async def figures(self, channel: Channel) -> Figures:
        """Count the messages of a channel by state."""
        return await self._database.read(lambda connection: _figures(connection, channel))

    async def page(self, channel: str, state: str, after: str, limit: int) -> Page[Message]:
        """Return some messages, newest first; '' takes all.

        Raises:
            BadCursorError: `after` is none of ours.

        """
        return await self._database.read(lambda connection: _page(connection, channel, state, after, limit))

    async def forget(self, before: float) -> int:
        """Remove what arrived or was dropped before that time; the last of each stream stays, for its number."""
        done = outbox.c.state.in_((MessageState.SENT.value, MessageState.DROPPED.value))
        last = select(func.max(outbox.c.message_id)).group_by(outbox.c.channel, outbox.c.stream)
        old = delete(outbox).where(done, outbox.c.created_at < before, outbox.c.message_id.not_in(last))
        return await self._database.write(lambda connection: connection.execute(old).rowcount)

    async def _change(self, message_id: int, **values: Any) -> None:
        # Only a waiting message is changed: a person may have dropped it while it was under way.
        which = (outbox.c.message_id == message_id) & (outbox.c.state == MessageState.WAITING.value)
        await self._database.write(lambda connection: connection.execute(update(outbox).where(which).values(**values)))


def _in(channel: Channel, *states: MessageState) -> Any:
    return (outbox.c.channel == channel.value) & outbox.c.state.in_([state.value for state in states])


def _due(connection: Connection, channel: Channel, now: float, limit: int, in_order: bool) -> tuple[Message, ...]:
    holding = (MessageState.WAITING, MessageState.DEAD) if in_order else (MessageState.WAITING,)
    heads = select(func.min(outbox.c.message_id)).where(_in(channel, *holding)).group_by(outbox.c.stream)
    wanted = (
        select(outbox)
        .where(outbox.c.message_id.in_(heads), outbox.c.state == MessageState.WAITING.value, outbox.c.next_at <= now)
        .order_by(outbox.c.message_id)
        .limit(limit)
    )
    return tuple(_read(row) for row in connection.execute(wanted).mappings())


def _settle(connection: Connection, message_id: int, values: Mapping[str, Any]) -> Message:
    wanted = select(outbox).where(outbox.c.message_id == message_id)
    row = connection.execute(wanted.with_for_update()).mappings().one_or_none()
    if row is None:
        raise NotFoundError("message", str(message_id))
    if row["state"] != MessageState.DEAD:
        raise WrongStateError(f"message {message_id}", "a dead one", row["state"])
    connection.execute(update(outbox).where(outbox.c.message_id == message_id).values(**values))
    return _read(connection.execute(wanted).mappings().one())


def _figures(connection: Connection, channel: Channel) -> Figures:
    wanted = select(outbox.c.state, func.count(), func.min(outbox.c.created_at)).where(
        outbox.c.channel == channel.value
    )
    rows: Sequence[Any] = connection.execute(wanted.group_by(outbox.c.state)).all()
    counts = {state: count for state, count, _ in rows}
    oldest = next((at for state, _, at in rows if state == MessageState.WAITING), None)
    return Figures(**counts, oldest_at=oldest)


def _page(connection: Connection, channel: str, state: str, after: str, limit: int) -> Page[Message]:
    wanted = select(outbox).order_by(outbox.c.message_id.desc())
    for column, value in ((outbox.c.channel, channel), (outbox.c.state, state)):
        if value:
            wanted = wanted.where(column == value)
    if after:
        wanted = wanted.where(outbox.c.message_id < int(place(after)[0]))
    rows = [_read(row) for row in connection.execute(wanted.limit(limit + 1)).mappings()]
    more = len(rows) > limit
    return Page(items=tuple(rows[:limit]), next=mark(rows[limit - 1].message_id, "") if more else None)


def _read(row: RowMapping) -> Message:
    return Message(**{**row, "channel": Channel(row["channel"]), "state": MessageState(row["state"])})
