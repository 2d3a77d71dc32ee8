"""The shared inbox: who works on which matter."""

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "inbox_locks",
        sa.Column("ticket_id", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("holder_name", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.Double(), nullable=False),
        sa.Column("active_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_inbox_locks")),
    )
    op.create_index(op.f("ix_inbox_locks_holder"), "inbox_locks", ["holder"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("inbox_locks")
