"""Sessions of browsers and tokens of machines. Only fingerprints of their secrets are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from callcenter.store.accounts import Accounts, end_sessions
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Identity, Kind, Role
from callcenter.store.secrecy import TOKEN_PREFIX, fingerprint, new_secret
from callcenter.store.tables import sessions, tokens

LASTS = timedelta(hours=12)  # a shift; counted anew while it is used
WALL_LASTS = timedelta(days=400)  # browsers keep no cookie longer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Session:
    kind: Kind
    subject: str
    expires_at: datetime


class Sessions:
    """Opens, finds and ends sessions; makes and revokes tokens."""

    def __init__(self, database: Database, accounts: Accounts) -> None:
        self._database, self._accounts = database, accounts

    async def open(self, who: Identity, at: datetime) -> tuple[str, timedelta]:
        """Return a new session's secret, for the cookie, and how long it lasts."""
        secret = new_secret()
        lasts = WALL_LASTS if who.kind is Kind.TOKEN else LASTS
        row = {
            "secret_hash": fingerprint(secret),
            "kind": who.kind.value,
            "subject": who.name,
            "created_at": at,
            "expires_at": at + lasts,
        }
        await self._database.write(lambda connection: _open(connection, row, at))
        return secret, lasts

    async def find(self, secret: str, at: datetime) -> Identity | None:
        """Return whose session it is, as they are now; None: unknown, over, or their account or token is gone."""
        key = fingerprint(secret)
        found = await self._database.read(lambda connection: _session(connection, key))
        if found is None or found.expires_at <= at:
            return None
        if found.kind is Kind.TOKEN:
            return await self._database.read(lambda connection: _token(connection, tokens.c.token_id == found.subject))
        if found.expires_at - at < LASTS / 2:
            await self._database.write(lambda connection: _prolong(connection, key, at + LASTS))
        return await self._accounts.find(found.kind, found.subject)

    async def end(self, secret: str) -> None:
        """End a session; an unknown one is no error."""
        key = fingerprint(secret)
        await self._database.write(
            lambda connection: connection.execute(delete(sessions).where(sessions.c.secret_hash == key))
        )

    async def new_token(self, role: Role, label: str, at: datetime, operator_id: str | None = None) -> tuple[str, str]:
        """Make a bearer token; return its id and its text, which is not kept."""
        text, ident = TOKEN_PREFIX + new_secret(), new_secret()[:8]
        row = {
            "token_id": ident,
            "secret_hash": fingerprint(text),
            "label": label,
            "role": role.value,
            "operator_id": operator_id,
            "created_at": at,
        }
        await self._database.write(lambda connection: connection.execute(insert(tokens), [row]))
        return ident, text

    async def find_token(self, text: str) -> Identity | None:
        """Return what a bearer token stands for; None: unknown or revoked."""
        key = fingerprint(text)
        return await self._database.read(lambda connection: _token(connection, tokens.c.secret_hash == key))

    async def revoke_token(self, token_id: str, at: datetime) -> None:
        """End a token and every session opened with it.

        Raises:
            NotFoundError: no such token.

        """
        await self._database.write(lambda connection: _revoke(connection, token_id, at))


def _open(connection: Connection, row: Mapping[str, object], at: datetime) -> None:
    connection.execute(delete(sessions).where(sessions.c.expires_at <= at))
    connection.execute(insert(sessions), [row])


def _session(connection: Connection, key: str) -> _Session | None:
    row = connection.execute(select(sessions).where(sessions.c.secret_hash == key)).one_or_none()
    return None if row is None else _Session(kind=Kind(row.kind), subject=row.subject, expires_at=row.expires_at)


def _prolong(connection: Connection, key: str, until: datetime) -> None:
    connection.execute(update(sessions).where(sessions.c.secret_hash == key).values(expires_at=until))


def _token(connection: Connection, which: object) -> Identity | None:
    wanted = select(tokens).where(which, tokens.c.revoked_at.is_(None))  # type: ignore[arg-type]
    row = connection.execute(wanted).one_or_none()
    if row is None:
        return None
    return Identity(
        kind=Kind.TOKEN,
        name=row.token_id,
        display_name=row.label,
        roles=frozenset({Role(row.role)}),
        operator_id=row.operator_id,
    )


def _revoke(connection: Connection, token_id: str, at: datetime) -> None:
    done = connection.execute(update(tokens).where(tokens.c.token_id == token_id).values(revoked_at=at))
    if done.rowcount == 0:
        raise NotFoundError("token", token_id)
    end_sessions(connection, Kind.TOKEN, token_id)
