"""A show that was: its facts in a real ledger, its words in the store, its sound on disk by the real recorder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from asr.recorder import Recorder, Track
from callcenter.settings import Settings, Site, Store
from callcenter.store.database import Database
from callcenter.store.journal import Journal
from callcenter.store.transcripts import Recording, SaidWord, SavedUtterance, Transcripts
from queueing.events import CallArrived
from queueing.show.facts import EntryJoined, EntryKind, WentOnAir
from queueing.studio.state import air_recording
from tests.rules.show.hour import Hour, Pace, an_hour

RATE_HZ = 8000
BEGINS = 1_763_700_000.0
SHOW = "s1"
SHORT = Pace(length_s=120.0, first_s=5.0, every_s=22.0, stay_s=16.0, dump_at_s=9.0, dump_s=4.0)
HOST_HZ, UNIT_HZ, CALLER_HZ, DUMPED_HZ = 120.0, 215.0, 170.0, 3000.0
WORD_S, GAP_S, TURN_S = 0.3, 0.06, 2.5  # the turn's last words leave a pause
CITIZEN = ("我们", "小区", "已经", "停水", "三天了", "唉", "电话", "幺三八", "零零零零", "零零零零", "谢谢")
STUDIO = ("请", "水务局", "的", "同志", "回答", "一下", "今天", "能不能", "修好")
BEFORE_AIR_S = 30.0  # waited and was screened: recorded, never aired


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A word of the play: seconds of the programme."""

    text: str
    start_s: float
    end_s: float
    hertz: float


def caller_words(start_s: float, stay_s: float) -> Iterator[Spoken]:
    """Every other turn of a stay is the caller's; the first word begins before air, the last ends after."""
    yield from _turns(start_s - 0.1, start_s + stay_s, 0, CITIZEN, CALLER_HZ)


def studio_words(start_s: float, stay_s: float) -> Iterator[Spoken]:
    """The turns between are the studio's, host and unit by turns."""
    for turn, at in enumerate(np.arange(start_s + TURN_S, start_s + stay_s, 2 * TURN_S)):
        hertz = HOST_HZ if turn % 2 == 0 else UNIT_HZ
        yield from _turn(float(at), float(at) + TURN_S - 0.9, STUDIO, hertz)


def _turns(start_s: float, end_s: float, first: int, texts: tuple[str, ...], hertz: float) -> Iterator[Spoken]:
    at, turn = start_s, first
    while at < end_s:
        yield from _turn(at, min(at + TURN_S - 0.5, end_s + 0.1), texts, hertz, turn * 6)
        at, turn = at + 2 * TURN_S, turn + 1


def _turn(start_s: float, end_s: float, texts: tuple[str, ...], hertz: float, first: int = 0) -> Iterator[Spoken]:
    at, number = start_s, first
    while at + WORD_S <= end_s + 1e-6:
        yield Spoken(text=texts[number % len(texts)], start_s=at, end_s=at + WORD_S, hertz=hertz)
        at, number = at + WORD_S + GAP_S, number + 1


def played(words: list[Spoken], seconds: float, seed: int) -> np.ndarray:
    """The sound of words: voiced tones over soft noise."""
    rng = np.random.default_rng(seed)
    sound = 1e-4 * rng.standard_normal(int(seconds * RATE_HZ))
    for word in words:
        first, last = max(int(word.start_s * RATE_HZ), 0), min(int(word.end_s * RATE_HZ), len(sound))
        if last > first:
            sound[first:last] += _voiced(last - first, word.hertz)
    return sound


def _voiced(count: int, hertz: float) -> np.ndarray:
    at = np.arange(count) / RATE_HZ
    waves = sum(np.sin(2 * np.pi * hertz * n * at) / n for n in range(1, 8))
    return 0.08 * np.hanning(count) ** 0.5 * waves


class Recorded:
    """Owns the recorder while the sound of a show is written."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir, self._recorder = data_dir, Recorder()
        self._recorder.start()
        self.rows: list[Recording] = []

    def write(self, call_id: str, started_at: float, left: np.ndarray, right: np.ndarray) -> None:
        """Record both channels as the ear does, a second at a time."""
        path = self._data_dir / "recordings" / f"{call_id}.flac"
        track = Track(path=path)
        both = np.stack([left, right], axis=1)
        pcm = np.clip(both * 32767, -32768, 32767).astype("<i2")
        for at in range(0, len(pcm), RATE_HZ):
            self._recorder.write(track, pcm[at : at + RATE_HZ].tobytes())
        self._recorder.finish(track, lambda: None)
        self.rows.append(
            Recording(
                call_id=call_id,
                path=str(path.relative_to(self._data_dir)),
                seconds=len(pcm) / RATE_HZ,
                started_at=started_at,
            )
        )

    def close(self) -> None:
        """Wait until all is on disk."""
        self._recorder.close(60.0)


def record(hour: Hour, data_dir: Path) -> tuple[list[Recording], list[SavedUtterance]]:
    """Play the whole show: a recording for each aired call, one of the studio's first line, and the words of all."""
    recorded, said, pace = Recorded(data_dir), list[SavedUtterance](), hour.pace
    calls = {one.entry_id: one.call_id for one in hour.facts if isinstance(one, EntryJoined)}
    aired = [one for one in hour.facts if isinstance(one, WentOnAir) and calls[one.entry_id]]
    for number, fact in enumerate(aired):
        said += _call(recorded, calls[fact.entry_id], fact.at, pace, number)
    said += _studio(recorded, hour, [fact.at - hour.begins for fact in aired])
    recorded.close()
    return recorded.rows, said


