"""Kinds of columns that several files of tables use."""

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, Text

BIG = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only in an INTEGER key


def text_column(name: str, **how: Any) -> Column[str]:
    """A text that is never NULL."""
    return Column(name, Text, nullable=False, **how)
