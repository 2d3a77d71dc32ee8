"""Promises made in public: facts of the ledger with their rows, and lists that say how each stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, insert, or_, select, update

from callcenter.store.promise_tables import air_promises
from callcenter.store.ticket_tables import ticket_clocks, ticket_work
from callcenter.store.ticket_work import append
from queueing.show.after_facts import (
    PromiseConfirmed,
    PromiseDismissed,
    PromiseFact,
    PromiseSettled,
    PromiseTicketed,
)

Row = Mapping[str, Any]
_P = air_promises.c


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseQuery:
    """Which confirmed promises to list; empty takes all. `due_until`: with that day."""

    show_id: str = ""
    promise_id: str = ""
    only_open: bool = False
    due_until: date | None = None
    limit: int = 200


def keep(connection: Connection, facts: Sequence[PromiseFact]) -> None:
    """Append facts to the ledger and bring the rows up to date, in the caller's transaction."""
    append(connection, facts)
    for fact in facts:
        _project(connection, fact)


def _project(connection: Connection, fact: PromiseFact) -> None:
    match fact:
        case PromiseConfirmed():
            connection.execute(insert(air_promises), [_confirmed(fact)])
        case PromiseDismissed():
            connection.execute(insert(air_promises), [_dismissed(fact)])
        case PromiseTicketed():
            _change(connection, fact.promise_id, ticket_id=fact.ticket_id)
        case PromiseSettled():
            state = "kept" if fact.kept else "withdrawn"
            _change(connection, fact.promise_id, state=state, settled_at=fact.at, note=fact.note)
        case _:
            assert_never(fact)


def _confirmed(fact: PromiseConfirmed) -> dict[str, Any]:
    same = ("promise_id", "show_id", "entry_id", "ticket_id", "unit", "words", "due", "said_at", "call_id")
    place = ("utterance_id", "start_ms", "end_ms")
    row = {name: getattr(fact, name) for name in (*same, *place)}
    return {**row, "state": "open", "confirmed_by": fact.by, "confirmed_at": fact.at, "note": ""}


def _dismissed(fact: PromiseDismissed) -> dict[str, Any]:
    texts = dict.fromkeys(("entry_id", "ticket_id", "unit", "words", "call_id", "utterance_id", "note"), "")
    row = {"promise_id": fact.promise_id, "show_id": fact.show_id, "said_at": fact.at, "start_ms": 0, "end_ms": 0}
    return {**texts, **row, "state": "dismissed", "confirmed_by": fact.by, "confirmed_at": fact.at}


def _change(connection: Connection, promise_id: str, **values: object) -> None:
    connection.execute(update(air_promises).where(_P.promise_id == promise_id).values(values))


def known_ids(connection: Connection, show_id: str) -> frozenset[str]:
    """The promises that somebody has decided about, confirmed or dismissed."""
    return frozenset(connection.execute(select(_P.promise_id).where(_P.show_id == show_id)).scalars())


def waiting_for_ticket(connection: Connection, show_id: str, entry_id: str) -> list[Row]:
    """Open promises of an entry that are on no ticket yet."""
    wanted = select(air_promises).where(
        _P.show_id == show_id, _P.entry_id == entry_id, _P.state == "open", _P.ticket_id == ""
    )
    return [dict(row) for row in connection.execute(wanted).mappings()]


def last_decisions(connection: Connection) -> dict[str, float]:
    """When somebody last confirmed, dismissed or settled a promise, by show."""
    settled = func.coalesce(_P.settled_at, _P.confirmed_at)
    wanted = select(_P.show_id, func.max(case((settled > _P.confirmed_at, settled), else_=_P.confirmed_at)))
    return {row[0]: row[1] for row in connection.execute(wanted.group_by(_P.show_id))}


def listed(connection: Connection, query: PromiseQuery) -> list[Row]:
    """Confirmed promises with what became of them, the one that is due first at the top."""
    wanted = _standing().where(_P.state != "dismissed", *_conditions(query))
    rows = connection.execute(wanted.order_by(_P.due, _P.promise_id).limit(query.limit)).mappings()
    return [dict(row) for row in rows]


def _conditions(query: PromiseQuery) -> list[ColumnElement[bool]]:
    found = [column == value for column, value in ((_P.show_id, query.show_id), (_P.promise_id, query.promise_id))
             if value]  # fmt: skip
    if query.only_open:
        unkept = or_(ticket_clocks.c.stopped_at.is_(None), ~ticket_clocks.c.met)  # a ticket may close without it
        found += [_P.state == "open", unkept]
    if query.due_until is not None:
        found.append(_P.due <= query.due_until)
    return found


def _standing() -> Select[Any]:
    """A promise beside its ticket and the ticket's clock for it: the clock knows whether it was kept in time."""
    clock = and_(ticket_clocks.c.ticket_id == _P.ticket_id, ticket_clocks.c.rule_id == _P.promise_id)
    joined = air_promises.outerjoin(ticket_work, ticket_work.c.ticket_id == _P.ticket_id).outerjoin(
        ticket_clocks, clock
    )
    return select(
        air_promises,
        ticket_work.c.number,
        ticket_work.c.state.label("ticket_state"),
        ticket_work.c.unit.label("ticket_unit"),
        ticket_work.c.flags,
        ticket_clocks.c.due_at,
        ticket_clocks.c.card,
        ticket_clocks.c.stopped_at,
        ticket_clocks.c.met,
    ).select_from(joined)
