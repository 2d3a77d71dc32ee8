"""Units, duty directory, grids, people, rosters and call-outs."""

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

_APPEND_ONLY = ("duty_versions",)
_TABLES = (
    "call_outs",
    "duties",
    "duty_versions",
    "grids",
    "list_revisions",
    "on_call",
    "persons",
    "unit_members",
    "units",
    "call_out_attempts",
)


def upgrade() -> None:
    """Create them."""
    _table_call_outs()
    _table_duties()
    _table_duty_versions()
    _table_grids()
    _table_list_revisions()
    _table_on_call()
    _table_persons()
    _table_unit_members()
    _table_units()
    _table_call_out_attempts()
    for table in _APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(_trigger(table, change))


def downgrade() -> None:
    """Drop them."""
    for table in reversed(_TABLES):
        op.drop_table(table)


def _table_call_outs() -> None:
    op.create_table(
        "call_outs",
        sa.Column("call_out_id", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("began_at", sa.Double(), nullable=False),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("call_out_id", name=op.f("pk_call_outs")),
    )
    op.create_index(op.f("ix_call_outs_ticket_id"), "call_outs", ["ticket_id"], unique=False)


def _table_duties() -> None:
    op.create_table(
        "duties",
        sa.Column("duty_id", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("assisting", sa.JSON(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("duty_id", name=op.f("pk_duties")),
    )
    op.create_index(op.f("ix_duties_unit_id"), "duties", ["unit_id"], unique=False)


def _table_duty_versions() -> None:
    op.create_table(
        "duty_versions",
        sa.Column("duty_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("duty_id", "version", name=op.f("pk_duty_versions")),
    )


def _table_grids() -> None:
    op.create_table(
        "grids",
        sa.Column("grid_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("grid_id", name=op.f("pk_grids")),
    )


def _table_list_revisions() -> None:
    op.create_table(
        "list_revisions",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_list_revisions")),
    )


def _table_on_call() -> None:
    op.create_table(
        "on_call",
        sa.Column("turn_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("until", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_on_call")),
    )
    op.create_index(op.f("ix_on_call_unit_id"), "on_call", ["unit_id"], unique=False)


def _table_persons() -> None:
    op.create_table(
        "persons",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("grids", sa.JSON(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("shifts", sa.JSON(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_persons")),
    )


def _table_unit_members() -> None:
    op.create_table(
        "unit_members",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_unit_members")),
    )
    op.create_index(op.f("ix_unit_members_unit_id"), "unit_members", ["unit_id"], unique=False)


def _table_units() -> None:
    op.create_table(
        "units",
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_units")),
    )
    op.create_index(op.f("ix_units_parent_id"), "units", ["parent_id"], unique=False)


def _table_call_out_attempts() -> None:
    op.create_table(
        "call_out_attempts",
        sa.Column("call_out_id", sa.Text(), nullable=False),
        sa.Column("number_in_order", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_out_id"], ["call_outs.call_out_id"], name=op.f("fk_call_out_attempts_call_out_id_call_outs")
        ),
        sa.PrimaryKeyConstraint("call_out_id", "number_in_order", name=op.f("pk_call_out_attempts")),
    )


def _trigger(table: str, change: str) -> str:
    head = f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
    if op.get_bind().dialect.name == "postgresql":
        return head + "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    return head + f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
