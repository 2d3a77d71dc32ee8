"""The sound of the legs: RTPProxy's C engine in this process (rtp.io), spoken to by its own command lines.

Each leg owns one engine session with two sides. The *outer* side faces the party: it relays, latches on to where
the party's packets really come from, counts, copies, plays prompts. The *inner* side faces either another leg's
inner port (bridged) or a socket nobody reads (not bridged). No packet ever touches Python.
"""

import contextlib
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rtp.io import rtpproxy  # type: ignore[import-untyped]

from callcenter.telephony.urgency import urgent

COMMAND_TIMEOUT_S = 2.0  # an answer takes 0.02 to 0.3 ms (measured)
REPLY_BYTES = 1024
# The engine's own time-out would delete a session behind our back; ours is kept in legs.py, so this never fires.
NEVER_S = 1_000_000
OUTER, INNER = "o i", "i o"  # which side a command speaks of: its tag first
DTMF_MODULE = "M3:1"  # catch_dtmf is module 3 of the wheel
SILENCE = "silence"
BYTES_PER_S = 8000  # G.711
OPEN_ATTEMPTS = 10  # with every port in use, those of a leg that just ended come free within milliseconds
OPEN_PAUSE_S = 0.005
PORTS_A_LEG = 6  # RTP and RTCP on both sides, and of the socket its copy is sent from
BELL_PORTS = 4
_QUIET = {8: b"\xd5", 0: b"\xff"}  # the byte of no sound in A-law and in mu-law
_PROMPT_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class MediaError(RuntimeError):
    """The engine refused something or does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaSettings:
    """Where RTP is received: our address and the ports we may use."""

    ip: str
    port_min: int
    port_max: int
    prompts_dir: Path
    timeout_s: float = 30.0
    stored_dir: Path | None = None  # sounds kept for a show, as prompts are

    @property
    def legs(self) -> int:
        """How many legs the ports are enough for."""
        return (self.port_max - self.port_min + 1 - BELL_PORTS) // PORTS_A_LEG


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Packets of one leg since it began."""

    received: int = 0
    sent: int = 0
    lost: int = 0


