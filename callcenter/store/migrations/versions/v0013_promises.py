"""Promises made in public, opinions collected, and what a ticket knows of its show."""

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | None = None
depends_on: str | None = None

_PROMISE_TEXTS = ("show_id", "entry_id", "ticket_id", "unit", "words")


def upgrade() -> None:
    """Make the two tables; no ticket that is there came from a show."""
    for name in ("show_id", "flags"):
        op.add_column("ticket_work", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.create_table(
        "show_promises",
        sa.Column("promise_id", sa.Text(), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _PROMISE_TEXTS),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("said_at", sa.Double(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.Double(), nullable=False),
        sa.Column("settled_at", sa.Double(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
    )
    for name in ("show_id", "ticket_id", "state"):
        op.create_index(f"ix_show_promises_{name}", "show_promises", [name])
    op.create_table(
        "show_opinions",
        sa.Column("opinion_id", sa.Text(), primary_key=True),
        sa.Column("show_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
    )
    op.create_index("ix_show_opinions_show_id", "show_opinions", ["show_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("show_opinions")
    op.drop_table("show_promises")
    for name in ("flags", "show_id"):
        op.drop_column("ticket_work", name)
