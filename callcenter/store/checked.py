"""What people found was really said: kept beside what was heard, never in its place."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from callcenter.store.checked_tables import checked_words
from callcenter.store.database import Database, upsert
from callcenter.store.faults import NotFoundError
from callcenter.store.search_lines import index_call
from callcenter.store.tables import recordings, tickets, utterances
from callcenter.store.ticket import fields_from_json
from callcenter.store.transcripts import Recording

CONFIDENTIAL = ("confidential", "是")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedText:
    """What was said in one utterance, as somebody who listened wrote it down; '' when nothing was said at all."""

    utterance_id: str
    call_id: str
    text: str
    checked_by: str  # name of a user or number of an operator
    checked_at: datetime
    for_evaluation: bool = True  # the site consented when it was checked; else it stays with the transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedClip:
    """A checked utterance and its place in the call. `parts`: of the recording, those not written too."""

    checked: CheckedText
    role: str
    start_ms: int
    end_ms: int
    heard: str
    parts: tuple[Recording, ...]
    confidential: bool  # the citizen asked for it: 保密工单


class CheckedWords:
    """Reads and writes checked texts; of one utterance the last word counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, one: CheckedText) -> None:
        """Keep a checked text; from now on the sentence is found by it.

        Raises:
            NotFoundError: the call has no such utterance.

        """
        await self._database.write(lambda connection: _save(connection, one))

    async def clips(self) -> Sequence[CheckedClip]:
        """Return all that was checked for evaluation, oldest first."""
        return await self._database.read(_clips)

    async def of_call(self, call_id: str) -> Mapping[str, CheckedText]:
        """What was checked in one call, by utterance, whatever it may be used for."""
        wanted = select(checked_words).where(checked_words.c.call_id == call_id)
        return await self._database.read(
            lambda connection: {
                row["utterance_id"]: CheckedText(**row) for row in connection.execute(wanted).mappings()
            }
        )


def _save(connection: Connection, one: CheckedText) -> None:
    known = select(utterances.c.utterance_id).where(
        utterances.c.utterance_id == one.utterance_id, utterances.c.call_id == one.call_id
    )
    if connection.execute(known).first() is None:
        raise NotFoundError("utterance", one.utterance_id)
    new = upsert(connection, checked_words)
    taken = {column.name: new.excluded[column.name] for column in checked_words.c if not column.primary_key}
    connection.execute(new.on_conflict_do_update(index_elements=["utterance_id"], set_=taken), [asdict(one)])
    index_call(connection, one.call_id)


def _clips(connection: Connection) -> list[CheckedClip]:
    said = (utterances.c.role, utterances.c.start_ms, utterances.c.end_ms, utterances.c.text.label("heard"))
    wanted = select(checked_words, *said).join(utterances, utterances.c.utterance_id == checked_words.c.utterance_id)
    consented = wanted.where(checked_words.c.for_evaluation)
    rows = connection.execute(consented.order_by(checked_words.c.checked_at, checked_words.c.utterance_id)).all()
    call_ids = {row.call_id for row in rows}
    parts = _parts(connection, call_ids)
    hidden = _confidential(connection, call_ids)
    return [
        CheckedClip(
            checked=CheckedText(
                utterance_id=row.utterance_id,
                call_id=row.call_id,
                text=row.text,
                checked_by=row.checked_by,
                checked_at=row.checked_at,
            ),
            role=row.role,
            start_ms=row.start_ms,
            end_ms=row.end_ms,
            heard=row.heard,
            parts=tuple(parts.get(row.call_id, ())),
            confidential=row.call_id in hidden,
        )
        for row in rows
    ]


def _parts(connection: Connection, call_ids: set[str]) -> dict[str, list[Recording]]:
    found: dict[str, list[Recording]] = {}
    wanted = select(recordings).where(recordings.c.call_id.in_(call_ids))
    for row in connection.execute(wanted.order_by(recordings.c.started_at)).mappings():
        found.setdefault(row["call_id"], []).append(Recording(**row))
    return found


def _confidential(connection: Connection, call_ids: set[str]) -> set[str]:
    wanted = select(tickets.c.call_id, tickets.c.fields).where(tickets.c.call_id.in_(call_ids))
    name, yes = CONFIDENTIAL
    hidden = set()
    for row in connection.execute(wanted):
        value = fields_from_json(row.fields).get(name)
        if value is not None and value.value == yes:
            hidden.add(row.call_id)
    return hidden
