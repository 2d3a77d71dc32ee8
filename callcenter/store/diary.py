"""The hand-over diary (交接班日志): notes of a shift, open matters, and who of the next shift has confirmed them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from callcenter.store.database import Database, upsert
from callcenter.store.duty_tables import diary, diary_confirmations
from callcenter.store.faults import NotFoundError, WrongStateError


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryEntry:
    """One note. `open`: whoever signs in must confirm it, until somebody closes it."""

    entry_id: str
    day: date
    shift: str
    at: float
    author: str
    text: str
    open: bool
    closed_at: float | None = None
    closed_by: str = ""
    confirmed_by: tuple[str, ...] = ()


_FIELDS = tuple(field.name for field in fields(DiaryEntry) if field.name != "confirmed_by")


class Diary:
    """Reads and writes notes; what was written stays, a matter is only closed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, entry: DiaryEntry) -> None:
        """Add a note."""
        await self._database.write(lambda connection: _write(connection, entry))

    async def last(self, since: float, limit: int = 200) -> tuple[DiaryEntry, ...]:
        """Return the open matters, and the notes written since then; newest first."""
        wanted = select(diary).where(diary.c.open | (diary.c.at >= since)).order_by(diary.c.at.desc()).limit(limit)
        return await self._database.read(lambda connection: _entries(connection, wanted))

    async def unconfirmed(self, operator_id: str) -> tuple[DiaryEntry, ...]:
        """Return the open matters others wrote that this operator has not confirmed, oldest first."""
        seen = select(diary_confirmations.c.entry_id).where(diary_confirmations.c.operator_id == operator_id)
        new = diary.c.open & (diary.c.author != operator_id) & diary.c.entry_id.not_in(seen)
        return await self._database.read(
            lambda connection: _entries(connection, select(diary).where(new).order_by(diary.c.at))
        )

    async def confirm(self, entry_ids: Sequence[str], operator_id: str, at: float) -> None:
        """Note that an operator has read these; confirming twice is no error.

        Raises:
            NotFoundError: one of them does not exist; nothing was noted.

        """
        await self._database.write(lambda connection: _confirm(connection, entry_ids, operator_id, at))

    async def close(self, entry_id: str, by: str, at: float) -> None:
        """Close an open matter.

        Raises:
            NotFoundError: no such note.
            WrongStateError: it is not open (any more).

        """
        await self._database.write(lambda connection: _close(connection, entry_id, by, at))


def _write(connection: Connection, entry: DiaryEntry) -> None:
    connection.execute(insert(diary), [{name: getattr(entry, name) for name in _FIELDS}])


def _entries(connection: Connection, wanted: Any) -> tuple[DiaryEntry, ...]:
    rows = connection.execute(wanted).mappings().all()
    ids = [row["entry_id"] for row in rows]
    found = select(diary_confirmations).where(diary_confirmations.c.entry_id.in_(ids))
    confirmed: dict[str, list[str]] = {}
    for row in connection.execute(found.order_by(diary_confirmations.c.at)) if ids else ():
        confirmed.setdefault(row.entry_id, []).append(row.operator_id)
    return tuple(_read(row, confirmed.get(row["entry_id"], [])) for row in rows)


def _read(row: RowMapping, confirmed: Sequence[str]) -> DiaryEntry:
    values = {name: row[name] for name in _FIELDS}
    return DiaryEntry(**values, confirmed_by=tuple(confirmed))


def _confirm(connection: Connection, entry_ids: Sequence[str], operator_id: str, at: float) -> None:
    known = set(connection.execute(select(diary.c.entry_id).where(diary.c.entry_id.in_(entry_ids))).scalars())
    for missing in [one for one in entry_ids if one not in known]:
        raise NotFoundError("diary entry", missing)
    rows = [{"entry_id": one, "operator_id": operator_id, "at": at} for one in dict.fromkeys(entry_ids)]
    if rows:
        connection.execute(upsert(connection, diary_confirmations).on_conflict_do_nothing(), rows)


def _close(connection: Connection, entry_id: str, by: str, at: float) -> None:
    row = connection.execute(select(diary).where(diary.c.entry_id == entry_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("diary entry", entry_id)
    if not row["open"]:
        found = f"closed by {row['closed_by']}" if row["closed_by"] else "a note without an open matter"
        raise WrongStateError(f"diary entry {entry_id}", "an open matter", found)
    connection.execute(update(diary).where(diary.c.entry_id == entry_id).values(open=False, closed_at=at, closed_by=by))
