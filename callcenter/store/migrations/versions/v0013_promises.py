"""Promises made on air, and what a ticket knows of its show."""

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | None = None
depends_on: str | None = None

_PROMISE_TEXTS = ("show_id", "entry_id", "ticket_id", "unit", "words")


def upgrade() -> None:
    """Make the table; no ticket that is there came from a show."""
    for name in ("show_id", "flags"):
        op.add_column("ticket_work", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.create_table(
        "air_promises",
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
        op.create_index(f"ix_air_promises_{name}", "air_promises", [name])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("air_promises")
    for name in ("flags", "show_id"):
        op.drop_column("ticket_work", name)
