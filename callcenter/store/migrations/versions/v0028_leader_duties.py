"""Leaders' turns in the centre: who, of which unit, when, and whether they came."""

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "leader_duties",
        sa.Column("duty_id", sa.Text(), nullable=False),
        sa.Column("leader", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.Double(), nullable=False),
        sa.Column("ends_at", sa.Double(), nullable=False),
        sa.Column("planned_by", sa.Text(), nullable=False),
        sa.Column("came_at", sa.Double(), nullable=True),
        sa.Column("came_by", sa.Text(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("duty_id", name=op.f("pk_leader_duties")),
    )
    op.create_index(op.f("ix_leader_duties_starts_at"), "leader_duties", ["starts_at"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("leader_duties")
