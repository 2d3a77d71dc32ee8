"""The table of calls, kept by folding facts in the transaction that appends them; rebuilt from the ledger at will."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, select

from callcenter.store.call_fold import CallRow, call_of, fold
from callcenter.store.database import put, upsert_in
from callcenter.store.tables import call_operators, calls
from queueing.events import CallState, Fact, Outcome, Party

_FIELDS = tuple(field.name for field in fields(CallRow))
_THESE = select(calls).where(calls.c.call_id.in_(bindparam("these", expanding=True)))
CHUNK = 500  # ids in one IN (…): SQLite takes 32,766


def project(connection: Connection, happened: Iterable[Fact]) -> None:
    """Bring the rows of the calls that `happened` speaks of up to date."""
    about = [(call_id, fact) for fact in happened if (call_id := call_of(fact)) is not None]
    if not about:
        return
    known = _load(connection, sorted({call_id for call_id, _ in about}))
    changed: dict[str, CallRow] = {}
    for call_id, fact in about:
        row = fold(changed.get(call_id, known.get(call_id)), fact)
        if row is not None:
            changed[call_id] = row
    _save(connection, list(changed.values()))


def rebuild(connection: Connection, happened: Iterable[Fact]) -> int:
    """Empty the table and fold the whole ledger into it again; return the number of facts read."""
    connection.execute(delete(call_operators))
    connection.execute(delete(calls))
    count = 0
    left = iter(happened)
    while some := list(islice(left, CHUNK)):
        project(connection, some)
        count += len(some)
    return count


def read_row(found: RowMapping) -> CallRow:
    """Turn a row of the table into a CallRow."""
    values: dict[str, Any] = {name: found[name] for name in _FIELDS}
    values["state"] = CallState(values["state"])
    values["outcome"] = None if values["outcome"] is None else Outcome(values["outcome"])
    values["ended_by"] = None if values["ended_by"] is None else Party(values["ended_by"])
    values["operator_ids"] = tuple(values["operator_ids"])
    return CallRow(**values)


def _load(connection: Connection, ids: Sequence[str]) -> Mapping[str, CallRow]:
    found: dict[str, CallRow] = {}
    for some in _chunks(ids):
        rows = connection.execute(_THESE, {"these": some}).mappings()
        found.update((row["call_id"], read_row(row)) for row in rows)
    return found


def _save(connection: Connection, rows: Sequence[CallRow]) -> None:
    if not rows:
        return
    values = [{name: getattr(row, name) for name in _FIELDS} for row in rows]
    connection.execute(put(connection.dialect.name, calls, "call_id"), values)
    links = [{"operator_id": who, "call_id": row.call_id} for row in rows for who in row.operator_ids]
    if links:
        connection.execute(_link(connection.dialect.name), links)


@cache
def _link(dialect: str) -> Any:
    return upsert_in(dialect, call_operators).on_conflict_do_nothing()


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