class Engine:
    """Owns the media engine, its command line and its notices; used from the main thread only."""

    def __init__(self, settings: MediaSettings) -> None:
        """Start the engine.

        Raises:
            MediaError: it does not start, for example because the address is not ours.

        """
        self._settings = settings
        self._nowhere = _bind_unread(settings.ip)
        self._work = _working_folder(settings.prompts_dir, settings.stored_dir)
        with urgent():
            self._rtpproxy = _start(settings)
        self._commands: socket.socket = self._rtpproxy.rtpp_sock
        self._commands.settimeout(COMMAND_TIMEOUT_S)
        self._notice_spec: str = self._rtpproxy.rtpp_nsock_spec
        self._serial = 0
        self._unread = b""
        self._bell: tuple[int, ...] = ()
        self.hung = False  # it did not answer in time: nothing more can be had of it
        bell = LegSound(self, "bell", "bell")
        self._bell = (bell.port, bell.port + 1)

    def open(self, tag: str) -> "LegSound":
        """Open the sound of one leg; it relays nothing and plays nothing yet.

        Args:
            tag: word without spaces that comes back with each key press.

        """
        self._serial += 1
        name = f"leg{self._serial}"
        for attempt in range(OPEN_ATTEMPTS):
            try:
                return LegSound(self, name, tag)
            except MediaError:
                if self.hung or attempt + 1 == OPEN_ATTEMPTS:
                    raise
                self._give_up(name)
        raise AssertionError  # the loop has returned or raised

    def _give_up(self, name: str) -> None:
        """Drop a half-opened session and wait a moment for the ports of ended legs."""
        with contextlib.suppress(MediaError):
            self.command(f"D {name} {OUTER}")
        self.ring_bell()
        time.sleep(OPEN_PAUSE_S)

    def ring_bell(self) -> None:
        """Wake the engine's receiving threads by a datagram to a session that is there for nothing else.

        They let go of the sockets of deleted sessions only when they wake, and the one for RTCP may sleep for ever:
        without this every port ends up in use by nobody (measured: a full range never recovered).
        """
        for port in self._bell:
            self._nowhere.sendto(b"\x80", (self.ip, port))

    def command(self, line: str) -> str:
        """Send one command and return its answer.

        Raises:
            MediaError: the engine answered with an error code, or not at all.

        """
        if self.hung:
            raise MediaError("media engine: it has hung")
        try:
            self._commands.sendall(f"{line}\n".encode())
            answer = self._read_answer()
        except OSError as error:
            self.hung = (
                True  # never seen since `close` stops prompts first; each further wait would stop all signalling
            )
            raise MediaError(
                f"media engine: expected an answer to {line.split(maxsplit=1)[0]}, found {error}"
            ) from error
        if answer.startswith("E"):
            raise MediaError(f"media engine refused {line.split(maxsplit=1)[0]}: {answer}")
        return answer

    def _read_answer(self) -> str:
        while b"\n" not in self._unread:
            self._unread += self._receive()
        answer, _, self._unread = self._unread.partition(b"\n")
        return answer.decode().strip("\0 \r")

    def _receive(self) -> bytes:
        data = self._commands.recv(REPLY_BYTES)
        if not data:
            raise ConnectionError("the engine has closed its command line")
        return data

    def read_notices(self, on_digit: Callable[[str, str], None]) -> None:
        """Block and hand on key presses as (tag, digit) for ever; for a thread of its own."""
        notices: socket.socket = self._rtpproxy.rtpp_nsock
        rest = b""
        while data := notices.recv(REPLY_BYTES):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                words = line.decode(errors="replace").split()
                if len(words) >= 2:  # tag, digit, volume, duration, side
                    on_digit(words[0], words[1])

    @property
    def notice_spec(self) -> str:
        return self._notice_spec

    @property
    def ip(self) -> str:
        return self._settings.ip

    @property
    def nowhere_port(self) -> int:
        """Return the port where the sound of a leg that is not bridged ends."""
        return int(self._nowhere.getsockname()[1])

    def prompt(self, name: str, codec: int) -> Path | None:
        """Return the file of a prompt in a codec, None when there is none."""
        if not _PROMPT_NAME.fullmatch(name):
            return None
        folders = [self._work] if name == SILENCE else [self._work / "prompts", self._work / "stored"]
        files = [folder / f"{name}.{codec}" for folder in folders]
        return next((file for file in files if file.is_file()), None)

    def close(self) -> None:
        """Remove the working folder; the engine itself ends with the process."""
        shutil.rmtree(self._work, ignore_errors=True)


