"""Telephone numbers as fields of requests: full width, blanks and dashes are how people type; the rule is one."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from queueing.callers.typed_number import LONGEST, folded, typed_number, wanted

_HOW_WRITTEN = re.compile(r"[\s()-]")


def whole(text: str) -> str:
    """Return a number as it is kept.

    Raises:
        ValueError: it is none.
    """
    kept = typed_number(text)
    if kept is None:
        raise ValueError(f"expected {wanted()}, found {text[:LONGEST]}")
    return kept


def dialled(value: object) -> object:
    """Fold what was typed to be dialled or looked for; what it may be is for the pattern behind."""
    return _HOW_WRITTEN.sub("", folded(value)) if isinstance(value, str) else value


Contact = Annotated[str, AfterValidator(whole)]
"""Where a citizen is reached; '' for nowhere."""

Typed = BeforeValidator(dialled)
Searched = Annotated[str, Typed, StringConstraints(max_length=32)]
