"""Every table of the database, the same for SQLite and PostgreSQL.

Times of facts are Unix seconds (floats), as in queueing.events; times that only the store needs are UTC datetimes.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    literal_column,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
APPEND_ONLY = ("facts", "ticket_edits", "audit")  # triggers refuse UPDATE and DELETE on these


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime; SQLite forgets the zone, so it is UTC on the way in and on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC; a naive one is a fault of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"time for the database: expected an aware datetime, found {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back an aware UTC time."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_BIG = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only in an INTEGER key


def _text(name: str, **how: Any) -> Column[str]:
    return Column(name, Text, nullable=False, **how)


facts = Table(
    "facts",
    METADATA,
    Column("seq", _BIG, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False, index=True),
    _text("kind"),
    Column("call_id", Text, index=True),
    Column("operator_id", Text),
    Column("body", JSON, nullable=False),
    Column("ticket_id", Text, index=True),
    Column("show_id", Text),
)
_OF_A_SHOW = facts.c.show_id.is_not(None)  # few facts are: the index holds those only
Index("ix_facts_show_id", facts.c.show_id, sqlite_where=_OF_A_SHOW, postgresql_where=_OF_A_SHOW)

calls = Table(
    "calls",
    METADATA,
    _text("call_id", primary_key=True),
    _text("queue"),
    _text("dialled"),
    _text("trunk"),
    _text("caller_number"),
    _text("caller_display"),
    _text("state"),
    Column("outcome", Text),
    Column("ended_by", Text),
    _text("reason"),
    Column("operator_ids", JSON, nullable=False),
    Column("arrived_at", Double, nullable=False),
    Column("answered_at", Double),
    Column("ended_at", Double),
    Column("waited_s", Double),
    Column("talk_s", Double, nullable=False),
    Column("hold_s", Double, nullable=False),
    Column("missed", Integer, nullable=False),
    Column("ticket_id", Text),
    _text("probe", server_default=""),
    Index(None, "arrived_at", "call_id"),
)

_PROBED = calls.c.probe != literal_column("''")
Index("ix_calls_probe", calls.c.call_id, sqlite_where=_PROBED, postgresql_where=_PROBED)

call_operators = Table(
    "call_operators",
    METADATA,
    _text("operator_id", primary_key=True),
    _text("call_id", primary_key=True),
)

utterances = Table(
    "utterances",
    METADATA,
    _text("utterance_id", primary_key=True),
    _text("call_id", index=True),
    _text("leg_id"),
    _text("role"),
    Column("start_ms", Integer, nullable=False),
    Column("end_ms", Integer, nullable=False),
    _text("text"),
    Column("words", JSON, nullable=False),
    _text("engine"),
    _text("model"),
    Column("version", Integer, nullable=False, server_default="1"),  # 1: heard live
)

recordings = Table(
    "recordings",
    METADATA,
    _text("call_id", primary_key=True),
    _text("path", primary_key=True),  # an ear that had to start again began another file
    Column("seconds", Double, nullable=False),
    Column("started_at", Double, nullable=False, index=True),
    Column("rate_hz", Integer, nullable=False),
    Column("channels", Integer, nullable=False),
    _text("problem"),
)

tickets = Table(
    "tickets",
    METADATA,
    _text("ticket_id", primary_key=True),
    Column("call_id", Text, unique=True),  # NULL: it came in another way than by a call
    Column("number", Text, unique=True),
    _text("status", index=True),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("registered_at", UtcTime),
    _text("queue"),
    _text("dialled"),
    _text("caller_number"),
    Column("operator_id", Text, index=True),
    _text("operator_name"),
    Column("started_at", Double),
    Column("answered_at", Double),
    Column("ended_at", Double),
    Column("fields", JSON, nullable=False),
    Column("draft_fields", JSON, nullable=False),
    Column("suggestions", JSON, nullable=False, server_default="{}"),
    _text("model_notice"),
    Index(None, "created_at", "ticket_id"),
    Index(None, "started_at"),
)

ticket_edits = Table(
    "ticket_edits",
    METADATA,
    Column("edit_id", _BIG, primary_key=True),
    Column("ticket_id", Text, ForeignKey("tickets.ticket_id"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    _text("actor"),
    _text("kind"),
    Column("version", Integer, nullable=False),
    _text("field"),
    Column("draft_value", Text),
    Column("draft_confidence", Double),
    _text("draft_rule"),
    Column("final_value", Text),
)

ticket_numbers = Table(
    "ticket_numbers",
    METADATA,
    _text("day", primary_key=True),
    Column("last", Integer, nullable=False),
)

operators = Table(
    "operators",
    METADATA,
    _text("operator_id", primary_key=True),
    _text("name"),
    _text("ha1"),
    _text("password_hash"),
    Column("skills", JSON, nullable=False),
    Column("queues", JSON, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)

users = Table(
    "users",
    METADATA,
    _text("name", primary_key=True),
    _text("display_name"),
    _text("password_hash"),
    Column("roles", JSON, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("posts", JSON, nullable=False, server_default="[]"),  # the gates they stand at
)

tokens = Table(
    "tokens",
    METADATA,
    _text("token_id", primary_key=True),
    _text("secret_hash", unique=True),
    _text("label"),
    _text("role"),
    Column("operator_id", Text),
    Column("created_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
)

sessions = Table(
    "sessions",
    METADATA,
    _text("secret_hash", primary_key=True),
    _text("kind"),
    _text("subject"),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False, index=True),
)

audit = Table(
    "audit",
    METADATA,
    Column("entry_id", _BIG, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    _text("actor"),
    _text("address"),
    _text("action"),
    _text("thing"),
    Column("detail", JSON, nullable=False),
)
