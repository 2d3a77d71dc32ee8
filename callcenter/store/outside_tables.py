"""Tables of what comes in from other systems and goes out to them: intake, progress codes, attachments, outbox."""

from sqlalchemy import JSON, BigInteger, Column, Double, Index, Integer, Table, UniqueConstraint

from callcenter.store.columns import BIG, text_column
from callcenter.store.tables import METADATA

intake = Table(
    "intake",
    METADATA,
    text_column("source", primary_key=True),
    text_column("source_key", primary_key=True),
    text_column("fingerprint"),
    Column("body", JSON, nullable=False),
    text_column("ticket_id", index=True),
    Column("at", Double, nullable=False),
)

source_tokens = Table(
    "source_tokens",
    METADATA,
    text_column("token_id", primary_key=True),
    text_column("source"),
)

progress_codes = Table(
    "progress_codes",
    METADATA,
    text_column("ticket_id", primary_key=True),
    text_column("code"),
    text_column("fingerprint", unique=True),
)

attachments = Table(
    "attachments",
    METADATA,
    text_column("attachment_id", primary_key=True),
    text_column("ticket_id", index=True),
    text_column("sha256", index=True),
    text_column("name"),
    text_column("media"),
    Column("size_bytes", BigInteger, nullable=False),
    text_column("purpose"),
    text_column("by"),
    Column("at", Double, nullable=False),
)

outbox = Table(
    "outbox",
    METADATA,
    Column("message_id", BIG, primary_key=True),
    text_column("channel"),
    text_column("stream"),
    Column("seq", Integer, nullable=False),
    text_column("key"),
    text_column("address"),
    Column("body", JSON, nullable=False),
    text_column("state"),
    Column("failures", Integer, nullable=False),
    text_column("problem"),
    Column("created_at", Double, nullable=False),
    Column("next_at", Double, nullable=False),
    Column("sent_at", Double),
    UniqueConstraint("key"),
    UniqueConstraint("channel", "stream", "seq"),
    Index(None, "channel", "state", "stream", "message_id"),
    Index(None, "address", "sent_at"),
)
