"""Versions of a call's transcript: a second one is added and shown in one transaction with the draft it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from callcenter.second_pass.merging import (
    Drafted,
    FieldChange,
    back_again,
    change_from_json,
    drafted_from_json,
    heard_again,
)
from callcenter.store.checked_tables import checked_words
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.search_lines import index_call
from callcenter.store.shown import LIVE, shown_versions
from callcenter.store.tables import utterances
from callcenter.store.ticket import Ticket, fields_from_json, fields_to_json
from callcenter.store.tickets import store_ticket, ticket_of_call
from callcenter.store.transcripts import read_utterance
from callcenter.store.utterance import SavedUtterance
from callcenter.store.version_tables import transcript_versions

_V = transcript_versions.c


class Verdict(StrEnum):
    """What somebody decided on a version; '' nobody has looked."""

    NONE = ""
    ACCEPTED = "accepted"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """What a job heard, ready for the transcript. `live`, `again`: what the rules draft from either."""

    call_id: str
    job_id: str
    engine: str
    model: str
    said: Sequence[SavedUtterance]
    live: Drafted
    again: Drafted


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One later version of a call's transcript."""

    call_id: str
    version: int
    job_id: str
    engine: str
    model: str
    heard_at: datetime
    shown: bool
    changes: tuple[FieldChange, ...]
    verdict: Verdict
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What showing another version did. `ticket` None: the call has none, or it stayed as it was."""

    version: int
    ticket: Ticket | None = None
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Somebody's verdict on a version."""

    call_id: str
    version: int
    verdict: Verdict
    by: str
    at: datetime


class Versions:
    """Reads and writes versions; every method commits before it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: NewVersion, at: datetime) -> Shown | None:
        """Add a version and show it, unless people have checked the one before; None: that job's words are there."""
        return await self._database.write(partial(_add, new=new, at=at))

    async def decide(self, decision: Decision) -> Shown:
        """Accept a version, which shows it, or go back to the one before it.

        Raises:
            NotFoundError: the call has no such version.
            WrongStateError: that is decided already, or a later version stands above it; nothing changed.
        """
        return await self._database.write(partial(_decide, decision=decision))

    async def of_call(self, call_id: str) -> Sequence[Version]:
        """The later versions of a call, oldest first."""
        wanted = select(transcript_versions).where(_V.call_id == call_id).order_by(_V.version)
        return await self._database.read(
            lambda connection: [_read(row) for row in connection.execute(wanted).mappings()]
        )

    async def said(self, call_id: str) -> Mapping[int, tuple[SavedUtterance, ...]]:
        """Every version's utterances in the order they were said."""
        return await self._database.read(lambda connection: _said(connection, call_id))

    async def undecided(self, call_ids: Sequence[str]) -> Mapping[str, int]:
        """For calls whose newest version nobody has looked at: how many fields were heard otherwise."""
        wanted = select(_V.call_id, _V.changes).where(_V.call_id.in_(call_ids), _V.verdict == Verdict.NONE.value)
        return await self._database.read(
            lambda connection: {row.call_id: len(row.changes) for row in connection.execute(wanted)}
        )


def _add(connection: Connection, new: NewVersion, at: datetime) -> Shown | None:
    ticket = ticket_of_call(connection, new.call_id)  # first: it locks, so that two never number the same version
    if connection.execute(select(_V.job_id).where(_V.job_id == new.job_id)).first():
        return None
    newest = connection.execute(select(func.max(_V.version)).where(_V.call_id == new.call_id)).scalar_one()
    version = (newest or LIVE) + 1
    row = {"call_id": new.call_id, "version": version, "job_id": new.job_id, "engine": new.engine, "model": new.model}
    drafted = {"live": new.live.to_json(), "again": new.again.to_json()}
    blank = {"shown": False, "former": {}, "changes": [], "verdict": "", "decided_by": "", "decided_at": None}
    connection.execute(insert(transcript_versions), [{**row, "heard_at": at, "drafted": drafted, **blank}])
    rows = [{**asdict(one), "words": [asdict(word) for word in one.words], "version": version} for one in new.said]
    if rows:
        connection.execute(insert(utterances), rows)
    if _checked_by_people(connection, new.call_id):
        return _only_told(connection, new, version, ticket)
    return _show(connection, new.call_id, version, ticket, at)


def _checked_by_people(connection: Connection, call_id: str) -> bool:
    """What a person has written down from the sound is not put aside for what a machine heard."""
    wanted = select(checked_words.c.utterance_id).where(checked_words.c.call_id == call_id)
    return connection.execute(wanted.limit(1)).first() is not None


