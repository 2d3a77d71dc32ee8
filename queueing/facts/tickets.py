"""Tickets drafted and registered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDrafted:
    """A draft ticket exists for a call."""

    at: float
    call_id: str
    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRegistered:
    """An operator confirmed a draft."""

    at: float
    call_id: str
    ticket_id: str
    operator_id: str


TicketFact = TicketDrafted | TicketRegistered
