"""Facts of live shows: which show they belong to."""

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Name the show of a fact; only those that have one are in the index."""
    op.add_column("facts", sa.Column("show_id", sa.Text(), nullable=True))
    of_a_show = sa.text("show_id IS NOT NULL")
    op.create_index(
        "ix_facts_show_id", "facts", ["show_id"], sqlite_where=of_a_show, postgresql_where=of_a_show, unique=False
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_index("ix_facts_show_id", "facts")
    op.drop_column("facts", "show_id")
