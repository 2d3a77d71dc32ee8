"""What burns first on a ticket, a guide too: lists by deadline go by it."""

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | None = None
depends_on: str | None = None

_FILL = """UPDATE ticket_work SET next_at = (SELECT MIN(c.due_at) FROM ticket_clocks c
 WHERE c.ticket_id = ticket_work.ticket_id AND c.kind = 'duty' AND c.stopped_at IS NULL)"""
_MARK = """UPDATE ticket_work SET next_soft = NOT EXISTS (SELECT 1 FROM ticket_clocks c
 WHERE c.ticket_id = ticket_work.ticket_id AND c.kind = 'duty' AND c.stopped_at IS NULL AND NOT c.soft
 AND c.due_at = ticket_work.next_at) WHERE next_at IS NOT NULL"""


def upgrade() -> None:
    """Add the columns, filled from the clocks that run."""
    with op.batch_alter_table("ticket_work") as table:
        table.add_column(sa.Column("next_at", sa.Double(), nullable=True))
        table.add_column(sa.Column("next_soft", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(_FILL)
    op.execute(_MARK)
    with op.batch_alter_table("ticket_work") as table:
        table.alter_column("next_soft", server_default=None)
        table.create_index(op.f("ix_ticket_work_next_at"), ["next_at"], unique=False)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("ticket_work") as table:
        table.drop_index(op.f("ix_ticket_work_next_at"))
        table.drop_column("next_soft")
        table.drop_column("next_at")
