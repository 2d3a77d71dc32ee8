"""Past days' figures, folded once from the ledger and kept when its facts are purged; and who may purge."""

from sqlalchemy import JSON, Column, Double, Table, Text

from callcenter.store.tables import METADATA

figure_days = Table(
    "figure_days",
    METADATA,
    Column("day", Text, nullable=False, primary_key=True),  # YYYY-MM-DD, local
    Column("definition", Text, nullable=False, primary_key=True),  # fingerprint of the definition that counted
    Column("body", JSON, nullable=False),
)

# A row stands here only within a purge's own transaction: the trigger on `facts` lets it delete what is older.
purge_permit = Table("purge_permit", METADATA, Column("before", Double, nullable=False, primary_key=True))
