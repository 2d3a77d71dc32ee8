"""Opaque place marks for lists: newest first, stable while new rows arrive on top."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Generic, TypeVar

from callcenter.store.faults import StoreError

T = TypeVar("T")
MAX_LIMIT = 200


class BadCursorError(StoreError):
    """`after` is none of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some rows, and where the next ones begin; `next` is None at the end."""

    items: tuple[T, ...]
    next: str | None


def mark(at: float, ident: str) -> str:
    """Make a place mark from the last row shown."""
    return base64.urlsafe_b64encode(json.dumps([at, ident]).encode()).decode().rstrip("=")


def place(cursor: str) -> tuple[float, str]:
    """Read a place mark.

    Raises:
        BadCursorError: not one of ours.

    """
    try:
        at, ident = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError):
        raise BadCursorError(f"after: expected a cursor from an earlier answer, found {cursor[:40]!r}") from None
    if not isinstance(at, int | float) or isinstance(at, bool) or not isinstance(ident, str):
        raise BadCursorError(f"after: expected a cursor from an earlier answer, found {cursor[:40]!r}")
    return float(at), ident
