"""Sentences of transcripts that people have checked against the sound."""

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the table; nothing was checked before."""
    op.create_table(
        "checked_words",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("utterance_id", "call_id", "text", "checked_by")),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("utterance_id", name=op.f("pk_checked_words")),
    )
    op.create_index(op.f("ix_checked_words_call_id"), "checked_words", ["call_id"])


def downgrade() -> None:
    """Forget what was checked."""
    op.drop_table("checked_words")
