"""The sound of one stay on air: what the programme heard of a call, and nothing that was said before or after.

Producers do not hear recordings; what went on air they may hear again, from a second before the place they look for.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from callcenter.show.aftermath.gather import tracks_of
from callcenter.show.aftermath.sound_files import SoundForm, encoded
from callcenter.show.aftermath.tape import mixed
from callcenter.store.faults import NotFoundError
from callcenter.store.stores import Stores
from queueing.show.aftermath.spans import Span
from queueing.show.closing import air_spans
from queueing.show.promise_book import BookedPromise

RATE_HZ = 8000
BEFORE_S = 1.0
LONGEST_S = 1800.0  # of a stay: nobody is on air for longer, and it is made in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a promise can be heard: seconds from the beginning of the stay's sound, a second before it was said."""

    call_id: str
    stay: Span
    at_s: float
    until_s: float


async def place_of(stores: Stores, one: BookedPromise, now: float) -> Place:
    """Find the stay on air in which it was said.

    Raises:
        NotFoundError: it was typed, nothing was recorded, or what was said lies outside of the time on air.

    """
    recorded = (await stores.transcripts.recordings_of([one.call_id])).get(one.call_id, ()) if one.call_id else ()
    if not one.heard or not recorded:
        raise NotFoundError("sound of promise", one.promise_id)
    began_at = min(part.started_at for part in recorded)
    said = Span(start=began_at + one.start_ms / 1000, end=began_at + one.end_ms / 1000)
    facts = await stores.shows.facts_of(one.edition_id)
    stays = [Span(start=stay.since, end=stay.until) for stay in air_spans(facts, one.entry_id, now)]
    found = next((stay for stay in stays if stay.holds(said.start)), None)
    if found is None:
        raise NotFoundError("sound of promise", one.promise_id)
    return Place(
        call_id=one.call_id,
        stay=Span(start=found.start, end=min(found.end, found.start + LONGEST_S)),
        at_s=max(said.start - found.start - BEFORE_S, 0.0),
        until_s=min(said.end, found.end) - found.start,
    )


async def wav_of(stores: Stores, data_dir: Path, place: Place) -> bytes:
    """Both sides of the stay together, as a WAV file.

    Raises:
        NotFoundError: the recording is not there any more.

    """
    parts = (await stores.transcripts.recordings_of([place.call_id])).get(place.call_id, ())
    tracks = tracks_of(data_dir, parts)
    if not tracks:
        raise NotFoundError("recording of call", place.call_id)
    return await asyncio.to_thread(
        lambda: encoded(mixed([one.sound(place.stay, RATE_HZ) for one in tracks]), RATE_HZ, SoundForm.WAV)
    )


def part_of(whole: Sequence[int] | bytes, begin: int | None, end: int | None) -> tuple[int, int] | None:
    """Which bytes a range asks for, first and behind the last; None: there are none such."""
    size = len(whole)
    first = 0 if begin is None else max(size + begin, 0) if begin < 0 else begin
    last = size if end is None else min(end, size)
    return (first, last) if first < last else None
