"""What was not recognised live is recognised from the recording after the call, when there is time for it."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import soundfile

from asr.farm import Farm, Hearing
from asr.feed import DIED_TWICE, Lost
from asr.recognizer import LINE_RATE_HZ, PcmChunk
from asr.telling import LegName, Say, Teller

_log = logging.getLogger(__name__)
_MOST_STRETCHES = 2000  # of 10 s at most each: five hours
_PIECE_SAMPLES = 4 * LINE_RATE_HZ  # fed at once: less than a feed keeps, so that nothing is given up
_ROOM_LAG_MS = 300  # live legs further behind than this go first
_LOOK_S = 0.5
_ANSWER_S = 60.0
_PRIORITY = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """A stretch of a leg that was not recognised live."""

    name: LegName
    lost: Lost


class Spool:
    """Owns the stretches that wait. In memory: what waits when the ear ends stays a gap."""

    def __init__(self, farm: Farm, say: Say) -> None:
        self._farm = farm
        self._say = say
        self._waiting: deque[tuple[Path, Unheard]] = deque(maxlen=_MOST_STRETCHES)
        self._tellers: dict[str, Teller] = {}

    @property
    def waiting_ms(self) -> int:
        """How much sound waits."""
        samples = sum(item.lost.end_sample - item.lost.start_sample for _, item in self._waiting)
        return samples * 1000 // LINE_RATE_HZ

    def add(self, recording: Path, unheard: Sequence[Unheard]) -> None:
        """Take what a closed call left; sound that kills recognisers is left alone."""
        self._waiting.extend((recording, item) for item in unheard if item.lost.why != DIED_TWICE)

    async def run(self) -> None:
        """Work off the stretches one by one, each when live legs leave room."""
        while True:
            await asyncio.sleep(_LOOK_S)
            while self._waiting and self._has_room():
                recording, unheard = self._waiting[0]
                await self._recognise(recording, unheard)
                self._waiting.popleft()
            if not self._waiting:
                self._tellers.clear()

    def _has_room(self) -> bool:
        return self._farm.state.up and self._farm.load().lag_ms <= _ROOM_LAG_MS

    async def _recognise(self, recording: Path, unheard: Unheard) -> None:
        try:
            pcm = await asyncio.to_thread(_read, recording, unheard)
        except (OSError, soundfile.LibsndfileError) as error:
            _log.warning("recording not read", extra={"path": str(recording), "problem": str(error)})
            return
        name = unheard.name
        teller = self._tellers.setdefault(name.leg_id, Teller(name, self._farm, self._say, "late-"))
        hearing = self._farm.open(_PRIORITY, teller.on_heard, live=False)
        hearing.partials = False
        try:
            await self._feed(hearing, unheard.lost.start_sample, pcm)
        finally:
            self._farm.close_leg(hearing)

    async def _feed(self, hearing: Hearing, start: int, pcm: bytes) -> None:
        for offset in range(0, len(pcm), 2 * _PIECE_SAMPLES):
            piece = pcm[offset : offset + 2 * _PIECE_SAMPLES]
            hearing.push(PcmChunk(start_sample=start + offset // 2, pcm=piece))
            if offset + 2 * _PIECE_SAMPLES >= len(pcm):
                hearing.end_speech()
            try:
                await asyncio.wait_for(hearing.idle.wait(), _ANSWER_S)
            except TimeoutError:
                _log.warning("recording not recognised in time", extra={"waited_s": _ANSWER_S})
                return


def _read(recording: Path, unheard: Unheard) -> bytes:
    """Read the stretch from the leg's channel: PCM16LE."""
    lost = unheard.lost
    with soundfile.SoundFile(recording) as file:
        file.seek(min(lost.start_sample, file.frames))
        rows = file.read(lost.end_sample - lost.start_sample, dtype="int16", always_2d=True)
    return bytes(rows[:, unheard.name.role.channel].tobytes())
