"""What units were told of before it was due: each thing once at each stage."""

from sqlalchemy import Column, Date, Double, Table

from callcenter.store.columns import text_column
from callcenter.store.tables import METADATA

show_reminders = Table(
    "show_reminders",
    METADATA,
    text_column("key", primary_key=True),
    text_column("edition_id", index=True),
    text_column("promise_id"),  # '' a milestone of the plan
    text_column("unit"),
    text_column("title"),
    Column("due", Date, nullable=False),
    text_column("stage"),
    Column("told_at", Double, nullable=False),
    text_column("to_name"),  # the official who was written to; '' nobody's mobile is listed
    text_column("message_key"),  # of the outbox; '' nothing was written
)
