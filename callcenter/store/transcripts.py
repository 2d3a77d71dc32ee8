"""What was said and where it is recorded: utterances and recordings by call."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, RowMapping, select

from callcenter.store.database import Database, upsert
from callcenter.store.search_lines import index_new
from callcenter.store.shown import LIVE, is_shown, shown_versions
from callcenter.store.tables import recordings, utterances
from callcenter.store.utterance import GAP, SaidWord, SavedUtterance

__all__ = ["GAP", "Recording", "SaidWord", "SavedUtterance", "Transcripts", "read_utterance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Where the sound of a call is; `path` is relative to the data folder, '' when it could not be written."""

    call_id: str
    path: str
    seconds: float
    started_at: float
    rate_hz: int = 8000
    channels: int = 2
    problem: str = ""


class Transcripts:
    """Reads and writes utterances and recordings; saying the same twice changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, said: Sequence[SavedUtterance]) -> None:
        """Append utterances; one whose `utterance_id` is known is left as it was."""
        if said:
            await self._database.write(lambda connection: _add(connection, said))

    async def save_recording(self, recording: Recording) -> None:
        """Note where a part of a call's recording is, or what went wrong with it; the last word on a file counts."""
        await self._database.write(lambda connection: _save(connection, recording))

    async def of_calls(self, call_ids: Sequence[str]) -> Mapping[str, tuple[SavedUtterance, ...]]:
        """Return each call's utterances of the shown version in the order said; calls without any are left out."""
        return await self._database.read(lambda connection: _of_calls(connection, call_ids))

    async def recordings_of(self, call_ids: Sequence[str]) -> Mapping[str, tuple[Recording, ...]]:
        """Return all parts of the recordings of those calls that have one, in the order they were recorded."""
        return await self._database.read(lambda connection: _recordings(connection, call_ids))


def _add(connection: Connection, said: Sequence[SavedUtterance]) -> None:
    rows = [{**asdict(one), "words": [asdict(word) for word in one.words]} for one in said]
    connection.execute(upsert(connection, utterances).on_conflict_do_nothing(), rows)
    shown = shown_versions(connection, {one.call_id for one in said})
    index_new(connection, [one for one in said if one.version == shown.get(one.call_id, LIVE)])


def _save(connection: Connection, recording: Recording) -> None:
    new = upsert(connection, recordings)
    taken = {column.name: new.excluded[column.name] for column in recordings.c if not column.primary_key}
    same = new.on_conflict_do_update(index_elements=["call_id", "path"], set_=taken)
    connection.execute(same, [asdict(recording)])


def _of_calls(connection: Connection, call_ids: Sequence[str]) -> Mapping[str, tuple[SavedUtterance, ...]]:
    wanted = select(utterances).where(utterances.c.call_id.in_(call_ids), is_shown())
    ordered = wanted.order_by(utterances.c.start_ms, utterances.c.utterance_id)
    found: dict[str, list[SavedUtterance]] = {}
    for row in connection.execute(ordered).mappings():
        found.setdefault(row["call_id"], []).append(read_utterance(row))
    return {call_id: tuple(said) for call_id, said in found.items()}


def read_utterance(row: RowMapping) -> SavedUtterance:
    """Read one row."""
    return SavedUtterance(**{**row, "words": tuple(SaidWord(**word) for word in row["words"])})


def _recordings(connection: Connection, call_ids: Sequence[str]) -> Mapping[str, tuple[Recording, ...]]:
    wanted = select(recordings).where(recordings.c.call_id.in_(call_ids))
    found: dict[str, list[Recording]] = {}
    for row in connection.execute(wanted.order_by(recordings.c.started_at, recordings.c.path)).mappings():
        found.setdefault(row["call_id"], []).append(Recording(**row))
    return {call_id: tuple(parts) for call_id, parts in found.items()}