class LegSound:
    """Owns one leg's engine session."""

    def __init__(self, engine: Engine, name: str, tag: str) -> None:
        self._engine = engine
        self._name = name
        self._notify = f"{engine.notice_spec} {tag}"
        self._tag = tag
        self._copying: set[str] = set()  # the sides whose packets are copied
        self._playing = False
        self.inner_port = _port(engine.command(f"U {name} 0.0.0.0 0 o {self._notify}"))
        self.port = _port(self.say_to(engine.nowhere_port))

    def say_to(self, port: int) -> str:
        """Send what this party says to a port of this engine."""
        # A: the far end of the inner side is always another session of this engine, so nothing may latch there.
        return self._engine.command(f"UA {self._name} {self._engine.ip} {port} i o {self._notify}")

    def face(self, ip: str, port: int, event_type: int) -> None:
        """Say where the party listens, from its SDP; where its packets really come from is learnt by itself."""
        subcommand = f" && {DTMF_MODULE} {self._tag} {event_type}" if event_type else ""
        self._engine.command(f"U {self._name} {ip} {port} {OUTER} {self._notify}{subcommand}")

    def link(self, other: "LegSound") -> None:
        """Send what each party says to the other; a party that hears a prompt goes on hearing it."""
        self.say_to(other.inner_port)
        other.say_to(self.inner_port)

    def unlink(self) -> None:
        """Send what this party says nowhere."""
        self.say_to(self._engine.nowhere_port)

    def play(self, name: str, codec: int, *, loop: bool) -> float | None:
        """Play a prompt instead of whatever the party heard.

        Returns:
            How long it lasts in seconds, None when there is no such prompt.

        """
        file = self._engine.prompt(name, codec)
        if file is None:
            return None
        self._engine.command(f"P{-1 if loop else 1} {self._name} {file.with_suffix('')} {codec} {OUTER}")
        self._playing = True
        return file.stat().st_size / BYTES_PER_S

    def stop(self) -> None:
        """Stop the prompt; the party hears its linked peer or nothing."""
        if self._playing:
            self._engine.command(f"S {self._name} {OUTER}")
            self._playing = False

    def copy(self, ip: str, port: int, *, heard: bool = False) -> None:
        """Copy every packet of this party, or every one its peer sends it, unchanged, to ip:port; port 0 stops."""
        side = INNER if heard else OUTER
        if side in self._copying:
            self._engine.command(f"N {self._name} {side}")
            self._copying.discard(side)
        if port:
            self._engine.command(f"C {self._name} udp:{ip}:{port} {side}")
            self._copying.add(side)

    def counts(self) -> Counts:
        """Return the packet counts of this party."""
        names = "npkts_ina npkts_ino nrelayed ndropped rtpa_nlost"
        answer = self._engine.command(f"Q {self._name} {OUTER} {names}").split()
        received, _from_peer, relayed, _dropped, lost = (int(word) for word in answer)
        return Counts(received=received, sent=max(0, relayed - received), lost=lost)

    def close(self) -> None:
        """Free the ports."""
        # A session deleted while its prompt plays can stop the whole engine: its playing thread drops the last hold on
        # the stream while it has the list of players locked, and the stream's end wants that lock (seen in RTPProxy's
        # rtpp_proc_servers.c, once in 2,000 calls). A stopped prompt is not on that list.
        self.stop()
        self._engine.command(f"D {self._name} {OUTER}")
        self._engine.ring_bell()


def _port(answer: str) -> int:
    word = answer.split(maxsplit=1)[0]
    if not word.isdecimal() or word == "0":
        raise MediaError(f"media engine: expected a port, found {answer}")
    return int(word)


def _bind_unread(ip: str) -> socket.socket:
    """Bind a socket that is never read: the kernel drops what comes in once its small buffer is full."""
    nowhere = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    nowhere.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    try:
        nowhere.bind((ip, 0))
    except OSError as error:
        nowhere.close()
        raise MediaError(f"[media] ip {ip}: expected an address of this machine, found {error.strerror}") from error
    return nowhere


def _working_folder(prompts_dir: Path, stored_dir: Path | None) -> Path:
    """Make a folder whose name has no spaces, as the engine's commands want it: silence, and a way to the sounds."""
    work = Path(tempfile.mkdtemp(prefix="callcenter-media-"))
    (work / "prompts").symlink_to(prompts_dir.resolve(), target_is_directory=True)
    if stored_dir is not None:
        (work / "stored").symlink_to(stored_dir.absolute(), target_is_directory=True)
    for codec, byte in _QUIET.items():
        (work / f"{SILENCE}.{codec}").write_bytes(byte * BYTES_PER_S)
    return work


def _start(settings: MediaSettings) -> rtpproxy:
    arguments = ["-F", "-R", "-l", settings.ip, "-m", str(settings.port_min), "-M", str(settings.port_max)]
    # -F: root is allowed; -R: RTCP is not copied; -T, -W: sessions never time out by themselves.
    arguments += ["-d", "CRIT", "-T", str(NEVER_S), "-W", str(NEVER_S)]
    try:
        return rtpproxy(extra_args=arguments, modules=("catch_dtmf",))
    except (OSError, RuntimeError, ValueError) as error:
        raise MediaError(f"media engine did not start: {error}") from error
