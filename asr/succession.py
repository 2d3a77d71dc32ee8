"""What an ear that was killed left to this one: recordings made whole, calls' clocks, and words nobody was told."""

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from asr.call_clock import CallClock, this_boot
from asr.call_notes import CallNote, CallNotes, LegNote
from asr.feed import Lost
from asr.gate import speech_in
from asr.recognizer import LINE_RATE_HZ
from asr.recorded import UnreadableError, read_channel, samples_of
from asr.recorder import recover, recovered_part
from asr.recording import CHANNELS
from asr.spool_files import SpooledCall, SpoolFiles, Unheard
from asr.telling import LegName

_log = logging.getLogger(__name__)
EAR_DIED = "the ear was killed before it told these words"
_LOST_FILE = "recording: expected the file an ear that was killed had begun, found none that could be made whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A call another ear heard before: where its recording ended, and who spoke then."""

    clock: CallClock
    end: int  # call sample
    legs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """All that was left."""

    recovered: tuple[dict[str, object], ...] = ()  # of each recording, what `closed` tells of one that was finished
    untold: tuple[Unheard, ...] = ()  # to be told as gaps
    spooled: tuple[SpooledCall, ...] = ()  # to be recognised from recordings
    earlier: dict[str, Earlier]  # by call id: those that may go on
    notes: tuple[CallNote, ...] = ()  # to be dropped once a service was told all this


def inherit(notes: CallNotes, spool: SpoolFiles, recordings_dir: Path, data_dir: Path) -> Inheritance:
    """Mend and read everything; blocks. What is noted stays noted until it is dealt with."""
    mended = recover(recordings_dir)
    left = notes.load()
    noted = {note.recording for note in left}
    for path in mended:
        _log.warning("recording recovered", extra={"path": str(path)})
    told = [recovered_part(path, data_dir) for path in mended if path.absolute() not in noted]
    untold = {note.name: _untold(note) for note in left}
    return Inheritance(
        recovered=(*told, *(_as_closed(note, data_dir) for note in left)),
        untold=tuple(one for stretches in untold.values() for one in stretches),
        spooled=_merged(spool.load(), left, untold),
        earlier=_may_go_on(left),
        notes=tuple(left),
    )


def _as_closed(note: CallNote, data_dir: Path) -> dict[str, object]:
    """Tell of a noted recording; its place on the call's clock is exact, whatever its file's date is."""
    began = {"call_id": note.call_id, "started_at": note.clock.time_of(note.from_sample)}
    samples = samples_of(note.recording)
    if not samples:
        nothing = {"recording": "", "seconds": 0.0, "rate_hz": LINE_RATE_HZ, "channels": CHANNELS}
        return {**began, **nothing, "problem": _LOST_FILE}
    return {**recovered_part(note.recording, data_dir), **began}


def _untold(note: CallNote) -> list[Unheard]:
    """Give what was said on each leg behind the last words that were told."""
    found = []
    for leg_id, leg in note.legs.items():
        name = LegName(call_id=note.call_id, leg_id=leg_id, role=leg.role)
        for start, end in _speech(note, leg):
            lost = Lost(start_sample=start, end_sample=end, why=EAR_DIED)
            found.append(Unheard(name=name, lost=lost))
    return found


def _speech(note: CallNote, leg: LegNote) -> list[tuple[int, int]]:
    start = max(leg.told_to, note.from_sample) - note.from_sample
    try:
        pcm = read_channel(note.recording, leg.role.channel, start, samples_of(note.recording))
    except UnreadableError:
        return []
    chunks = speech_in(start + note.from_sample, pcm)
    return [(chunk.start_sample, chunk.start_sample + len(chunk.pcm) // 2) for chunk in chunks]


def _merged(
    spooled: list[SpooledCall], notes: list[CallNote], untold: dict[str, list[Unheard]]
) -> tuple[SpooledCall, ...]:
    """Put what is untold behind what was waiting of the same recording."""
    calls = {call.name: call for call in spooled}
    for note in notes:
        fresh = SpooledCall.of(note.call_id, note.recording, (), note.from_sample)
        call = calls.get(note.name, fresh)
        more = tuple(one for one in untold[note.name] if one not in call.unheard)
        if more:
            calls[note.name] = replace(call, unheard=(*call.unheard, *more))
    return tuple(calls.values())


def _may_go_on(notes: list[CallNote]) -> dict[str, Earlier]:
    """Give the calls of this boot: after another nobody calls any more."""
    earlier: dict[str, Earlier] = {}
    for note in sorted(notes, key=lambda note: note.from_sample):
        if note.clock.boot == this_boot():
            end = note.from_sample + samples_of(note.recording)
            earlier[note.call_id] = Earlier(clock=note.clock, end=end, legs=frozenset(note.legs))
    return earlier
