"""Facts for tests: whole calls as they happen, and any fact hypothesis can think of."""

from dataclasses import fields
from enum import StrEnum
from typing import Any, get_type_hints

from hypothesis import strategies as st

from queueing.events import (
    FACTS,
    CallAnswered,
    CallArrived,
    CallEnded,
    Fact,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OperatorLeftCall,
    Outcome,
    Party,
    TicketDrafted,
)

NOON = 1_763_700_000.0  # 2025-11-21 12:40 in Shanghai


def answered_call(call_id: str, operator_id: str = "8001", at: float = NOON, queue: str = "hotline") -> list[Fact]:
    """Arrived, offered, answered, ended: 40 s of talk after 5 s of waiting."""
    offer = {"call_id": call_id, "operator_id": operator_id, "offer_id": f"o-{call_id}"}
    return [
        CallArrived(at=at, call_id=call_id, queue=queue, dialled="12345", caller="13800000000", trunk="local"),
        OfferMade(at=at + 1, queue=queue, waited_s=1.0, why="longest idle", **offer),
        OfferEnded(at=at + 5, how=OfferEnd.ANSWERED, **offer),
        CallAnswered(at=at + 5, queue=queue, waited_s=5.0, **offer),
        OperatorLeftCall(at=at + 45, call_id=call_id, operator_id=operator_id, talk_s=40.0, hold_s=0.0),
        CallEnded(
            at=at + 45,
            call_id=call_id,
            queue=queue,
            outcome=Outcome.ANSWERED,
            by=Party.CALLER,
            waited_s=5.0,
            talk_s=40.0,
        ),
        TicketDrafted(at=at + 46, call_id=call_id, ticket_id=f"t-{call_id}"),
    ]


IDS = st.sampled_from(["c1", "c2", "c3", "c4"])
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
TIMES = st.floats(min_value=0, max_value=4e9, allow_nan=False)


def _values(name: str, kind: Any) -> st.SearchStrategy[Any]:
    if name == "call_id":
        return IDS
    if kind is float:
        return TIMES
    if kind is int:
        return st.integers(-9, 9)
    if kind is bool:
        return st.booleans()
    if kind == tuple[int, ...]:
        return st.lists(st.integers(1, 9), max_size=3).map(tuple)
    return st.sampled_from(kind) if issubclass(kind, StrEnum) else WORDS


def _facts_of(record: type) -> st.SearchStrategy[Fact]:
    hints = get_type_hints(record)
    return st.builds(record, **{field.name: _values(field.name, hints[field.name]) for field in fields(record)})


ANY_FACT: st.SearchStrategy[Fact] = st.one_of([_facts_of(record) for record in FACTS])
