"""A ticket as it is kept: its fields, their confidence, and which of them an operator has fixed. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

BY_OPERATOR = "operator"  # the rule of a value that a person typed
CHANNEL = "channel"  # the field that says how a ticket came in, when it was no conversation
MESSAGE_RULE = "voicemail"  # its rule when the caller left a message


class TicketStatus(StrEnum):
    """draft -> registered, or void when the call held no matter; nothing leads back."""

    DRAFT = "draft"
    REGISTERED = "registered"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpan:
    """Where a value was said: characters of the utterance's text and milliseconds of the recording."""

    utterance_id: str
    start: int
    end: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketField:
    """One value; `locked`: an operator chose it, no later draft may change it."""

    value: str
    confidence: float = 1.0
    rule: str = BY_OPERATOR
    spans: tuple[FieldSpan, ...] = ()
    locked: bool = False
    display: str = ""  # as people write it; '' as the value
    reason: str = ""  # why, in Chinese, for the operator


Suggestions = Mapping[str, tuple["TicketField", ...]]  # what else it might be, best first: chips
Fields = Mapping[str, TicketField]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTicket:
    """What the service knows of a call's ticket after (another) drafting. Times in Unix seconds."""

    ticket_id: str  # taken only if the call has no ticket yet
    call_id: str  # '': it came in another way
    queue: str = ""
    dialled: str = ""
    caller_number: str = ""
    operator_id: str | None = None
    operator_name: str = ""
    started_at: float | None = None
    answered_at: float | None = None
    ended_at: float | None = None
    model_notice: str = ""
    fields: Fields = field(default_factory=dict)
    suggestions: Suggestions = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket(DraftTicket):
    """A saved ticket. `version` rises with every change; `draft_fields` is the machine's last word on each field."""

    number: str | None
    status: TicketStatus
    version: int
    created_at: datetime
    updated_at: datetime
    registered_at: datetime | None
    draft_fields: Fields = field(default_factory=dict)


def refresh(ticket: Ticket, draft: DraftTicket) -> Ticket:
    """Take over a later draft: locked fields stay, the others follow; what is no draft any more keeps all."""
    facts = {name: value for name in _CALL_FACTS if (value := getattr(draft, name)) not in (None, "")}
    if ticket.status is not TicketStatus.DRAFT:
        return replace(ticket, **facts)
    kept = {name: value for name, value in ticket.fields.items() if value.locked}
    fields = {**draft.fields, **kept}
    return replace(ticket, fields=fields, draft_fields=draft.fields, suggestions=draft.suggestions, **facts)


def edited(ticket: Ticket, values: Mapping[str, str]) -> Ticket:
    """Put an operator's values in and lock them; a span stays while the value is the one that was heard."""
    changed = {name: _locked(ticket.fields.get(name), value) for name, value in values.items()}
    return replace(ticket, fields={**ticket.fields, **changed})


def words_of(fields: Fields) -> str:
    """The words a ticket is searched by."""
    return "\n".join(fields[name].value for name in ("title", "place", "area", "content") if name in fields)


def _locked(before: TicketField | None, value: str) -> TicketField:
    if before is not None and before.value == value:
        return replace(before, locked=True)
    return TicketField(value=value, locked=True)


def is_message(ticket: Ticket) -> bool:
    """Whether a caller left it as a message, and no operator talked with them."""
    said = ticket.fields.get(CHANNEL)
    return ticket.operator_id is None and said is not None and said.rule == MESSAGE_RULE


_CALL_FACTS = (
    "queue",
    "dialled",
    "caller_number",
    "operator_id",
    "operator_name",
    "started_at",
    "answered_at",
    "ended_at",
    "model_notice",
)


def fields_to_json(fields: Fields) -> dict[str, Any]:
    """Turn fields into JSON objects."""
    return {name: _field_json(value) for name, value in fields.items()}


def suggestions_to_json(found: Suggestions) -> dict[str, Any]:
    """Turn suggestions into JSON objects."""
    return {name: [_field_json(one) for one in listed] for name, listed in found.items()}


def suggestions_from_json(found: Mapping[str, Any]) -> Suggestions:
    """Read suggestions back."""
    return {name: tuple(_field(one) for one in listed) for name, listed in found.items()}


def _field_json(value: TicketField) -> dict[str, Any]:
    return {**asdict(value), "spans": [asdict(span) for span in value.spans]}


def _field(value: Mapping[str, Any]) -> TicketField:
    return TicketField(**{**value, "spans": tuple(FieldSpan(**span) for span in value["spans"])})


def fields_from_json(found: Mapping[str, Any]) -> Fields:
    """Read fields back."""
    return {name: _field(value) for name, value in found.items()}
