"""Where a line of Chinese may end: no line begins with a mark that closes, none ends with one that opens. Pure."""

from collections.abc import Callable, Iterator

# marks that may not begin or end a line (CLREQ, "Prohibition Rules for Line Start and Line End")
_NO_START = frozenset("，。、；：？！）》〉」』】〕”’…—％℃·,.;:?!)]}%")
_NO_END = frozenset("（《〈「『【〔“‘([{")

Measure = Callable[[str], float]


def broken(text: str, wide: float, measure: Measure) -> str:
    """Put in the line breaks with which no line is wider than `wide`, as `measure` counts; what was said stays."""
    return "\n".join(line for part in text.split("\n") for line in _lines(part, wide, measure))


def _lines(text: str, wide: float, measure: Measure) -> Iterator[str]:
    if measure(text) <= wide:
        yield text
        return
    line = ""
    for unit in _fitting(text, wide, measure):
        if line and measure(line + unit) > wide:
            yield line.rstrip(" ")
            line, unit = "", unit.lstrip(" ")  # noqa: PLW2901 - the break stands for the space
        line += unit
    yield line


def _fitting(text: str, wide: float, measure: Measure) -> Iterator[str]:
    """The units; one too wide for any line may be cut anywhere."""
    for unit in _units(text):
        yield from unit if measure(unit) > wide else (unit,)


def _units(text: str) -> Iterator[str]:
    """What is not parted: a number or a word, and a character with the marks that cling to it."""
    unit = ""
    for char in text:
        if unit and not _clings(unit[-1], char):
            yield unit
            unit = ""
        unit += char
    if unit:
        yield unit


def _clings(before: str, char: str) -> bool:
    return char in _NO_START or before in _NO_END or (_of_a_word(before) and _of_a_word(char))


def _of_a_word(char: str) -> bool:
    return char.isascii() and not char.isspace()