def _only_told(connection: Connection, new: NewVersion, version: int, ticket: Ticket | None) -> Shown:
    """The version waits beside the shown one; what it would change is told."""
    changes = heard_again(ticket, new.live, new.again)[1] if ticket else ()
    _set(connection, new.call_id, version, changes=[one.to_json() for one in changes])
    return Shown(version=shown_versions(connection, [new.call_id]).get(new.call_id, LIVE), changes=changes)


def _show(connection: Connection, call_id: str, version: int, ticket: Ticket | None, at: datetime) -> Shown:
    """Show a version and let the draft follow it."""
    drafted = connection.execute(select(_V.drafted).where(_V.call_id == call_id, _V.version == version)).scalar_one()
    _flag(connection, call_id, version)
    if ticket is None:
        return Shown(version=version)
    after, changes = heard_again(ticket, drafted_from_json(drafted["live"]), drafted_from_json(drafted["again"]))
    _set(connection, call_id, version, changes=[one.to_json() for one in changes], former=_former(ticket))
    kept = store_ticket(connection, after, at) if after != ticket else None
    return Shown(version=version, ticket=kept, changes=changes)


def _former(ticket: Ticket) -> dict[str, Any]:
    whole = Drafted(fields=ticket.fields, suggestions=ticket.suggestions).to_json()
    return {**whole, "draft_fields": fields_to_json(ticket.draft_fields)}


def _decide(connection: Connection, decision: Decision) -> Shown:
    ticket = ticket_of_call(connection, decision.call_id)
    of_call = _V.call_id == decision.call_id
    rows = connection.execute(select(transcript_versions).where(of_call).order_by(_V.version)).mappings().all()
    row = next((one for one in rows if one["version"] == decision.version), None)
    if row is None:
        raise NotFoundError(f"version {decision.version} of call", decision.call_id)
    if rows[-1]["version"] != decision.version:
        raise WrongStateError(f"version {decision.version}", "the newest version", f"version {rows[-1]['version']}")
    if row["verdict"] == decision.verdict.value:
        raise WrongStateError(f"version {decision.version}", "another decision", f"it is {row['verdict']} already")
    _set(
        connection,
        decision.call_id,
        decision.version,
        verdict=decision.verdict.value,
        decided_by=decision.by,
        decided_at=decision.at,
    )
    if decision.verdict is Verdict.BACK:
        return _back(connection, row, ticket, decision.at)
    if row["shown"]:
        return Shown(version=decision.version, changes=_read(row).changes)
    return _show(connection, decision.call_id, decision.version, ticket, decision.at)


def _back(connection: Connection, row: RowMapping, ticket: Ticket | None, at: datetime) -> Shown:
    earlier = row["version"] - 1
    if not row["shown"]:
        return Shown(version=earlier)
    _flag(connection, row["call_id"], earlier)
    if ticket is None or not row["former"]:
        return Shown(version=earlier)
    former = row["former"]
    after = back_again(ticket, drafted_from_json(former), fields_from_json(former["draft_fields"]))
    kept = store_ticket(connection, after, at) if after != ticket else None
    return Shown(version=earlier, ticket=kept)


def _flag(connection: Connection, call_id: str, version: int) -> None:
    """Show one version only, and search in it."""
    connection.execute(update(transcript_versions).where(_V.call_id == call_id).values(shown=_V.version == version))
    index_call(connection, call_id)


def _set(connection: Connection, call_id: str, version: int, **values: object) -> None:
    same = (_V.call_id == call_id) & (_V.version == version)
    connection.execute(update(transcript_versions).where(same).values(**values))


def _said(connection: Connection, call_id: str) -> Mapping[int, tuple[SavedUtterance, ...]]:
    wanted = select(utterances).where(utterances.c.call_id == call_id)
    found: dict[int, list[SavedUtterance]] = {}
    for row in connection.execute(wanted.order_by(utterances.c.start_ms, utterances.c.utterance_id)).mappings():
        found.setdefault(row["version"], []).append(read_utterance(row))
    return {version: tuple(said) for version, said in found.items()}


def _read(row: RowMapping) -> Version:
    same = ("call_id", "version", "job_id", "engine", "model", "heard_at", "shown", "decided_by", "decided_at")
    return Version(
        **{name: row[name] for name in same},
        changes=tuple(change_from_json(one) for one in row["changes"]),
        verdict=Verdict(row["verdict"]),
    )
