"""Search over what was said by who may see numbers and who may not; a time is a place in its index."""

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | None = None
depends_on: str | None = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INDEXES = {"transcript_words": "transcript_lines", "transcript_number_words": "transcript_numbers"}
# detail=none: which lines hold a pair, not where in the line; half the size, and all that is asked.
_SQLITE = (
    (
        "CREATE VIRTUAL TABLE {words} USING fts5(pairs, content='{lines}', content_rowid='line_id', detail=none, "
        "columnsize=0, tokenize='unicode61')"
    ),
    (
        "CREATE TRIGGER {lines}_added AFTER INSERT ON {lines} BEGIN "
        "INSERT INTO {words} (rowid, pairs) VALUES (new.line_id, new.pairs); END"
    ),
    (
        "CREATE TRIGGER {lines}_gone AFTER DELETE ON {lines} BEGIN "
        "INSERT INTO {words} ({words}, rowid, pairs) VALUES ('delete', old.line_id, old.pairs); END"
    ),
)
_POSTGRESQL = ("CREATE INDEX ix_{lines}_pairs ON {lines} USING gin (string_to_array(pairs, ' '))",)


def upgrade() -> None:
    """Forget the old lines, which may hold parts of numbers; the service makes them anew, the newest calls first."""
    _drop()
    _lines(sa.Column("settled", sa.Boolean(), nullable=False))
    op.create_index(
        "ix_transcript_lines_unsettled",
        "transcript_lines",
        ["call_id"],
        sqlite_where=sa.text("settled = 0"),
        postgresql_where=sa.text("settled = false"),
    )
    op.create_table(
        "transcript_numbers",
        sa.Column("line_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("pairs", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["transcript_lines.line_id"],
            name=op.f("fk_transcript_numbers_line_id_transcript_lines"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_transcript_numbers")),
    )
    op.create_table(
        "transcript_rebuild",
        sa.Column("rebuild_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rebuild_id", name=op.f("pk_transcript_rebuild")),
    )
    op.execute("INSERT INTO transcript_rebuild SELECT 1, 1e18, '' WHERE EXISTS (SELECT 1 FROM utterances)")
    for words, lines in _INDEXES.items():
        _index(words, lines)


def downgrade() -> None:
    """Make the former table, empty; the service of that version fills it."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE transcript_number_words")
    op.drop_table("transcript_rebuild")
    op.drop_table("transcript_numbers")
    _drop()
    _lines()
    _index("transcript_words", "transcript_lines")


def _drop() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE transcript_words")
    op.drop_table("transcript_lines")


def _lines(*more: sa.Column[object]) -> None:
    op.create_table(
        "transcript_lines",
        sa.Column("line_id", _BIG, autoincrement=not more, nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("pairs", sa.Text(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["utterance_id"],
            ["utterances.utterance_id"],
            name=op.f("fk_transcript_lines_utterance_id_utterances"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_transcript_lines")),
        sa.UniqueConstraint("utterance_id", name=op.f("uq_transcript_lines_utterance_id")),
    )


def _index(words: str, lines: str) -> None:
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement.format(words=words, lines=lines))
