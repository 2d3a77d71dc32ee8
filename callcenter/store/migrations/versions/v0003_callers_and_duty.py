"""Missed calls, numbers treated apart, the history of a number; roster, diary, guests' sessions."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None

_TABLES = (
    "missed_calls",
    "listed_numbers",
    "roster",
    "diary",
    "diary_confirmations",
    "guest_sessions",
    "session_calls",
)


def upgrade() -> None:
    """Create the tables and the indexes that find a number."""
    _missed_calls()
    _listed_numbers()
    _duty()
    _sessions()
    op.create_index("ix_calls_caller_number_arrived_at", "calls", ["caller_number", "arrived_at"], unique=False)
    op.create_index("ix_tickets_caller_number_created_at", "tickets", ["caller_number", "created_at"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_tickets_caller_number_created_at", "tickets")
    op.drop_index("ix_calls_caller_number_arrived_at", "calls")
    for table in reversed(_TABLES):
        op.drop_table(table)


def _missed_calls() -> None:
    op.create_table(
        "missed_calls",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("dialled", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.Double(), nullable=False),
        sa.Column("last_at", sa.Double(), nullable=False),
        sa.Column("longest_wait_s", sa.Double(), nullable=False),
        sa.Column("broken", sa.Boolean(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.Double(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_result", sa.Text(), nullable=True),
        sa.Column("next_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_missed_calls")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_missed_calls_entry_id")),
    )


def _listed_numbers() -> None:
    op.create_table(
        "listed_numbers",
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Boolean(), nullable=False),
        sa.Column("treatment", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Double(), nullable=False),
        sa.Column("until", sa.Double(), nullable=True),
        sa.Column("removed_at", sa.Double(), nullable=True),
        sa.Column("removed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_listed_numbers")),
    )


def _duty() -> None:
    op.create_table(
        "roster",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", "shift", "operator_id", name=op.f("pk_roster")),
    )
    op.create_table(
        "diary",
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.Double(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_diary")),
    )
    op.create_index(op.f("ix_diary_at"), "diary", ["at"], unique=False)
    op.create_index(op.f("ix_diary_open"), "diary", ["open"], unique=False)
    op.create_table(
        "diary_confirmations",
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["diary.entry_id"], name=op.f("fk_diary_confirmations_entry_id_diary")),
        sa.PrimaryKeyConstraint("entry_id", "operator_id", name=op.f("pk_diary_confirmations")),
    )


def _sessions() -> None:
    op.create_table(
        "guest_sessions",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("leader", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("guest_id", sa.Text(), nullable=False),
        sa.Column("assistant_id", sa.Text(), nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.Double(), nullable=False),
        sa.Column("ends_at", sa.Double(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("planned_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_guest_sessions")),
    )
    op.create_index(op.f("ix_guest_sessions_starts_at"), "guest_sessions", ["starts_at"], unique=False)
    op.create_table(
        "session_calls",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "call_id", name=op.f("pk_session_calls")),
    )
