"""Tables of what becomes of tickets: projections of the ledger, written in the same transaction as the facts."""

from typing import Any

from sqlalchemy import Boolean, Column, Double, ForeignKey, Index, Integer, Table, Text, literal_column

from callcenter.store.tables import METADATA


def _text(name: str, **how: Any) -> Column[str]:
    return Column(name, Text, nullable=False, **how)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _ticket() -> Column[str]:
    return Column("ticket_id", Text, ForeignKey("tickets.ticket_id"), primary_key=True)


ticket_work = Table(
    "ticket_work",
    METADATA,
    _ticket(),
    _number("version"),
    _text("state"),
    _text("number"),
    _text("kind"),
    _text("category"),
    _text("topic"),
    _text("area"),
    _text("priority"),
    _text("complexity"),
    _text("source"),
    _text("owner"),
    _text("unit"),
    _text("person"),
    _flag("confidential"),
    _flag("anonymous"),
    _flag("restricted"),
    _flag("appointed"),
    _text("asking"),  # '' or return, extension, hard_case, pause, answer: what waits for a decision
    _text("gate"),
    _text("rung"),
    _text("main"),
    _text("hard_case_id"),
    _text("grade"),
    _text("closing"),
    _number("urged"),
    _number("dispatches"),
    _number("returns"),
    _number("handlings"),
    _number("held_again"),
    _number("repeats"),
    _number("tries"),
    _text("show_id"),
    _text("flags"),  # '' or differs, copied: what a person should look at in the reply
    _text("words"),  # title, place and content, to be searched
    Column("accepted_at", Double, nullable=False),
    Column("dispatched_at", Double),
    Column("replied_at", Double),
    Column("closed_at", Double),
    Column("changed_at", Double, nullable=False),
    Column("due_at", Double),  # the duty that is due first
    _text("due_rule"),
    Column("next_at", Double),  # what burns first, a guide (soft) too
    _flag("next_soft"),
    _text("card"),  # '' or yellow, missed, red: the worst of its running clocks
    Column("revisit_at", Double, index=True),  # when the next try falls due, or its message counts as unanswered
    Index(None, "accepted_at", "ticket_id"),
    Index(None, "state", "accepted_at"),
    Index(None, "unit", "state"),
    Index(None, "due_at"),
    Index(None, "next_at"),
    Index(None, "main"),
)

# Few tickets are so at any time: indexes of those only, which cost nearly nothing and spare a look at every ticket.
for _name in ("asking", "flags", "rung", "card"):
    _set = ticket_work.c[_name] != literal_column("''")
    Index(f"ix_ticket_work_{_name}", ticket_work.c[_name], sqlite_where=_set, postgresql_where=_set)
_HIDDEN = ticket_work.c.restricted
Index("ix_ticket_work_restricted", ticket_work.c.ticket_id, sqlite_where=_HIDDEN, postgresql_where=_HIDDEN)

ticket_units = Table(
    "ticket_units",
    METADATA,
    _text("unit", primary_key=True),
    _ticket(),
    _flag("leads"),
    Index(None, "ticket_id"),
)

ticket_people = Table(
    "ticket_people",  # who sees a restricted ticket
    METADATA,
    _text("name", primary_key=True),
    _ticket(),
    Index(None, "ticket_id"),
)

ticket_clocks = Table(
    "ticket_clocks",
    METADATA,
    _ticket(),
    Column("ordinal", Integer, primary_key=True),
    _text("rule_id"),
    _text("title"),
    _text("policy"),
    _text("limit"),
    _text("starts"),
    _text("stops"),
    _text("kind"),
    _flag("soft"),
    _text("unit"),
    Column("started_at", Double, nullable=False),
    Column("due_at", Double),
    _flag("provisional"),
    Column("yellow_at", Double),
    Column("red_at", Double),
    _flag("paused"),
    _text("card"),
    Column("stopped_at", Double),
    _flag("met"),
    _flag("counted"),
    Column("next_at", Double, index=True),  # when the next thing about it is to be said
    Index(None, "unit", "rule_id"),
)

_RUNS = ticket_clocks.c.stopped_at.is_(None)
Index("ix_ticket_clocks_running", ticket_clocks.c.starts, sqlite_where=_RUNS, postgresql_where=_RUNS)

hard_cases = Table(
    "hard_cases",
    METADATA,
    _text("hard_case_id", primary_key=True),
    _text("ticket_id"),
    _text("state"),
    _text("unit"),
    _text("kind"),
    _text("topic"),
    _text("area"),
    _text("answer"),
    _text("asked_by"),
    _text("decided_by"),
    Column("asked_at", Double, nullable=False),
    Column("decided_at", Double),
    Index(None, "topic"),
)

revisit_sessions = Table(
    "revisit_sessions",
    METADATA,
    _text("session_id", primary_key=True),
    _text("leader"),
    _text("assistant"),
    _text("unit"),
    Column("opened_at", Double, nullable=False),
    Column("closed_at", Double),
)

revisit_session_tickets = Table(
    "revisit_session_tickets",
    METADATA,
    Column("session_id", Text, ForeignKey("revisit_sessions.session_id"), primary_key=True),
    _ticket(),
    _number("place"),
    Column("done_at", Double),
    Index(None, "ticket_id"),
)
