"""Dial probes: which calls were theirs and what they measured; a recording in several parts."""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Mark calls of probes; keep their runs; let a call have as many recordings as the ear began."""
    op.add_column("calls", sa.Column("probe", sa.Text(), server_default="", nullable=False))
    _recordings_by("call_id", "path")
    op.create_table(
        "probe_runs",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("probe", sa.Text(), nullable=False),
        sa.Column("dialled", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("faults", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("recording", sa.Text(), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_probe_runs")),
    )
    op.create_index(op.f("ix_probe_runs_at"), "probe_runs", ["at"], unique=False)
    op.create_index(op.f("ix_probe_runs_probe"), "probe_runs", ["probe"], unique=False)


def downgrade() -> None:
    """Forget both."""
    op.execute(
        "DELETE FROM recordings WHERE EXISTS (SELECT 1 FROM recordings AS later "
        "WHERE later.call_id = recordings.call_id AND (later.started_at > recordings.started_at "
        "OR (later.started_at = recordings.started_at AND later.path > recordings.path)))"
    )
    _recordings_by("call_id")
    op.drop_table("probe_runs")
    with op.batch_alter_table("calls") as calls:
        calls.drop_column("probe")


def _recordings_by(*key: str) -> None:
    with op.batch_alter_table("recordings") as recordings:
        recordings.drop_constraint(op.f("pk_recordings"), type_="primary")
        recordings.create_primary_key(op.f("pk_recordings"), list(key))
