"""Telephony's end of the mixer: starts it when it is first wanted, tells it of conferences, and hears when it dies."""

import json
import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from callcenter.telephony import sip_loop
from callcenter.telephony.mixer.control import FeedSetting, Setting, write, write_feed

STARTS_A_MINUTE = 5  # a mixer that dies at once is not started for ever
READ_BYTES = 1 << 16

log = logging.getLogger(__name__)


class MixerProcess:
    """Owns the child process. Methods run on the loop's thread, and so do both callbacks."""

    def __init__(
        self, ip: str, on_ports: Callable[[str, Mapping[str, int]], None], on_died: Callable[[], None]
    ) -> None:
        self._ip, self._on_ports, self._on_died = ip, on_ports, on_died
        self.on_feed: Callable[[Mapping[str, Any]], None] = lambda _told: None
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._starts: list[float] = []

    def warm(self) -> None:
        """Start it before it is wanted: a conversation has begun, and others may be asked in."""
        if self._process is None:
            self._start()

    def set(self, setting: Setting) -> bool:
        """Tell of a conference, starting the mixer if need be; False when there is none to be had."""
        if self._control is None and (not setting.seats or not self._start()):
            return not setting.seats
        return self._tell(write(setting))

    def set_feed(self, setting: FeedSetting) -> bool:
        """Tell of a feed, starting the mixer if need be; False when there is none to be had."""
        if self._control is None and (not setting.sources or not self._start()):
            return not setting.sources
        return self._tell(write_feed(setting))

    def _tell(self, said: Mapping[str, object]) -> bool:
        assert self._control is not None  # noqa: S101 - `_start` has made it
        try:
            self._control.sendall(json.dumps(said).encode() + b"\n")
        except OSError:
            return False  # it is dying; `on_died` follows
        return True

    def _start(self) -> bool:
        now = time.monotonic()
        self._starts = [at for at in self._starts if now - at < 60.0]
        if len(self._starts) >= STARTS_A_MINUTE:
            log.error("mixer keeps dying; it is not started again for a while")
            return False
        self._starts.append(now)
        ours, theirs = socket.socketpair()
        module = "callcenter.telephony.mixer.process"
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", module, "--fd", str(theirs.fileno()), "--ip", self._ip],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self._control = ours
        threading.Thread(target=self._read, args=(ours, self._process), name="mixer", daemon=True).start()
        return True

    def _read(self, control: socket.socket, process: subprocess.Popen[bytes]) -> None:
        """Block on a thread of its own and hand each answer to the loop."""
        rest = b""
        while data := _received(control):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                sip_loop.call_soon(self._answer, line)
        process.wait()
        sip_loop.call_soon(self._gone, control)

    def _answer(self, line: bytes) -> None:
        found = json.loads(line)
        if "problem" in found:
            log.error("mixer refused a conference or feed", extra={"error": str(found["problem"])[:200]})
        elif "feed" in found:
            self.on_feed(found)
        else:
            self._on_ports(found["set"], found["ports"])

    def _gone(self, control: socket.socket) -> None:
        control.close()
        if self._control is control:
            self._control = None
            log.error("mixer died; its calls go on without it")
            sip_loop.after(0.0, partial(self._on_died))


def _received(control: socket.socket) -> bytes:
    try:
        return control.recv(READ_BYTES)
    except OSError:
        return b""
