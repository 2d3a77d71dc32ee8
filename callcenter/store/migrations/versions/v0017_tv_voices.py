"""What a recorded edition brings: who promised, promises taken back, opinions that are counted and not traced."""

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | None = None
depends_on: str | None = None

_OPINION_TEXTS = ("topic", "verdict", "channel", "sender")


def upgrade() -> None:
    """What is there was said by nobody in particular and counts once."""
    op.add_column("show_promises", sa.Column("who", sa.Text(), server_default="", nullable=False))
    op.add_column("show_promises", sa.Column("withdrawn_on", sa.Date(), nullable=True))
    for name in _OPINION_TEXTS:
        op.add_column("show_opinions", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("show_opinions", sa.Column("people", sa.Integer(), server_default="1", nullable=False))
    op.create_table(
        "show_opinion_salts",
        sa.Column("edition_id", sa.Text(), primary_key=True),
        sa.Column("salt", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("show_opinion_salts")
    for name in ("people", *reversed(_OPINION_TEXTS)):
        op.drop_column("show_opinions", name)
    for name in ("withdrawn_on", "who"):
        op.drop_column("show_promises", name)
