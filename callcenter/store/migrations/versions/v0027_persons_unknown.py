"""A person may be made unknown in records: words of facts and edits are rewritten under a permit, nothing else is."""

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | None = None
depends_on: str | None = None

_SAME = {
    "facts": ("seq", "at", "kind", "call_id", "operator_id", "ticket_id", "show_id"),
    "ticket_edits": ("edit_id", "ticket_id", "at", "actor", "kind", "version", "field"),
}


def upgrade() -> None:
    """Add the tables; let who holds a permit rewrite the words of a row."""
    op.create_table(
        "unknown_tickets",
        sa.Column("ticket_id", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_unknown_tickets")),
    )
    op.create_table(
        "erase_permit",
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("why", name=op.f("pk_erase_permit")),
    )
    for table, same in _SAME.items():
        _drop(table)
        for statement in _POSTGRESQL if _is_postgresql() else _SQLITE:
            differ = "IS DISTINCT FROM" if _is_postgresql() else "IS NOT"
            other = " OR ".join(f"OLD.{name} {differ} NEW.{name}" for name in same)
            op.execute(statement.format(table=table, other=other))


def downgrade() -> None:
    """Refuse every change again."""
    for table in _SAME:
        _drop(table)
        if _is_postgresql():
            op.execute(f"DROP FUNCTION refuse_other_{table}()")
            op.execute(
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.drop_table("erase_permit")
    op.drop_table("unknown_tickets")


_SQLITE = (
    (
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        "WHEN NOT EXISTS (SELECT 1 FROM erase_permit) OR {other} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    ),
)
_POSTGRESQL = (
    (
        "CREATE FUNCTION refuse_other_{table}() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NOT EXISTS (SELECT 1 FROM erase_permit) OR {other} "
        "THEN RAISE EXCEPTION '{table} is append-only'; END IF; RETURN NEW; END $$"
    ),
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_other_{table}()",
)


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _drop(table: str) -> None:
    op.execute(f"DROP TRIGGER {table}_no_update ON {table}" if _is_postgresql() else f"DROP TRIGGER {table}_no_update")
