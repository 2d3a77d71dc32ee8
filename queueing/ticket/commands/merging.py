"""并单: repeats go with one main ticket; each of their callers is answered."""

from collections.abc import Sequence

from queueing.city.switches import RevisitWay
from queueing.ticket import facts as f
from queueing.ticket.clockwork import stop_all
from queueing.ticket.pen import Pen
from queueing.ticket.states import ENDED, MERGEABLE, TicketState

_MAIN = frozenset(TicketState) - ENDED - {TicketState.DRAFT, TicketState.MERGED}


def merge(repeat: Pen, main: Pen, children: Sequence[Pen] = ()) -> None:
    """Let a ticket go with a main one; what had been merged into it goes along.

    Args:
        repeat: the one that ends as an own matter.
        main: the one that is worked on.
        children: the repeats that `repeat` had taken, each in its own pen.

    Raises:
        TransitionError: they are the same, the main one is itself merged or over, or the repeat is too far on.
    """
    if repeat.record.ticket_id == main.record.ticket_id:
        raise repeat.refuse("another ticket as the main one", "the same")
    if main.record.state not in _MAIN:
        raise repeat.refuse("a main ticket that is being worked on", f"{main.record.number} {main.record.state}")
    repeat.expect(*sorted(MERGEABLE))
    for pen in (repeat, *children):
        stop_all(pen, "merged")
        pen.write(
            f.TicketMerged(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, main=main.record.ticket_id)
        )
        main.write(
            f.RepeatTaken(at=main.at, ticket_id=main.record.ticket_id, by=main.who.name, repeat=pen.record.ticket_id)
        )


def inherit(pen: Pen, main_id: str, text: str, *, ways: tuple[RevisitWay, ...]) -> None:
    """Give a repeat the reply of its main ticket, and have its own caller asked, or end it where none is asked."""
    if pen.record.state is not TicketState.MERGED:
        return
    pen.write(f.AnswerInherited(at=pen.at, ticket_id=pen.record.ticket_id, by=f.BY_RULE, main=main_id, text=text))
    if ways:
        pen.write(f.RevisitOpened(at=pen.at, ticket_id=pen.record.ticket_id, by=f.BY_RULE, ways=ways))
        return
    closed = f.TicketClosed(at=pen.at, ticket_id=pen.record.ticket_id, by=f.BY_RULE, closing=f.Closing.NO_REVISIT)
    pen.write(closed)


def passes_on(before: TicketState, pen: Pen) -> str | None:
    """The reply that a main ticket's repeats are now to be given; None when it has not come so far."""
    after, reply = pen.record.state, pen.record.reply
    there = (TicketState.REVISIT, TicketState.CLOSED)
    if reply is None or not pen.record.repeats or after not in there or before in there:
        return None
    return reply.public_text or reply.text


def given(main: Pen) -> str | None:
    """The reply that a main ticket's repeats were given already; None while it is to come."""
    reply = main.record.reply
    if reply is None or main.record.state is not TicketState.REVISIT:
        return None
    return reply.public_text or reply.text
