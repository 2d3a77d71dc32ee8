"""What is filed for an edition: lists of contacts, leaves, ticks. Every method commits before it returns."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from callcenter.store.database import Database, upsert
from callcenter.store.editions import Deed, get_edition, note_deed
from callcenter.store.show_tables import show_contacts, show_leaves, show_marks
from queueing.show.edition import Contact, Leave
from queueing.show.preparation import Filed, Mark

_CONTACT = ("unit", "name", "post", "office_phone", "mobile", "email", "qq")
_LEAVE = ("unit", "reason", "delegate", "delegate_post", "asked_on", "late")
_MARK = ("rule_id", "done_on", "by", "note")


class EditionPapers:
    """Reads and writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def filed(self, edition_ids: Sequence[str]) -> Mapping[str, Filed]:
        """Return what each edition has; without anybody's numbers."""
        return await self._database.read(lambda connection: _filed(connection, edition_ids))

    async def contacts(self, edition_id: str) -> tuple[Contact, ...]:
        """Return the contacts of an edition, by unit."""
        wanted = select(show_contacts).where(show_contacts.c.edition_id == edition_id)
        ordered = wanted.order_by(show_contacts.c.unit, show_contacts.c.place)
        rows = await self._database.read(lambda connection: connection.execute(ordered).mappings().all())
        return tuple(Contact(**{name: row[name] for name in _CONTACT}) for row in rows)

    async def file_contacts(self, edition_id: str, unit: str, listed: Sequence[Contact], on: date, deed: Deed) -> None:
        """Put a unit's list in the place of the one it had; the day of the first one stays.

        Raises:
            NotFoundError: no such edition.
            EditionError: the unit is not in it.

        """
        await self._database.write(lambda connection: _file(connection, edition_id, unit, listed, on, deed))

    async def ask_leave(self, edition_id: str, leave: Leave, deed: Deed) -> None:
        """Note a leader's leave, in the place of an earlier one.

        Raises:
            NotFoundError, EditionError: as for `file_contacts`.

        """
        row = {"edition_id": edition_id, **asdict(leave)}
        await self._database.write(
            lambda connection: _put(connection, show_leaves, row, ("edition_id", "unit"), deed, leave.unit)
        )

    async def end_leave(self, edition_id: str, unit: str, deed: Deed) -> None:
        """Take a leave back: the leader comes after all."""
        which = (show_leaves.c.edition_id == edition_id) & (show_leaves.c.unit == unit)
        await self._database.write(lambda connection: _remove(connection, show_leaves, which, edition_id, deed))

    async def mark(self, edition_id: str, mark: Mark, deed: Deed) -> None:
        """Tick a milestone off."""
        row = {"edition_id": edition_id, **asdict(mark)}
        await self._database.write(
            lambda connection: _put(connection, show_marks, row, ("edition_id", "rule_id"), deed, "")
        )

    async def unmark(self, edition_id: str, rule_id: str, deed: Deed) -> None:
        """Take a tick back."""
        which = (show_marks.c.edition_id == edition_id) & (show_marks.c.rule_id == rule_id)
        await self._database.write(lambda connection: _remove(connection, show_marks, which, edition_id, deed))


def leave_in(connection: Connection, edition_id: str, unit: str) -> Leave | None:
    """Read the leave of a unit's leader within a transaction."""
    which = (show_leaves.c.edition_id == edition_id) & (show_leaves.c.unit == unit)
    row = connection.execute(select(show_leaves).where(which)).mappings().one_or_none()
    return Leave(**{name: row[name] for name in _LEAVE}) if row else None


def _filed(connection: Connection, edition_ids: Sequence[str]) -> Mapping[str, Filed]:
    contacts: dict[str, dict[str, date]] = {}
    for row in _rows(connection, show_contacts, edition_ids):
        contacts.setdefault(row["edition_id"], {})[row["unit"]] = row["filed_on"]
    leaves: dict[str, list[Leave]] = {}
    for row in _rows(connection, show_leaves, edition_ids):
        leaves.setdefault(row["edition_id"], []).append(Leave(**{name: row[name] for name in _LEAVE}))
    marks: dict[str, list[Mark]] = {}
    for row in _rows(connection, show_marks, edition_ids):
        marks.setdefault(row["edition_id"], []).append(Mark(**{name: row[name] for name in _MARK}))
    return {
        one: Filed(
            contacts=tuple(sorted(contacts.get(one, {}).items())),
            leaves=tuple(leaves.get(one, ())),
            marks=tuple(marks.get(one, ())),
        )
        for one in edition_ids
    }


def _rows(connection: Connection, table: Table, edition_ids: Sequence[str]) -> Sequence[Any]:
    wanted = select(table).where(table.c.edition_id.in_(edition_ids))
    return connection.execute(wanted).mappings().all() if edition_ids else ()


def _file(connection: Connection, edition_id: str, unit: str, listed: Sequence[Contact], on: date, deed: Deed) -> None:
    get_edition(connection, edition_id).seat(unit)
    which = (show_contacts.c.edition_id == edition_id) & (show_contacts.c.unit == unit)
    first = connection.execute(select(show_contacts.c.filed_on).where(which)).scalars().first()
    connection.execute(delete(show_contacts).where(which))
    fixed = {"edition_id": edition_id, "unit": unit, "filed_on": first or on}
    rows = [{**asdict(one), **fixed, "place": place} for place, one in enumerate(listed)]
    if rows:
        connection.execute(insert(show_contacts), rows)
    note_deed(connection, edition_id, deed)


def _put(
    connection: Connection, table: Table, row: Mapping[str, Any], key: Sequence[str], deed: Deed, unit: str
) -> None:
    edition = get_edition(connection, row["edition_id"])
    if unit:
        edition.seat(unit)
    values = {name: value for name, value in row.items() if name not in key}
    new = upsert(connection, table).values(**row)
    connection.execute(new.on_conflict_do_update(index_elements=list(key), set_=values))
    note_deed(connection, edition.edition_id, deed)


def _remove(connection: Connection, table: Table, which: Any, edition_id: str, deed: Deed) -> None:
    """Remove a row; one that is not there is no error and leaves no trace."""
    if connection.execute(delete(table).where(which)).rowcount:
        note_deed(connection, edition_id, deed)
