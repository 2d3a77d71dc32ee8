"""The operators' repository: imported from a file all or nothing, read by the desk and the registrar."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, select, update

from callcenter.store.accounts import end_sessions
from callcenter.store.database import Database, upsert
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Kind, Role
from callcenter.store.operators_csv import OperatorLine
from callcenter.store.secrecy import hash_password, sip_digest
from callcenter.store.tables import operators, tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One operator. `queues` empty: every queue. `ha1` is for the registrar, never shown."""

    operator_id: str
    name: str
    skills: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    roles: tuple[Role, ...] = (Role.OPERATOR,)
    ha1: str = field(repr=False)
    password_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did."""

    added: int
    changed: int
    same: int


class Operators:
    """Reads and writes operators."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[Operator, ...]:
        """Return every operator by number."""
        return await self._database.read(_all)

    async def get(self, operator_id: str) -> Operator:
        """Return one operator.

        Raises:
            NotFoundError: no such number.

        """
        found = {one.operator_id: one for one in await self.all()}.get(operator_id)
        if found is None:
            raise NotFoundError("operator", operator_id)
        return found

    async def remove(self, operator_id: str, at: datetime) -> None:
        """Remove an operator, end their sessions and revoke their tokens; their calls and tickets stay.

        Raises:
            NotFoundError: no such number.

        """
        await self._database.write(lambda connection: _remove(connection, operator_id, at))

    async def take(self, lines: Sequence[OperatorLine], realm: str, queues: Sequence[str], at: datetime) -> Imported:
        """Add new operators and update known ones; those not listed stay. All or nothing.

        Args:
            lines: as read from the file.
            realm: `[sip] realm`; the digest depends on it, so a new realm needs a new import.
            queues: names of the site's queues; a skill with a queue's name means that queue. One whose
                skills name none serves all.
            at: now, aware.

        """
        known = {one.operator_id: one for one in await self.all()}
        rows = [await asyncio.to_thread(_operator, line, realm, queues, known.get(line.number)) for line in lines]
        changed = [row for row in rows if known.get(row.operator_id) != row]
        if changed:
            await self._database.write(lambda connection: _save(connection, changed, at))
        added = sum(row.operator_id not in known for row in rows)
        return Imported(added=added, changed=len(changed) - added, same=len(rows) - len(changed))


def _operator(line: OperatorLine, realm: str, queues: Sequence[str], known: Operator | None) -> Operator:
    """Make the row of one line; an unchanged password keeps its hash, which would cost 30 ms to make."""
    ha1 = sip_digest(line.number, realm, line.password)
    same = known is not None and known.ha1 == ha1
    return Operator(
        operator_id=line.number,
        name=line.name,
        skills=line.skills,
        queues=tuple(skill for skill in line.skills if skill in queues),
        roles=known.roles if known else (Role.OPERATOR,),
        ha1=ha1,
        password_hash=known.password_hash if known and same else hash_password(line.password),
    )


def _all(connection: Connection) -> tuple[Operator, ...]:
    return tuple(
        _read(row) for row in connection.execute(select(operators).order_by(operators.c.operator_id)).mappings()
    )


def _read(row: RowMapping) -> Operator:
    return Operator(
        operator_id=row["operator_id"],
        name=row["name"],
        skills=tuple(row["skills"]),
        queues=tuple(row["queues"]),
        roles=tuple(Role(role) for role in row["roles"]),
        ha1=row["ha1"],
        password_hash=row["password_hash"],
    )


def _save(connection: Connection, rows: Sequence[Operator], at: datetime) -> None:
    new = upsert(connection, operators)
    taken = {column.name: new.excluded[column.name] for column in operators.c if column.name != "operator_id"}
    saved = new.on_conflict_do_update(index_elements=["operator_id"], set_=taken)
    connection.execute(saved, [_values(row, at) for row in rows])


def _remove(connection: Connection, operator_id: str, at: datetime) -> None:
    if connection.execute(delete(operators).where(operators.c.operator_id == operator_id)).rowcount == 0:
        raise NotFoundError("operator", operator_id)
    end_sessions(connection, Kind.OPERATOR, operator_id)
    connection.execute(update(tokens).where(tokens.c.operator_id == operator_id).values(revoked_at=at))


def _values(row: Operator, at: datetime) -> Mapping[str, Any]:
    return {
        "operator_id": row.operator_id,
        "name": row.name,
        "skills": list(row.skills),
        "queues": list(row.queues),
        "roles": [role.value for role in row.roles],
        "ha1": row.ha1,
        "password_hash": row.password_hash,
        "updated_at": at,
    }
