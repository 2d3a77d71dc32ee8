"""The mixer process: a UDP port for each member, a tick every 20 ms, and telephony's lines on one socket.

`python -m callcenter.telephony.mixer.process --fd N --ip IP`. It ends when the other end of the socket is closed.
"""

import argparse
import contextlib
import gc
import json
import os
import secrets
import select
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from callcenter.telephony.mixer.conference import Conference
from callcenter.telephony.mixer.control import MOST_CONFERENCES, ControlError, Setting, read, read_feed
from callcenter.telephony.mixer.fan import Fan, bound

TICK_S = 0.02
BEHIND_S = 0.1  # a tick later than that is not made up for
MOST_PACKETS_A_TICK = 16  # of one member: more is a flood, and the rest waits in the kernel's bounded buffer
DATAGRAM_BYTES = 2048
LINE_BYTES = 1 << 16
PRIORITY = 1  # as the media engine's threads: sound goes before every other work


@dataclass(slots=True)
class Room:
    """A conference and its members' sockets."""

    conference: Conference = field(default_factory=Conference)
    sockets: dict[str, socket.socket] = field(default_factory=dict)


class Mixer:
    """Owns the rooms, their sockets and the clock."""

    def __init__(self, control: socket.socket, ip: str) -> None:
        self._control, self._ip = control, ip
        self._rooms: dict[str, Room] = {}
        self._fan = Fan(ip)
        self._unread = b""
        self._next = 0.0
        self._late = 0  # ticks given up because the machine was busy

    def run(self) -> None:
        """Mix until telephony is gone."""
        while self._wait():
            now = time.monotonic()
            if self._busy and now >= self._next:
                self._tick()
                self._next += TICK_S
                if now - self._next > BEHIND_S:
                    self._late += 1
                    self._next = now

    @property
    def _busy(self) -> bool:
        return bool(self._rooms) or len(self._fan) > 0

    def _wait(self) -> bool:
        """Sleep until the next tick or a line; False when telephony is gone."""
        left_s = max(0.0, self._next - time.monotonic()) if self._busy else None
        if not select.select([self._control], [], [], left_s)[0]:
            return True
        data = self._control.recv(LINE_BYTES)
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._obey(line)
        return bool(data)

    def _obey(self, line: bytes) -> None:
        try:
            found = json.loads(line)
            answer = self._answer(found)
        except (ValueError, TypeError, OSError) as error:  # a ControlError is one too; OSError: no port left
            answer = {"problem": str(error)}
        self._control.sendall(json.dumps(answer).encode() + b"\n")

    def _answer(self, found: Any) -> dict[str, object]:
        if found == {"ask": "stats"}:
            return self._stats()
        if not self._busy:
            self._next = time.monotonic() + TICK_S
        return self._fan.set(read_feed(found)) if "feed" in found else self._set(read(found))

    def _set(self, setting: Setting) -> dict[str, object]:
        if setting.conference not in self._rooms and len(self._rooms) >= MOST_CONFERENCES:
            raise ControlError(f"expected at most {MOST_CONFERENCES} conferences, found one more")
        room = self._rooms.setdefault(setting.conference, Room())
        for leg_id in set(room.sockets) - {seat.leg_id for seat in setting.seats}:
            room.conference.leave(leg_id)
            room.sockets.pop(leg_id).close()
        for seat in setting.seats:
            if seat.leg_id not in room.sockets:
                room.sockets[seat.leg_id] = bound(self._ip, seat.port)
            room.conference.seat(seat.leg_id, seat.codec, seat.hears, secrets.randbits(32))
        if not room.sockets:
            del self._rooms[setting.conference]
        ports = {leg_id: int(one.getsockname()[1]) for leg_id, one in room.sockets.items()}
        return {"set": setting.conference, "ports": ports}

    def _tick(self) -> None:
        for room in self._rooms.values():
            for leg_id, member in room.sockets.items():
                _drain(room.conference, leg_id, member)
            for leg_id, packet in room.conference.tick().items():
                with contextlib.suppress(OSError):  # nobody listens there any more: telephony is about to say so
                    room.sockets[leg_id].send(packet)
        for report in self._fan.tick():
            self._control.sendall(json.dumps(report).encode() + b"\n")

    def _stats(self) -> dict[str, object]:
        members = [member for room in self._rooms.values() for member in room.conference.members.values()]
        return {
            "conferences": len(self._rooms),
            "members": len(members),
            "late_ticks": self._late,
            "cpu_s": time.process_time(),
            "packets": sum(one.playout.counts.packets for one in members),
            "late": sum(one.playout.counts.late for one in members),
            "concealed": sum(one.playout.counts.concealed for one in members),
            "skipped": sum(one.playout.counts.skipped for one in members),
        }


def _drain(conference: Conference, leg_id: str, member: socket.socket) -> None:
    for _ in range(MOST_PACKETS_A_TICK):
        try:
            conference.receive(leg_id, member.recv(DATAGRAM_BYTES))
        except BlockingIOError:
            return
        except OSError:
            continue  # a port that was closed answered with ICMP


def main() -> int:
    """Run the process."""
    parser = argparse.ArgumentParser(prog="python -m callcenter.telephony.mixer.process", description=__doc__)
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--ip", required=True)
    arguments = parser.parse_args()
    with contextlib.suppress(OSError):  # without the right to it the mixer is an ordinary process
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(PRIORITY))
    gc.freeze()
    with socket.socket(fileno=arguments.fd) as control, contextlib.suppress(ConnectionError, BrokenPipeError):
        Mixer(control, arguments.ip).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
