"""What the holder of a matter's code may read of its end: the answer that stands, or why it was refused. Pure."""

from collections.abc import Iterable, Iterator

from callcenter.knowledge_base.public_numbers import without_citizens
from callcenter.masking import mask_numbers_in
from callcenter.own_names import full_names_in, ways_to_call
from callcenter.store.ticket import Ticket
from callcenter.transcripts.redaction import spoken_hidden
from queueing.ticket import facts as f
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import STANDING, TicketState

_NAMING = ("content", "title", "summary")  # where a citizen says who they are


def public_answer(record: TicketRecord, facts: Iterable[f.TicketFact], ticket: Ticket) -> str:
    """The answer; '' while there is none, and of a matter that few may know of always.

    What was written for the public is told as it is, without numbers. What was written to this citizen is told without
    anybody's name, and with no number but an office's: a code may be passed on.
    """
    if record.restricted_to:
        return ""
    if record.state is TicketState.NOT_ACCEPTED:
        refused = next((one for one in reversed(tuple(facts)) if isinstance(one, f.TicketRefused)), None)
        return _plain(f"{refused.reason}。{refused.text}", record, ticket) if refused else ""
    if record.reply is None or record.state not in STANDING:
        return ""
    if record.reply.public_text:
        return spoken_hidden(mask_numbers_in(record.reply.public_text))
    return _plain(record.reply.text, record, ticket)


def reachable(ticket: Ticket) -> bool:
    """Whether there is any number the citizen could be told by; else the code is the only way."""
    given = ticket.fields.get("contact_phone")
    return bool(ticket.caller_number or (given and given.value))


def _plain(text: str, record: TicketRecord, ticket: Ticket) -> str:
    return spoken_hidden(without_citizens(text, _persons(record, ticket)))


def _persons(record: TicketRecord, ticket: Ticket) -> Iterator[str]:
    """Everybody the ticket names, as they may be called, and its numbers."""
    held = {name: one.value for name, one in ticket.fields.items()}
    told = full_names_in(held.get(name, "") for name in _NAMING)
    signer = record.reply.signer if record.reply else ""
    for name in (held.get("contact_name", ""), *told, record.handler, record.responsible, signer):
        yield from ways_to_call(name) if name else ()
    yield from (ticket.caller_number, held.get("contact_phone", ""))
