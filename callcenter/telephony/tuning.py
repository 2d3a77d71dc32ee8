"""Telephony's end of a tuner: starts its process, tells it where to send, starts it again when it dies."""

import contextlib
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from callcenter.telephony import sip_loop
from callcenter.telephony.programme_ports import StreamFault
from callcenter.telephony.tuner.pauses import Pauses

READ_BYTES = 1 << 14
PCMA = 8
MODULE = "callcenter.telephony.tuner.process"

log = logging.getLogger(__name__)

OnFault = Callable[[StreamFault | None], None]  # None: there is sound


class TunedStream:
    """Owns the child process, and the port its packets come from, which outlives a child that dies.

    To a feed it is what a `Tee` is. Methods run on the loop's thread, and so does the callback.
    """

    codec = PCMA

    def __init__(self, ip: str, address: str, on_fault: OnFault) -> None:
        """Begin.

        Raises:
            OSError: no port, or no process.

        """
        self._address, self._on_fault = address, on_fault
        self._mixer: tuple[str, int] | None = None
        self._copied_to: tuple[str, int] | None = None
        self._closed = False
        self._pauses = Pauses()
        self._control: socket.socket | None = None
        self._ip = ip
        self._sound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._sound.bind((ip, 0))
            self._start()
        except OSError:
            self._sound.close()
            raise

    @property
    def port(self) -> int:
        """Where its packets come from."""
        return int(self._sound.getsockname()[1])

    def say_to(self, port: int) -> None:
        """Send every packet to a port on this machine."""
        self._mixer = (self._ip, port)
        self._tell()

    def copy(self, ip: str, port: int) -> None:
        """Send every packet to ip:port too; port 0 stops."""
        self._copied_to = (ip, port) if port else None
        self._tell()

    def take_out(self, *, source_lives: bool) -> None:  # noqa: ARG002 - as a Tee is taken out
        """End it."""
        self._closed = True
        self._sound.close()
        if self._control is not None:
            with contextlib.suppress(OSError):  # it is gone already
                self._control.shutdown(socket.SHUT_RDWR)  # the child ends, and so does the thread that reads

    def _tell(self) -> None:
        if self._control is None:
            return
        said = {"stream": self._address, "to": [one for one in (self._mixer, self._copied_to) if one]}
        with contextlib.suppress(OSError):  # it is dying: a new one is told
            self._control.sendall(json.dumps(said).encode() + b"\n")

    # --- the process

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        descriptors = (theirs.fileno(), self._sound.fileno())
        with theirs:
            try:
                process = subprocess.Popen(  # noqa: S603 - our own module
                    [sys.executable, "-m", MODULE, "--fd", str(descriptors[0]), "--sound-fd", str(descriptors[1])],
                    pass_fds=descriptors,
                    stdin=subprocess.DEVNULL,
                    env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
                )
            except OSError:
                ours.close()
                raise
        self._control = ours
        threading.Thread(target=self._read, args=(ours, process), name="tuner", daemon=True).start()
        self._tell()

    def _read(self, control: socket.socket, process: subprocess.Popen[bytes]) -> None:
        """Block on a thread of its own and hand each line to the loop."""
        began, rest = time.monotonic(), b""
        while data := _received(control):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                sip_loop.call_soon(self._told, control, line)
        process.wait()
        sip_loop.call_soon(self._gone, control, time.monotonic() - began)

    def _told(self, control: socket.socket, line: bytes) -> None:
        if self._closed or self._control is not control:
            return
        found = json.loads(line)
        fault = StreamFault(found["fault"]) if found["fault"] else None
        if fault is not None:
            log.warning("programme's stream", extra={"fault": str(fault), "error": found["detail"], "host": self._host})
        self._on_fault(fault)

    def _gone(self, control: socket.socket, lived_s: float) -> None:
        control.close()
        self._control = None
        if self._closed:
            return
        log.error("tuner died; it is started again", extra={"host": self._host})
        self._on_fault(StreamFault.DIED)
        sip_loop.after(self._pauses.next_s(lived_s), self._again)

    def _again(self) -> None:
        if self._closed:
            return
        try:
            self._start()
        except OSError as error:
            log.error("tuner not started", extra={"error": str(error)})  # noqa: TRY400
            sip_loop.after(self._pauses.next_s(0.0), self._again)

    @property
    def _host(self) -> str:
        return urlsplit(self._address).hostname or ""


def _received(control: socket.socket) -> bytes:
    try:
        return control.recv(READ_BYTES)
    except OSError:
        return b""
