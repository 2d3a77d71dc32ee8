"""Hide telephone numbers in spoken words before outlets get them: 幺三八 … becomes 138****0000. Pure.

A citizen's digits are hidden whenever they could be a number; the studio's only when they are a mobile number or one a
citizen said before, because hosts read out the hotline's and the units' own numbers on purpose.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from callcenter.drafting.numerals import DIGIT_CHARS, DIGITS, digit_string
from callcenter.masking import mask_number
from callcenter.show.aftermath.heard import HeardWord

SHORTEST = 7  # digits; 12345 and room numbers stay
_PAUSE_S = 4.0  # groups of one number may be so far apart
_REPEATED = re.compile(r"([两二三四])个(.)")  # 三个八
_MOBILE = re.compile(r"1[3-9]\d{9}")
# What is said between the groups of one number.
_BETWEEN = frozenset(
    {
        "呃",
        "嗯",
        "啊",
        "额",
        "那个",
        "就是",
        "然后",
        "然后是",
        "是",
        "再是",
        "后面",
        "后面是",
        "-",
        "，",
        ",",
        " ",
        "的",
    }
)
_DIGITS = frozenset(DIGIT_CHARS + "0123456789")


@dataclass(slots=True, kw_only=True)
class _Run:
    """Words that may be one number: places in the list, and the digits so far."""

    places: list[int]
    digits: str
    trailing: int = 0  # words since the last digit

    def number_places(self) -> list[int]:
        return self.places[: len(self.places) - self.trailing]


def hidden(words: Sequence[HeardWord], known: Iterable[str] = ()) -> list[HeardWord]:
    """The same words in the same order, numbers hidden: the first word of a number carries it, the rest are gone.

    Args:
        words: in order of time.
        known: numbers citizens called from, hidden in the studio's words too.
    """
    runs = [run for speaker in dict.fromkeys(one.speaker for one in words) for run in _runs(words, speaker)]
    said = {run.digits for run in runs if words[run.places[0]].citizen} | {one for one in known if len(one) >= SHORTEST}
    gone: dict[int, HeardWord | None] = {}
    for run in runs:
        if words[run.places[0]].citizen or _MOBILE.search(run.digits) or run.digits in said:
            places = run.number_places()
            first, last = words[places[0]], words[places[-1]]
            gone |= dict.fromkeys(places)
            gone[places[0]] = replace(first, text=mask_number(run.digits), end=max(first.end, last.end))
    return [word for at, one in enumerate(words) if (word := gone.get(at, one)) is not None]


def _runs(words: Sequence[HeardWord], speaker: str) -> Iterable[_Run]:
    run: _Run | None = None
    before = 0.0
    for at, word in enumerate(words):
        if word.speaker != speaker:
            continue
        digits = digits_of(word.text)
        if run and (word.start - before > _PAUSE_S or not (digits or word.text in _BETWEEN)):
            yield from _long_enough(run)
            run = None
        if digits:
            run = run or _Run(places=[], digits="")
            run.digits, run.trailing = run.digits + digits, 0
        elif run:
            run.trailing += 1
        if run:
            run.places.append(at)
            before = word.end
    if run:
        yield from _long_enough(run)


def _long_enough(run: _Run) -> Iterable[_Run]:
    if len(run.digits) >= SHORTEST:
        yield run


def digits_of(text: str) -> str:
    """The digits a word says, '' when it says anything else."""
    spoken = _REPEATED.sub(lambda found: found[2] * int(DIGITS[found[1]]), text)
    kept = spoken.replace("-", "").replace(" ", "")
    return digit_string(kept) if kept and set(kept) <= _DIGITS else ""
