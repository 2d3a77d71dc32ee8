"""What was said against what was heard, character by character (pure)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_MARKS = ("[unk]", "<unk>", "<UNK>", "〔听不清〕", "听不清")
_DIGITS = str.maketrans("0123456789〇幺", "零一二三四五六七八九零一")


class Op(StrEnum):
    """What happened to a character."""

    SAME = "same"
    SUBSTITUTED = "substituted"
    MISSING = "missing"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One character said and the one heard for it; '' where there is none."""

    op: Op
    said: str
    heard: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Counts over one or many clips."""

    characters: int = 0
    substituted: int = 0
    missing: int = 0
    added: int = 0

    @property
    def count(self) -> int:
        return self.substituted + self.missing + self.added

    @property
    def rate(self) -> float | None:
        """Character error rate; None where nothing was said."""
        return self.count / self.characters if self.characters else None

    def __add__(self, other: "Errors") -> "Errors":
        return Errors(
            characters=self.characters + other.characters,
            substituted=self.substituted + other.substituted,
            missing=self.missing + other.missing,
            added=self.added + other.added,
        )


def plain(text: str) -> str:
    """Write a text as it is compared: no spaces, punctuation or marks of the unheard; figures as they are spoken.

    12345 and 幺二三四五 compare equal; figures read as a quantity (120 as 一百二十) do not.
    """
    for mark in _MARKS:
        text = text.replace(mark, "")
    wide = unicodedata.normalize("NFKC", text).upper()
    kept = [char for char in wide if unicodedata.category(char)[0] in "LN"]
    return "".join(kept).translate(_DIGITS)


def align(said: str, heard: str) -> tuple[Step, ...]:
    """Line up two texts with the fewest errors."""
    costs = _costs(said, heard)
    steps: list[Step] = []
    i, j = len(said), len(heard)
    while i or j:
        step = _last_step(costs, said, heard, i, j)
        steps.append(step)
        i -= bool(step.said)
        j -= bool(step.heard)
    return tuple(reversed(steps))


def _costs(said: str, heard: str) -> list[list[int]]:
    rows = [list(range(len(heard) + 1))]
    for i, want in enumerate(said, 1):
        above, row = rows[-1], [i]
        for j, have in enumerate(heard, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (want != have)))
        rows.append(row)
    return rows


def _last_step(costs: Sequence[Sequence[int]], said: str, heard: str, i: int, j: int) -> Step:
    """Give the step that ends at said `i`, heard `j`: of equal ways the one that keeps characters side by side."""
    if i and j and costs[i][j] == costs[i - 1][j - 1] + (said[i - 1] != heard[j - 1]):
        op = Op.SAME if said[i - 1] == heard[j - 1] else Op.SUBSTITUTED
        return Step(op=op, said=said[i - 1], heard=heard[j - 1])
    if i and costs[i][j] == costs[i - 1][j] + 1:
        return Step(op=Op.MISSING, said=said[i - 1], heard="")
    return Step(op=Op.ADDED, said="", heard=heard[j - 1])


def errors_of(steps: Sequence[Step]) -> Errors:
    """Count the errors of an alignment."""
    ops = [step.op for step in steps]
    return Errors(
        characters=sum(bool(step.said) for step in steps),
        substituted=ops.count(Op.SUBSTITUTED),
        missing=ops.count(Op.MISSING),
        added=ops.count(Op.ADDED),
    )
