"""Tables of what a show leaves behind: promises made in public, opinions collected. Projections of the ledger."""

from sqlalchemy import Column, Date, Double, Integer, Table

from callcenter.store.columns import text_column
from callcenter.store.tables import METADATA

show_promises = Table(
    "show_promises",
    METADATA,
    text_column("promise_id", primary_key=True),
    text_column("show_id", index=True),
    text_column("entry_id"),
    text_column("ticket_id", index=True),
    text_column("unit"),
    text_column("words"),
    Column("due", Date),  # None: dismissed, it was no promise
    Column("said_at", Double, nullable=False),
    text_column("call_id"),
    text_column("utterance_id"),
    Column("start_ms", Integer, nullable=False),
    Column("end_ms", Integer, nullable=False),
    text_column("state", index=True),  # open, dismissed, kept, withdrawn
    text_column("confirmed_by"),
    Column("confirmed_at", Double, nullable=False),
    Column("settled_at", Double),
    text_column("note"),
)

show_opinions = Table(
    "show_opinions",
    METADATA,
    text_column("opinion_id", primary_key=True),
    text_column("show_id", index=True),
    text_column("topic"),
    text_column("text"),
    Column("count", Integer, nullable=False),
    text_column("source"),
    Column("at", Double, nullable=False),
)
