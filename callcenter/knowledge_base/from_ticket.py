"""A draft entry from an answered ticket: its question, its reply, and nothing that names the citizen. Pure."""

from collections.abc import Mapping
from datetime import date

from callcenter.knowledge_base.asked import fitted, question_of
from callcenter.knowledge_base.entry import LONGEST, Entry, EntryError, EntryStatus
from callcenter.knowledge_base.public_numbers import without_citizens
from callcenter.own_names import full_names_in, ways_to_call
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TicketState

ANSWERED = frozenset({TicketState.REVISIT, TicketState.UNSATISFIED, TicketState.CLOSED})  # the reply stands


class NotForAllError(EntryError):
    """No entry may be made of this ticket: what was expected, what was found."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"expected {expected}, found {found}")
        self.expected, self.found = expected, found


def entry_of(record: TicketRecord, said: Mapping[str, str], caller: str, today: date) -> Entry:
    """Make the draft; a person looks at it before operators see it.

    Args:
        record: the ticket.
        said: its fields' values by name.
        caller: the number it came from.
        today: from when on it holds.

    Raises:
        NotForAllError: it is restricted or confidential, or has no reply that stands.
        EntryError: its words make no entry.
    """
    if record.restricted_to or record.confidential:
        raise NotForAllError("a ticket everybody may know of", "a restricted or confidential one")
    if record.reply is None or record.state not in ANSWERED:
        raise NotForAllError("a ticket with a reply that stands", f"{record.state}")
    asked, told = (
        question_of(said.get("title", ""), said.get("content", "")),
        record.reply.public_text or record.reply.text,
    )
    named = full_names_in((said.get("content", ""), asked))
    hidden = (
        *(way for name in (said.get("contact_name", ""), *named) for way in ways_to_call(name)),
        said.get("contact_phone", ""),
        caller,
    )
    return Entry(
        entry_id=f"T-{record.number}",
        question=fitted(without_citizens(asked, hidden).strip(), LONGEST["question"]),
        answer=fitted(without_citizens(told, hidden).strip(), LONGEST["answer"]),
        unit=(record.unit_name or record.unit)[: LONGEST["unit"]],
        source=f"工单 {record.number}",
        valid_from=today,
        status=EntryStatus.DRAFT,
        ticket_id=record.ticket_id,
    )
