"""What is made of a show after sign-off."""

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the table of runs."""
    op.create_table(
        "aftermath_runs",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("show_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.Double(), nullable=False),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("doing", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_aftermath_runs")),
    )
    op.create_index(op.f("ix_aftermath_runs_show_id"), "aftermath_runs", ["show_id"], unique=False)


def downgrade() -> None:
    """Drop it; the files stay."""
    op.drop_index(op.f("ix_aftermath_runs_show_id"), table_name="aftermath_runs")
    op.drop_table("aftermath_runs")
