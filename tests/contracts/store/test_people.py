"""Operators, users, sessions and tokens on both databases."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from callcenter.store.accounts import Accounts
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Kind, Role
from callcenter.store.operators import Imported, Operators
from callcenter.store.operators_csv import OperatorLine
from callcenter.store.sessions import LASTS, WALL_LASTS, Sessions

AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
WANG = OperatorLine(number="8001", name="王芳", password="p1", skills=("show", "方言"))
LI = OperatorLine(number="8002", name="李强", password="p2")


async def test_operators_are_added_updated_and_kept(database: Database) -> None:
    operators = Operators(database)
    assert await operators.take([WANG, LI], "realm", ["hotline", "show"], AT) == Imported(added=2, changed=0, same=0)
    before = await operators.get("8001")
    assert before.ha1 == hashlib.md5(b"8001:realm:p1").hexdigest()  # noqa: S324
    assert (before.skills, before.queues, before.roles) == (("show", "方言"), ("show",), (Role.OPERATOR,))
    new = OperatorLine(number="8001", name="王芳芳", password="p9", skills=WANG.skills)
    assert await operators.take([new], "realm", ["show"], AT) == Imported(added=0, changed=1, same=0)
    assert [one.name for one in await operators.all()] == ["王芳芳", "李强"]
    assert (await operators.get("8001")).password_hash != before.password_hash
    assert await operators.take([new], "realm", ["show"], AT) == Imported(added=0, changed=0, same=1)
    with pytest.raises(NotFoundError, match="operator"):
        await operators.get("9")


async def test_an_operator_signs_in_with_number_and_password(database: Database) -> None:
    accounts = Accounts(database)
    await Operators(database).take([WANG], "realm", [], AT)
    who = await accounts.sign_in("8001", "p1")
    assert who is not None
    assert (who.kind, who.operator_id, who.display_name, who.roles) == (Kind.OPERATOR, "8001", "王芳", {Role.OPERATOR})
    assert await accounts.sign_in("8001", "p2") is None
    assert await accounts.sign_in("8001", "") is None


async def test_no_password_is_kept_readable(database: Database) -> None:
    await Operators(database).take([OperatorLine(number="8001", name="王", password="geheim77")], "r", [], AT)
    await Accounts(database).add_user("lin", "林", frozenset({Role.SUPERVISOR}), "geheim77", AT)
    for table in ("operators", "users"):
        query = text(f"SELECT * FROM {table}")  # noqa: S608 - our own table names
        rows = await database.read(lambda connection, query=query: connection.execute(query).all())
        assert "geheim77" not in str(rows)
        assert "argon2id" in str(rows)


@pytest.mark.parametrize("name", ["", "8001", "x" * 65])
async def test_a_user_name_that_could_be_an_operator_is_refused(database: Database, name: str) -> None:
    with pytest.raises(ValueError, match="expected 1 to 64 characters, not digits only"):
        await Accounts(database).add_user(name, "", frozenset(), "p", AT)


async def test_a_taken_name_is_refused(database: Database) -> None:
    accounts = Accounts(database)
    await accounts.add_user("lin", "林", frozenset({Role.ADMIN}), "p", AT)
    with pytest.raises(ValueError, match="found 'lin' taken"):
        await accounts.add_user("lin", "别人", frozenset(), "p", AT)


async def test_a_session_is_found_until_it_ends(database: Database) -> None:
    accounts = Accounts(database)
    sessions = Sessions(database, accounts)
    await Operators(database).take([WANG], "realm", [], AT)
    who = await accounts.sign_in("8001", "p1")
    assert who is not None
    secret, lasts = await sessions.open(who, AT)
    assert lasts == LASTS
    assert await sessions.find(secret, AT) == who
    assert await sessions.find(secret + "x", AT) is None
    assert await sessions.find(secret, AT + LASTS) is None
    await sessions.end(secret)
    assert await sessions.find(secret, AT) is None


async def test_over_sessions_are_swept_away(database: Database) -> None:
    accounts = Accounts(database)
    sessions = Sessions(database, accounts)
    await Operators(database).take([WANG], "realm", [], AT)
    who = await accounts.sign_in("8001", "p1")
    assert who is not None
    for day in range(5):
        await sessions.open(who, AT + timedelta(days=day))
    query = text("SELECT count(*) FROM sessions")
    assert await database.read(lambda connection: connection.execute(query).scalar_one()) == 1


async def test_a_token_works_until_it_is_revoked_and_is_kept_only_as_a_hash(database: Database) -> None:
    sessions = Sessions(database, Accounts(database))
    ident, secret = await sessions.new_token(Role.OPERATOR, "drill", AT, "8001")
    who = await sessions.find_token(secret)
    assert who is not None
    assert (who.kind, who.roles, who.operator_id, who.name) == (Kind.TOKEN, {Role.OPERATOR}, "8001", ident)
    rows = await database.read(lambda connection: connection.execute(text("SELECT * FROM tokens")).all())
    assert secret not in str(rows)
    cookie, lasts = await sessions.open(who, AT)
    assert lasts == WALL_LASTS
    assert await sessions.find(cookie, AT) == who
    await sessions.revoke_token(ident, AT)
    assert await sessions.find_token(secret) is None
    assert await sessions.find(cookie, AT) is None
    with pytest.raises(NotFoundError):
        await sessions.revoke_token("nope", AT)


async def test_the_first_admin_is_made_once(database: Database) -> None:
    accounts = Accounts(database)
    password = await accounts.make_first_admin(AT)
    assert password is not None
    who = await accounts.sign_in("admin", password)
    assert who is not None
    assert Role.ADMIN in who.roles
    assert await accounts.make_first_admin(AT) is None
