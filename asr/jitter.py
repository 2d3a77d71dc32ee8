"""Jitter buffer: a leg's packets, as they came, into sound without holes on the call's clock (pure).

The clock counts samples at 8 kHz from the start of the call's recording. A stream's first packet is put where it
arrived; from then on its RTP timestamps say where sound belongs. Sound is given out once, in order, without a hole:
what is lost is filled, what is silent is silence, and what comes too late is counted and left out.
"""

from dataclasses import dataclass, field

from asr.concealment import Concealment

HOLD_SAMPLES = 3200  # 400 ms: how long the clock waits for sound that is late; nobody listens to this live
HOLE_SAMPLES = 800  # 100 ms: with this much sound beyond it, a hole is not waited for
JUMP_SAMPLES = 3200  # 400 ms beyond its arrival: the timestamp has jumped, the stream's clock is taken anew
AHEAD_SAMPLES = 8000  # 1 s beyond its arrival: not placed at all (a flood, faster than sound)
BEHIND_SAMPLES = 2400  # 300 ms of arrival without a packet in time: the stream's clock is taken anew
_MAX_PENDING = 200  # packets kept beyond a hole
_MAX_STEP = 1000  # packets, 20 s: a larger step in the numbering is another stream


@dataclass(slots=True, kw_only=True)
class StreamCount:
    """What happened to a leg's packets."""

    packets: int = 0  # distinct packets of sound or events
    lost: int = 0  # missing sequence numbers
    late: int = 0  # came after their place was given out, or out of any bounds
    duplicates: int = 0


@dataclass(slots=True)
class _Stream:
    """One SSRC's numbering, unwrapped."""

    ssrc: int
    last_sequence: int  # extended
    first_sequence: int  # extended
    last_timestamp: int  # extended
    origin: int  # call sample of extended timestamp 0
    received: int = 0
    recent: set[int] = field(default_factory=set)  # extended sequence numbers, for duplicates


