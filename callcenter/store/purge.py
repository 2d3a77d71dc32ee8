"""Remove what a site no longer keeps. Nothing an open ticket needs is touched; a dry run counts the same rows.

Deleting goes in small transactions, so that a running service writes between them. Facts go only in a transaction that
holds a row of `purge_permit`, which the ledger's trigger asks for.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from callcenter.clock import now_s
from callcenter.store.aftermath_tables import MADE_OF_SHOWS, aftermath_runs
from callcenter.store.caller_tables import listed_numbers
from callcenter.store.checked_tables import checked_words
from callcenter.store.database import Database
from callcenter.store.figure_tables import purge_permit
from callcenter.store.missed_calls import expire_missed
from callcenter.store.probe_tables import probe_runs
from callcenter.store.purge_matters import Held, Matter, free, of_calls, old
from callcenter.store.tables import call_operators, calls, facts, recordings, utterances
from callcenter.store.unknown import make_unknown
from callcenter.store.version_tables import second_passes, transcript_versions

Row = tuple[Any, ...]
Drop = Callable[[Connection, Sequence[Row]], None]
Tell = Callable[[Connection, Matter, int], None]  # so many of a matter went, in the transaction that removes them
CHUNK = 500  # rows in one transaction
EVER_AFTER = 1e18
EVER = -1e18  # Unix seconds before everything


# Matters that go with another one's days; the others have days of their own.
CLASS_OF = {Matter.PROBE_RECORDINGS: Matter.RECORDINGS.value, Matter.CALLS: Matter.FACTS.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """Unix seconds before which things go; None: they are kept for ever."""

    facts: float | None = None
    recordings: float | None = None
    transcripts: float | None = None
    shows: float | None = None
    drafts: float | None = None
    untaken: float | None = None
    tickets: float | None = None
    missed: float | None = None
    lists: float | None = None

    def of(self, matter: Matter) -> float | None:
        """Before when a matter goes."""
        at: float | None = getattr(self, CLASS_OF.get(matter, matter.value))
        return at


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What there is of a matter before its time: how much may go, since when (Unix seconds), how much is held."""

    due: int
    oldest: float | None
    held: Mapping[Held, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How much went, or would go."""

    facts: int = 0
    calls: int = 0
    recordings: int = 0
    transcripts: int = 0  # utterances
    probe_recordings: int = 0
    shows: int = 0  # runs that made a show's files
    drafts: int = 0
    untaken: int = 0
    tickets: int = 0  # ended ones, in which the person was made unknown
    missed: int = 0
    lists: int = 0


class Purge:
    """Owns one purge of a database and of the sound under `data_dir`."""

    def __init__(self, database: Database, data_dir: Path, now: Callable[[], float] = now_s) -> None:
        self._database, self._data_dir, self._now = database, data_dir.resolve(), now

    async def count(self, cuts: Cuts) -> Purged:
        """What would go."""
        return purged({matter: one.due for matter, one in (await self.survey(cuts)).items()})

    async def survey(self, cuts: Cuts) -> Mapping[Matter, Count]:
        """Each matter that does not stay for ever: what would go, and what is held back and why."""
        return await self._database.read(lambda connection: _survey(connection, cuts))

    async def run(self, cuts: Cuts, tell: Tell = lambda _connection, _matter, _count: None) -> Purged:
        """Remove it; what was removed stays removed if a later step fails, and a second run goes on from there."""
        gone = dict.fromkeys(Matter, 0)
        for matter in Matter:
            before = cuts.of(matter)
            if before is not None:
                gone[matter] = await self._rows(matter, before, tell)
        return purged(gone)

    def of_calls(self, connection: Connection, matter: Matter, call_ids: Sequence[str]) -> Count:
        """How much sound or words of these calls there is, and what is held; for a matter in OF_CALLS."""
        return _counted(connection, of_calls(matter, EVER_AFTER, call_ids))

    def erased(self, connection: Connection, matter: Matter, call_ids: Sequence[str]) -> None:
        """Remove sound or words of these calls now, whatever their age; what is held stays."""
        found = of_calls(matter, EVER_AFTER, call_ids).subquery()
        keys = (one for one in found.c if one.name not in ("at", "held"))
        rows = [tuple(row) for row in connection.execute(select(*keys).where(found.c.held == ""))]
        self._drop(matter, EVER_AFTER)(connection, rows)

    async def _rows(self, matter: Matter, before: float, tell: Tell) -> int:
        drop, gone, since = self._drop(matter, before), 0, EVER

        def chunk(connection: Connection) -> tuple[int, float]:
            rows = [tuple(row) for row in connection.execute(free(matter, before, since).limit(CHUNK))]
            if not rows:
                return 0, since
            drop(connection, [row[:-1] for row in rows])
            tell(connection, matter, len(rows))
            return len(rows), rows[-1][-1]

        while True:
            some, since = await self._database.write(chunk)
            if not some:
                return gone
            gone += some

    def _drop(self, matter: Matter, before: float) -> Drop:
        return {
            Matter.RECORDINGS: self._with_files(_drop_recordings),
            Matter.PROBE_RECORDINGS: self._with_files(_drop_probes),
            Matter.TRANSCRIPTS: _drop_utterances,
            Matter.SHOWS: self._drop_runs,
            Matter.DRAFTS: self._drop_persons,
            Matter.UNTAKEN: self._drop_persons,
            Matter.TICKETS: self._drop_persons,
            Matter.MISSED: self._drop_missed,
            Matter.LISTS: _drop_lists,
            Matter.FACTS: lambda connection, rows: _drop_facts(connection, rows, before),
            Matter.CALLS: _drop_calls,
        }[matter]

    def _drop_missed(self, connection: Connection, rows: Sequence[Row]) -> None:
        expire_missed(connection, _ids(rows), self._now())

    def _with_files(self, drop: Drop) -> Drop:
        """Delete the files first: the next run finds a row without a file; a file without a row nobody finds."""

        def files_and_rows(connection: Connection, rows: Sequence[Row]) -> None:
            for row in rows:
                self._unlink(str(row[-1]))
            drop(connection, rows)

        return files_and_rows

    def _drop_runs(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Delete what was made of shows: the folders first, as with recordings."""
        for run_id in _ids(rows):
            folder = (self._data_dir / MADE_OF_SHOWS / run_id).resolve()
            if folder.parent == self._data_dir / MADE_OF_SHOWS:
                shutil.rmtree(folder, ignore_errors=True)
        connection.execute(delete(aftermath_runs).where(aftermath_runs.c.run_id.in_(_ids(rows))))

    def _drop_persons(self, connection: Connection, rows: Sequence[Row]) -> None:
        make_unknown(connection, self._data_dir, _ids(rows), self._now(), "purge")

    def _unlink(self, path: str) -> None:
        """Delete a file under the data folder; a path that leads elsewhere is left alone."""
        file = (self._data_dir / path).resolve()
        if path and file.is_relative_to(self._data_dir) and file.suffix in (".flac", ".wav"):
            with suppress(FileNotFoundError):
                file.unlink()


def purged(counts: Mapping[Matter, int]) -> Purged:
    """The same as a record."""
    return Purged(**{matter.value: count for matter, count in counts.items()})


def by_matter(one: Purged) -> dict[Matter, int]:
    """The same by matter."""
    return {Matter(name): count for name, count in asdict(one).items()}


def _survey(connection: Connection, cuts: Cuts) -> Mapping[Matter, Count]:
    found = ((matter, cuts.of(matter)) for matter in Matter)
    return {matter: _counted(connection, old(matter, before)) for matter, before in found if before is not None}


def _counted(connection: Connection, wanted: Select[Any]) -> Count:
    rows = wanted.subquery()
    grouped = select(rows.c.held, func.count(), func.min(rows.c.at)).group_by(rows.c.held)
    found = {held: (count, first) for held, count, first in connection.execute(grouped)}
    due, oldest = found.pop("", (0, None))
    return Count(due=due, oldest=oldest, held={Held(why): count for why, (count, _) in found.items()})


def _ids(rows: Sequence[Row]) -> list[Any]:
    return [row[0] for row in rows]


def _drop_facts(connection: Connection, rows: Sequence[Row], before: float) -> None:
    connection.execute(insert(purge_permit).values(before=before))
    connection.execute(delete(facts).where(facts.c.seq.in_(_ids(rows))))
    connection.execute(delete(purge_permit))


def _drop_lists(connection: Connection, rows: Sequence[Row]) -> None:
    connection.execute(delete(listed_numbers).where(listed_numbers.c.entry_id.in_(_ids(rows))))


def _drop_calls(connection: Connection, rows: Sequence[Row]) -> None:
    connection.execute(delete(call_operators).where(call_operators.c.call_id.in_(_ids(rows))))
    connection.execute(delete(calls).where(calls.c.call_id.in_(_ids(rows))))


def _drop_recordings(connection: Connection, rows: Sequence[Row]) -> None:
    for call_id, path in rows:
        connection.execute(delete(recordings).where(recordings.c.call_id == call_id, recordings.c.path == path))


def _drop_probes(connection: Connection, rows: Sequence[Row]) -> None:
    connection.execute(update(probe_runs).where(probe_runs.c.run_id.in_(_ids(rows))).values(recording=""))


def _drop_utterances(connection: Connection, rows: Sequence[Row]) -> None:
    connection.execute(delete(checked_words).where(checked_words.c.utterance_id.in_(_ids(rows))))
    of_them = select(utterances.c.call_id).where(utterances.c.utterance_id.in_(_ids(rows)))
    connection.execute(delete(transcript_versions).where(transcript_versions.c.call_id.in_(of_them)))
    connection.execute(delete(second_passes).where(second_passes.c.call_id.in_(of_them)))
    connection.execute(delete(utterances).where(utterances.c.utterance_id.in_(_ids(rows))))
