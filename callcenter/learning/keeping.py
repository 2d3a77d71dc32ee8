"""A site's learned classifiers on disk: a champion for each target, the one before it, and what each was made of."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from callcenter.learning.classifier import Classifier, ModelError, read
from callcenter.learning.judging import Score
from callcenter.learning.training import Example

FOLDER = "learned"  # under the data folder


class Target(StrEnum):
    """What is learned: a field of the ticket."""

    KIND = "appeal_kind"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a classifier was made of and reached; stands beside it as JSON."""

    target: Target
    made_at: str  # RFC 3339
    examples: int
    labels: dict[str, int]
    data_sha256: str
    score: Score
    champion_score: Score | None  # what it had to beat on the same examples; None: the rules alone
    rules_score: Score


class Shelf:
    """Owns the folder `learned` under the site's data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def champion(self, target: Target) -> Classifier | None:
        """The classifier in use, None when nothing was learned yet.

        Raises:
            ModelError: there is a file that cannot be used.
        """
        file = self._file(target, "champion")
        return read(file) if file.is_file() else None

    def card(self, target: Target) -> dict[str, Any] | None:
        """The champion's card as written."""
        file = self._file(target, "champion").with_suffix(".json")
        if not file.is_file():
            return None
        try:
            card: dict[str, Any] = json.loads(file.read_text("utf-8"))
        except ValueError as fault:
            raise ModelError(f"{file}: expected JSON, found: {fault}") from None
        return card

    def stamp(self, target: Target) -> int:
        """Changes whenever the champion does; 0 when there is none."""
        file = self._file(target, "champion")
        return file.stat().st_mtime_ns if file.is_file() else 0

    def promote(self, made: Classifier, card: Card) -> None:
        """Put a new champion in place; the one until now is kept as the previous one. Each file moves as a whole."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._file(card.target, "fresh")
        made.save(fresh)
        fresh.with_suffix(".json").write_text(json.dumps(asdict(card), ensure_ascii=False, indent=1) + "\n", "utf-8")
        self._move(card.target, "champion", "previous")
        self._move(card.target, "fresh", "champion")

    def roll_back(self, target: Target) -> None:
        """Let the previous champion be the champion again, and the other way round.

        Raises:
            ModelError: there is no previous one.
        """
        previous = self._file(target, "previous")
        if not previous.is_file():
            raise ModelError(f"{previous}: expected an earlier classifier to go back to, found none")
        self._move(target, "champion", "fresh")
        self._move(target, "previous", "champion")
        self._move(target, "fresh", "previous")

    def _file(self, target: Target, name: str) -> Path:
        return self._folder / f"{target}.{name}.npz"

    def _move(self, target: Target, old: str, new: str) -> None:
        for suffix in (".json", ".npz"):  # the card first: a classifier never stands beside another one's card for long
            source = self._file(target, old).with_suffix(suffix)
            if source.is_file():
                source.replace(self._file(target, new).with_suffix(suffix))


def fingerprint(examples: Sequence[Example]) -> str:
    """SHA-256 of what was learned from."""
    digest = hashlib.sha256()
    for one in sorted(examples, key=lambda one: (one.at, one.text, one.label)):
        digest.update(f"{one.at}\t{one.label}\t{one.text}\n".encode())
    return digest.hexdigest()
