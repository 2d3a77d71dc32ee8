"""The register of hard cases (疑难备案)."""

from typing import Any

from sqlalchemy import Connection, insert, select, update

from callcenter.store.ticket_tables import hard_cases
from queueing.ticket.hard_case import HardCase, HardCaseState
from queueing.ticket.record import TicketRecord


def filed_for(connection: Connection, topic: str) -> tuple[HardCase, ...]:
    """The cases on file for a topic."""
    if not topic:
        return ()
    filed = (hard_cases.c.topic == topic) & (hard_cases.c.state == HardCaseState.FILED.value)
    return tuple(_case(row) for row in connection.execute(select(hard_cases).where(filed)))


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


def listed(connection: Connection, state: str = "") -> list[dict[str, Any]]:
    """The register, newest first."""
    wanted = select(hard_cases).order_by(hard_cases.c.asked_at.desc(), hard_cases.c.hard_case_id)
    if state:
        wanted = wanted.where(hard_cases.c.state == state)
    return [dict(row) for row in connection.execute(wanted).mappings()]


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
