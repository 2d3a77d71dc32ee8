"""`callcenter operators` and `callcenter token` as a person types them."""

import argparse
import asyncio
from pathlib import Path

import pytest

from callcenter.cli import main
from callcenter.commands import users
from callcenter.store.accounts import Accounts
from callcenter.store.database import Database
from callcenter.store.identity import Identity, Role
from callcenter.store.operators import Operator, Operators
from callcenter.store.sessions import Sessions


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "callcenter.toml"
    file.write_text(f'[store]\nurl = "sqlite:///{tmp_path}/desk.db"\n', "utf-8")
    return file


def url(config: Path) -> str:
    return f"sqlite:///{config.parent}/desk.db"


def operators(config: Path) -> tuple[Operator, ...]:
    async def read() -> tuple[Operator, ...]:
        async with Database(url(config)) as database:
            return await Operators(database).all()

    return asyncio.run(read())


def holder(config: Path, token: str) -> Identity | None:
    async def read() -> Identity | None:
        async with Database(url(config)) as database:
            return await Sessions(database, Accounts(database)).find_token(token)

    return asyncio.run(read())


def test_an_import_adds_and_updates(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = config.with_name("staff.csv")
    file.write_text("number,name,password,skills\n8001,王芳,p1,hotline;方言\n8002,李强,p2,\n", "utf-8")
    assert main(["operators", "import", "--config", str(config), str(file)]) == 0
    assert "2 added, 0 changed, 0 unchanged" in capsys.readouterr().out
    file.write_text("number,name,password,skills\n8001,王芳芳,p1,hotline\n", "utf-8")
    assert main(["operators", "import", "--config", str(config), str(file)]) == 0
    assert "0 added, 1 changed, 0 unchanged" in capsys.readouterr().out
    assert [(one.operator_id, one.name, one.queues) for one in operators(config)] == [
        ("8001", "王芳芳", ("hotline",)),
        ("8002", "李强", ()),
    ]
    assert main(["operators", "list", "--config", str(config)]) == 0
    assert capsys.readouterr().out.splitlines() == ["8001\t王芳芳\thotline\thotline", "8002\t李强\t*\t"]


def test_one_fault_in_the_file_and_nothing_is_imported(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = config.with_name("staff.csv")
    file.write_text("number,name,password,skills\n8001,王芳,p1,\nxx,李强,p2,\n", "utf-8")
    assert main(["operators", "import", "--config", str(config), str(file)]) == 1
    told = capsys.readouterr()
    assert told.err == f"{file}: line 3: column number: expected 2 to 15 digits, found 'xx'\n"
    assert operators(config) == ()


def test_a_token_is_shown_once_and_works_until_revoked(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "new", "--config", str(config), "--role", "wall", "--label", "hall"]) == 0
    told = capsys.readouterr()
    token, ident = told.out.strip(), told.err.split()[1]
    who = holder(config, token)
    assert who is not None
    assert (who.roles, who.display_name) == ({Role.WALL}, "hall")
    assert main(["token", "revoke", "--config", str(config), ident]) == 0
    assert holder(config, token) is None
    assert main(["token", "revoke", "--config", str(config), "nope"]) == 1


def test_a_token_for_an_unknown_operator_is_refused(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "new", "--config", str(config), "--role", "operator", "--operator", "9"]) == 1
    assert "operator: expected an existing one" in capsys.readouterr().err


def user_says(config: Path, *words: str) -> int:
    """`callcenter users …` by its own module."""
    parser = argparse.ArgumentParser()
    users.add_arguments(parser)
    return users.run(parser.parse_args([words[0], "--config", str(config), *words[1:]]))


def signs_in(config: Path, name: str, password: str) -> Identity | None:
    async def read() -> Identity | None:
        async with Database(url(config)) as database:
            return await Accounts(database).sign_in(name, password)

    return asyncio.run(read())


def test_a_user_is_added_gets_another_password_and_goes(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert user_says(config, "add", "lin", "--role", "supervisor", "--title", "林班长") == 0
    password = capsys.readouterr().out.strip()
    who = signs_in(config, "lin", password)
    assert who is not None
    assert (who.display_name, who.roles) == ("林班长", {Role.SUPERVISOR})
    assert user_says(config, "password", "lin") == 0
    other = capsys.readouterr().out.strip()
    assert signs_in(config, "lin", password) is None
    assert signs_in(config, "lin", other) is not None
    assert user_says(config, "list") == 0
    assert capsys.readouterr().out == "lin\tsupervisor\n"
    assert user_says(config, "remove", "lin") == 0
    assert signs_in(config, "lin", other) is None
    assert user_says(config, "remove", "lin") == 1
    assert user_says(config, "add", "8001", "--role", "admin") == 1


def test_an_operator_who_left_can_no_longer_sign_in(config: Path) -> None:
    file = config.with_name("staff.csv")
    file.write_text("number,name,password,skills\n8001,王芳,p1,\n", "utf-8")
    assert main(["operators", "import", "--config", str(config), str(file)]) == 0
    assert signs_in(config, "8001", "p1") is not None
    assert main(["operators", "remove", "--config", str(config), "8001"]) == 0
    assert signs_in(config, "8001", "p1") is None
    assert main(["operators", "remove", "--config", str(config), "8001"]) == 1


def test_only_somebody_known_belongs_to_a_unit(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["units", "member", "--config", str(config), "wang", "U001"]) == 1
    assert "user, operator or id of a token" in capsys.readouterr().err
    assert main(["token", "new", "--config", str(config), "--role", "unit", "--label", "水务局"]) == 0
    ident = capsys.readouterr().err.split()[1]
    assert main(["units", "member", "--config", str(config), ident, "U001"]) == 0
    assert f"{ident} belongs to U001" in capsys.readouterr().out
    assert main(["units", "member", "--config", str(config), "gone", ""]) == 0  # what is there may be ended
