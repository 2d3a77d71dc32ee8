"""The register of hard cases (疑难备案)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, tuple_, update

from callcenter.store.cursor import Page, mark, place
from callcenter.store.facts import kind_of
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.tables import facts
from callcenter.store.ticket_lists import Scope, visible
from callcenter.store.ticket_tables import hard_cases, ticket_work
from queueing.ticket.facts import TicketReplied
from queueing.ticket.hard_case import HardCase, HardCaseState
from queueing.ticket.record import TicketRecord

Row = Mapping[str, Any]
_FILED_FOR = select(hard_cases).where(
    hard_cases.c.topic == bindparam("topic"), hard_cases.c.state == HardCaseState.FILED.value
)
MOST = 200  # answered tickets that are listed


@dataclass(frozen=True, slots=True, kw_only=True)
class HardCaseQuery:
    """Which cases to list; empty takes all. `after`: a place mark of an earlier answer."""

    state: HardCaseState | None = None
    topic: str = ""
    after: str = ""
    limit: int = 50


def filed_for(connection: Connection, topic: str) -> tuple[HardCase, ...]:
    """The cases on file for a topic."""
    if not topic:
        return ()
    return tuple(_case(row) for row in connection.execute(_FILED_FOR, {"topic": topic}))


def ask(connection: Connection, record: TicketRecord, hard_case_id: str, answer: str, by: str) -> None:
    """Keep what a unit asks to have filed."""
    row = {
        "hard_case_id": hard_case_id,
        "ticket_id": record.ticket_id,
        "state": HardCaseState.ASKED.value,
        "unit": record.unit,
        "kind": record.kind,
        "topic": record.topic,
        "area": record.area,
        "answer": answer,
        "asked_by": by,
        "decided_by": "",
        "asked_at": record.last_at,
    }
    connection.execute(insert(hard_cases), [row])


def decide(connection: Connection, hard_case_id: str, state: HardCaseState, by: str, at: float) -> None:
    """File it, deny it or end it."""
    values = {"state": state.value, "decided_by": by, "decided_at": at}
    connection.execute(update(hard_cases).where(hard_cases.c.hard_case_id == hard_case_id).values(values))


def answer_of(connection: Connection, hard_case_id: str) -> str:
    """What the unit wants citizens told; '' when there is no such case."""
    wanted = select(hard_cases.c.answer).where(hard_cases.c.hard_case_id == hard_case_id)
    return connection.execute(wanted).scalar_one_or_none() or ""


def page(connection: Connection, query: HardCaseQuery, scope: Scope) -> Page[Row]:
    """The register, newest first: the cases of tickets within somebody's scope.

    Raises:
        BadCursorError: `after` is none of ours.
    """
    key = (hard_cases.c.asked_at, hard_cases.c.hard_case_id)
    wanted = _seen(scope).order_by(*(column.desc() for column in key)).limit(query.limit + 1)
    for column, value in ((hard_cases.c.state, query.state), (hard_cases.c.topic, query.topic)):
        if value:
            wanted = wanted.where(column == str(value))
    if query.after:
        wanted = wanted.where(tuple_(*key) < tuple_(*place(query.after)))
    rows = [dict(row) for row in connection.execute(wanted).mappings()]
    shown = tuple(rows[: query.limit])
    last = shown[-1] if len(rows) > query.limit else None
    return Page(items=shown, next=mark(last["asked_at"], last["hard_case_id"]) if last else None)


def answered_from(connection: Connection, hard_case_id: str, scope: Scope) -> list[str]:
    """Other tickets answered from a case on file, the last answered first.

    Raises:
        NotFoundError: there is no such case, or not for them.
    """
    case = connection.execute(_seen(scope).where(hard_cases.c.hard_case_id == hard_case_id)).mappings().one_or_none()
    if case is None:
        raise NotFoundError("hard case", hard_case_id)
    told = facts.c.body["hard_case_id"].as_string() == hard_case_id
    joined = facts.join(ticket_work, ticket_work.c.ticket_id == facts.c.ticket_id)
    others = (ticket_work.c.topic == case["topic"]) & (ticket_work.c.ticket_id != case["ticket_id"])
    wanted = select(facts.c.ticket_id).select_from(joined).where(others)
    replied = wanted.where(facts.c.kind == kind_of(TicketReplied), told).order_by(facts.c.seq.desc()).limit(MOST)
    return list(dict.fromkeys(connection.execute(replied).scalars()))


def end(connection: Connection, *, hard_case_id: str, scope: Scope, by: str, at: float) -> Row:
    """Take a case on file from the register; return it.

    Raises:
        NotFoundError: there is none, or not for them.
        WrongStateError: it is not on file; nothing changed.
    """
    wanted = _seen(scope).where(hard_cases.c.hard_case_id == hard_case_id)
    row = connection.execute(wanted.with_for_update()).mappings().one_or_none()
    if row is None:
        raise NotFoundError("hard case", hard_case_id)
    if row["state"] != HardCaseState.FILED:
        raise WrongStateError(f"hard case {hard_case_id}", "one on file", row["state"])
    decide(connection, hard_case_id, HardCaseState.ENDED, by, at)
    return dict(connection.execute(wanted).mappings().one())


def _seen(scope: Scope) -> Select[Any]:
    joined = hard_cases.join(ticket_work, ticket_work.c.ticket_id == hard_cases.c.ticket_id)
    return select(*hard_cases.columns, ticket_work.c.number).select_from(joined).where(*visible(scope))


def _case(row: Any) -> HardCase:
    return HardCase(
        hard_case_id=row.hard_case_id,
        unit=row.unit,
        topic=row.topic,
        answer=row.answer,
        kind=row.kind,
        area=row.area,
        state=HardCaseState(row.state),
    )
