"""The table of leaders' turns in the centre (领导值班)."""

from sqlalchemy import Boolean, Column, Double, Table, Text

from callcenter.store.tables import METADATA

leader_duties = Table(
    "leader_duties",
    METADATA,
    Column("duty_id", Text, primary_key=True),
    Column("leader", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("starts_at", Double, nullable=False, index=True),
    Column("ends_at", Double, nullable=False),
    Column("planned_by", Text, nullable=False),
    Column("came_at", Double),
    Column("came_by", Text, nullable=False),
    Column("cancelled", Boolean, nullable=False),
)
