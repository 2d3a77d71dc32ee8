"""What was not recognised live is recognised from the recording after the call, when there is time for it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from asr.farm import Farm, Hearing
from asr.feed import DIED_TWICE, Lost
from asr.frames import Kind
from asr.hearing import OnHeard
from asr.recognizer import LINE_RATE_HZ, PcmChunk
from asr.recorded import UnreadableError, read_channel
from asr.spool_files import SpooledCall, SpoolFiles, Unheard
from asr.telling import Say, Teller

_log = logging.getLogger(__name__)
_MOST_WAITING_S = 5 * 3600  # of sound: what is more than that is left a gap
_MOST_TRIES = 3
_PIECE_SAMPLES = 4 * LINE_RATE_HZ  # fed at once: less than a feed keeps, so that nothing is given up
_ROOM_LAG_MS = 300  # live legs further behind than this go first
_LOOK_S = 0.5
_ANSWER_S = 60.0
_PRIORITY = 9
_AROUND_SAMPLES = LINE_RATE_HZ * 3 // 2  # heard before and after a stretch: words cut in two are understood by nobody


class Spool:
    """Owns the stretches that wait, in memory and on disk: they outlive this process."""

    def __init__(self, farm: Farm, say: Say, files: SpoolFiles, heard: Callable[[], bool]) -> None:
        """Prepare; `heard`: is anybody there to be told? What nobody takes would be lost with this process."""
        self._heard = heard
        self._farm = farm
        self._say = say
        self._files = files
        self._waiting: dict[str, SpooledCall] = {}
        self._writing = asyncio.Lock()  # a call's notes reach the disk in the order they were made

    @property
    def waiting_ms(self) -> int:
        """How much sound waits."""
        samples = sum(one.lost.end_sample - one.lost.start_sample for call in self._calls for one in call.unheard)
        return samples * 1000 // LINE_RATE_HZ

    @property
    def _calls(self) -> list[SpooledCall]:
        return list(self._waiting.values())

    async def keep(self, call: SpooledCall) -> None:
        """Note on disk what a running call has not had recognised so far: should this process be killed."""
        await self._save(call)

    async def add(self, call: SpooledCall) -> None:
        """Take what a closed call left."""
        too_much = self.waiting_ms > _MOST_WAITING_S * 1000
        if too_much:
            _log.error("too much waits to be recognised after calls", extra={"call_id": call.call_id})
        if too_much or not call.unheard:
            await self._drop(call.name)
            return
        self._waiting[call.name] = call
        await self._save(call)

    async def run(self) -> None:
        """Work off the stretches one by one, each when live legs leave room."""
        while True:
            await asyncio.sleep(_LOOK_S)
            while self._waiting and self._has_room():
                await self._work(self._next())

    async def _save(self, call: SpooledCall) -> None:
        async with self._writing:
            await asyncio.to_thread(self._files.save, call)

    async def _drop(self, name: str) -> None:
        async with self._writing:
            await asyncio.to_thread(self._files.drop, name)

    def _has_room(self) -> bool:
        return self._heard() and self._farm.state.up and self._farm.load().lag_ms <= _ROOM_LAG_MS

    def _next(self) -> SpooledCall:
        """Give the call that waits longest; sound that killed recognisers comes last, and once."""
        return min(self._calls, key=lambda call: (call.unheard[0].lost.why == DIED_TWICE, call.tries))

    async def _work(self, call: SpooledCall) -> None:
        """Recognise a call's first stretch, and note on disk that it is done or was tried."""
        unheard, *rest = call.unheard
        told = call.told.get(unheard.name.leg_id, 0)
        done, told = await self._recognise(call, unheard, told)
        if done or call.tries + 1 >= _MOST_TRIES:
            left = replace(call, unheard=tuple(rest), told={**call.told, unheard.name.leg_id: told}, tries=0)
        else:
            left = replace(call, tries=call.tries + 1)
        if left.unheard:
            self._waiting[call.name] = left
            await self._save(left)
        else:
            del self._waiting[call.name]
            await self._drop(call.name)

    async def _recognise(self, call: SpooledCall, unheard: Unheard, told: int) -> tuple[bool, int]:
        """Give whether the stretch is done with, and how many late utterances of its leg were told."""
        begin = max(unheard.lost.start_sample - _AROUND_SAMPLES, call.from_sample)
        end = unheard.lost.end_sample + _AROUND_SAMPLES
        stretch = (begin - call.from_sample, end - call.from_sample)
        try:
            pcm = await asyncio.to_thread(read_channel, call.recording, unheard.name.role.channel, *stretch)
        except UnreadableError as error:
            _log.warning("recording not read", extra={"path": str(call.recording), "problem": str(error)})
            return True, told
        teller = Teller(unheard.name, self._farm, self._say, call.series, told)
        hearing = self._farm.open(_PRIORITY, _only_inside(unheard.lost, teller.on_heard), live=False)
        hearing.partials = False
        try:
            done = await self._feed(hearing, begin, pcm)
        finally:
            self._farm.close_leg(hearing)
        return done, teller.told if done else told

    async def _feed(self, hearing: Hearing, start: int, pcm: bytes) -> bool:
        for offset in range(0, len(pcm), 2 * _PIECE_SAMPLES):
            piece = pcm[offset : offset + 2 * _PIECE_SAMPLES]
            hearing.push(PcmChunk(start_sample=start + offset // 2, pcm=piece))
            if offset + 2 * _PIECE_SAMPLES >= len(pcm):
                hearing.end_speech()
            try:
                async with asyncio.timeout(_ANSWER_S):  # wait_for forgets a cancellation that comes with the answer
                    await hearing.idle.wait()
            except TimeoutError:
                _log.warning("recording not recognised in time", extra={"waited_s": _ANSWER_S})
                return False
        return True


def _only_inside(lost: Lost, on_heard: OnHeard) -> OnHeard:
    """Pass on the words whose middle lies in the stretch: those around it were told live."""
    start_ms, end_ms = (sample * 1000 // LINE_RATE_HZ for sample in (lost.start_sample, lost.end_sample))

    def pass_on(kind: Kind, fields: dict[str, Any]) -> None:
        if kind is not Kind.FINAL:
            return
        words = [word for word in fields["words"] if start_ms <= (word["start_ms"] + word["end_ms"]) // 2 < end_ms]
        if words:
            place = {"start_ms": words[0]["start_ms"], "end_ms": words[-1]["end_ms"]}
            on_heard(kind, {**fields, **place, "words": words, "text": " ".join(word["text"] for word in words)})

    return pass_on
