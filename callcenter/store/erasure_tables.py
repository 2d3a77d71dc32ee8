"""Tables of erasing: who was made unknown in which tickets, and the permit without which no record is rewritten."""

from sqlalchemy import Column, Double, Table

from callcenter.store.columns import text_column as text
from callcenter.store.tables import METADATA

unknown_tickets = Table(
    "unknown_tickets",
    METADATA,
    text("ticket_id", primary_key=True),
    text("how"),  # purge | request
    Column("at", Double, nullable=False),  # Unix seconds
)

# A row stands here only within the transaction that makes a person unknown: the triggers on `facts` and `ticket_edits`
# let it rewrite words, and nothing else of a row.
erase_permit = Table("erase_permit", METADATA, text("why", primary_key=True))
