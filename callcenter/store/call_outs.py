"""Call-outs of duty officers and every attempt, as the database keeps them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from callcenter.store.database import Database, upsert
from callcenter.store.faults import NotFoundError
from callcenter.store.unit_tables import call_out_attempts, call_outs
from queueing.units.call_out import Answer, Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOut:
    """One call-out. `result` '' while it goes on; `calls`: our call id of each attempt."""

    call_out_id: str
    ticket_id: str
    unit_id: str
    asked_by: str
    reason: str
    began_at: float
    ended_at: float | None = None
    result: str = ""  # reached, exhausted, stopped
    why: str = ""
    attempts: tuple[Attempt, ...] = field(default=())
    calls: tuple[str, ...] = field(default=())


class CallOuts:
    """Reads and writes them; every method commits before it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, one: CallOut) -> None:
        """Write a call-out with all its attempts."""
        await self._database.write(lambda connection: _save(connection, one))

    async def get(self, call_out_id: str) -> CallOut:
        """Return one.

        Raises:
            NotFoundError: no such call-out.

        """
        wanted = call_outs.c.call_out_id == call_out_id
        found = await self._database.read(lambda connection: _find(connection, wanted))
        if not found:
            raise NotFoundError("call-out", call_out_id)
        return found[0]

    async def of(self, ticket_id: str) -> Sequence[CallOut]:
        """Return a ticket's call-outs, oldest first."""
        wanted = call_outs.c.ticket_id == ticket_id
        return await self._database.read(lambda connection: _find(connection, wanted))

    async def going_on(self) -> Sequence[CallOut]:
        """Return those that are not over."""
        wanted = call_outs.c.ended_at.is_(None)
        return await self._database.read(lambda connection: _find(connection, wanted))


def _save(connection: Connection, one: CallOut) -> None:
    row = {name: value for name, value in asdict(one).items() if name not in ("attempts", "calls")}
    new = upsert(connection, call_outs).values(row)
    connection.execute(new.on_conflict_do_update(index_elements=["call_out_id"], set_=row))
    for number, (attempt, call_id) in enumerate(zip(one.attempts, one.calls, strict=True), 1):
        told = {**asdict(attempt), "answer": attempt.answer.value, "call_id": call_id}
        key = {"call_out_id": one.call_out_id, "number_in_order": number}
        first = upsert(connection, call_out_attempts).values({**key, **told})
        connection.execute(first.on_conflict_do_update(index_elements=list(key), set_=told))


def _find(connection: Connection, wanted: Any) -> list[CallOut]:
    rows = connection.execute(select(call_outs).where(wanted).order_by(call_outs.c.began_at)).mappings().all()
    return [_read(connection, row) for row in rows]


def _read(connection: Connection, row: RowMapping) -> CallOut:
    tried = select(call_out_attempts).where(call_out_attempts.c.call_out_id == row["call_out_id"])
    rows = connection.execute(tried.order_by(call_out_attempts.c.number_in_order)).all()
    attempts = tuple(
        Attempt(
            unit_id=one.unit_id, name=one.name, number=one.number, rank=one.rank, at=one.at, answer=Answer(one.answer)
        )
        for one in rows
    )
    return CallOut(**row, attempts=attempts, calls=tuple(one.call_id for one in rows))
