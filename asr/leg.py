"""One leg in the ear: port, jitter buffer, recording channel, voice gate, and its words."""

from asr.farm import Farm
from asr.feed import Lost
from asr.gate import PRE_ROLL_SAMPLES, Edge, VoiceGate
from asr.jitter import JitterBuffer
from asr.port import LegPort
from asr.recognizer import LINE_RATE_HZ, PcmChunk
from asr.recording import RecordingWindow
from asr.telling import LegName, Say, Teller

NOT_RECORDED = "there was no ear"
_LONGEST_GAP_SAMPLES = 10 * LINE_RATE_HZ  # a stretch that was left out is said in pieces of this length
_EMIT_SAMPLES = LINE_RATE_HZ // 25  # sound is handed on in pieces of 40 ms or more: as often as the ear looks


class EarLeg:
    """Owns all of one leg. Times are samples at 8 kHz from the start of the call's recording."""

    def __init__(self, name: LegName, ip: str, start: int, priority: int, farm: Farm, say: Say) -> None:
        """Open the leg's port; raises OSError when there is none."""
        self.name = name
        self.jitter = JitterBuffer(start)
        self.port = LegPort(ip, self.jitter)
        self.paused = False
        self.heard_at = start  # when the last datagram came
        self._start = start
        self._emitted = start
        self._gate = VoiceGate()
        self._farm = farm
        self._say = say
        self._teller = Teller(name, farm, say)
        self._hearing = farm.open(priority, self._teller.on_heard)
        self.unheard: list[Lost] = []  # told as gaps; may be recognised from the recording
        self._last_lost: list[Lost] = []  # as it was a second ago

    @property
    def told_to(self) -> int:
        """Give the sample up to which all that was said is told, as words or as a gap."""
        unsettled = self._hearing.feed.unsettled_from
        if unsettled is not None:
            return unsettled
        return self._emitted if self._gate.open else max(self._emitted - PRE_ROLL_SAMPLES, self._start)

    def mark_unrecorded(self, since: int) -> None:
        """Say that nothing was recorded from `since` until this leg began: there was no ear."""
        self._teller.gap(Lost(start_sample=since, end_sample=self._start, why=NOT_RECORDED), recorded=False)

    def tick(self, now: int, window: RecordingWindow) -> None:
        """Read what came, and hand on the sound that is due."""
        if self.port.drain(now):
            self.heard_at = now
        self.jitter.advance(now)
        if self.jitter.cursor - self._emitted >= _EMIT_SAMPLES:
            self._emit(window)

    def pause(self, now: int, window: RecordingWindow) -> None:
        """Stop recognising: the leg is on hold. It is still recorded; what came before is still recognised."""
        self.port.drain(now)
        self._emit(window)
        self._pass(self._gate.close())
        self.paused = True

    def go_on(self) -> None:
        """Recognise again."""
        self.paused = False

    def set_priority(self, priority: int) -> None:
        """Say how soon its words are wanted: 0 first."""
        self._hearing.priority = priority

    def end(self, now: int, window: RecordingWindow) -> None:
        """The leg is over: hand on all that came and ask for the last words."""
        self.port.drain(now)
        self.port.close()
        self.jitter.flush(now)
        self._emit(window)
        self._pass(self._gate.close())

    @property
    def patience_s(self) -> float:
        """Give how long the last words are worth waiting for."""
        return self._farm.patience_s

    async def drained(self) -> None:
        """Wait until every word of an ended leg was said."""
        await self._hearing.idle.wait()

    def done(self, why_unheard: str) -> None:
        """Say that the ended leg is done; what no recogniser has answered for is a gap."""
        self._hearing.feed.give_up(why_unheard)
        self.report_gaps(growing=False)
        self._farm.close_leg(self._hearing)
        count = self.jitter.count
        seconds = round((self.jitter.cursor - self._start) / LINE_RATE_HZ, 3)
        counts = {"packets": count.packets, "lost": count.lost, "late": count.late, "seconds": seconds}
        self._say("leg_done", {"call_id": self.name.call_id, "leg_id": self.name.leg_id, **counts})

    def report_gaps(self, *, growing: bool = True) -> None:
        """Say what was left out since the last time; unless `growing`, also the last stretch that may grow."""
        feed = self._hearing.feed
        last = feed.lost[-1:] if growing else []
        still_grows = last != self._last_lost and _samples(last) < _LONGEST_GAP_SAMPLES
        self._last_lost = last
        told = feed.lost[:-1] if last and still_grows else feed.lost
        feed.lost = feed.lost[len(told) :]
        self.unheard += told
        for lost in told:
            self._teller.gap(lost)

    def _emit(self, window: RecordingWindow) -> None:
        start, pcm = self._emitted, self.jitter.take()
        self._emitted = self.jitter.cursor
        window.add(self.name.role.channel, start, pcm)
        if not self.paused:
            self._pass(self._gate.push(start, pcm))

    def _pass(self, passed: list[PcmChunk | Edge]) -> None:
        for item in passed:
            if isinstance(item, PcmChunk):
                self._hearing.push(item)
            else:
                self._hearing.end_speech()


def _samples(lost: list[Lost]) -> int:
    return sum(gap.end_sample - gap.start_sample for gap in lost)
