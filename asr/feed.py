"""One leg's sound on its way to a recogniser: in blocks, acknowledged, kept for replay, bounded (pure)."""

from collections import deque
from dataclasses import dataclass
from enum import Enum

from asr.recognizer import LINE_RATE_HZ, SAMPLE_BYTES, PcmChunk

BLOCK_SAMPLES = LINE_RATE_HZ // 10  # 100 ms: 20 ms with a partial each costs up to 40 % more
KEPT_SAMPLES = 10 * LINE_RATE_HZ  # waiting or replayable; what is older is given up
REPLAYED_SAMPLES = 30 * LINE_RATE_HZ  # the same after a recogniser died, until its successor has caught up
WINDOW_BLOCKS = 10  # 1 s under way to a recogniser: what is not sent yet can still give way
_TAIL_SAMPLES = LINE_RATE_HZ * 3 // 10  # an engine says words end up to 0.15 s early
DIED_TWICE = "recogniser died twice on this sound"
MAX_DEATHS = 2  # recognisers that may die on the same sound before it is left out


class Blame(Enum):
    """How much of a recogniser's death is this leg's sound; the value is in deaths."""

    SURE = 1.0  # its thread crashed or hung
    UNKNOWN = 0.5  # killed from outside, or a server that went away: nobody knows why
    NONE = 0.0  # another leg's thread is named, or the leg was only moved


@dataclass(frozen=True, slots=True)
class Flush:
    """Speech ended here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Sound that is not recognised."""

    start_sample: int
    end_sample: int
    why: str


Item = PcmChunk | Flush


