"""A real SQLite file and a real PostgreSQL 15 for the same suite."""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from callcenter.store.database import Database
from tests.contracts.store.blueprint import Blueprint

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


def _account() -> dict[str, object]:
    """PostgreSQL refuses to run as root: use its own account then."""
    if os.geteuid() != 0:
        return {}
    found = pwd.getpwnam("postgres")
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def _run(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True, timeout=60, cwd="/", **_account())  # type: ignore[call-overload]


def _die_with_parent() -> None:
    """Ask the kernel to end the server when the tests are killed (prctl PR_SET_PDEATHSIG = 1)."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Server:
    """A PostgreSQL of our own in a folder of its own; durable enough for tests only (fsync off)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        _run(
            PROGRAMS / "initdb",
            "-D",
            folder / "data",
            "-U",
            "desk",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
        )

    def start(self) -> None:
        words = [PROGRAMS / "postgres", "-D", self.folder / "data", "-F", "-k", self.folder, "-p", str(self.port)]
        log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(  # type: ignore[call-overload]
            [*words, "-c", "listen_addresses=", "-c", "max_connections=60"],
            stdout=log,
            stderr=log,
            cwd="/",
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - one call into libc, no lock is taken
            **_account(),
        )
        log.close()
        wait_for(self._answers, 30)

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url(), connect_timeout=2):
            return True
        return False

    def stop(self) -> None:
        self.process.send_signal(signal.SIGQUIT)  # immediate: nothing in it is worth keeping
        self.process.wait(20)

    def url(self, more: str = "") -> str:
        return f"postgresql://desk@/postgres?host={self.folder}&port={self.port}{more}"

    def new_database(self) -> str:
        """A schema of its own: as empty as a database, and made a hundred times faster."""
        name = f"t{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE SCHEMA "{name}"'.encode())
        return self.url(f"&options=-csearch_path%3D{name}")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    if not (PROGRAMS / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed (Debian package postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    server = Server(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new, empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/desk.db"
    server: Server = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture(scope="session")
def blueprint() -> Blueprint:
    return Blueprint()


@pytest.fixture
async def database(url: str, blueprint: Blueprint) -> AsyncIterator[Database]:
    blueprint.make(url)
    async with Database(url) as opened:
        yield opened


def wait_for(condition: object, within_s: float = 30.0) -> None:
    """Wait until a condition of another thread holds."""
    until = time.monotonic() + within_s
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until, "not in time"
        time.sleep(0.01)
