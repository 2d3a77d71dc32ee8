"""The knowledge base as the database keeps it: entries are changed by version and withdrawn, never deleted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from callcenter.knowledge_base.entry import Entry, EntryStatus
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError, StaleVersionError
from callcenter.store.knowledge_tables import knowledge, knowledge_versions
from callcenter.store.records import Records, Taken, raise_revision, revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryVersion:
    """One version: who made it, when, and what it said."""

    version: int
    actor: str
    at: datetime
    question: str
    answer: str
    status: EntryStatus


class KnowledgeEntries(Records[Entry]):
    """Reads and writes the entries."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, knowledge, _row, _entry)

    async def revision(self) -> int:
        """How often the knowledge base has changed."""
        return (await revisions(self._database)).get(knowledge.name, 0)

    async def get(self, entry_id: str) -> Entry:
        """Return one entry.

        Raises:
            NotFoundError: no such entry.

        """
        found = await self._database.read(lambda connection: self._known(connection, entry_id))
        if found is None:
            raise NotFoundError("knowledge entry", entry_id)
        return found

    async def put(self, entry: Entry, actor: str, at: datetime) -> Entry:
        """Add an entry, or change one whose present version is `entry.version`; the same again changes nothing.

        Raises:
            StaleVersionError: somebody was faster, or a new entry's id is taken; nothing changed.

        """
        return await self._database.write(lambda connection: self._put(connection, entry, actor, at))

    async def import_all(self, entries: Sequence[Entry], actor: str, at: datetime) -> Taken:
        """Take over the entries of a file, all or none; each that differs becomes the next version of its id."""
        return await self._database.write(lambda connection: self._import(connection, entries, actor, at))

    async def history(self, entry_id: str) -> tuple[EntryVersion, ...]:
        """Return every version, oldest first.

        Raises:
            NotFoundError: no such entry.

        """
        wanted = (
            select(knowledge_versions)
            .where(knowledge_versions.c.entry_id == entry_id)
            .order_by(knowledge_versions.c.version)
        )
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        if not rows:
            raise NotFoundError("knowledge entry", entry_id)
        return tuple(_version(row) for row in rows)

    def _put(self, connection: Connection, entry: Entry, actor: str, at: datetime) -> Entry:
        known = self._known(connection, entry.entry_id, lock=True)
        if known is not None and known == entry:
            return known
        present = known.version if known else 1
        if entry.version != present:
            raise StaleVersionError(f"knowledge entry {entry.entry_id}", present, entry.version)
        return self._store(connection, replace(entry, version=present + 1 if known else 1), actor, at)

    def _import(self, connection: Connection, entries: Sequence[Entry], actor: str, at: datetime) -> Taken:
        added = changed = 0
        for entry in entries:
            known = self._known(connection, entry.entry_id, lock=True)
            if known is not None and replace(entry, version=known.version, ticket_id=known.ticket_id) == known:
                continue
            version = known.version + 1 if known else 1
            self._store(connection, replace(entry, version=version), actor, at)
            added, changed = (added, changed + 1) if known else (added + 1, changed)
        return Taken(added=added, changed=changed, same=len(entries) - added - changed)

    def _store(self, connection: Connection, entry: Entry, actor: str, at: datetime) -> Entry:
        self._upsert(connection, [_row(entry)])
        body = {"question": entry.question, "answer": entry.answer, "status": entry.status.value}
        version = {"entry_id": entry.entry_id, "version": entry.version, "at": at, "actor": actor, "body": body}
        connection.execute(insert(knowledge_versions), [version])
        raise_revision(connection, knowledge.name)
        return entry

    @staticmethod
    def _known(connection: Connection, entry_id: str, *, lock: bool = False) -> Entry | None:
        wanted = select(knowledge).where(knowledge.c.entry_id == entry_id)
        row = connection.execute(wanted.with_for_update() if lock else wanted).mappings().one_or_none()
        return None if row is None else _entry(row)


def _row(entry: Entry) -> dict[str, Any]:
    return {**asdict(entry), "asks": list(entry.asks), "status": entry.status.value}


def _entry(row: RowMapping) -> Entry:
    return Entry(**{**row, "asks": tuple(row["asks"]), "status": EntryStatus(row["status"])})


def _version(row: Any) -> EntryVersion:
    return EntryVersion(
        version=row.version,
        actor=row.actor,
        at=row.at,
        question=row.body["question"],
        answer=row.body["answer"],
        status=EntryStatus(row.body["status"]),
    )