class Feed:
    """Owns what of a leg is not finally recognised yet, in order: first sent and worked off, sent, waiting."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._worked = 0  # of the items, from the left: acknowledged, kept for replay
        self._sent = 0  # of the items, from the left
        self._samples = 0  # in items
        self._most = KEPT_SAMPLES  # of them
        self._partial_block: PcmChunk | None = None
        self._deaths = 0.0
        self._acknowledged = 0  # frames the present recogniser said it has done
        self.lost: list[Lost] = []  # to be fetched and reported; stretches less than 1 s apart are one
        self.why_full = "no recogniser"  # what is said of sound given up because too much waits

    @property
    def waiting_from(self) -> int | None:
        """Give the start of the oldest block that is not worked off, None when all are."""
        for index in range(self._worked, len(self._items)):
            item = self._items[index]
            if isinstance(item, PcmChunk):
                return item.start_sample
        return None

    @property
    def unsettled_from(self) -> int | None:
        """Give where the oldest sound begins that no final covers and no gap was told for; None when there is none."""
        kept = (item for item in (*self._items, self._partial_block) if isinstance(item, PcmChunk))
        starts = [block.start_sample for block in kept]
        return min([*starts[:1], *(lost.start_sample for lost in self.lost)], default=None)

    @property
    def under_way(self) -> bool:
        """Whether the recogniser owes an answer."""
        return self._sent > self._worked

    @property
    def empty(self) -> bool:
        """Whether nothing is kept at all: between two utterances."""
        return not self._items and self._partial_block is None

    @property
    def idle(self) -> bool:
        """Whether everything is worked off."""
        return self._worked == len(self._items) and self._partial_block is None

    def push(self, chunk: PcmChunk) -> None:
        """Take speech; it is cut into blocks."""
        held = self._partial_block
        if held is not None:
            if _end(held) == chunk.start_sample:
                chunk = PcmChunk(start_sample=held.start_sample, pcm=held.pcm + chunk.pcm)
            else:
                self._append(held)
        step = BLOCK_SAMPLES * SAMPLE_BYTES
        whole = len(chunk.pcm) - len(chunk.pcm) % step
        for offset in range(0, whole, step):
            self._append(_part(chunk, offset, offset + step))
        self._partial_block = _part(chunk, whole, len(chunk.pcm)) if whole < len(chunk.pcm) else None
        self._bound()

    def end_speech(self) -> None:
        """Note that speech ended here."""
        if self._partial_block is not None:
            self._append(self._partial_block)
            self._partial_block = None
        self._items.append(Flush())

    def next_to_send(self) -> Item | None:
        """Give the next item for the recogniser; None when there is none or enough is under way."""
        if self._sent == len(self._items) or self._sent - self._worked >= WINDOW_BLOCKS:
            return None
        self._sent += 1
        return self._items[self._sent - 1]

    def worked_off(self, count: int) -> bool:
        """Note that the recogniser has done `count` items since it was given this leg; False if it cannot be."""
        fresh = count - self._acknowledged
        if not 0 <= fresh <= self._sent - self._worked:
            return False
        self._acknowledged = count
        self._worked += fresh
        for index in range(self._worked, self._worked - fresh, -1):
            if isinstance(self._items[index - 1], Flush):
                self._deaths = 0.0
                self._drop(index)
                break
        return True

    def final_at(self, end_sample: int) -> None:
        """Note that a final reaches up to `end_sample`: what lies before need not be replayed."""
        done = 0
        for index in range(self._worked):
            item = self._items[index]
            if isinstance(item, PcmChunk) and _end(item) <= end_sample + _TAIL_SAMPLES:
                done = index + 1
        self._drop(done)
        self._deaths = 0.0

    def recogniser_died(self, blame: Blame = Blame.SURE) -> None:
        """Begin anew with another recogniser; sound on which two died is given up."""
        self._deaths += blame.value if self.under_way else 0.0
        if self._deaths >= MAX_DEATHS:
            self._lose(self._sent, DIED_TWICE)
            self._deaths = 0.0
        self._most = REPLAYED_SAMPLES if self._items else KEPT_SAMPLES
        self.begin_anew()

    def begin_anew(self) -> None:
        """Send everything again: another recogniser hears this leg from now on."""
        self._sent = self._worked = self._acknowledged = 0

    def give_up(self, why: str) -> None:
        """Give up everything that is not worked off; the leg is closed and takes no more answers."""
        if self._partial_block is not None:
            self._append(self._partial_block)
            self._partial_block = None
        self._drop(self._worked)
        self._lose(len(self._items), why)

    def _append(self, block: PcmChunk) -> None:
        self._items.append(block)
        self._samples += len(block.pcm) // SAMPLE_BYTES

    def _bound(self) -> None:
        """Keep the bound: first what was worked off goes, then the oldest that waits."""
        while self._samples > self._most:
            if self._worked:
                self._drop(1)
            else:
                self._lose_waiting(1, self.why_full)  # there are some: the window is far below the bound

    def _drop(self, count: int) -> None:
        for _ in range(count):
            item = self._items.popleft()
            self._samples -= _samples(item)
        self._sent = max(self._sent - count, 0)
        self._worked = max(self._worked - count, 0)
        if not self._items:
            self._most = KEPT_SAMPLES

    def _lose(self, count: int, why: str) -> None:
        items = list(self._items)[:count]
        self._drop(count)
        self._note_lost(items, why)

    def _lose_waiting(self, count: int, why: str) -> None:
        """Give up the first `count` blocks that wait; ends of speech stay, one for each stretch that is left."""
        waiting = [self._items.pop() for _ in range(len(self._items) - self._sent)][::-1]
        lost: list[Item] = []
        for item in waiting:
            if isinstance(item, PcmChunk) and len(lost) < count:
                lost.append(item)
                self._samples -= _samples(item)
            elif isinstance(item, PcmChunk) or not (self._items and isinstance(self._items[-1], Flush)):
                self._items.append(item)
        self._note_lost(lost, why)

    def _note_lost(self, items: list[Item], why: str) -> None:
        chunks = [item for item in items if isinstance(item, PcmChunk)]
        if not chunks:
            return
        start, end = chunks[0].start_sample, _end(chunks[-1])
        last = self.lost[-1] if self.lost else None
        if last is not None and last.why == why and 0 <= start - last.end_sample <= LINE_RATE_HZ:
            start = self.lost.pop().start_sample
        self.lost.append(Lost(start_sample=start, end_sample=end, why=why))


def _samples(item: Item) -> int:
    return len(item.pcm) // SAMPLE_BYTES if isinstance(item, PcmChunk) else 0


def _end(chunk: PcmChunk) -> int:
    return chunk.start_sample + len(chunk.pcm) // SAMPLE_BYTES


def _part(chunk: PcmChunk, start: int, stop: int) -> PcmChunk:
    return PcmChunk(start_sample=chunk.start_sample + start // SAMPLE_BYTES, pcm=chunk.pcm[start:stop])
