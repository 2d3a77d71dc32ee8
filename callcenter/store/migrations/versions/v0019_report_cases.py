"""What editors did with the cases of a report; corrections of an issued number."""

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Issues of one number made so far count up as its corrections: the first one stays what it was."""
    op.create_table(
        "report_edits",
        sa.Column("edit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("order", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("edit_id", name=op.f("pk_report_edits")),
    )
    op.create_index("ix_report_edits_name_period", "report_edits", ["name", "period"])
    op.add_column("reports", sa.Column("correction", sa.Integer(), server_default="0", nullable=False))
    op.add_column("reports", sa.Column("chosen", sa.JSON(), server_default="{}", nullable=False))
    op.execute(
        "UPDATE reports SET correction = (SELECT count(*) FROM reports AS earlier WHERE earlier.name = reports.name "
        "AND earlier.period = reports.period AND earlier.content_hash <> reports.content_hash "
        "AND earlier.made_at < reports.made_at) WHERE number > 0"
    )


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("reports") as table:
        table.drop_column("chosen")
        table.drop_column("correction")
    op.drop_index("ix_report_edits_name_period", "report_edits")
    op.drop_table("report_edits")
