"""Tables of reports: matters folded for figures, what was produced, numbers without gaps, answers that stand."""

from sqlalchemy import JSON, Column, Double, Index, Integer, Table, Text

from callcenter.store.columns import BIG
from callcenter.store.columns import text_column as text
from callcenter.store.tables import METADATA

matters = Table(
    "matters",  # a projection of the ledger, brought up to date before it is read; may be emptied at any time
    METADATA,
    text("ticket_id", primary_key=True),
    Column("version", Integer, nullable=False),  # of ticket_work, when it was folded
    Column("registered_at", Double, nullable=False, index=True),
    Column("last_at", Double, nullable=False, index=True),
    Column("body", JSON, nullable=False),
)

reports = Table(
    "reports",
    METADATA,
    text("report_id", primary_key=True),
    text("name", index=True),
    text("period"),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),  # 0: this kind is not numbered
    text("title"),
    text("made_by"),
    Column("made_at", Double, nullable=False, index=True),
    text("content_hash"),
    text("changed"),  # what differs from the one of the same period before it; '' when nothing, or none was before
    Column("lines", JSON, nullable=False),  # its text, to tell what changed in the next issue
    Column("files", JSON, nullable=False),  # format -> {path, bytes, sha256}
    Column("correction", Integer, nullable=False, server_default="0"),  # of this number: 0 the first issue
    Column("chosen", JSON, nullable=False, server_default="{}"),  # include, exclude, order: what an editor chose
    Column("sealed", JSON),  # {path, bytes, sha256, by, at} of the signed scan that came back
)

report_numbers = Table(
    "report_numbers",
    METADATA,
    text("name", primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

report_edits = Table(
    "report_edits",  # append-only: what editors did with the cases of a report
    METADATA,
    Column("edit_id", BIG, primary_key=True, autoincrement=True),
    text("name"),
    text("period"),  # with the unit after a bar, as in `reports`
    text("act"),
    text("ticket_id"),
    text("reason"),
    Column("order", JSON, nullable=False),
    text("made_by"),
    Column("made_at", Double, nullable=False),
    Index("ix_report_edits_name_period", "name", "period"),
)

standing_answers = Table(
    "standing_answers",
    METADATA,
    text("place", primary_key=True),
    text("matter", primary_key=True),
    Column("said", Text, nullable=False),
    text("set_by"),
    Column("set_at", Double, nullable=False),
)
