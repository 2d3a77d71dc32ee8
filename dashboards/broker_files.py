"""The private Mosquitto's files: configuration, passwords, access list, and the credentials the service reads.

Mosquitto runs as a user of its own when we are root. It is started inside its folder and names its files without a
path, so the data folder above may stay closed to that user.
"""

import base64
import contextlib
import hashlib
import json
import os
import pwd
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from dashboards.address import BrokerAddress

PUBLISHER, WALL = "publisher", "wall"
CREDENTIALS = "credentials.json"
CONFIG, PASSWORDS, ACCESS = "mosquitto.conf", "passwords", "acl"
_HASH_ROUNDS = 101  # Mosquitto's own number; the passwords are 192 random bits, rounds add nothing
_BROKER_USERS = ("mosquitto", "nobody")

_CONFIG_TEXT = """\
# Written anew at each start; changes here are lost.
listener {port} {host}
allow_anonymous false
password_file {passwords}
acl_file {access}
persistence false
set_tcp_nodelay true
max_connections 500
max_keepalive 120
max_packet_size 1048576
max_inflight_messages 100
max_queued_messages 2000
max_queued_bytes 8388608
sys_interval 0
log_dest stderr
log_type error
log_type warning
connection_messages false
"""

_ACCESS_TEXT = f"""\
user {PUBLISHER}
topic readwrite cc/#

user {WALL}
topic deny cc/+/+/private/#
topic read cc/#
"""


class BrokerError(Exception):
    """The private broker cannot be set up; the message says what was expected and found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How to start the broker: run `argv` in `cwd` as `user` (None: as we are)."""

    argv: tuple[str, ...]
    cwd: Path
    user: int | None
    group: int | None
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Logins:
    """The broker's address as publisher (may write cc/#) and as wall (may only read)."""

    publisher: BrokerAddress
    wall: BrokerAddress


class BrokerFiles:
    """Owns one folder of generated files. The port and the passwords stay the same as long as the folder is kept."""

    def __init__(self, folder: Path, program: str = "mosquitto", host: str = "127.0.0.1") -> None:
        self._folder, self._program, self._host = folder.resolve(), program, host

    def write(self, port: int = 0) -> Launch:
        """Write all files; port 0: the port used before if it is free, else any free one.

        Raises:
            BrokerError: the folder cannot be written.

        """
        user, group = _runs_as()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _own(self._folder, group, 0o750)
            held = self._held()
            port = port or self._port(int(held.get("port", 0)))
            logins = {name: str(held.get(name) or secrets.token_urlsafe(24)) for name in (PUBLISHER, WALL)}
            self._write_all(port, logins, group)
        except OSError as fault:
            raise BrokerError(f"{self._folder}: expected a folder the broker's files fit in, found: {fault}") from None
        return Launch(argv=(self._program, "-c", CONFIG), cwd=self._folder, user=user, group=group, port=port)

    def logins(self) -> Logins:
        """Read the credentials written before.

        Raises:
            BrokerError: there are none.

        """
        held = self._held()
        if not held:
            raise BrokerError(f"{self._folder / CREDENTIALS}: expected the broker's credentials, found none")
        host, port = str(held["host"]), int(held["port"])
        one, two = (
            BrokerAddress(host=host, port=port, user=name, password=str(held[name])) for name in (PUBLISHER, WALL)
        )
        return Logins(publisher=one, wall=two)

    def _write_all(self, port: int, logins: dict[str, str], group: int | None) -> None:
        config = _CONFIG_TEXT.format(port=port, host=self._host, passwords=PASSWORDS, access=ACCESS)
        hashed = "".join(f"{name}:{password_hash(word)}\n" for name, word in logins.items())
        _put(self._folder / CONFIG, config, group, 0o640)
        _put(self._folder / PASSWORDS, hashed, group, 0o640)
        _put(self._folder / ACCESS, _ACCESS_TEXT, group, 0o640)
        _put(self._folder / CREDENTIALS, json.dumps({"host": self._host, "port": port} | logins), None, 0o600)

    def _held(self) -> dict[str, str | int]:
        with contextlib.suppress(OSError, ValueError):
            held = json.loads((self._folder / CREDENTIALS).read_text("utf-8"))
            if isinstance(held, dict) and {"host", "port", PUBLISHER, WALL} <= set(held):
                return held
        return {}

    def _port(self, wanted: int) -> int:
        """The wanted port if nothing listens on it, else a free one."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self._host, wanted))
            except OSError:
                probe.bind((self._host, 0))
            return int(probe.getsockname()[1])


def password_hash(password: str) -> str:
    """A password as Mosquitto 2 keeps it: `$7$rounds$salt$hash`, PBKDF2 with SHA-512, 12 bytes of salt."""
    salt = secrets.token_bytes(12)
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _HASH_ROUNDS, 64)
    return f"$7${_HASH_ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(key).decode()}"


def _runs_as() -> tuple[int | None, int | None]:
    """Root hands the broker to a user of its own; anyone else runs it themselves."""
    if os.geteuid() != 0:
        return None, None
    for name in _BROKER_USERS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return entry.pw_uid, entry.pw_gid
    return None, None


def _put(path: Path, text: str, group: int | None, mode: int) -> None:
    """Replace a file in one step; it never has a wider mode than the one asked for."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    _own(fresh, group, mode)
    fresh.replace(path)


def _own(path: Path, group: int | None, mode: int) -> None:
    if group is not None:
        os.chown(path, -1, group)
    path.chmod(mode)
