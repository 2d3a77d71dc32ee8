"""Stored calls (储存电话): which earlier calls may be kept for a show, and keeping one as a sound telephony plays."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from callcenter.show.aftermath.gather import tracks_of
from callcenter.show.aftermath.tape import Take
from callcenter.show.stored_sound import STORED_CALLS, cut, forget, keep, sound_name
from callcenter.show.studio import Done, Studio
from callcenter.store.stores import Stores
from queueing.show.board import Description
from queueing.show.facts import EntryJoined, EntryKind, ShowFact, ShowSignedOff
from queueing.show.state import Entry, EntryState, Person

SHOWS_BACK = 6  # this show and the five before it
SOURCE = "recording"

_log = structlog.get_logger("stored_calls")


@dataclass(frozen=True, slots=True, kw_only=True)
class Storable:
    """A call that was screened for a show, is over, and whose recording is on disk."""

    entry: Entry
    show_id: str
    show_title: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is to be kept: which call, from second to second (`to_s` 0: to its end), and what the host reads of it."""

    call_id: str
    from_s: float
    to_s: float
    words: Description


class NotStorableError(ValueError):
    """That call cannot be stored; says what was expected and what was found."""


class StoredCalls:
    """Owns the sounds kept for shows, in a folder of the data folder; they go when their show signs off."""

    def __init__(self, studio: Studio, stores: Stores, data_dir: Path) -> None:
        self._studio, self._stores, self._data_dir = studio, stores, data_dir
        studio.hear(self._signed_off)

    @property
    def folder(self) -> Path:
        """Where telephony looks for them."""
        return self._data_dir / STORED_CALLS

    async def storable(self) -> list[Storable]:
        """The calls that may be kept, newest first."""
        found: list[Storable] = []
        for show in await self._stores.shows.newest(SHOWS_BACK):
            state = (await self._studio.board(show.show_id)).state
            over = {one.call_id: one for one in state.entries.values() if _screened(one)}
            seconds = await self._recorded(list(over))
            found += [
                Storable(entry=over[call_id], show_id=show.show_id, show_title=show.title, seconds=lasts_s)
                for call_id, lasts_s in seconds.items()
            ]
        return sorted(found, key=lambda one: -one.entry.joined_at)

    async def _recorded(self, call_ids: Sequence[str]) -> Mapping[str, float]:
        """How long the recording of each is, for those that have one."""
        if not call_ids:
            return {}
        found = await self._stores.transcripts.recordings_of(call_ids)
        tracks = {call_id: tracks_of(self._data_dir, parts) for call_id, parts in found.items()}
        return {call_id: _length(both[0].takes) for call_id, both in tracks.items() if both}

    async def keep(self, show_id: str, who: Person, kept: Kept, key: str) -> tuple[Done, str]:
        """Keep a stretch of a call for a show, in reserve; answers the entry's id too.

        Raises:
            NotStorableError: the call was not screened for a show lately, is not over, or was not recorded.
            StoredSoundError: no such stretch, or nothing in it.
            TransitionError, NotFoundError: the board refuses; nothing was kept.
        """
        if all(one.entry.call_id != kept.call_id for one in await self.storable()):
            expected = "a call that was screened for a show lately, is over and was recorded"
            raise NotStorableError(f"call {kept.call_id}: expected {expected}, found another")
        name = sound_name(show_id, kept.call_id, kept.from_s, kept.to_s)
        found = await self._stores.transcripts.recordings_of([kept.call_id])
        takes = tracks_of(self._data_dir, found.get(kept.call_id, ()))[0].takes
        samples = await asyncio.to_thread(cut, takes, kept.from_s, kept.to_s)
        lasts_s = await asyncio.to_thread(keep, samples, name, self.folder)
        entry_id = name.replace("stored-", "R-")
        board = await self._studio.board(show_id)
        if entry_id in board.state.entries:
            return Done(seq=board.state.seq, again=True), entry_id
        at = self._studio.ports.now()
        joined = EntryJoined(
            at=at,
            show_id=show_id,
            entry_id=entry_id,
            kind=EntryKind.RECORDING,
            address=kept.words.address.strip(),
            area=kept.words.area.strip(),
            topic=kept.words.topic.strip(),
            source=SOURCE,
            recording=name,
            recording_s=lasts_s,
            recorded_call=kept.call_id,
        )
        done = await self._studio.act(show_id, lambda found, now: found.keep_recording(now, who, joined), key)
        return done, entry_id

    def _signed_off(self, fact: ShowFact) -> None:
        """The recordings of the calls themselves stay; what was kept for the show goes."""
        current = self._studio.current
        if not isinstance(fact, ShowSignedOff) or current is None or current.show_id != fact.show_id:
            return
        names = [one.recording for one in current.entries.values() if one.recording]
        try:
            forget(names, self.folder)
        except OSError as error:
            _log.warning("stored sounds not removed", error=str(error))


def _screened(entry: Entry) -> bool:
    return bool(entry.call_id and entry.ready_at and entry.state is EntryState.GONE)


def _length(takes: Sequence[Take]) -> float:
    return takes[-1].span.end - takes[0].started_at
