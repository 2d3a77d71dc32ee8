"""Facts to and from ledger rows; what a newer version wrote is left out, never a crash."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeGuard, cast, get_args, get_origin, get_type_hints

from queueing.events import FACTS, Fact
from queueing.show.after_facts import AFTER_FACTS, AfterFact
from queueing.show.facts import SHOW_FACTS, ShowFact
from queueing.ticket.facts import TICKET_FACTS, TicketFact

LedgerFact = Fact | TicketFact | ShowFact | AfterFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A fact as the ledger keeps it; `body` holds the fields that have no column."""

    at: float
    kind: str
    call_id: str | None
    operator_id: str | None
    body: Mapping[str, object]
    ticket_id: str | None = None
    show_id: str | None = None


_COLUMNS = ("at", "call_id", "operator_id", "ticket_id", "show_id")


def kind_of(record: type) -> str:
    """Return the snake_case word for a class of facts, `CallArrived` -> `call_arrived`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", record.__name__).lower()


_BY_KIND: Mapping[str, type] = {
    kind_of(record): record for record in (*FACTS, *TICKET_FACTS, *SHOW_FACTS, *AFTER_FACTS)
}
_KIND_OF: Mapping[type, str] = {record: kind for kind, record in _BY_KIND.items()}
_NAMES: Mapping[type, tuple[str, ...]] = {record: tuple(one.name for one in fields(record)) for record in _KIND_OF}
TICKET_KINDS = tuple(kind_of(record) for record in TICKET_FACTS)
SHOW_KINDS = tuple(kind_of(record) for record in (*SHOW_FACTS, *AFTER_FACTS))


def of_desk(fact: LedgerFact | None) -> TypeGuard[Fact]:
    """Tell whether it is a fact of calls, people and parts."""
    return isinstance(fact, FACTS)


def of_a_ticket(fact: LedgerFact | None) -> TypeGuard[TicketFact]:
    """Tell whether it is a fact of the ticket engine."""
    return isinstance(fact, TICKET_FACTS)


def of_a_show(fact: LedgerFact | None) -> TypeGuard[ShowFact]:
    """Tell whether it is a fact of a live show."""
    return isinstance(fact, SHOW_FACTS)


def encode(fact: LedgerFact) -> Row:
    """Turn a fact into its row."""
    values = {name: getattr(fact, name) for name in _NAMES[type(fact)]}
    return Row(
        at=values["at"],
        kind=_KIND_OF[type(fact)],
        call_id=values.get("call_id"),
        operator_id=values.get("operator_id"),
        ticket_id=values.get("ticket_id"),
        show_id=values.get("show_id"),
        body={name: _plain(value) for name, value in values.items() if name not in _COLUMNS},
    )


def decode(row: Row) -> LedgerFact | None:
    """Turn a row into its fact; None when this version cannot read it: unknown kind, missing field, unfit value.

    Fields that this version does not know are left out.
    """
    record = _BY_KIND.get(row.kind)
    if record is None:
        return None
    columns = {name: getattr(row, name) for name in _COLUMNS}
    # The column of tickets is younger than the ledger: rows from before it have the ticket in their body.
    found = {**columns, **row.body} if row.ticket_id is None else {**row.body, **columns}
    try:
        values = {name: _fit(kind, found[name]) for name, kind in _fields(record) if name in found}
        return cast("LedgerFact", record(**values))
    except (TypeError, ValueError):
        return None


@cache
def _fields(record: type) -> tuple[tuple[str, Any], ...]:
    return tuple(get_type_hints(record).items())


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def _fit(kind: Any, value: object) -> object:
    if isinstance(kind, UnionType):  # `date | None`: the only unions facts have
        return None if value is None else _fit(next(one for one in get_args(kind) if one is not NoneType), value)
    if kind is date:
        return date.fromisoformat(cast("str", value))
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise TypeError(f"fact: expected a list, found {type(value).__name__}")
        return tuple(_fit(get_args(kind)[0], one) for one in value)
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if issubclass(kind, StrEnum):
        return kind(cast("str", value))
    if type(value) is not kind:
        raise TypeError(f"fact: expected {kind.__name__}, found {type(value).__name__}")
    return value
