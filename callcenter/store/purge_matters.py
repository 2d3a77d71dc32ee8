"""What a purge may take of each matter, and what holds the rest back: one query for counting and for removing."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Double, Select, and_, case, cast, extract, func, literal, or_, select

from callcenter.store.aftermath_tables import aftermath_runs
from callcenter.store.caller_tables import listed_numbers, missed_calls
from callcenter.store.erasure_tables import unknown_tickets
from callcenter.store.hold_tables import legal_holds
from callcenter.store.outside_tables import intake
from callcenter.store.probe_tables import probe_runs
from callcenter.store.tables import calls, facts, recordings, tickets, utterances
from callcenter.store.ticket_tables import ticket_work
from queueing.ticket.states import TicketState

SETTLED = (TicketState.CLOSED, TicketState.VOID, TicketState.NOT_ACCEPTED)


class Matter(StrEnum):
    """What goes, in the order in which it goes."""

    RECORDINGS = "recordings"
    PROBE_RECORDINGS = "probe_recordings"
    TRANSCRIPTS = "transcripts"
    SHOWS = "shows"
    DRAFTS = "drafts"  # that never became a ticket: put aside, or left lying
    UNTAKEN = "untaken"  # brought in by a source, and nobody took it
    TICKETS = "tickets"  # ended: the person in them
    MISSED = "missed"
    LISTS = "lists"  # entries of number lists that hold no more
    FACTS = "facts"
    CALLS = "calls"


class Held(StrEnum):
    """Why something old stays."""

    LEGAL_HOLD = "legal_hold"  # until somebody releases it
    OPEN_TICKET = "open_ticket"
    SHOW_REGISTER = "show_register"  # 台账: part of a show cannot be read


def old(matter: Matter, before: float) -> Select[Any]:
    """All of a matter that is older than `before` (Unix seconds): its key, `at`, and `held`, '' when it may go."""
    return _OLD[matter](before)


def _recordings(before: float) -> Select[Any]:
    held = _held(recordings.c.call_id)
    wanted = select(recordings.c.call_id, recordings.c.path, recordings.c.started_at.label("at"), held)
    return wanted.where(recordings.c.started_at < before)


def _probe_recordings(before: float) -> Select[Any]:
    free = literal("").label("held")
    wanted = select(probe_runs.c.run_id, probe_runs.c.recording, probe_runs.c.at, free)
    return wanted.where(probe_runs.c.at < before, probe_runs.c.recording != "")


def _transcripts(before: float) -> Select[Any]:
    held = _held(utterances.c.call_id)
    wanted = select(utterances.c.utterance_id, calls.c.arrived_at.label("at"), held)
    return wanted.join(calls, calls.c.call_id == utterances.c.call_id).where(calls.c.arrived_at < before)


def _shows(before: float) -> Select[Any]:
    wanted = select(aftermath_runs.c.run_id, aftermath_runs.c.ended_at.label("at"), literal("").label("held"))
    return wanted.where(aftermath_runs.c.ended_at < before)


def _missed(before: float) -> Select[Any]:
    wanted = select(missed_calls.c.entry_id, missed_calls.c.last_at.label("at"), literal("").label("held"))
    return wanted.where(missed_calls.c.last_at < before)


def _lists(before: float) -> Select[Any]:
    over = func.coalesce(listed_numbers.c.removed_at, listed_numbers.c.until)
    return select(listed_numbers.c.entry_id, over.label("at"), literal("").label("held")).where(over < before)


def _facts(before: float) -> Select[Any]:
    return select(facts.c.seq, facts.c.at, _held_fact()).where(facts.c.at < before)


def _calls(before: float) -> Select[Any]:
    wanted = select(calls.c.call_id, calls.c.arrived_at.label("at"), _held(calls.c.call_id))
    return wanted.where(calls.c.arrived_at < before)


OF_CALLS = (Matter.RECORDINGS, Matter.TRANSCRIPTS)


def of_calls(matter: Matter, before: float, call_ids: Sequence[str]) -> Select[Any]:
    """The same, of these calls only; for a matter in OF_CALLS."""
    column = recordings.c.call_id if matter is Matter.RECORDINGS else utterances.c.call_id
    return old(matter, before).where(column.in_(call_ids))


def free(matter: Matter, before: float, since: float) -> Select[Any]:
    """The keys of what may go and, last, `at`: oldest first, from `since` on, so no chunk reads the former ones."""
    found = old(matter, before).subquery()
    keys = (one for one in found.c if one.name not in ("at", "held"))
    return select(*keys, found.c.at).where(found.c.held == "", found.c.at >= since).order_by(found.c.at)


def untaken() -> ColumnElement[bool]:
    """Whether a draft is a matter that a source brought and that still waits for somebody to take it."""
    brought = tickets.c.ticket_id.in_(select(intake.c.ticket_id))
    return and_(tickets.c.status == "draft", tickets.c.call_id.is_(None), brought)


def known() -> ColumnElement[bool]:
    """Whether the person in a ticket or draft has not been made unknown."""
    return tickets.c.ticket_id.not_in(select(unknown_tickets.c.ticket_id))


def _drafts(before: float) -> Select[Any]:
    return _never_tickets(before).where(~untaken())


def _untaken(before: float) -> Select[Any]:
    return _never_tickets(before).where(untaken())


def _never_tickets(before: float) -> Select[Any]:
    at = cast(extract("epoch", tickets.c.updated_at), Double)
    wanted = select(tickets.c.ticket_id, at.label("at"), _held_ticket())
    return wanted.where(tickets.c.number.is_(None), known(), at < before)


def _ended(before: float) -> Select[Any]:
    """Tickets that are over; one that has been reopened since is not."""
    over = ticket_work.c.state.in_([one.value for one in SETTLED])
    wanted = select(tickets.c.ticket_id, ticket_work.c.closed_at.label("at"), _held_ticket())
    joined = wanted.join(ticket_work, ticket_work.c.ticket_id == tickets.c.ticket_id)
    return joined.where(over, known(), ticket_work.c.closed_at < before)


def _held_ticket() -> ColumnElement[str]:
    on_hold = or_(
        _on_hold(tickets.c.ticket_id, legal_holds.c.ticket_id), _on_hold(tickets.c.call_id, legal_holds.c.call_id)
    )
    return case((on_hold, Held.LEGAL_HOLD.value), else_="").label("held")


def _open_tickets() -> Select[Any]:
    """Tickets that were registered and are not over; a draft nobody registered holds nothing back."""
    over = select(ticket_work.c.ticket_id).where(ticket_work.c.state.in_([one.value for one in SETTLED]))
    return select(tickets.c.ticket_id).where(
        tickets.c.status.not_in(("draft", "void")), tickets.c.ticket_id.not_in(over)
    )


def _of_open_ticket(call_id: ColumnElement[Any]) -> ColumnElement[bool]:
    wanted = select(tickets.c.call_id).where(tickets.c.ticket_id.in_(_open_tickets()))
    return call_id.in_(wanted.where(tickets.c.call_id.is_not(None)))


def _on_hold(column: ColumnElement[Any], of: ColumnElement[Any]) -> ColumnElement[bool]:
    return column.in_(select(of).where(legal_holds.c.released_at.is_(None), of != ""))


def _held(call_id: ColumnElement[Any]) -> ColumnElement[str]:
    on_hold = _on_hold(call_id, legal_holds.c.call_id)
    reasons = ((on_hold, Held.LEGAL_HOLD.value), (_of_open_ticket(call_id), Held.OPEN_TICKET.value))
    return case(*reasons, else_="").label("held")


def _held_fact() -> ColumnElement[str]:
    of_ticket = or_(_of_open_ticket(facts.c.call_id), facts.c.ticket_id.in_(_open_tickets()))
    on_hold = or_(
        _on_hold(facts.c.call_id, legal_holds.c.call_id), _on_hold(facts.c.ticket_id, legal_holds.c.ticket_id)
    )
    of_show = facts.c.show_id.is_not(None)
    reasons = (
        (of_show, Held.SHOW_REGISTER.value), (on_hold, Held.LEGAL_HOLD.value), (of_ticket, Held.OPEN_TICKET.value),
    )  # fmt: skip
    return case(*reasons, else_="").label("held")


_OLD: Mapping[Matter, Callable[[float], Select[Any]]] = {
    Matter.RECORDINGS: _recordings,
    Matter.PROBE_RECORDINGS: _probe_recordings,
    Matter.TRANSCRIPTS: _transcripts,
    Matter.SHOWS: _shows,
    Matter.DRAFTS: _drafts,
    Matter.UNTAKEN: _untaken,
    Matter.TICKETS: _ended,
    Matter.MISSED: _missed,
    Matter.LISTS: _lists,
    Matter.FACTS: _facts,
    Matter.CALLS: _calls,
}
