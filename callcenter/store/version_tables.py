"""Tables of what was heard a second time: versions of a call's transcript, and the jobs that make them."""

from sqlalchemy import JSON, Boolean, Column, Double, Integer, Table, Text

from callcenter.store.columns import text_column as text
from callcenter.store.tables import METADATA, UtcTime

# Version 1 is what was heard live: it has no row here. Without a shown row, version 1 is the one that is shown.
transcript_versions = Table(
    "transcript_versions",
    METADATA,
    text("call_id", primary_key=True),
    Column("version", Integer, primary_key=True),
    text("job_id", unique=True),
    text("engine"),
    text("model"),
    Column("heard_at", UtcTime, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("drafted", JSON, nullable=False),  # what the rules draft from the version before, and from this one
    Column("former", JSON, nullable=False),  # the ticket's draft before this one was shown, to go back to
    Column("changes", JSON, nullable=False),  # of the ticket's fields
    text("verdict"),  # '' | accepted | back
    text("decided_by"),
    Column("decided_at", UtcTime),
)

second_passes = Table(
    "second_passes",
    METADATA,
    text("job_id", primary_key=True),
    text("call_id", index=True),
    text("state", index=True),
    Column("attempts", Integer, nullable=False),
    text("worker"),
    Column("progress", Double, nullable=False),  # 0..1 of the recording
    text("engine"),
    text("model"),
    text("problem"),  # a code
    text("asked_by"),
    Column("asked_at", UtcTime, nullable=False),
    Column("began_at", UtcTime),
    Column("ended_at", UtcTime),
    Column("heard", JSON, nullable=False),  # the words until they are in the transcript, then none
    Column("detail", Text, nullable=False, server_default=""),  # the sentence beside `problem`
)

# The queue of a site with one machine; with PostgreSQL a library keeps tables of its own.
second_pass_queue = Table(
    "second_pass_queue",
    METADATA,
    text("job_id", primary_key=True),
    Column("due_at", Double, nullable=False),
    text("holder"),  # the lease; '' when nobody has it
    Column("lease_until", Double, nullable=False),
)

# One row: whether the desk leaves room for second passes now, and when it said so.
second_pass_gate = Table(
    "second_pass_gate",
    METADATA,
    Column("gate_id", Integer, primary_key=True, autoincrement=False),
    Column("closed_for", Text, nullable=False),  # '': open
    Column("said_at", Double, nullable=False),
)
