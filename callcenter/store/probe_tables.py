"""The table of dial probe runs: what each measured, what was wrong, where its sound is."""

from sqlalchemy import JSON, Column, Double, Table, Text

from callcenter.store.tables import METADATA

probe_runs = Table(
    "probe_runs",
    METADATA,
    Column("run_id", Text, nullable=False, primary_key=True),
    Column("probe", Text, nullable=False, index=True),
    Column("dialled", Text, nullable=False),
    Column("at", Double, nullable=False, index=True),  # when it dialled, Unix seconds
    Column("faults", Text, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("recording", Text, nullable=False),  # under the data folder, '' when there is none
    Column("measures", JSON, nullable=False),
)
