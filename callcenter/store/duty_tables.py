"""Tables about duty: roster, hand-over diary, guests' sessions."""

from sqlalchemy import JSON, Boolean, Column, Date, Double, ForeignKey, Table, Text

from callcenter.store.tables import METADATA


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, Text, nullable=False, primary_key=key)


roster = Table(
    "roster",
    METADATA,
    Column("day", Date, primary_key=True),
    _text("shift", key=True),
    _text("operator_id", key=True),
)

diary = Table(
    "diary",
    METADATA,
    _text("entry_id", key=True),
    Column("day", Date, nullable=False),
    _text("shift"),
    Column("at", Double, nullable=False, index=True),
    _text("author"),
    _text("text"),
    Column("open", Boolean, nullable=False, index=True),
    Column("closed_at", Double),
    _text("closed_by"),
)

diary_confirmations = Table(
    "diary_confirmations",
    METADATA,
    Column("entry_id", Text, ForeignKey("diary.entry_id"), primary_key=True),
    _text("operator_id", key=True),
    Column("at", Double, nullable=False),
)

guest_sessions = Table(
    "guest_sessions",
    METADATA,
    _text("session_id", key=True),
    _text("leader"),
    _text("unit"),
    _text("guest_id"),
    _text("assistant_id"),
    Column("queues", JSON, nullable=False),
    Column("starts_at", Double, nullable=False, index=True),
    Column("ends_at", Double, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    _text("planned_by"),
)

session_calls = Table(
    "session_calls",
    METADATA,
    _text("session_id", key=True),
    _text("call_id", key=True),
    _text("operator_id"),
    Column("at", Double, nullable=False),
)
