"""Calls heard a second time: versions of a transcript, jobs, their queue; what checked sentences are for."""

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | None = None
depends_on: str | None = None


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    """What was heard so far is version 1; what was checked so far was kept for evaluation only."""
    op.add_column("utterances", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("checked_words", sa.Column("for_evaluation", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_index(op.f("ix_recordings_started_at"), "recordings", ["started_at"])
    op.create_table(
        "transcript_versions",
        *_texts("call_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_texts("job_id", "engine", "model"),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("drafted", "former", "changes")),
        *_texts("verdict", "decided_by"),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("call_id", "version", name=op.f("pk_transcript_versions")),
        sa.UniqueConstraint("job_id", name=op.f("uq_transcript_versions_job_id")),
    )
    op.create_table(
        "second_passes",
        *_texts("job_id", "call_id", "state"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *_texts("worker"),
        sa.Column("progress", sa.Double(), nullable=False),
        *_texts("engine", "model", "problem", "asked_by"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("heard", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_second_passes")),
    )
    op.create_index(op.f("ix_second_passes_call_id"), "second_passes", ["call_id"])
    op.create_index(op.f("ix_second_passes_state"), "second_passes", ["state"])
    op.create_table(
        "second_pass_queue",
        *_texts("job_id"),
        sa.Column("due_at", sa.Double(), nullable=False),
        *_texts("holder"),
        sa.Column("lease_until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_second_pass_queue")),
    )
    op.create_table(
        "second_pass_gate",
        sa.Column("gate_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("closed_for", sa.Text(), nullable=False),
        sa.Column("said_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("gate_id", name=op.f("pk_second_pass_gate")),
    )


def downgrade() -> None:
    """What was heard live stays; later versions go."""
    for name in ("second_pass_gate", "second_pass_queue", "second_passes", "transcript_versions"):
        op.drop_table(name)
    op.execute("DELETE FROM utterances WHERE version > 1")
    op.drop_index(op.f("ix_recordings_started_at"), "recordings")
    op.drop_column("checked_words", "for_evaluation")
    op.drop_column("utterances", "version")
