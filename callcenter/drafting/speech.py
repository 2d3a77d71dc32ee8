"""What drafting reads: final utterances with word times, as the recogniser gave them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """Whose channel an utterance came from."""

    CALLER = "caller"
    OPERATOR = "operator"
    GUEST = "guest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One recognised word; times count from the start of the call's recording."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float  # 0..1


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One final utterance: `text` as recognised, spaces between words allowed, no punctuation expected."""

    utterance_id: str
    role: Role
    start_ms: int
    end_ms: int
    text: str
    words: tuple[Word, ...] = ()


def utterance_from(record: Mapping[str, Any]) -> Utterance:
    """Read the `Utterance` object of docs/http.md.

    Raises:
        ValueError: A key is missing or a role is unknown; the message names it.

    """
    try:
        words = tuple(
            Word(
                text=str(word["text"]),
                start_ms=int(word["start_ms"]),
                end_ms=int(word["end_ms"]),
                confidence=float(word["confidence"]),
            )
            for word in record.get("words", ())
        )
        return Utterance(
            utterance_id=str(record["utterance_id"]),
            role=Role(record["role"]),
            start_ms=int(record["start_ms"]),
            end_ms=int(record["end_ms"]),
            text=str(record["text"]),
            words=words,
        )
    except KeyError as missing:
        raise ValueError(f"utterance: expected key {missing}, found {sorted(record)}") from None
