"""Matters are kept with what was known of them at each time: those that are there are folded anew."""

from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Let every row be older than its ticket."""
    op.execute("UPDATE matters SET version = -1")


def downgrade() -> None:
    """Let them be folded as before."""
    op.execute("UPDATE matters SET version = -1")
