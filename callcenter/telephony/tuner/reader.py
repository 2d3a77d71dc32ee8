"""The thread that asks for a stream, decodes it, and asks again when it is gone."""

import threading
import time
from collections.abc import Callable

from callcenter.telephony.tuner.decoding import decoded
from callcenter.telephony.tuner.faults import StreamError, StreamFault
from callcenter.telephony.tuner.hopper import MOST, RATE_HZ, Hopper, Samples
from callcenter.telephony.tuner.pauses import Pauses
from callcenter.telephony.tuner.source import STALL_S, open_stream

BURST_S = 20.0  # servers send that much at once at the beginning, so that players start soon; we skip to what is on now
FIRST_S = 8.0  # until the first sound: of a slow stream without a burst the decoder must see some kilobytes
ROOM_S = 0.02

Report = Callable[[StreamFault | None, str], None]  # None: there is sound


class Reader:
    """Owns the thread's side of one stream; what it brings is shared with the clock's side under a lock."""

    def __init__(self, address: str, report: Report) -> None:
        self._address, self._report = address, report
        self._hopper, self._lock = Hopper(), threading.Lock()
        self._pauses = Pauses()
        self._heard_s = self._began = self._last = 0.0

    def take(self) -> Samples | None:
        """Return the next 20 ms; any thread."""
        with self._lock:
            return self._hopper.take()

    def run(self) -> None:
        """Bring the stream for ever."""
        while True:
            fault, detail = self._bring()
            self._report(fault, detail)
            time.sleep(self._pauses.next_s(self._heard_s))

    def _bring(self) -> tuple[StreamFault, str]:
        """Bring it until it ends; tells why."""
        self._heard_s, self._last = 0.0, time.monotonic()
        try:
            body = open_stream(self._address, self._alive)
        except StreamError as error:
            return error.fault, error.detail
        burst_s = 0.0 if body.length_known else BURST_S
        self._began = self._last = time.monotonic()
        try:
            for sound in decoded(body):
                self._take_in(sound, burst_s)
        except StreamError as error:
            return error.fault, error.detail
        finally:
            body.close()
        return StreamFault.ENDED, "the server closed it"

    def _alive(self) -> bool:
        return time.monotonic() - self._last < (STALL_S if self._heard_s else FIRST_S)

    def _take_in(self, sound: Samples, burst_s: float) -> None:
        if not self._heard_s:
            self._report(None, "")
        self._heard_s += len(sound) / RATE_HZ
        while self._ahead_s() > burst_s and self._full(len(sound)):
            time.sleep(ROOM_S)  # a file, or a server with a fast clock: it is to wait
        self._last = time.monotonic()
        with self._lock:
            self._hopper.push(sound)

    def _ahead_s(self) -> float:
        return self._heard_s - (time.monotonic() - self._began)

    def _full(self, samples: int) -> bool:
        with self._lock:
            return self._hopper.held + samples > MOST
