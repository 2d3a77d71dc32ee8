"""The table of missed calls, kept by folding facts in the transaction that appends them; rebuilt from the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import islice

from sqlalchemy import Connection, RowMapping, delete, or_, select

from callcenter.store.caller_tables import missed_calls
from callcenter.store.database import upsert
from callcenter.store.facts import Row, decode, kind_of
from callcenter.store.tables import facts
from queueing.callers.missed import Missed, caller_of, fold, is_promised
from queueing.events import CallAnswered, CallArrived, CallEnded, CallPlaced, Fact
from queueing.facts.missed import MissedFact, TryResult

_FIELDS = tuple(field.name for field in fields(Missed))
_BEGINS = (kind_of(CallArrived), kind_of(CallPlaced))
CHUNK = 500


def project_missed(connection: Connection, happened: Iterable[Fact]) -> None:
    """Bring the entries that `happened` touches up to date; the ledger must hold these facts already."""
    about = [fact for fact in happened if isinstance(fact, MissedFact | CallAnswered | CallEnded)]
    if not about:
        return
    begun = _begun(connection, {fact.call_id for fact in about if isinstance(fact, CallAnswered | CallEnded)})
    callers = {one.call_id: caller for one in begun if (caller := caller_of(one))}
    promised = {one.call_id for one in begun if is_promised(one)}
    wanted = {fact.entry_id for fact in about if isinstance(fact, MissedFact)}
    before = {one.number: one for one in _load(connection, set(callers.values()) - {""}, wanted)}
    after = dict(before)
    numbers = {one.entry_id: one.number for one in before.values()}
    for fact in about:
        call_id = getattr(fact, "call_id", "")
        touched = fold(fact, after, numbers, callers.get(call_id, ""), promised=call_id in promised)
        if touched is None:
            continue
        after.pop(touched.number, None)
        if touched.entry is not None:
            after[touched.number] = touched.entry
            numbers[touched.entry.entry_id] = touched.number
    _save(connection, before, after)


def rebuild_missed(connection: Connection, happened: Iterable[Fact]) -> None:
    """Empty the table and fold the whole ledger into it again."""
    connection.execute(delete(missed_calls))
    left = iter(happened)
    while some := list(islice(left, CHUNK)):
        project_missed(connection, some)


def read_missed(row: RowMapping) -> Missed:
    """Turn a row into an entry."""
    values = {name: row[name] for name in _FIELDS}
    values["last_result"] = None if values["last_result"] is None else TryResult(values["last_result"])
    return Missed(**values)


def _begun(connection: Connection, call_ids: set[str]) -> list[CallArrived | CallPlaced]:
    """How each of these calls began."""
    if not call_ids:
        return []
    begins = select(facts).where(facts.c.call_id.in_(call_ids), facts.c.kind.in_(_BEGINS))
    rows = connection.execute(begins).all()
    read = (
        decode(Row(at=row.at, kind=row.kind, call_id=row.call_id, operator_id=row.operator_id, body=row.body))
        for row in rows
    )
    return [one for one in read if isinstance(one, CallArrived | CallPlaced)]


def _load(connection: Connection, numbers: set[str], entry_ids: set[str]) -> Sequence[Missed]:
    if not numbers and not entry_ids:
        return ()
    either = or_(missed_calls.c.number.in_(numbers), missed_calls.c.entry_id.in_(entry_ids))
    return [read_missed(row) for row in connection.execute(select(missed_calls).where(either)).mappings()]


def _save(connection: Connection, before: dict[str, Missed], after: dict[str, Missed]) -> None:
    gone = [one.entry_id for number, one in before.items() if _is_other(after.get(number), one)]
    if gone:
        connection.execute(delete(missed_calls).where(missed_calls.c.entry_id.in_(gone)))
    changed = [one for number, one in after.items() if before.get(number) != one]
    if changed:
        new = upsert(connection, missed_calls)
        taken = {column.name: new.excluded[column.name] for column in missed_calls.c if column.name != "number"}
        connection.execute(
            new.on_conflict_do_update(index_elements=["number"], set_=taken),
            [{name: getattr(one, name) for name in _FIELDS} for one in changed],
        )


def _is_other(now: Missed | None, before: Missed) -> bool:
    """Whether the number's entry is gone, or another one stands in its place."""
    return now is None or now.entry_id != before.entry_id
