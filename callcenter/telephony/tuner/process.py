"""The tuner process: one stream in, RTP out, 20 ms a packet, to wherever telephony says.

`python -m callcenter.telephony.tuner.process --fd N --sound-fd N`. It ends when the other end of the socket is closed.
"""

import argparse
import contextlib
import json
import os
import resource
import secrets
import select
import socket
import threading
import time
from pathlib import Path
from typing import Any

from asr.g711 import alaw_encode
from callcenter.telephony.mixer.stream import OutStream
from callcenter.telephony.tuner.address import fit
from callcenter.telephony.tuner.faults import StreamFault
from callcenter.telephony.tuner.reader import Reader

PCMA = 8
TICK_S = 0.02
BEHIND_S = 0.1  # a tick later than that is not made up for
LINE_BYTES = 1 << 14
MEMORY_BYTES = 512 << 20  # of address space, more than it begins with: a stream that is none must not cost more

Place = tuple[str, int]


class Tuner:
    """Owns the clock, and the RTP that goes out while there is sound."""

    def __init__(self, control: socket.socket, sound: socket.socket) -> None:
        self._control, self._sound = control, sound
        self._reader: Reader | None = None
        self._to: tuple[Place, ...] = ()
        self._stream: OutStream | None = None
        self._unread = b""

    def run(self) -> None:
        """Send until telephony is gone."""
        due = time.monotonic()
        while self._listen(max(0.0, due - time.monotonic())):
            now = time.monotonic()
            if now >= due:
                self._tick()
                due = due + TICK_S if now - due < BEHIND_S else now + TICK_S

    def _listen(self, at_most_s: float) -> bool:
        """Take what telephony says until the next tick; False when it is gone."""
        if not select.select([self._control], [], [], at_most_s)[0]:
            return True
        data = self._control.recv(LINE_BYTES)
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._obey(json.loads(line))
        return bool(data)

    def _obey(self, said: Any) -> None:
        self._to = tuple((str(ip), int(port)) for ip, port in said["to"])
        if self._reader is None:
            self._reader = Reader(fit(str(said["stream"])), self._report)
            threading.Thread(target=self._reader.run, name="stream", daemon=True).start()

    def _report(self, fault: StreamFault | None, detail: str) -> None:
        line = json.dumps({"fault": fault or "", "detail": detail}).encode() + b"\n"
        with contextlib.suppress(OSError):  # telephony is gone: the clock's thread ends the process
            self._control.sendall(line)

    def _tick(self) -> None:
        frame = self._reader.take() if self._reader else None
        if frame is None:
            self._stream = None
            return
        if self._stream is None:  # after a pause with numbers of its own: nobody takes it for something late
            self._stream = OutStream(PCMA)
            self._stream.begin(secrets.randbits(32), secrets.randbits(16), secrets.randbits(32))
        packet = self._stream.packet(alaw_encode(frame.tobytes()))
        for place in self._to:
            with contextlib.suppress(OSError):  # nobody listens there any more: telephony is about to say so
                self._sound.sendto(packet, place)


def _end_with(died: threading.ExceptHookArgs) -> None:
    """End the process with the thread that reads: telephony starts another one."""
    threading.__excepthook__(died)
    os._exit(1)


def _bound_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def main() -> None:
    """Run the process; at its end the thread that reads the stream is not waited for."""
    parser = argparse.ArgumentParser(prog="python -m callcenter.telephony.tuner.process", description=__doc__)
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--sound-fd", type=int, required=True)
    arguments = parser.parse_args()
    _bound_memory()
    threading.excepthook = _end_with
    with (
        socket.socket(fileno=arguments.fd) as control,
        socket.socket(fileno=arguments.sound_fd) as sound,
        contextlib.suppress(ConnectionError),
    ):
        Tuner(control, sound).run()
    os._exit(0)


if __name__ == "__main__":
    main()
