"""The ear's end of one recogniser process: its legs, whether it hangs, and whose sound ended it."""

import asyncio
import contextlib
import logging
import os
import re
import signal
import socket
import struct
from pathlib import Path

from asr import frames
from asr.feed import Blame
from asr.frames import Kind
from asr.hearing import Hearing
from asr.vitals import vitals
from asr.worker import CRASH_FILE

_log = logging.getLogger(__name__)
_LOOK_S = 1.0  # a leg unanswered for so long is looked at each second,
_ANSWER_S = 5.0  # and after so long its thread hangs
_SPENT_S = 3.0  # if it used this much processor time, or nothing of its process wants to run
_OTHERS_S = 4.0  # or others of its process were answered for so long after it: then nobody is starved
_LONGEST_S = 30.0  # no answer for so long is a hang whatever the reason
_CRASHED = re.compile(r"Current thread 0x([0-9a-f]+)")  # of faulthandler


class WorkerLink:
    """Owns the connection to one recogniser process, and knows the legs it hears."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.legs: dict[int, Hearing] = {}
        self.heard_legs = 0  # ever
        self.avoid_until = 0.0  # monotonic: slow, or lost a leg lately
        self.generation = 0  # of recognisers of two, the later gets the legs
        self.retiring = False  # gets no new legs; ends when it has none
        self.guilty: set[int] | None = None  # legs whose sound ended it; None: not known
        self._spent_then: dict[int, tuple[float, float]] = {}  # leg -> cpu of its process and thread when first silent
        self._writer = writer
        link: socket.socket = writer.get_extra_info("socket")
        credentials = link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        self.pid: int = struct.unpack("3i", credentials)[0]

    def hanging(self, now_s: float) -> set[int]:
        """Give the legs whose thread hangs, rather than being slow or kept from running by a busy machine."""
        silent = {
            leg.number: now_s - leg.answered_at
            for leg in self.legs.values()
            if leg.feed.under_way and now_s - leg.answered_at > _LOOK_S
        }
        self._spent_then = {number: spent for number, spent in self._spent_then.items() if number in silent}
        return {number for number, silent_s in silent.items() if self._hangs(self.legs[number], silent_s)}

    def _hangs(self, leg: Hearing, silent_s: float) -> bool:
        whole, own = vitals(self.pid), vitals(self.pid, leg.tid) if leg.tid else None
        if whole is None:
            return False  # it has ended: the connection says so presently
        spent_s = (whole.cpu_s, own.cpu_s if own else whole.cpu_s)
        then_s = self._spent_then.setdefault(leg.number, spent_s)
        if silent_s <= _ANSWER_S:
            return False
        spins = spent_s[1] - then_s[1] >= _SPENT_S
        stands = not whole.wants_to_run
        others = max((other.done_at for other in self.legs.values() if other is not leg), default=0.0)
        alone = others - leg.answered_at > _OTHERS_S
        return spins or stands or alone or silent_s > _LONGEST_S

    def send(self, data: bytes) -> None:
        if not self._writer.is_closing():
            self._writer.write(data)

    def take(self, leg: Hearing) -> None:
        """Hear a leg from now on."""
        leg.worker, leg.thread, leg.tid = self, 0, 0
        self.legs[leg.number] = leg
        self.heard_legs += 1
        self.send(frames.pack_open(leg.number, leg.phrases))
        if not leg.partials:
            leg.set_partials(wanted=False)

    def drop(self, leg: Hearing) -> None:
        """Hear a leg no longer."""
        self.legs.pop(leg.number, None)
        self.send(frames.pack(Kind.CLOSE, leg.number))
        leg.worker = None

    def retire(self) -> None:
        """Have a successor started; this one ends when it has no legs any more."""
        self.retiring = True
        self.send(frames.pack(Kind.RETIRE))

    def let_go(self) -> None:
        """End the connection: the process ends by itself."""
        self._writer.close()

    def kill(self, guilty: set[int] | None = None) -> None:
        """End a process that hangs or talks nonsense; its replacement comes by itself."""
        self.guilty = guilty
        if self.pid != os.getpid():  # a recogniser may live in the ear's own process, in a test
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        self._writer.transport.abort()

    def blame(self, leg: Hearing) -> Blame:
        """Say how much of this process's end is the leg's; call `read_crash` before."""
        if self.guilty is None:
            return Blame.UNKNOWN
        return Blame.SURE if leg.number in self.guilty else Blame.NONE

    def read_crash(self, folder: Path) -> None:
        """Read which thread crashed, if the process could still say it."""
        file = folder / CRASH_FILE.format(pid=self.pid)
        try:
            told = file.read_text("ascii", "replace")
            file.unlink()
        except OSError:
            return
        found = _CRASHED.search(told)
        if found is None:
            return
        thread = int(found[1], 16)
        self.guilty = {leg.number for leg in self.legs.values() if leg.thread == thread}
        what = told.partition("\n")[0][:80]
        _log.error("recogniser crashed", extra={"pid": self.pid, "what": what, "legs": sorted(self.guilty)})
