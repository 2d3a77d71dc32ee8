"""Tables of searchable lines: one a final sentence, without marks; without numbers, and beside it as it was said.

Two characters side by side make one word of the index (`pairs`), so that a two-character word is one look-up; the
call's operators and queue are words too. SQLite keeps an FTS5 table over each (`transcript_words`,
`transcript_number_words`), PostgreSQL a GIN index; these are the migration's.

A line's id begins with the second its call arrived, so that the order of the index is that of calls, and a time is a
place in it.
"""

from sqlalchemy import Boolean, Column, Double, ForeignKey, Index, Integer, Table, Text

from callcenter.store.columns import BIG
from callcenter.store.columns import text_column as text
from callcenter.store.tables import METADATA

LINES_A_SECOND = 4096  # sentences of calls that arrive in the same second; more go on in the next one
SLACK_S = 60.0  # so far lines may have gone on: a search in a stretch of time looks this much further

transcript_lines = Table(
    "transcript_lines",
    METADATA,
    Column("line_id", BIG, primary_key=True, autoincrement=False),
    Column(
        "utterance_id", Text, ForeignKey("utterances.utterance_id", ondelete="CASCADE"), nullable=False, unique=True
    ),
    text("call_id"),
    text("plain"),  # letters, characters and figures only; what who may not see numbers may find
    text("pairs"),  # its pairs of characters, the operators and the queue, a space between
    Column("settled", Boolean, nullable=False),  # the call was over when it was written: numbers are known as such
)
_UNSETTLED = transcript_lines.c.settled == False  # noqa: E712 - SQL
Index("ix_transcript_lines_unsettled", transcript_lines.c.call_id, sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED)

# Only sentences that hold a number, or may: found by who may see it.
transcript_numbers = Table(
    "transcript_numbers",
    METADATA,
    Column(
        "line_id",
        BIG,
        ForeignKey("transcript_lines.line_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    text("plain"),
    text("pairs"),
)

# One row while the index is made anew: calls before this one, newest first, cannot be searched yet.
transcript_rebuild = Table(
    "transcript_rebuild",
    METADATA,
    Column("rebuild_id", Integer, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),  # the call's arrival, Unix seconds
    text("call_id"),
)


def first_line(at: float) -> int:
    """The least id a line of a call may have that arrived then (Unix seconds)."""
    return int(at) * LINES_A_SECOND
