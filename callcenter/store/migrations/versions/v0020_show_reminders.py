"""What units of the show were reminded of."""

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | None = None
depends_on: str | None = None

_TEXTS = ("edition_id", "promise_id", "unit", "title")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "show_reminders",
        sa.Column("key", sa.Text(), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _TEXTS),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("told_at", sa.Double(), nullable=False),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("message_key", sa.Text(), nullable=False),
    )
    op.create_index("ix_show_reminders_edition_id", "show_reminders", ["edition_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("show_reminders")
