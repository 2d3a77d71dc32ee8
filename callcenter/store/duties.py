"""The duty directory as the database keeps it: the entries in force, and every version there ever was."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError, StaleVersionError, WrongStateError
from callcenter.store.records import Records, Taken, raise_revision
from callcenter.store.unit_tables import duties, duty_versions, units
from queueing.units.duty_directory import Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyVersion:
    """One version, who made it and when."""

    duty: Duty
    actor: str
    at: datetime


class Duties(Records[Duty]):
    """Reads and writes the directory; nothing is ever taken out of it, an entry ends by its last day."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, duties, _row, _duty)

    async def add(self, duty: Duty, actor: str, at: datetime) -> Duty:
        """Add an entry as its first version.

        Raises:
            WrongStateError: the id is taken.
            NotFoundError: a unit is unknown.

        """
        return await self._database.write(lambda connection: self._add(connection, duty, actor, at))

    async def change(self, duty: Duty, actor: str, at: datetime) -> Duty:
        """Put a changed entry in as the next version; `duty.version` is the one that was read.

        Raises:
            NotFoundError: no such entry or unit.
            StaleVersionError: somebody was faster; nothing changed.

        """
        return await self._database.write(lambda connection: self._change(connection, duty, actor, at))

    async def import_all(self, listed: Sequence[Duty], actor: str, at: datetime) -> Taken:
        """Take over entries of a file, all or none; each that differs becomes the next version of its id.

        Raises:
            NotFoundError: a unit is unknown.

        """
        return await self._database.write(lambda connection: self._import(connection, listed, actor, at))

    async def history(self, duty_id: str) -> tuple[DutyVersion, ...]:
        """Return every version, oldest first.

        Raises:
            NotFoundError: no such entry.

        """
        wanted = select(duty_versions).where(duty_versions.c.duty_id == duty_id).order_by(duty_versions.c.version)
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        if not rows:
            raise NotFoundError("duty", duty_id)
        return tuple(DutyVersion(duty=_from_body(row.body), actor=row.actor, at=row.at) for row in rows)

    def _add(self, connection: Connection, duty: Duty, actor: str, at: datetime) -> Duty:
        if self._known(connection, duty.duty_id) is not None:
            raise WrongStateError(f"duty {duty.duty_id}", "a new id", "one that is taken")
        return self._store(connection, replace(duty, version=1), actor, at)

    def _change(self, connection: Connection, duty: Duty, actor: str, at: datetime) -> Duty:
        known = self._known(connection, duty.duty_id)
        if known is None:
            raise NotFoundError("duty", duty.duty_id)
        if known.version != duty.version:
            raise StaleVersionError(f"duty {duty.duty_id}", known.version, duty.version)
        if known == duty:
            return known
        return self._store(connection, replace(duty, version=known.version + 1), actor, at)

    def _import(self, connection: Connection, listed: Sequence[Duty], actor: str, at: datetime) -> Taken:
        added = changed = 0
        for duty in listed:
            known = self._known(connection, duty.duty_id)
            if known is None:
                self._store(connection, replace(duty, version=1), actor, at)
                added += 1
            elif replace(duty, version=known.version) != known:
                self._store(connection, replace(duty, version=known.version + 1), actor, at)
                changed += 1
        return Taken(added=added, changed=changed, same=len(listed) - added - changed)

    def _store(self, connection: Connection, duty: Duty, actor: str, at: datetime) -> Duty:
        known = {row[0] for row in connection.execute(select(units.c.unit_id))}
        for unit_id in (duty.unit_id, *duty.assisting):
            if unit_id not in known:
                raise NotFoundError("unit", unit_id)
        self._upsert(connection, [_row(duty)])
        version = {"duty_id": duty.duty_id, "version": duty.version, "at": at, "actor": actor, "body": _body(duty)}
        connection.execute(insert(duty_versions), [version])
        raise_revision(connection, duties.name)
        return duty

    @staticmethod
    def _known(connection: Connection, duty_id: str) -> Duty | None:
        wanted = select(duties).where(duties.c.duty_id == duty_id).with_for_update()
        row = connection.execute(wanted).mappings().one_or_none()
        return None if row is None else _duty(row)


def _row(duty: Duty) -> dict[str, Any]:
    return {**asdict(duty), "assisting": list(duty.assisting), "keywords": list(duty.keywords)}


def _duty(row: RowMapping) -> Duty:
    return Duty(**{**row, "assisting": tuple(row["assisting"]), "keywords": tuple(row["keywords"])})


def _body(duty: Duty) -> dict[str, Any]:
    ends = duty.valid_to.isoformat() if duty.valid_to else None
    return {**_row(duty), "valid_from": duty.valid_from.isoformat(), "valid_to": ends}


def _from_body(body: Mapping[str, Any]) -> Duty:
    ends = body["valid_to"]
    days = {
        "valid_from": date.fromisoformat(body["valid_from"]),
        "valid_to": date.fromisoformat(ends) if ends else None,
    }
    lists = {"assisting": tuple(body["assisting"]), "keywords": tuple(body["keywords"])}
    return Duty(**{**body, **days, **lists})
