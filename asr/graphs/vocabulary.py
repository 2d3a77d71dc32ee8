"""The model's words, by class, read from vocabulary.txt."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

UNKNOWN_WORD = "[unk]"
FOLDER = Path(__file__).parent


class TrainingError(Exception):
    """Something the trainer was given does not fit; the message says what, what was expected, what was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words by class, in file order; a word may stand in several classes."""

    classes: Mapping[str, tuple[str, ...]]

    @property
    def words(self) -> tuple[str, ...]:
        """Give every word once, in order of first appearance."""
        return tuple(dict.fromkeys(word for words in self.classes.values() for word in words))


def parse_vocabulary(text: str) -> Vocabulary:
    """Read "[class]" headings and the words below them; "#" starts a comment line."""
    classes: dict[str, list[str]] = {}
    current: list[str] | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            current = classes.setdefault(line[1:-1], [])
        elif current is None:
            raise TrainingError(f"vocabulary line {number}: expected a [class] heading first, found {line!r}")
        else:
            current.extend(line.split())
    return Vocabulary(classes={name: tuple(dict.fromkeys(words)) for name, words in classes.items()})


def load_vocabulary(path: Path = FOLDER / "vocabulary.txt") -> Vocabulary:
    """Read the vocabulary the model is made with."""
    return parse_vocabulary(path.read_text("utf-8"))
