"""Words without the person in them: numbers and names taken out of what is kept, codes and staff left. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from callcenter.store.caller_numbers import spellings

MARK = "（个人信息已去除）"
SOMEBODY = "某某"
PERSONAL = frozenset(
    {"title", "content", "place", "contact_name", "contact_phone", "summary", "happened_at"}
)  # fields of a ticket in a citizen's own words; the others are codes
_SAID = frozenset({"text", "note", "public_text", "minutes", "words", "unsolved_why", "plain", "reply"})
_STAFF = frozenset({"by", "operator_id", "unit", "unit_name", "person", "responsible", "handler", "signer", "leader"})
OF_MESSAGES = frozenset({"contact_name", "contact_phone", "title", "content", "place", "reply", "code"})  # go whole
SHORTEST_NAME = 2  # characters; one alone stands in half of all words


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whose numbers and names go, each in every spelling; longest first, so that none is left in pieces."""

    numbers: tuple[str, ...]
    names: tuple[str, ...]

    def out_of(self, text: str) -> str:
        """The text without them."""
        for number in self.numbers:
            text = text.replace(number, "***")
        for name in self.names:
            text = text.replace(name, SOMEBODY)
        return text


def whom(numbers: Iterable[str], names: Iterable[str]) -> Whom:
    """Whom to take out; what is too short to be a number or a name is left out of it."""
    spelled = {one for number in numbers if len(number) >= 5 for one in spellings(number)}
    called = {name.strip() for name in names if len(name.strip()) >= SHORTEST_NAME}
    return Whom(numbers=tuple(sorted(spelled, key=_longest)), names=tuple(sorted(called, key=_longest)))


def wiped(value: Any, who: Whom, key: str = "", blank: frozenset[str] = frozenset()) -> Any:
    """The body of a fact or message without the person: what was said is a mark, codes and staff stay as they are."""
    match value:
        case dict():
            return {name: wiped(one, who, name, blank) for name, one in value.items()}
        case list():
            return [wiped(one, who, key, blank) for one in value]
        case str() if value and key not in _STAFF:
            return "" if key in blank else MARK if key in _SAID else who.out_of(value)
        case _:
            return value


def without(value: Any, who: Whom) -> Any:
    """The same body with only number and name taken out, whatever stands around them."""
    match value:
        case dict():
            return {name: one if name in _STAFF else without(one, who) for name, one in value.items()}
        case list():
            return [without(one, who) for one in value]
        case str():
            return "" if value in who.numbers or value in who.names else who.out_of(value)
        case _:
            return value


def codes_of(fields: Mapping[str, Any], *, titled: bool) -> dict[str, Any]:
    """The fields of a ticket that say nothing of a person; `titled`: with a mark where its title was."""
    left = {name: field for name, field in fields.items() if name not in PERSONAL}
    mark = {"value": MARK, "confidence": 1.0, "rule": "", "spans": [], "locked": True, "display": "", "reason": ""}
    return {**left, "title": mark} if titled else left


def _longest(word: str) -> tuple[int, str]:
    return -len(word), word
