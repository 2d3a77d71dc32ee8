"""Remove what a site no longer keeps. Nothing an open ticket needs is touched; a dry run counts the same rows.

Deleting goes in small transactions, so that a running service writes between them. Facts go only in a transaction that
holds a row of `purge_permit`, which the ledger's trigger asks for.
"""

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, or_, select, update

from callcenter.store.aftermath_tables import MADE_OF_SHOWS, aftermath_runs
from callcenter.store.checked_tables import checked_words
from callcenter.store.database import Database
from callcenter.store.figure_tables import purge_permit
from callcenter.store.probe_tables import probe_runs
from callcenter.store.tables import call_operators, calls, facts, recordings, tickets, utterances
from callcenter.store.ticket_tables import ticket_work
from callcenter.store.version_tables import second_passes, transcript_versions
from queueing.ticket.states import TicketState

Row = tuple[Any, ...]
Drop = Callable[[Connection, Sequence[Row]], None]
CHUNK = 500  # rows in one transaction
SETTLED = (TicketState.CLOSED, TicketState.VOID, TicketState.NOT_ACCEPTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """Unix seconds before which things go; None: they are kept for ever."""

    facts: float | None = None
    recordings: float | None = None
    transcripts: float | None = None
    shows: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How much went, or would go."""

    facts: int = 0
    calls: int = 0
    recordings: int = 0
    transcripts: int = 0  # utterances
    probe_recordings: int = 0
    shows: int = 0  # runs that made a show's files


class Purge:
    """Owns one purge of a database and of the sound under `data_dir`."""

    def __init__(self, database: Database, data_dir: Path) -> None:
        self._database, self._data_dir = database, data_dir.resolve()

    async def count(self, cuts: Cuts) -> Purged:
        """What would go."""
        return await self._database.read(lambda connection: _count(connection, cuts))

    async def run(self, cuts: Cuts) -> Purged:
        """Remove it; what was removed stays removed if a later step fails, and a second run goes on from there."""
        found = await self.count(cuts)
        if cuts.recordings is not None:
            await self._sound(_old_recordings(cuts.recordings), _drop_recordings)
            await self._sound(_old_probes(cuts.recordings), _drop_probes)
        if cuts.transcripts is not None:
            await self._rows(_old_utterances(cuts.transcripts), _drop_utterances)
        if cuts.shows is not None:
            await self._rows(_old_runs(cuts.shows), self._drop_runs)
        if cuts.facts is not None:
            before = cuts.facts
            await self._rows(_old_facts(before), lambda connection, seqs: _drop_facts(connection, seqs, before))
            await self._rows(_old_calls(before), _drop_calls)
        return found

    async def _rows(self, wanted: Select[Any], drop: Drop) -> None:
        while await self._database.write(lambda connection: _chunk(connection, wanted, drop)):
            pass

    async def _sound(self, wanted: Select[Any], drop: Drop) -> None:
        """Delete the files first: the next run finds a row without a file; a file without a row nobody finds."""

        def files_and_rows(connection: Connection, rows: Sequence[Row]) -> None:
            for row in rows:
                self._unlink(str(row[-1]))
            drop(connection, rows)

        await self._rows(wanted, files_and_rows)

    def _drop_runs(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Delete what was made of shows: the folders first, as with recordings."""
        for run_id in _ids(rows):
            folder = (self._data_dir / MADE_OF_SHOWS / run_id).resolve()
            if folder.parent == self._data_dir / MADE_OF_SHOWS:
                shutil.rmtree(folder, ignore_errors=True)
        connection.execute(delete(aftermath_runs).where(aftermath_runs.c.run_id.in_(_ids(rows))))

    def _unlink(self, path: str) -> None:
        """Delete a file under the data folder; a path that leads elsewhere is left alone."""
        file = (self._data_dir / path).resolve()
        if path and file.is_relative_to(self._data_dir) and file.suffix in (".flac", ".wav"):
            with suppress(FileNotFoundError):
                file.unlink()


def _chunk(connection: Connection, wanted: Select[Any], drop: Drop) -> int:
    rows = [tuple(row) for row in connection.execute(wanted.limit(CHUNK))]
    if rows:
        drop(connection, rows)
    return len(rows)


def _open_tickets() -> Select[Any]:
    """Tickets that were registered and are not over; a draft nobody registered holds nothing back."""
    over = select(ticket_work.c.ticket_id).where(ticket_work.c.state.in_([one.value for one in SETTLED]))
    return select(tickets.c.ticket_id).where(
        tickets.c.status.not_in(("draft", "void")), tickets.c.ticket_id.not_in(over)
    )


def _open_calls() -> Select[Any]:
    wanted = select(tickets.c.call_id).where(tickets.c.ticket_id.in_(_open_tickets()))
    return wanted.where(tickets.c.call_id.is_not(None))


def _not_open(column: ColumnElement[str]) -> ColumnElement[bool]:
    return or_(column.is_(None), column.not_in(_open_calls()))


def _old_facts(before: float) -> Select[Any]:
    of_ticket = or_(facts.c.ticket_id.is_(None), facts.c.ticket_id.not_in(_open_tickets()))
    of_show = facts.c.show_id.is_(None)  # a show's register (台账) stays: part of a show cannot be read
    return select(facts.c.seq).where(facts.c.at < before, _not_open(facts.c.call_id), of_ticket, of_show)


def _old_calls(before: float) -> Select[Any]:
    return select(calls.c.call_id).where(calls.c.arrived_at < before, _not_open(calls.c.call_id))


def _old_recordings(before: float) -> Select[Any]:
    wanted = select(recordings.c.call_id, recordings.c.path)
    return wanted.where(recordings.c.started_at < before, _not_open(recordings.c.call_id))


def _old_probes(before: float) -> Select[Any]:
    wanted = select(probe_runs.c.run_id, probe_runs.c.recording)
    return wanted.where(probe_runs.c.at < before, probe_runs.c.recording != "")


def _old_runs(before: float) -> Select[Any]:
    return select(aftermath_runs.c.run_id).where(aftermath_runs.c.ended_at < before)


def _old_utterances(before: float) -> Select[Any]:
    old = select(calls.c.call_id).where(calls.c.arrived_at < before)
    wanted = select(utterances.c.utterance_id)
    return wanted.where(utterances.c.call_id.in_(old), _not_open(utterances.c.call_id))


def _count(connection: Connection, cuts: Cuts) -> Purged:
    def rows(wanted: Select[Any] | None) -> int:
        return (
            0
            if wanted is None
            else connection.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
        )

    return Purged(
        facts=rows(None if cuts.facts is None else _old_facts(cuts.facts)),
        calls=rows(None if cuts.facts is None else _old_calls(cuts.facts)),
        recordings=rows(None if cuts.recordings is None else _old_recordings(cuts.recordings)),
        probe_recordings=rows(None if cuts.recordings is None else _old_probes(cuts.recordings)),
        shows=rows(None if cuts.shows is None else _old_runs(cuts.shows)),
        transcripts=rows(None if cuts.transcripts is None else _old_utterances(cuts.transcripts)),
    )


def _ids(rows: Sequence[Row]) -> list[Any]:
    return [row[0] for row in rows]


def _drop_facts(connection: Connection, rows: Sequence[Row], before: float) -> None:
    connection.execute(insert(purge_permit).values(before=before))
    connection.execute(delete(facts).where(facts.c.seq.in_(_ids(rows))))
    connection.execute(delete(purge_permit))


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
