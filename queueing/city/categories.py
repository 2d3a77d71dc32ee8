"""Which of the city's categories a matter belongs to, by what the draft found: clocks begin from it without a hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRule:
    """How a category is known. A sign suffices, a word does too; a topic alone only where no words are given.

    Where both words and topics are given, a word counts in a matter of these topics only.
    """

    category: str
    signs: tuple[str, ...] = ()  # names of urgent signs, as the site's urgent.toml has them
    topics: tuple[str, ...] = ()  # names of topics, as the site's topics.toml has them
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (self.category and (self.signs or self.topics or self.words)):
            raise ValueError(f"expected a category and signs, topics or words to know it by, found {self.category!r}")

    def speaks(self, heard: "Heard") -> bool:
        """Whether words or topic are of this category."""
        on_topic = heard.topic in self.topics
        if not self.words:
            return on_topic
        return any(word in heard.text for word in self.words) and (on_topic or not self.topics)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a draft knows of its matter. `text`: title and content together."""

    topic: str = ""
    sign: str = ""
    text: str = ""


class _Set(Protocol):
    @property
    def members(self) -> tuple[str, ...]: ...


def category_heard(rules: Iterable[CategoryRule], heard: Heard) -> str:
    """The first category that a danger, else that words or topic speak of; '' for none."""
    known = tuple(rules)
    by_sign = (one.category for one in known if heard.sign and heard.sign in one.signs)
    return next(by_sign, "") or next((one.category for one in known if one.speaks(heard)), "")


def every_category(named: Iterable[str], sets: Iterable[_Set]) -> tuple[str, ...]:
    """Everything a matter may be put under: the city's categories and the members of its sets, each once."""
    return tuple(dict.fromkeys((*named, *(member for one in sets for member in one.members))))
