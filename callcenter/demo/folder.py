"""The demo's folder: made anew each time, with configuration, operators, first administrator and a token."""

import fcntl
import json
import os
import shutil
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from callcenter.demo.free_ports import free_port
from callcenter.drill import OperatorAccount
from callcenter.settings import load
from callcenter.store.accounts import Accounts
from callcenter.store.database import Database
from callcenter.store.identity import Role
from callcenter.store.operators import Operators
from callcenter.store.operators_csv import OperatorLine
from callcenter.store.secrecy import new_password
from callcenter.store.sessions import Sessions

SIP_PORT, WEB_PORT = 5060, 8080
WRAP_UP_S = 2.0  # short, so that callers who wait get their turn while one looks on
OPERATORS = (("8001", "王话务"), ("8002", "李话务"), ("8003", "张话务"))
STUDIO, PRODUCER = ("9101", "9102"), "9001"
STUDIO_PEOPLE = ((Role.PRODUCER, "导播"), (Role.HOST, "主持人"))  # signed in by the role's name
MARK = "made-by-callcenter-demo"  # only a folder with this file in it is ever emptied

_CONFIG = """\
# Written by `callcenter demo`; replaced at its next start.
[site]
id = "demo"
data_dir = {data_dir}

[sip]
listen = "{ip}:{sip_port}"

[[sip.trunk]]
name = "local"
match = ["{ip}"]

[media]
ip = "{ip}"

[desk]
auto_ready = true
wrap_up_s = {wrap_up_s}

[web]
listen = "{ip}:{web_port}"

[store]
url = {store_url}

[asr]
models_dir = {models_dir}
"""

_SHOW_CONFIG = """
[show]
studio = [{studio}]
delay_s = 6.0
phone = [
{phones}]
"""


class FolderError(Exception):
    """The folder cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoDesk:
    """A desk made ready to start."""

    folder: Path
    config: Path
    ip: str
    sip_port: int
    web_port: int
    operators: tuple[OperatorAccount, ...]
    studio: tuple[OperatorAccount, ...]
    producer: OperatorAccount
    tokens: dict[str, str] = field(repr=False)  # role -> bearer token
    passwords: dict[str, str] = field(repr=False)  # of admin, producer and host
    token: str = field(repr=False)

    @property
    def url(self) -> str:
        return f"http://{self.ip}:{self.web_port}"


async def make_desk(folder: Path, ip: str) -> DemoDesk:
    """Empty the folder and write everything a start needs.

    Raises:
        FolderError: it is not the demo's, or another demo runs in it.
        NoFreePortError, StoreError, SettingsError: as they say.
    """
    _empty(folder)
    sip_port = free_port(ip, SIP_PORT, (socket.SOCK_DGRAM,))
    web_port = free_port(ip, WEB_PORT, (socket.SOCK_STREAM,))
    config = folder / "callcenter.toml"
    phones = tuple(OperatorAccount(number=number, password=new_password()) for number in (*STUDIO, PRODUCER))
    config.touch(mode=0o600)  # the show's phones have their passwords in it
    config.write_text(_configuration(folder, ip, sip_port, web_port) + _show(phones), "utf-8")
    accounts = tuple(OperatorAccount(number=number, password=new_password()) for number, _ in OPERATORS)
    passwords, tokens = await _fill(config, accounts)
    token = tokens["supervisor"]
    _write_secrets(folder, accounts, token)
    return DemoDesk(
        folder=folder,
        config=config,
        ip=ip,
        sip_port=sip_port,
        web_port=web_port,
        operators=accounts,
        studio=phones[: len(STUDIO)],
        producer=phones[-1],
        tokens=tokens,
        passwords=passwords,
        token=token,
    )


def _configuration(folder: Path, ip: str, sip_port: int, web_port: int) -> str:
    paths = {"data_dir": folder, "models_dir": folder / "models", "store_url": f"sqlite:///{folder}/callcenter.db"}
    quoted = {key: json.dumps(str(path), ensure_ascii=False) for key, path in paths.items()}  # a TOML string too
    return _CONFIG.format(ip=ip, wrap_up_s=WRAP_UP_S, sip_port=sip_port, web_port=web_port, **quoted)


def _show(phones: tuple[OperatorAccount, ...]) -> str:
    """The live show's part of the configuration: a studio of two lines and a producer's phone."""
    rows = [f'  {{ number = "{one.number}", password = "{one.password}" }},\n' for one in phones]
    return _SHOW_CONFIG.format(studio=", ".join(f'"{one}"' for one in STUDIO), phones="".join(rows))


async def _fill(config: Path, accounts: tuple[OperatorAccount, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Put operators, people of the screens and tokens into a new database; return passwords and a token a role."""
    settings, now = load(config), datetime.now(UTC)
    lines = [
        OperatorLine(number=account.number, name=name, password=account.password)
        for account, (_, name) in zip(accounts, OPERATORS, strict=True)
    ]
    async with Database(settings.store.url) as database:
        await Operators(database).take(lines, settings.sip.realm, [queue.name for queue in settings.queue], now)
        people = Accounts(database)
        passwords = {"admin": await people.make_first_admin(now) or ""}
        for role, shown_as in STUDIO_PEOPLE:
            passwords[role.value] = new_password()
            await people.add_user(role.value, shown_as, frozenset({role}), passwords[role.value], now)
        sessions, tokens = Sessions(database, people), {}
        for role in (Role.SUPERVISOR, Role.PRODUCER, Role.HOST):
            _, tokens[role.value] = await sessions.new_token(role, "drill", now)
    return passwords, tokens


def _empty(folder: Path) -> None:
    """Leave an empty folder with our mark; a folder that is not ours is refused untouched."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise FolderError(f"{folder}: expected a folder of an earlier demo or an empty one, found other files")
        _refuse_if_in_use(folder / "run" / "supervisor.lock")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("This folder is emptied whenever the demo starts.\n", "utf-8")


def _refuse_if_in_use(lock: Path) -> None:
    if not lock.exists():
        return
    handle = os.open(lock, os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(handle, 20).decode(errors="replace").strip()
        raise FolderError(
            f"{lock.parent.parent}: expected no other demo in it, found process {holder} using it"
        ) from None
    finally:
        os.close(handle)


def _write_secrets(folder: Path, accounts: tuple[OperatorAccount, ...], token: str) -> None:
    """Keep what a drill by hand needs, readable by this user only."""
    names = dict(OPERATORS)
    rows = [f"{account.number},{names[account.number]},{account.password}," for account in accounts]
    for name, text in (("operators.csv", "\n".join(["number,name,password,skills", *rows])), ("token", token)):
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(text + "\n", "utf-8")
