"""Figures of past days; facts older than a site keeps may be removed, by a purge and by nobody else."""

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add the table of days; let a purge, which says up to when, delete old facts."""
    op.create_table(
        "figure_days",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", "definition", name=op.f("pk_figure_days")),
    )
    op.create_table(
        "purge_permit",
        sa.Column("before", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("before", name=op.f("pk_purge_permit")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER facts_no_delete ON facts")
        op.execute(
            "CREATE FUNCTION refuse_unpermitted() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN IF EXISTS (SELECT 1 FROM purge_permit WHERE OLD.at < before) THEN RETURN OLD; END IF; "
            "RAISE EXCEPTION 'facts is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER facts_no_delete BEFORE DELETE ON facts FOR EACH ROW EXECUTE FUNCTION refuse_unpermitted()"
        )
    else:
        op.execute("DROP TRIGGER facts_no_delete")
        op.execute(
            "CREATE TRIGGER facts_no_delete BEFORE DELETE ON facts "
            "WHEN NOT EXISTS (SELECT 1 FROM purge_permit WHERE OLD.at < purge_permit.before) "
            "BEGIN SELECT RAISE(ABORT, 'facts is append-only'); END"
        )


def downgrade() -> None:
    """Refuse every removal again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER facts_no_delete ON facts")
        op.execute("DROP FUNCTION refuse_unpermitted()")
        op.execute(
            "CREATE TRIGGER facts_no_delete BEFORE DELETE ON facts FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    else:
        op.execute("DROP TRIGGER facts_no_delete")
        op.execute(
            "CREATE TRIGGER facts_no_delete BEFORE DELETE ON facts "
            "BEGIN SELECT RAISE(ABORT, 'facts is append-only'); END"
        )
    op.drop_table("purge_permit")
    op.drop_table("figure_days")
