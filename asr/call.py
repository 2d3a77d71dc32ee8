"""One call in the ear: its legs, its clock and its recording."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from asr.call_clock import CallClock
from asr.call_notes import CallNote, LegNote
from asr.farm import Farm
from asr.leg import EarLeg
from asr.recognizer import LINE_RATE_HZ
from asr.recorder import Recorder, Track
from asr.recording import CHANNELS, RecordingWindow
from asr.spool_files import Unheard
from asr.telling import LegName, Say

_FILE_S = 3.0  # closing a recording waits this long for the disk


class EarCall:
    """Owns a call from its first `listen` to `closed`; its clock goes on where another ear's ended."""

    def __init__(self, call_id: str, track: Track, recorder: Recorder, clock: CallClock | None = None) -> None:
        self.call_id = call_id
        self.legs: dict[str, EarLeg] = {}
        self.closing = False
        self._unheard_ended: list[Unheard] = []  # of all ended legs
        self.unheard_noted = 0  # stretches that are noted on disk
        self.clock = clock or CallClock.begin()
        self.from_sample = 0 if clock is None else clock.now()  # at which this recording begins
        self._window = RecordingWindow(self.from_sample)
        self._track = track
        self._recorder = recorder
        self._ending: dict[asyncio.Task[None], EarLeg] = {}

    def now(self) -> int:
        """Give the sample of the call that stands for this moment."""
        return self.clock.now()

    def open_leg(self, name: LegName, ip: str, priority: int, farm: Farm, say: Say) -> EarLeg:
        """Listen to one more leg; raises OSError when no port can be had."""
        leg = self.legs[name.leg_id] = EarLeg(name, ip, self.now(), priority, farm, say)
        return leg

    def tick(self) -> None:
        """Read every leg and record what is due."""
        if self.closing:
            return
        now = self.now()
        for leg in self.legs.values():
            leg.tick(now, self._window)
        rows = self._window.cut(now)
        if rows:
            self._recorder.write(self._track, rows)

    @property
    def recording(self) -> Path:
        """The recording's file, once the call is closed."""
        return self._track.path

    def note(self) -> CallNote:
        """Say how far this call is, for the ear that would come after this one."""
        legs = {leg.name.leg_id: LegNote(role=leg.name.role, told_to=leg.told_to) for leg in self._all_legs()}
        return CallNote(
            call_id=self.call_id,
            recording=self.recording.absolute(),
            from_sample=self.from_sample,
            clock=self.clock,
            legs=legs,
        )

    def _all_legs(self) -> list[EarLeg]:
        return [*self._ending.values(), *self.legs.values()]

    @property
    def unheard(self) -> list[Unheard]:
        """What was told as gaps so far, of all legs that ever were."""
        return [*self._unheard_ended, *(one for leg in self.legs.values() for one in _unheard(leg))]

    @property
    def silent_s(self) -> float:
        """How long nothing has come on any leg."""
        last = max((leg.heard_at for leg in self.legs.values()), default=0)
        return (self.now() - last) / LINE_RATE_HZ

    def pause_leg(self, leg: EarLeg) -> None:
        """Put a leg on hold."""
        leg.pause(self.now(), self._window)

    def end_leg(self, leg: EarLeg) -> asyncio.Task[None]:
        """End a leg; the task given waits for its last words."""
        del self.legs[leg.name.leg_id]
        leg.end(self.now(), self._window)
        task = asyncio.create_task(self._last_words(leg), name=f"last words of {leg.name.leg_id}")
        self._ending[task] = leg
        task.add_done_callback(lambda done: self._ending.pop(done, None))
        return task

    async def close(self, data_dir: Path) -> dict[str, Any]:
        """End all legs, finish the recording; give the fields of `closed`."""
        self.closing = True
        end = self.now()
        for leg in list(self.legs.values()):
            self.end_leg(leg)
        self._recorder.write(self._track, self._window.finish(end))
        await asyncio.gather(*self._ending)
        written = await self._finish_file()
        return {
            "call_id": self.call_id,
            "recording": _under(self._track.path, data_dir) if written else "",
            "seconds": round((end - self.from_sample) / LINE_RATE_HZ, 3),
            "started_at": self.clock.time_of(self.from_sample),
            "rate_hz": LINE_RATE_HZ,
            "channels": CHANNELS,
            "problem": self._track.problem,
        }

    async def _last_words(self, leg: EarLeg) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(leg.drained(), leg.patience_s)
        leg.done("not recognised in time")
        self._unheard_ended += _unheard(leg)

    async def _finish_file(self) -> bool:
        loop = asyncio.get_running_loop()
        finished = asyncio.Event()
        self._recorder.finish(self._track, _thread_safe(loop, finished.set))
        try:
            await asyncio.wait_for(finished.wait(), _FILE_S)
        except TimeoutError:
            self._track.problem = "recording: expected a disk that writes, found one that stands still"
            return False
        return self._track.path.exists()


def _unheard(leg: EarLeg) -> list[Unheard]:
    return [Unheard(name=leg.name, lost=lost) for lost in leg.unheard]


def _thread_safe(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> Callable[[], None]:
    def call_in_loop() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(call)

    return call_in_loop


def _under(path: Path, data_dir: Path) -> str:
    absolute, base = path.absolute(), data_dir.absolute()
    return str(absolute.relative_to(base) if absolute.is_relative_to(base) else absolute)
