"""Tickets that travel: their work, units, clocks; hard cases, leaders' sessions; tickets without a call."""

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

_TABLES = (
    "ticket_work",
    "ticket_units",
    "ticket_people",
    "ticket_clocks",
    "hard_cases",
    "revisit_sessions",
    "revisit_session_tickets",
)
_NOT_NULL, _NULL = "call_id TEXT NOT NULL", "call_id TEXT"


def upgrade() -> None:
    """Let facts be found by ticket, tickets come without a call, users have posts; make the new tables."""
    op.add_column("facts", sa.Column("ticket_id", sa.Text(), nullable=True))
    op.create_index(op.f("ix_facts_ticket_id"), "facts", ["ticket_id"], unique=False)
    op.add_column("users", sa.Column("posts", sa.JSON(), server_default="[]", nullable=False))
    _without_call(nullable=True)
    _work()
    _ticket_units()
    _ticket_people()
    _ticket_clocks()
    _hard_cases()
    _revisit_sessions()
    _revisit_session_tickets()


def downgrade() -> None:
    """Forget them; tickets without a call cannot stay."""
    for table in reversed(_TABLES):
        op.drop_table(table)
    op.execute("DELETE FROM tickets WHERE call_id IS NULL")
    _without_call(nullable=False)
    with op.batch_alter_table("users") as users:
        users.drop_column("posts")
    op.drop_index(op.f("ix_facts_ticket_id"), "facts")
    op.drop_column("facts", "ticket_id")


def _without_call(*, nullable: bool) -> None:
    """Let `tickets.call_id` be empty, or no longer.

    SQLite cannot change a column, and the table cannot be made anew while edits refer to it: its own documentation
    (lang_altertable.html, the second procedure) has NOT NULL taken out of the text of the schema.
    """
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("tickets", "call_id", existing_type=sa.Text(), nullable=nullable)
        return
    before, after = (_NOT_NULL, _NULL) if nullable else (_NULL, _NOT_NULL)
    version = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    op.execute(
        f"UPDATE sqlite_master SET sql = replace(sql, '{before}', '{after}') WHERE type = 'table' AND name = 'tickets'"  # noqa: S608
    )
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = OFF")


def _work() -> None:
    op.create_table(
        "ticket_work",
        sa.Column("ticket_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("complexity", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("appointed", sa.Boolean(), nullable=False),
        sa.Column("asking", sa.Text(), nullable=False),
        sa.Column("gate", sa.Text(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("main", sa.Text(), nullable=False),
        sa.Column("hard_case_id", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("urged", sa.Integer(), nullable=False),
        sa.Column("dispatches", sa.Integer(), nullable=False),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("handlings", sa.Integer(), nullable=False),
        sa.Column("held_again", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("accepted_at", sa.Double(), nullable=False),
        sa.Column("dispatched_at", sa.Double(), nullable=True),
        sa.Column("replied_at", sa.Double(), nullable=True),
        sa.Column("closed_at", sa.Double(), nullable=True),
        sa.Column("changed_at", sa.Double(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=True),
        sa.Column("due_rule", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("revisit_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.ticket_id"], name=op.f("fk_ticket_work_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_work")),
    )
    op.create_index(
        op.f("ix_ticket_work_accepted_at_ticket_id"), "ticket_work", ["accepted_at", "ticket_id"], unique=False
    )
    op.create_index(op.f("ix_ticket_work_due_at"), "ticket_work", ["due_at"], unique=False)
    op.create_index(op.f("ix_ticket_work_main"), "ticket_work", ["main"], unique=False)
    op.create_index(op.f("ix_ticket_work_revisit_at"), "ticket_work", ["revisit_at"], unique=False)
    op.create_index(op.f("ix_ticket_work_state_accepted_at"), "ticket_work", ["state", "accepted_at"], unique=False)
    op.create_index(op.f("ix_ticket_work_unit_state"), "ticket_work", ["unit", "state"], unique=False)


def _ticket_units() -> None:
    op.create_table(
        "ticket_units",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Text(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.ticket_id"], name=op.f("fk_ticket_units_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("unit", "ticket_id", name=op.f("pk_ticket_units")),
    )
    op.create_index(op.f("ix_ticket_units_ticket_id"), "ticket_units", ["ticket_id"], unique=False)


def _ticket_people() -> None:
    op.create_table(
        "ticket_people",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.ticket_id"], name=op.f("fk_ticket_people_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("name", "ticket_id", name=op.f("pk_ticket_people")),
    )
    op.create_index(op.f("ix_ticket_people_ticket_id"), "ticket_people", ["ticket_id"], unique=False)


def _ticket_clocks() -> None:
    op.create_table(
        "ticket_clocks",
        sa.Column("ticket_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("limit", sa.Text(), nullable=False),
        sa.Column("starts", sa.Text(), nullable=False),
        sa.Column("stops", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("soft", sa.Boolean(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Double(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("yellow_at", sa.Double(), nullable=True),
        sa.Column("red_at", sa.Double(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("stopped_at", sa.Double(), nullable=True),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.ticket_id"], name=op.f("fk_ticket_clocks_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("ticket_id", "ordinal", name=op.f("pk_ticket_clocks")),
    )
    op.create_index(op.f("ix_ticket_clocks_next_at"), "ticket_clocks", ["next_at"], unique=False)
    op.create_index(op.f("ix_ticket_clocks_unit_rule_id"), "ticket_clocks", ["unit", "rule_id"], unique=False)


def _hard_cases() -> None:
    op.create_table(
        "hard_cases",
        sa.Column("hard_case_id", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.Double(), nullable=False),
        sa.Column("decided_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("hard_case_id", name=op.f("pk_hard_cases")),
    )
    op.create_index(op.f("ix_hard_cases_topic"), "hard_cases", ["topic"], unique=False)


def _revisit_sessions() -> None:
    op.create_table(
        "revisit_sessions",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("leader", sa.Text(), nullable=False),
        sa.Column("assistant", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.Double(), nullable=False),
        sa.Column("closed_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_revisit_sessions")),
    )


def _revisit_session_tickets() -> None:
    op.create_table(
        "revisit_session_tickets",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["revisit_sessions.session_id"],
            name=op.f("fk_revisit_session_tickets_session_id_revisit_sessions"),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.ticket_id"], name=op.f("fk_revisit_session_tickets_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("session_id", "ticket_id", name=op.f("pk_revisit_session_tickets")),
    )
    op.create_index(
        op.f("ix_revisit_session_tickets_ticket_id"), "revisit_session_tickets", ["ticket_id"], unique=False
    )
