"""Reports: matters folded for figures, what was produced, numbers without gaps, answers that stand."""

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "matters",
        _text("ticket_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.Double(), nullable=False),
        sa.Column("last_at", sa.Double(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_matters")),
    )
    op.create_index(op.f("ix_matters_registered_at"), "matters", ["registered_at"])
    op.create_index(op.f("ix_matters_last_at"), "matters", ["last_at"])
    op.create_table(
        "reports",
        _text("report_id"),
        _text("name"),
        _text("period"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("title"),
        _text("made_by"),
        sa.Column("made_at", sa.Double(), nullable=False),
        _text("content_hash"),
        _text("changed"),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_reports")),
    )
    op.create_index(op.f("ix_reports_name"), "reports", ["name"])
    op.create_index(op.f("ix_reports_made_at"), "reports", ["made_at"])
    op.create_table(
        "report_numbers",
        _text("name"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "year", name=op.f("pk_report_numbers")),
    )
    op.create_table(
        "standing_answers",
        _text("place"),
        _text("matter"),
        _text("said"),
        _text("set_by"),
        sa.Column("set_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("place", "matter", name=op.f("pk_standing_answers")),
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("standing_answers", "report_numbers", "reports", "matters"):
        op.drop_table(name)
