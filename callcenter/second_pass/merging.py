"""What a second hearing does to a ticket's draft: untouched fields follow it, what a person fixed never does. Pure.

Only what was *heard* otherwise counts: a field is compared between the drafts of both versions by the same rules, so
that new knowledge of the city or words of the language model are not taken for a change of what the citizen said.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from callcenter.store.ticket import (
    Fields,
    Suggestions,
    Ticket,
    TicketField,
    TicketStatus,
    fields_from_json,
    fields_to_json,
    suggestions_from_json,
    suggestions_to_json,
)


class Kept(StrEnum):
    """Why a field stays as it is although something else was heard; '' when it follows."""

    NO = ""
    EDITED = "edited"  # a person chose the value
    REGISTERED = "registered"  # the ticket is no draft any more


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that was heard otherwise. None: there was, or is, no value."""

    name: str
    before: TicketField | None
    after: TicketField | None
    kept: Kept = Kept.NO

    def to_json(self) -> dict[str, Any]:
        """For the row of the version."""
        sides = {"before": self.before, "after": self.after}
        return {"name": self.name, "kept": self.kept.value, **{side: _json(value) for side, value in sides.items()}}


def change_from_json(found: Mapping[str, Any]) -> FieldChange:
    """Read one back."""
    return FieldChange(
        name=found["name"], before=_field(found["before"]), after=_field(found["after"]), kept=Kept(found["kept"])
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What the rules draft from one version's words."""

    fields: Fields
    suggestions: Suggestions

    def to_json(self) -> dict[str, Any]:
        """For the row of the version."""
        return {"fields": fields_to_json(self.fields), "suggestions": suggestions_to_json(self.suggestions)}


def drafted_from_json(found: Mapping[str, Any]) -> Drafted:
    """Read it back."""
    return Drafted(fields=fields_from_json(found["fields"]), suggestions=suggestions_from_json(found["suggestions"]))


def heard_again(ticket: Ticket, before: Drafted, after: Drafted) -> tuple[Ticket, tuple[FieldChange, ...]]:
    """The ticket after a second hearing, and each field that was heard otherwise."""
    changes = tuple(_changes(ticket, before.fields, after.fields))
    if ticket.status is not TicketStatus.DRAFT:
        return ticket, changes
    fields = dict(ticket.fields)
    for name, fresh in after.fields.items():
        known = fields.get(name)
        if known is not None and not known.locked and known.value == fresh.value:
            fields[name] = fresh  # the same value: its evidence is in the version that is shown
    for one in changes:
        if one.kept is Kept.NO:
            _put(fields, one.name, one.after)
    others = {name: value for name, value in ticket.draft_fields.items() if name not in {*before.fields, *after.fields}}
    drafts = {**others, **after.fields}
    return replace(ticket, fields=fields, draft_fields=drafts, suggestions=after.suggestions), changes


def back_again(ticket: Ticket, former: Drafted, draft_fields: Fields) -> Ticket:
    """The ticket as it was before a second hearing; what a person fixed since stays."""
    if ticket.status is not TicketStatus.DRAFT:
        return ticket
    locked = {name: value for name, value in ticket.fields.items() if value.locked}
    return replace(
        ticket, fields={**former.fields, **locked}, draft_fields=draft_fields, suggestions=former.suggestions
    )


def _changes(ticket: Ticket, before: Fields, after: Fields) -> Iterator[FieldChange]:
    for name in dict.fromkeys([*before, *after]):
        known, old, new = ticket.fields.get(name), before.get(name), after.get(name)
        if _value(old) == _value(new) or _value(known) == _value(new):
            continue
        yield FieldChange(name=name, before=known, after=new, kept=_kept(ticket, known))


def _kept(ticket: Ticket, known: TicketField | None) -> Kept:
    if ticket.status is not TicketStatus.DRAFT:
        return Kept.REGISTERED
    return Kept.EDITED if known is not None and known.locked else Kept.NO


def _put(fields: dict[str, TicketField], name: str, value: TicketField | None) -> None:
    if value is None:
        fields.pop(name, None)
    else:
        fields[name] = value


def _value(field: TicketField | None) -> str:
    return field.value if field else ""


def _json(field: TicketField | None) -> dict[str, Any] | None:
    return None if field is None else fields_to_json({"": field})[""]


def _field(found: Mapping[str, Any] | None) -> TicketField | None:
    return None if found is None else fields_from_json({"": found})[""]
