"""Table of legal holds: calls and tickets of which nothing is purged until somebody releases them."""

from sqlalchemy import Column, Double, Table

from callcenter.store.columns import text_column as text
from callcenter.store.tables import METADATA

legal_holds = Table(
    "legal_holds",
    METADATA,
    text("hold_id", primary_key=True),
    text("call_id", index=True),  # '': a ticket without a call
    text("ticket_id"),  # '': a call without a ticket
    text("number"),  # of the ticket, '' when it has none
    text("why"),
    text("held_by"),
    Column("held_at", Double, nullable=False),
    text("released_by"),
    Column("released_at", Double),
)
