"""Table of the shared inbox: who works on which matter that came in without a call, and when they last did."""

from sqlalchemy import Column, Double, Table

from callcenter.store.columns import text_column as text
from callcenter.store.tables import METADATA

inbox_locks = Table(
    "inbox_locks",
    METADATA,
    text("ticket_id", primary_key=True),
    text("holder", index=True),  # their sign-in name
    text("holder_name"),
    Column("taken_at", Double, nullable=False),
    Column("active_at", Double, nullable=False),  # so long after this it is anybody's again
)
