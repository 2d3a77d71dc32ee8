"""Words that say alike to a clerk, by class: 不退 and 拒绝 are one kind of refusal and share no character."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The class of each word; read beside the characters, never instead of them."""

    classes: Mapping[str, str]
    longest: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "longest", max(map(len, self.classes), default=0))

    def found(self, text: str) -> list[tuple[str, str]]:
        """The words of a text in order, each with its class; the longest from each place, none within another."""
        words, at = [], 0
        while at < len(text):
            word = self._at(text, at)
            if word:
                words.append((word, self.classes[word]))
            at += len(word) or 1
        return words

    def _at(self, text: str, at: int) -> str:
        for length in range(min(self.longest, len(text) - at), 0, -1):
            if text[at : at + length] in self.classes:
                return text[at : at + length]
        return ""


NONE = Wording(classes={})


def read_wording(file: Path) -> Wording:
    """Read classes of words: a class, a tab, its words with spaces between.

    Raises:
        ValueError: a line of another form, or a word that is there twice; names file and line.

    """
    classes: dict[str, str] = {}
    for at, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        name, tab, words = line.partition("\t")
        if not (name and tab and words.split()):
            raise ValueError(f"{file}:{at}: expected a class, a tab and words, found {line!r}")
        for word in words.split():
            if word in classes:
                raise ValueError(f"{file}:{at}: expected each word once, found {word!r} in {classes[word]} and {name}")
            classes[word] = name
    return Wording(classes=classes)
