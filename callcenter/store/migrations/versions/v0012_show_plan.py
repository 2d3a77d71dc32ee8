"""The show's plan: editions with their units, contacts, leave, materials, ticks, daily lists, promises, opinions."""

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | None = None
depends_on: str | None = None

TABLES = (
    "show_contacts",
    "show_daily",
    "show_editions",
    "show_history",
    "show_leaves",
    "show_marks",
    "show_materials",
    "show_opinions",
    "show_promises",
    "show_required",
    "show_seats",
)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "show_contacts",
        _text("edition_id"),
        _text("unit"),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        _text("name"),
        _text("post"),
        _text("office_phone"),
        _text("mobile"),
        _text("email"),
        _text("qq"),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "unit", "place", name=op.f("pk_show_contacts")),
    )
    op.create_table(
        "show_daily",
        sa.Column("day", sa.Date(), nullable=False),
        _text("outline"),
        sa.Column("filed_on", sa.Date(), nullable=True),
        _text("filed_by"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_show_daily")),
    )
    op.create_table(
        "show_editions",
        _text("edition_id"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("week_first", sa.Date(), nullable=True),
        sa.Column("week_last", sa.Date(), nullable=True),
        _text("kind"),
        _text("title"),
        _text("starts"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        _text("arrive"),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("rundown", sa.JSON(), nullable=False),
        _text("note"),
        sa.Column("announced", sa.Date(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        _text("state"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_show_editions")),
    )
    op.create_index(op.f("ix_show_editions_day"), "show_editions", ["day"], unique=False)
    op.create_table(
        "show_history",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        _text("edition_id"),
        sa.Column("at", sa.Double(), nullable=False),
        _text("by"),
        _text("what"),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_show_history")),
    )
    op.create_index(
        op.f("ix_show_history_edition_id_entry_id"), "show_history", ["edition_id", "entry_id"], unique=False
    )
    op.create_table(
        "show_leaves",
        _text("edition_id"),
        _text("unit"),
        _text("reason"),
        _text("delegate"),
        _text("delegate_post"),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "unit", name=op.f("pk_show_leaves")),
    )
    op.create_table(
        "show_marks",
        _text("edition_id"),
        _text("rule_id"),
        sa.Column("done_on", sa.Date(), nullable=False),
        _text("by"),
        _text("note"),
        sa.PrimaryKeyConstraint("edition_id", "rule_id", name=op.f("pk_show_marks")),
    )
    op.create_table(
        "show_materials",
        _text("material_id"),
        _text("edition_id"),
        _text("title"),
        _text("sha256"),
        _text("name"),
        _text("media"),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        _text("by"),
        sa.Column("at", sa.Double(), nullable=False),
        _text("verified_by"),
        sa.Column("verified_at", sa.Double(), nullable=True),
        _text("verified_how"),
        sa.Column("air", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("material_id", name=op.f("pk_show_materials")),
    )
    op.create_index(op.f("ix_show_materials_air"), "show_materials", ["air"], unique=False)
    op.create_index(op.f("ix_show_materials_edition_id"), "show_materials", ["edition_id"], unique=False)
    op.create_table(
        "show_opinions",
        _text("opinion_id"),
        _text("edition_id"),
        _text("unit"),
        _text("text"),
        _text("source"),
        _text("by"),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("opinion_id", name=op.f("pk_show_opinions")),
    )
    op.create_index(op.f("ix_show_opinions_edition_id"), "show_opinions", ["edition_id"], unique=False)
    op.create_table(
        "show_promises",
        _text("promise_id"),
        _text("edition_id"),
        _text("unit"),
        _text("words"),
        sa.Column("due", sa.Date(), nullable=True),
        _text("by"),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=True),
        _text("result"),
        sa.PrimaryKeyConstraint("promise_id", name=op.f("pk_show_promises")),
    )
    op.create_index(op.f("ix_show_promises_edition_id"), "show_promises", ["edition_id"], unique=False)
    op.create_table(
        "show_required",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        _text("unit"),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("as_unit", sa.Boolean(), nullable=False),
        sa.Column("as_leader", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("year", "unit", name=op.f("pk_show_required")),
    )
    op.create_table(
        "show_seats",
        _text("edition_id"),
        _text("unit"),
        sa.Column("place", sa.Integer(), nullable=False),
        _text("kind"),
        _text("leader"),
        _text("post"),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("guests", sa.JSON(), nullable=False),
        _text("attendance"),
        sa.Column("arrived_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("edition_id", "unit", name=op.f("pk_show_seats")),
    )


def downgrade() -> None:
    """Forget the plan."""
    for name in reversed(TABLES):
        op.drop_table(name)
