"""Table of searchable lines: one a final sentence, without marks and without numbers of citizens.

Two characters side by side make one word of the index (`pairs`), so that a two-character word is one look-up. SQLite
keeps an FTS5 table `transcript_words` over it, PostgreSQL a GIN index; both are the migration's.
"""

from sqlalchemy import Column, ForeignKey, Table, Text

from callcenter.store.columns import BIG
from callcenter.store.columns import text_column as text
from callcenter.store.tables import METADATA

transcript_lines = Table(
    "transcript_lines",
    METADATA,
    Column("line_id", BIG, primary_key=True),
    Column(
        "utterance_id", Text, ForeignKey("utterances.utterance_id", ondelete="CASCADE"), nullable=False, unique=True
    ),
    text("call_id"),
    text("plain"),  # letters, characters and figures only
    text("pairs"),  # its pairs of characters, a space between
)
