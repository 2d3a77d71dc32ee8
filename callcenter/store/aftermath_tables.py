"""Table of what was made of shows: one row each time somebody asked."""

from sqlalchemy import JSON, Column, Double, Integer, Table

from callcenter.store.columns import text_column as text
from callcenter.store.tables import METADATA

MADE_OF_SHOWS = "shows"  # folder under the data folder: one in it for each run

aftermath_runs = Table(
    "aftermath_runs",
    METADATA,
    text("run_id", primary_key=True),
    text("show_id", index=True),
    text("state"),
    text("asked_by"),
    Column("asked_at", Double, nullable=False),
    Column("ended_at", Double),
    Column("done", Integer, nullable=False),
    Column("of", Integer, nullable=False),
    text("doing"),
    text("problem"),
    Column("files", JSON, nullable=False),  # MadeFile of each, in order
)
