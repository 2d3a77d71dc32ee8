"""The table of sentences that people have checked against the sound."""

from sqlalchemy import Boolean, Column, Table, true

from callcenter.store.columns import text_column
from callcenter.store.tables import METADATA, UtcTime

checked_words = Table(
    "checked_words",
    METADATA,
    text_column("utterance_id", primary_key=True),
    text_column("call_id", index=True),
    text_column("text"),
    text_column("checked_by"),
    Column("checked_at", UtcTime, nullable=False),
    Column("for_evaluation", Boolean, nullable=False, server_default=true()),
)