def _call(recorded: Recorded, call_id: str, at: float, pace: Pace, number: int) -> list[SavedUtterance]:
    lead, whole = BEFORE_AIR_S, BEFORE_AIR_S + pace.stay_s + 5.0
    screening = list(_turns(2.0, lead - 5.0, 0, CITIZEN, CALLER_HZ))
    words = list(caller_words(lead, pace.stay_s))
    left = played([*screening, *words], whole, number)
    if number == 1:
        _mark(left, lead + pace.dump_at_s - pace.dump_s, pace.dump_s)
    right = played(list(studio_words(lead, pace.stay_s)), whole, 100 + number)
    recorded.write(call_id, at - lead, left, right)
    return utterances(call_id, "caller", [*screening, *words])


def _mark(sound: np.ndarray, start_s: float, seconds: float) -> None:
    """A whistle while what is said is dumped: easy to find again, anywhere."""
    first, last = int(start_s * RATE_HZ), int((start_s + seconds) * RATE_HZ)
    sound[first:last] += 0.2 * np.sin(2 * np.pi * DUMPED_HZ * np.arange(last - first) / RATE_HZ)


def _studio(recorded: Recorded, hour: Hour, stays: list[float]) -> list[SavedUtterance]:
    pace, lead = hour.pace, 20.0
    opening = list(_turn(lead + 0.5, lead + 4.0, STUDIO, HOST_HZ))
    words = opening + [word for at in stays for word in studio_words(lead + at, pace.stay_s)]
    seconds = lead + pace.length_s + 10.0
    name = air_recording(hour.show_id, 1)
    recorded.write(name, hour.begins - lead, played([], seconds, 7), played(words, seconds, 8))
    return utterances(name, "operator", words)


def utterances(call_id: str, role: str, words: list[Spoken]) -> list[SavedUtterance]:
    """Words as the ear tells them: an utterance each turn."""
    turns: list[list[Spoken]] = []
    for word in words:
        if turns and word.start_s - turns[-1][-1].end_s < GAP_S + 0.01:
            turns[-1].append(word)
        else:
            turns.append([word])
    return [
        SavedUtterance(
            utterance_id=f"{call_id}-{role}-{number}",
            call_id=call_id,
            leg_id=f"{call_id}-{role}",
            role=role,
            start_ms=round(turn[0].start_s * 1000),
            end_ms=round(turn[-1].end_s * 1000),
            text="".join(one.text for one in turn),
            words=tuple(
                SaidWord(
                    text=one.text, start_ms=round(one.start_s * 1000), end_ms=round(one.end_s * 1000), confidence=0.9
                )
                for one in turn
            ),
        )
        for number, turn in enumerate(turns)
    ]


def settings_of(folder: Path) -> Settings:
    """The demo desk's settings with everything in one folder."""
    return Settings(site=Site(data_dir=str(folder)), store=Store(url=f"sqlite:///{folder}/desk.db"))


async def a_show_that_was(folder: Path, pace: Pace = SHORT, aired: int = 5, entries: int = 50) -> Hour:
    """Put a whole show into a fresh store under `folder`."""
    hour = an_hour(SHOW, BEGINS, aired=aired, entries=entries, pace=pace)
    rows, said = record(hour, folder)
    async with Database(settings_of(folder).store.url) as database:
        await fill(database, hour, rows, said)
    return hour


async def fill(database: Database, hour: Hour, rows: list[Recording], said: list[SavedUtterance]) -> None:
    """Write facts, words and recordings."""
    journal, transcripts = Journal(database), Transcripts(database)
    arrived = [
        CallArrived(
            at=one.at - 5.0,
            call_id=one.call_id,
            queue="show",
            dialled="12388",
            caller=f"1380000{number:04d}",
            trunk="local",
        )
        for number, one in enumerate(hour.facts)
        if isinstance(one, EntryJoined) and one.kind is EntryKind.CALL
    ]
    journal.append([*arrived, *hour.facts])
    await journal.flush()
    await transcripts.add(said)
    for row in rows:
        await transcripts.save_recording(row)
