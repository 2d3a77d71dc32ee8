"""Legal holds: what a court, a discipline office or an auditor needs stays, whatever its age, until it is released."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, RowMapping, insert, or_, select, update

from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.hold_tables import legal_holds
from callcenter.store.tables import calls, tickets

_H = legal_holds.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One hold; times are Unix seconds."""

    hold_id: str
    call_id: str
    ticket_id: str
    number: str
    why: str
    held_by: str
    held_at: float
    released_by: str = ""
    released_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHold:
    """What is to be held: a call's id, a ticket's number or id."""

    hold_id: str
    thing: str
    why: str
    by: str
    at: float


class Holds:
    """Reads and writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: NewHold) -> Hold:
        """Hold a call and its ticket.

        Raises:
            NotFoundError: there is neither a call nor a ticket of that name.
            WrongStateError: it is held already.
        """
        return await self._database.write(lambda connection: _add(connection, new))

    async def ticket_of(self, thing: str) -> str:
        """The id of the ticket that would be held with it; '' when there is none.

        Raises:
            NotFoundError: there is neither a call nor a ticket of that name.
        """
        _, ticket = await self._database.read(lambda connection: _of(connection, thing))
        return str(ticket["ticket_id"]) if ticket else ""

    async def release(self, hold_id: str, by: str, at: float) -> Hold:
        """Let it go by its age again.

        Raises:
            NotFoundError: there is no such hold.
            WrongStateError: it was released before.
        """
        return await self._database.write(lambda connection: _release(connection, hold_id, by, at))

    async def active(self) -> Sequence[Hold]:
        """Those that hold, newest first."""
        wanted = select(legal_holds).where(_H.released_at.is_(None)).order_by(_H.held_at.desc(), _H.hold_id)
        rows = await self._database.read(lambda connection: connection.execute(wanted).mappings().all())
        return [Hold(**row) for row in rows]


def _add(connection: Connection, new: NewHold) -> Hold:
    call_id, ticket = _of(connection, new.thing)
    ticket_id, number = (ticket["ticket_id"], ticket["number"] or "") if ticket else ("", "")
    same = [*([_H.call_id == call_id] if call_id else []), *([_H.ticket_id == ticket_id] if ticket_id else [])]
    held = select(_H.held_by).where(_H.released_at.is_(None), or_(*same))
    by = connection.execute(held).scalar()
    if by is not None:
        raise WrongStateError(f"legal hold on {new.thing}", "none yet", f"one by {by}")
    hold = Hold(
        hold_id=new.hold_id, call_id=call_id, ticket_id=ticket_id, number=number,
        why=new.why, held_by=new.by, held_at=new.at,
    )  # fmt: skip
    connection.execute(insert(legal_holds).values(**asdict(hold)))
    return hold


def _of(connection: Connection, thing: str) -> tuple[str, RowMapping | None]:
    """The call, '' if none, and the ticket somebody means."""
    columns = select(tickets.c.ticket_id, tickets.c.number, tickets.c.call_id)
    meant = or_(tickets.c.number == thing, tickets.c.ticket_id == thing, tickets.c.call_id == thing)
    ticket = connection.execute(columns.where(meant)).mappings().first()
    if ticket is not None:
        return ticket["call_id"] or "", ticket
    if connection.execute(select(calls.c.call_id).where(calls.c.call_id == thing)).first() is None:
        raise NotFoundError("call or ticket", thing)
    return thing, None


def _release(connection: Connection, hold_id: str, by: str, at: float) -> Hold:
    row = connection.execute(select(legal_holds).where(_H.hold_id == hold_id)).mappings().first()
    if row is None:
        raise NotFoundError("legal hold", hold_id)
    if row["released_at"] is not None:
        raise WrongStateError(f"legal hold {hold_id}", "one that holds", f"released by {row['released_by']}")
    values = {"released_by": by, "released_at": at}
    connection.execute(update(legal_holds).where(_H.hold_id == hold_id).values(**values))
    return Hold(**{**row, **values})
