"""Promises made on air and confirmed by a person: a projection of the ledger."""

from sqlalchemy import Column, Date, Double, Integer, Table

from callcenter.store.columns import text_column
from callcenter.store.tables import METADATA

air_promises = Table(
    "air_promises",
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
