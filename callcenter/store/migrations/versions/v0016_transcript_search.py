"""Search over what was said."""

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | None = None
depends_on: str | None = None

# detail=none: which lines hold a pair, not where in the line; half the size, and all that is asked.
_TABLE = (
    "CREATE VIRTUAL TABLE transcript_words USING fts5("
    "pairs, content='transcript_lines', content_rowid='line_id', detail=none, columnsize=0, tokenize='unicode61')"
)
_ADDED = (
    "CREATE TRIGGER transcript_lines_added AFTER INSERT ON transcript_lines BEGIN "
    "INSERT INTO transcript_words (rowid, pairs) VALUES (new.line_id, new.pairs); END"
)
_GONE = (
    "CREATE TRIGGER transcript_lines_gone AFTER DELETE ON transcript_lines BEGIN "
    "INSERT INTO transcript_words (transcript_words, rowid, pairs) VALUES ('delete', old.line_id, old.pairs); END"
)
_SQLITE = (_TABLE, _ADDED, _GONE)
_POSTGRESQL = ("CREATE INDEX ix_transcript_lines_pairs ON transcript_lines USING gin (string_to_array(pairs, ' '))",)


def upgrade() -> None:
    """Make the table and the index over it; the service fills it with what was said before."""
    op.create_table(
        "transcript_lines",
        sa.Column("line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("pairs", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["utterance_id"],
            ["utterances.utterance_id"],
            name=op.f("fk_transcript_lines_utterance_id_utterances"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_transcript_lines")),
        sa.UniqueConstraint("utterance_id", name=op.f("uq_transcript_lines_utterance_id")),
    )
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Drop it; what was said stays."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE transcript_words")
    op.drop_table("transcript_lines")