class JitterBuffer:
    """Owns one leg's place on the clock. `start` is the call's sample at which the leg begins."""

    def __init__(self, start: int) -> None:
        self.count = StreamCount()
        self._cursor = start  # everything before is given out
        self._out = bytearray()
        self._pending: dict[int, bytes] = {}  # place -> PCM16LE, all at or after the cursor
        self._end = start  # end of the furthest sound placed
        self._stream: _Stream | None = None
        self._behind_since: int | None = None
        self._concealment = Concealment()
        self._lost_before = 0  # of streams that are over

    @property
    def cursor(self) -> int:
        """The call's sample up to which sound was given out (also what `take` has not fetched yet)."""
        return self._cursor

    def push(self, sequence: int, timestamp: int, ssrc: int, pcm: bytes, arrival: int) -> None:
        """Place a packet; `pcm` is b'' for packets that carry no sound (key presses, comfort noise).

        `arrival` is the call's sample at which it came, by our own clock.
        """
        stream = self._stream
        if stream is None or stream.ssrc != ssrc or _is_far(sequence, stream.last_sequence):
            stream = self._begin(sequence, timestamp, ssrc, arrival)
        extended = _unwrap(sequence, stream.last_sequence, 16)
        if not self._is_new(stream, extended):
            return
        newest = extended > stream.last_sequence
        place = stream.origin + _unwrap(timestamp, stream.last_timestamp, 32)
        if newest:
            place = self._bounded(stream, place, timestamp, arrival)
            stream.last_sequence = extended
            stream.last_timestamp = place - stream.origin
        self._place(place, pcm, arrival, newest=newest)

    def advance(self, now: int) -> None:
        """Give out what `now`, the call's sample by our own clock, no longer allows to wait for."""
        self._release(hold_until=now - HOLD_SAMPLES)

    def flush(self, now: int) -> None:
        """Give out everything placed, and silence up to `now`: the leg is over."""
        while self._pending:
            self._fill_to(min(self._pending))
            self._give_ready()
        self._fill_to(now)

    def take(self) -> bytes:
        """Fetch what was given out since the last time: PCM16LE that ends at `cursor`."""
        out = bytes(self._out)
        self._out.clear()
        return out

    def _begin(self, sequence: int, timestamp: int, ssrc: int, arrival: int) -> _Stream:
        """Start a stream: a new source, such as music that gives way to another phone."""
        self._lost_before = self.count.lost
        self._behind_since = None
        origin = max(arrival, self._end, self._cursor) - timestamp
        self._stream = _Stream(ssrc, sequence - 1, sequence, timestamp, origin)
        return self._stream

    def _is_new(self, stream: _Stream, extended: int) -> bool:
        if extended in stream.recent:
            self.count.duplicates += 1
            return False
        stream.first_sequence = min(stream.first_sequence, extended)
        stream.recent.add(extended)
        if len(stream.recent) > 256:
            stream.recent = {number for number in stream.recent if number > extended - 128}
        stream.received += 1
        self.count.packets += 1
        expected = max(extended, stream.last_sequence) - stream.first_sequence + 1
        self.count.lost = self._lost_before + max(expected - stream.received, 0)
        return True

    def _bounded(self, stream: _Stream, place: int, timestamp: int, arrival: int) -> int:
        """Keep the newest packet near its arrival: past the bounds the stream's clock is taken anew."""
        if place > arrival + JUMP_SAMPLES or self._is_long_behind(place, arrival):
            place = max(arrival, self._end, self._cursor)
            stream.origin = place - _unwrap(timestamp, stream.last_timestamp, 32)
            self._behind_since = None
        return place

    def _is_long_behind(self, place: int, arrival: int) -> bool:
        if place >= self._cursor:
            self._behind_since = None
            return False
        if self._behind_since is None:
            self._behind_since = arrival
        jumped_back = place < self._cursor - 2 * AHEAD_SAMPLES
        return jumped_back or arrival - self._behind_since >= BEHIND_SAMPLES

    def _place(self, place: int, pcm: bytes, arrival: int, *, newest: bool) -> None:
        samples = len(pcm) // 2
        if place < self._cursor:
            pcm = pcm[2 * (self._cursor - place) :]
            place = self._cursor
            if samples and not pcm:
                self.count.late += 1
                return
        if place > arrival + AHEAD_SAMPLES or len(self._pending) >= _MAX_PENDING:
            self.count.late += 1
            return
        if not pcm:
            if newest:
                self._concealment.forget()  # a key press is silence, not a repeat of the last sound
            return
        self._pending[place] = pcm
        self._end = max(self._end, place + len(pcm) // 2)
        self._release(hold_until=self._cursor)

    def _release(self, hold_until: int) -> None:
        self._give_ready()
        hold_until = max(hold_until, self._end - HOLE_SAMPLES)
        while self._cursor < hold_until:
            self._fill_to(min(*self._pending, hold_until) if self._pending else hold_until)
            self._give_ready()

    def _give_ready(self) -> None:
        pending = self._pending
        while pending:
            pcm = pending.pop(self._cursor, None)
            if pcm is None:
                place = min(pending)
                if place > self._cursor:
                    return
                pcm = pending.pop(place)[2 * (self._cursor - place) :]  # overlaps what was given
            self._give(pcm)

    def _give(self, pcm: bytes) -> None:
        self._out += pcm
        self._cursor += len(pcm) // 2
        if pcm:
            self._concealment.heard(pcm)

    def _fill_to(self, place: int) -> None:
        """Fill a hole, so that the clock goes on."""
        if place > self._cursor:
            self._out += self._concealment.fill(place - self._cursor)
            self._cursor = place
            self._end = max(self._end, place)


def _is_far(sequence: int, last_sequence: int) -> bool:
    return abs(_unwrap(sequence, last_sequence, 16) - last_sequence) > _MAX_STEP


def _unwrap(number: int, near: int, bits: int) -> int:
    """Give the integer nearest to `near` whose low bits are `number`."""
    span = 1 << bits
    delta = (number - near) % span
    return near + (delta - span if delta >= span >> 1 else delta)
