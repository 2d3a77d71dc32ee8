"""Tables of the knowledge base: the entries as they are, and every version there was."""

from sqlalchemy import JSON, Column, Date, Integer, Table

from callcenter.store.columns import text_column
from callcenter.store.tables import METADATA, UtcTime

knowledge = Table(
    "knowledge",
    METADATA,
    text_column("entry_id", primary_key=True),
    text_column("question"),
    Column("asks", JSON, nullable=False),
    text_column("answer"),
    text_column("line"),
    text_column("unit"),
    text_column("source"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    text_column("status", index=True),
    text_column("ticket_id"),
    Column("version", Integer, nullable=False),
)

knowledge_versions = Table(
    "knowledge_versions",
    METADATA,
    text_column("entry_id", primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    text_column("actor"),
    Column("body", JSON, nullable=False),
)
