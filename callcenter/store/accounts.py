"""People who sign in: users of the screens, and operators by their number."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Identity, Kind, Role
from callcenter.store.secrecy import hash_password, new_password, password_fits
from callcenter.store.tables import operators, sessions, users

ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    identity: Identity
    password_hash: str = field(repr=False)


class Accounts:
    """Checks passwords and makes users."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sign_in(self, name: str, password: str) -> Identity | None:
        """Return who that is, or None; an unknown name takes as long as a wrong password."""
        account = await self._database.read(lambda connection: _account(connection, name))
        kept = account.password_hash if account else await asyncio.to_thread(_nobodys_hash)
        fits = await asyncio.to_thread(password_fits, kept, password)
        return account.identity if account and fits else None

    async def find(self, kind: Kind, name: str) -> Identity | None:
        """Return a user or operator as they are now; None: gone."""
        account = await self._database.read(lambda connection: _account(connection, name))
        return account.identity if account and account.identity.kind is kind else None

    async def add_user(
        self,
        name: str,
        display_name: str,
        roles: frozenset[Role],
        password: str,
        at: datetime,
        posts: tuple[str, ...] = (),
    ) -> None:
        """Add a user of the screens; `posts` are the gates they stand at.

        Raises:
            ValueError: the name is taken, empty or made of digits only, which would be an operator's number.

        """
        if not name or name.isdigit() or len(name) > 64:
            raise ValueError(f"user name: expected 1 to 64 characters, not digits only, found {name[:80]!r}")
        row = {
            "name": name,
            "display_name": display_name,
            "password_hash": await asyncio.to_thread(hash_password, password),
            "roles": sorted(role.value for role in roles),
            "updated_at": at,
            "posts": list(posts),
        }
        if not await self._database.write(lambda connection: _add(connection, row)):
            raise ValueError(f"user name: expected a free one, found {name!r} taken")

    async def set_password(self, name: str, password: str, at: datetime) -> None:
        """Give a user another password and end their sessions.

        Raises:
            NotFoundError: no such user.

        """
        kept = await asyncio.to_thread(hash_password, password)
        await self._database.write(lambda connection: _set_password(connection, name, kept, at))

    async def remove_user(self, name: str) -> None:
        """Remove a user and end their sessions.

        Raises:
            NotFoundError: no such user.

        """
        await self._database.write(lambda connection: _remove(connection, name))

    async def users(self) -> tuple[Identity, ...]:
        """Return every user by name."""
        return await self._database.read(_users)

    async def people(self) -> tuple[Identity, ...]:
        """Return everybody who can sign in: users by name, then operators by number."""
        return await self._database.read(lambda connection: (*_users(connection), *_operators(connection)))

    async def make_first_admin(self, at: datetime) -> str | None:
        """Make the user `admin` when there is no user at all; return its password, to be shown once, else None."""
        count = await self._database.read(
            lambda connection: connection.execute(select(func.count()).select_from(users)).scalar_one()
        )
        if count:
            return None
        password = new_password()
        await self.add_user(ADMIN, "管理员", frozenset({Role.ADMIN, Role.SUPERVISOR}), password, at)
        return password


def _account(connection: Connection, name: str) -> _Account | None:
    row = connection.execute(select(users).where(users.c.name == name)).one_or_none()
    if row is not None:
        roles = frozenset(Role(role) for role in row.roles)
        posts = tuple(row.posts)
        identity = Identity(kind=Kind.USER, name=row.name, display_name=row.display_name, roles=roles, posts=posts)
        return _Account(identity=identity, password_hash=row.password_hash)
    row = connection.execute(select(operators).where(operators.c.operator_id == name)).one_or_none()
    return None if row is None else _Account(identity=_operator(row), password_hash=row.password_hash)


def _operators(connection: Connection) -> tuple[Identity, ...]:
    wanted = select(operators).order_by(operators.c.operator_id)
    return tuple(_operator(row) for row in connection.execute(wanted))


def _operator(row: Row[Any]) -> Identity:
    return Identity(
        kind=Kind.OPERATOR,
        name=row.operator_id,
        display_name=row.name,
        roles=frozenset(Role(role) for role in row.roles),
        operator_id=row.operator_id,
    )


def _users(connection: Connection) -> tuple[Identity, ...]:
    return tuple(
        Identity(kind=Kind.USER, name=row.name, display_name=row.display_name, roles=frozenset(map(Role, row.roles)))
        for row in connection.execute(select(users).order_by(users.c.name))
    )


def _set_password(connection: Connection, name: str, kept: str, at: datetime) -> None:
    values = {"password_hash": kept, "updated_at": at}
    if connection.execute(update(users).where(users.c.name == name).values(values)).rowcount == 0:
        raise NotFoundError("user", name)
    end_sessions(connection, Kind.USER, name)


def _remove(connection: Connection, name: str) -> None:
    if connection.execute(delete(users).where(users.c.name == name)).rowcount == 0:
        raise NotFoundError("user", name)
    end_sessions(connection, Kind.USER, name)


def end_sessions(connection: Connection, kind: Kind, subject: str) -> None:
    """End every session of somebody, in the caller's transaction."""
    connection.execute(delete(sessions).where(sessions.c.kind == kind.value, sessions.c.subject == subject))


def _add(connection: Connection, row: dict[str, object]) -> bool:
    if connection.execute(select(users.c.name).where(users.c.name == row["name"])).one_or_none() is not None:
        return False
    connection.execute(insert(users), [row])
    return True


@cache
def _nobodys_hash() -> str:
    return hash_password(new_password())
