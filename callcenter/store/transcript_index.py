"""Keep the lines that are searched in step with what was said: in the same transaction, and again from scratch."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, RowMapping, delete, func, select, tuple_

from callcenter.store.database import Database, upsert
from callcenter.store.search_tables import transcript_lines
from callcenter.store.shown import as_checked, is_shown
from callcenter.store.tables import calls, utterances
from callcenter.store.utterance import SaidWord, SavedUtterance
from callcenter.transcripts.searching import indexed, pairs

CALLS = 50  # in one transaction, so that a running service writes between them


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """How many sentences are kept and how many of them can be found."""

    said: int
    indexed: int


class TranscriptIndex:
    """Brings the index up to what is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def state(self) -> IndexState:
        """Count both."""
        return await self._database.read(_state)

    async def clear(self) -> None:
        """Forget every line; `catch_up` makes them again."""
        await self._database.write(lambda connection: connection.execute(delete(transcript_lines)))

    async def catch_up(self) -> int:
        """Add lines for sentences of calls that have none, oldest calls first; answers how many were added."""
        added, after = 0, (0.0, "")
        while batch := await self._database.read(partial(_calls_after, after=after)):
            ids = [call_id for _, call_id in batch]
            if await self._database.read(partial(_missing, call_ids=ids)):
                added += await self._database.write(partial(_add_missing, call_ids=ids))
            after = batch[-1]
        return added


def index_lines(connection: Connection, said: Sequence[SavedUtterance]) -> None:
    """Make these sentences findable, as checked where somebody has; one that is known is left as it was."""
    texts = [(one, indexed(one)) for one in as_checked(connection, said)]
    rows = [
        {"utterance_id": one.utterance_id, "call_id": one.call_id, "plain": text, "pairs": " ".join(pairs(text))}
        for one, text in texts
    ]
    if rows:
        connection.execute(upsert(connection, transcript_lines).on_conflict_do_nothing(), rows)


def index_again(connection: Connection, call_id: str, utterance_ids: Sequence[str] | None = None) -> None:
    """Make a call's shown sentences findable anew; `utterance_ids`: these only."""
    mine = [transcript_lines.c.call_id == call_id]
    said = [utterances.c.call_id == call_id, is_shown()]
    if utterance_ids is not None:
        mine.append(transcript_lines.c.utterance_id.in_(utterance_ids))
        said.append(utterances.c.utterance_id.in_(utterance_ids))
    connection.execute(delete(transcript_lines).where(*mine))
    rows = connection.execute(select(utterances).where(*said).order_by(utterances.c.start_ms)).mappings()
    index_lines(connection, [_read(row) for row in rows])


def _state(connection: Connection) -> IndexState:
    def count(table: object) -> int:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]

    shown = select(utterances.c.utterance_id).where(is_shown()).subquery()
    return IndexState(said=count(shown), indexed=count(transcript_lines))


def _calls_after(connection: Connection, after: tuple[float, str]) -> list[tuple[float, str]]:
    key = (calls.c.arrived_at, calls.c.call_id)
    wanted = select(*key).where(tuple_(*key) > tuple_(*after)).order_by(*key).limit(CALLS)
    return [(row[0], row[1]) for row in connection.execute(wanted)]


def _missing(connection: Connection, call_ids: Sequence[str]) -> list[SavedUtterance]:
    known = transcript_lines.c.utterance_id == utterances.c.utterance_id
    wanted = select(utterances).outerjoin(transcript_lines, known).join(calls, calls.c.call_id == utterances.c.call_id)
    mine = wanted.where(utterances.c.call_id.in_(call_ids), transcript_lines.c.line_id.is_(None), is_shown())
    rows = connection.execute(mine.order_by(calls.c.arrived_at, calls.c.call_id, utterances.c.start_ms)).mappings()
    return [_read(row) for row in rows]


def _read(row: RowMapping) -> SavedUtterance:
    return SavedUtterance(**{**row, "words": tuple(SaidWord(**word) for word in row["words"])})


def _add_missing(connection: Connection, call_ids: Sequence[str]) -> int:
    said = _missing(connection, call_ids)
    index_lines(connection, said)
    return len(said)
