"""Tables about callers: missed calls, numbers treated apart, and the indexes that find a number's history."""

from sqlalchemy import Boolean, Column, Double, Index, Integer, Table, Text

from callcenter.store.tables import METADATA, calls, tickets


def _text(name: str, *, key: bool = False, unique: bool = False) -> Column[str]:
    return Column(name, Text, nullable=False, primary_key=key, unique=unique)


missed_calls = Table(
    "missed_calls",
    METADATA,
    _text("number", key=True),
    _text("entry_id", unique=True),
    _text("queue"),
    _text("dialled"),
    Column("count", Integer, nullable=False),
    Column("first_at", Double, nullable=False),
    Column("last_at", Double, nullable=False),
    Column("longest_wait_s", Double, nullable=False),
    Column("broken", Boolean, nullable=False),
    _text("taken_by"),
    Column("taken_at", Double, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("last_result", Text),
    Column("next_at", Double, nullable=False),
)

listed_numbers = Table(
    "listed_numbers",
    METADATA,
    _text("entry_id", key=True),
    _text("kind"),
    _text("number"),
    Column("prefix", Boolean, nullable=False),
    _text("treatment"),
    _text("target"),
    Column("steps", Integer, nullable=False),
    _text("why"),
    _text("added_by"),
    Column("added_at", Double, nullable=False),
    Column("until", Double),
    Column("removed_at", Double),
    _text("removed_by"),
)

Index("ix_calls_caller_number_arrived_at", calls.c.caller_number, calls.c.arrived_at)
Index("ix_tickets_caller_number_created_at", tickets.c.caller_number, tickets.c.created_at)
