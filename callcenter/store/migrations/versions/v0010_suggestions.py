"""What else a field of a draft might be: the chips beside it."""

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Keep the other candidates of each field."""
    op.add_column("tickets", sa.Column("suggestions", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Forget them."""
    op.drop_column("tickets", "suggestions")
