"""Indexes for lists over years of tickets: of the few that are asked about, and of when a matter was sent."""

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | None = None
depends_on: str | None = None

_SET = ("asking", "flags", "rung", "card")


def upgrade() -> None:
    """Add them."""
    for name in _SET:
        where = sa.text(f"{name} != ''")
        op.create_index(f"ix_ticket_work_{name}", "ticket_work", [name], sqlite_where=where, postgresql_where=where)
    bind = op.get_bind()
    hidden = sa.text("restricted = 1" if bind.dialect.name == "sqlite" else "restricted")
    op.create_index(
        "ix_ticket_work_restricted", "ticket_work", ["ticket_id"], sqlite_where=hidden, postgresql_where=hidden
    )
    runs, probed = sa.text("stopped_at IS NULL"), sa.text("probe != ''")
    op.create_index("ix_ticket_clocks_running", "ticket_clocks", ["starts"], sqlite_where=runs, postgresql_where=runs)
    op.create_index("ix_calls_probe", "calls", ["call_id"], sqlite_where=probed, postgresql_where=probed)
    op.create_index("ix_tickets_started_at", "tickets", ["started_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_tickets_started_at", "tickets")
    op.drop_index("ix_calls_probe", "calls")
    op.drop_index("ix_ticket_clocks_running", "ticket_clocks")
    op.drop_index("ix_ticket_work_restricted", "ticket_work")
    for name in _SET:
        op.drop_index(f"ix_ticket_work_{name}", "ticket_work")
