"""The text of an issue: what it is known again by, and what differs from the issue before. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from difflib import unified_diff

from callcenter.documents.document import Document, Heading, Line, Para, Table, text_of

MOST_CHANGES = 40  # lines that tell what differs from the issue before


def lines_of(document: Document) -> Iterable[str]:
    """The text of a document, a line each paragraph and row; what two issues are compared by."""
    yield document.title
    yield document.subtitle
    for block in document.blocks:
        match block:
            case Table():
                yield from (" | ".join(text_of(cell) for cell in row) for row in block.rows)
            case Heading() | Para():
                yield block.text
            case Line():
                yield f"{block.left} {block.right}"
            case _:
                yield f"{block.title} {block.labels} {block.series}"


def hash_of(lines: Sequence[str]) -> str:
    """What a text is known again by: SHA-256 of its lines, in hex."""
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()


def changes_of(before: Sequence[str], after: Sequence[str]) -> str:
    """What differs from the issue before, removed lines with -, new ones with +."""
    told = [line for line in unified_diff(before, after, lineterm="", n=0) if not line.startswith(("---", "+++", "@@"))]
    more = f"\n… {len(told) - MOST_CHANGES}" if len(told) > MOST_CHANGES else ""
    return "\n".join(told[:MOST_CHANGES]) + more
