"""Table of purges: who began each, what it was to remove, how far it is, how it ended."""

from sqlalchemy import JSON, Column, Double, Index, Table

from callcenter.store.columns import text_column as text
from callcenter.store.tables import METADATA

purge_runs = Table(
    "purge_runs",
    METADATA,
    text("run_id", primary_key=True),
    text("asked_by"),
    text("way"),  # screen | command
    text("state"),  # running | done | failed | broken
    Column("began_at", Double, nullable=False),  # Unix seconds, as all of these
    Column("said_at", Double, nullable=False),  # the last sign of life
    Column("ended_at", Double),
    text("doing"),  # the matter it is at
    Column("cuts", JSON, nullable=False),  # before when each matter goes
    Column("counted", JSON, nullable=False),  # what was to go, by matter
    Column("removed", JSON, nullable=False),  # what went, by matter: written with each removal
    text("problem"),
    Index(None, "began_at"),
)
