"""The clips of a show: where each is cut, decided once and asked by whoever cuts sound, subtitles or the edit list."""

import contextlib
from collections.abc import Sequence

from callcenter.show.aftermath.clip import ClipPlan, made_clip, plan_clip
from callcenter.show.aftermath.file_names import safe_part
from callcenter.show.aftermath.loudness import Sound
from callcenter.show.aftermath.material import LINE_RATE_HZ, Material, who
from callcenter.show.aftermath.tape import Track
from queueing.show.aftermath.edit_list import Event, Piece, events, two_parts
from queueing.show.aftermath.record import Item
from queueing.show.aftermath.spans import Span, without

_TEETH_S = 0.3  # a pause this long is a place to part a clip at


class Clips:
    """Owns the cuts of one show's aired calls."""

    def __init__(self, material: Material) -> None:
        self._m = material
        self._plans: dict[str, ClipPlan] = {}
        self._last: tuple[str, Sound] | None = None

    def plan(self, item: Item) -> ClipPlan:
        """Where an entry with sound is cut.

        Raises:
            OSError, RuntimeError: its recording cannot be read.
        """
        if item.entry_id not in self._plans:
            said = [word.span for word in self._m.words if any(word.span.meets(stay) for stay in item.stays)]
            tracks = self.tracks(item)
            self._plans[item.entry_id] = plan_clip(item.stays, said, self._m.show.dumps, tracks, LINE_RATE_HZ)
        return self._plans[item.entry_id]

    def tracks(self, item: Item) -> tuple[Track, ...]:
        """The sound of an entry; none of a message, or of a call that was not recorded."""
        return self._m.tracks.get(item.call_id, ()) if item.call_id else ()

    def stem(self, item: Item) -> str:
        """The beginning of its file names: number, who, about what."""
        parts = (f"{self._m.number_of(item):02d}", who(item), item.topic)
        return "_".join(safe_part(one) for one in parts if one)

    def air(self, item: Item) -> Sound:
        """What listeners heard of an entry; the last one asked for is kept, it is written in several forms."""
        if self._last is None or self._last[0] != item.entry_id:
            self._last = (item.entry_id, self._made(item, self.plan(item).air))
        return self._last[1]

    def archive(self, item: Item) -> Sound:
        """All of it."""
        return self._made(item, self.plan(item).whole)

    def parts(self) -> dict[str, list[Event]]:
        """The edit list's two parts; entries without a clip are cut at the buttons."""
        live = self._m.show.live
        if live is None:
            return {"上集": [], "下集": []}
        pieces = [
            Piece(clip=number, span=Span(start=one.start - live.start, end=one.end - live.start))
            for number, item in enumerate(self._m.show.aired, 1)
            for one in self._pieces(item)
        ]
        first, second = two_parts(pieces, self._pauses(live))
        return {"上集": events(first), "下集": events(second)}

    def _pieces(self, item: Item) -> Sequence[Span]:
        """What of an entry the listeners heard: as its clip is cut, or at the buttons where there is no sound."""
        if self.tracks(item):
            with contextlib.suppress(OSError, RuntimeError):  # told where the clip itself is made
                return self.plan(item).air
        return [piece for stay in item.stays for piece in self._m.show.heard(stay)]

    def _pauses(self, live: Span) -> list[float]:
        """Middles of pauses of the whole programme, in its seconds."""
        quiet = without(live, [word.span for word in self._m.words])
        return [(one.start + one.end) / 2.0 - live.start for one in quiet if one.seconds >= _TEETH_S]

    def _made(self, item: Item, pieces: Sequence[Span]) -> Sound:
        return made_clip(pieces, self._m.tracks[item.call_id], LINE_RATE_HZ, self._m.level)
