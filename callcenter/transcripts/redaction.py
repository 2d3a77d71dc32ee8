"""Hide numbers in what was said, spoken (一三八零零…) as well as written (138…), over the ends of sentences. Pure.

Whatever could be a telephone, card or identity number goes: seven digits, counted over the sounds, marks and few words
people put between the groups of a number, over the ends of utterances, and over both voices of a call: a number that
one begins and the other ends is hidden too. What one voice only repeats of the other counts once.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from callcenter.drafting.numerals import DIGIT_CHARS, DIGITS
from callcenter.masking import mask_number

SHORTEST = 7  # digits; 12345 and room numbers stay
_RADIO = {"洞": "0", "拐": "7", "勾": "9", "两": "2"}
_DIGIT = rf"(?!一个)[{DIGIT_CHARS}两洞拐勾\d]"  # 再说一个: no digit
_REPEAT = rf"[两三四五]个{_DIGIT}"  # 三个八
_JOINT = (
    r"(?:那个|这个|就是|然后是?|后面是?|再是|接着是?|完了是?|再加|开头的?|打头的?|〔听不清〕|听不清|\[unk\]|<unk>"
    r"|[\s□呃嗯啊额哦噢唉是的\-—–_·、，,。.？?！!；;：:/()（）])"
)
_RUN = re.compile(rf"(?:{_REPEAT}|{_DIGIT})(?:{_JOINT}*(?:{_REPEAT}|{_DIGIT}))*", re.IGNORECASE)
_COUNTS = "十百千万亿栋单室楼层点年月日元块分小次路岁平米弄幢座户人天线门"
_COUNTED = re.compile(rf"[{_COUNTS}]|号(?!码)")
_WITHIN, _OVER_A_SEAM = (
    4,
    16,
)  # characters between groups, beside sounds and marks: 对, 这边是, 号码是; 嗯后面呢 / 对然后是
_JOINTS = re.compile(rf"{_JOINT}+")
_FEWEST_REPEATED = 2  # digits
_TURNS_BACK = 3  # utterances in which the other voice may have said what is repeated
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SPOKEN = re.compile(f"[{DIGIT_CHARS}两]")
_REPEATED = re.compile(rf"([两三四五])个({_DIGIT})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A number at characters `start` to `end`, and what is shown instead."""

    start: int
    end: int
    mask: str


def digits_in(text: str) -> str:
    """All digits of a text, spoken ones too, as 0-9."""
    spread = _REPEATED.sub(lambda found: found[2] * int(DIGITS[found[1]]), text)
    return "".join(_digit(char) for char in spread)


def _digit(char: str) -> str:
    if char in DIGITS or char in _RADIO:
        return DIGITS.get(char) or _RADIO[char]
    return str(int(char)) if char.isdecimal() else ""


def numbers_in(text: str, seams: Sequence[int] = ()) -> Iterator[Hidden]:
    """Every number long enough to be somebody's, in order; `seams`: where one utterance ends and the next begins."""
    runs: list[re.Match[str]] = []
    for run in _RUN.finditer(text):
        if runs and (_counts(text, run.end()) or not _goes_on(text, runs[-1].end(), run.start(), seams)):
            yield from _hidden(runs)
            runs = []
        runs.append(run)
    yield from _hidden(runs)


def _counts(text: str, end: int) -> bool:
    """Whether digits are those of a house, a time or a price."""
    return bool(_COUNTED.match(text, end))


def _goes_on(text: str, end: int, start: int, seams: Sequence[int]) -> bool:
    """Whether what stands between two groups neither counts the first nor is long enough for another matter."""
    between = text[end:start]
    crossed = sum(end <= seam <= start for seam in seams)
    most = max(_WITHIN, _OVER_A_SEAM * crossed)
    return not _counts(text, end) and "*" not in between and len(_JOINTS.sub("", between)) <= most


def _hidden(runs: Sequence[re.Match[str]]) -> Iterator[Hidden]:
    """One mask, or two where a whole mobile number is followed by another number: each digit goes either way."""
    said = [digits_in(run[0]) for run in runs]
    digits = "".join(said)
    if len(digits) < SHORTEST:
        return
    so_far = list(accumulate(said))
    first = next((n for n, one in enumerate(so_far, 1) if _MOBILE.fullmatch(one)), 0)
    if first and len(digits) - len(so_far[first - 1]) >= SHORTEST:
        yield from _hidden(runs[:first])
        yield from _hidden(runs[first:])
    else:
        yield Hidden(start=runs[0].start(), end=runs[-1].end(), mask=mask_number(digits))


def redacted(fragments: Sequence[str]) -> list[str]:
    """The same fragments of one speaker's words, numbers hidden even where they run from one into the next.

    The fragment a number begins in carries its mask; its digits are gone from the others.
    """
    return redacted_dialogue([""] * len(fragments), fragments)


def redacted_dialogue(voices: Sequence[str], fragments: Sequence[str]) -> list[str]:
    """The same fragments of a conversation in order, `voices` saying whose each is, numbers hidden."""
    cuts: list[list[Hidden]] = [[] for _ in fragments]
    for voice in dict.fromkeys(voices):
        _find([at for at, one in enumerate(voices) if one == voice], fragments, cuts)
    if len(set(voices)) > 1:
        left = [_blank(text, own) for text, own in zip(fragments, cuts, strict=True)]
        said = [_without_echo(at, voices, left) for at in range(len(left))]
        _find(range(len(fragments)), said, cuts)
    return [_cut(text, own) for text, own in zip(fragments, cuts, strict=True)]


def _find(places: Sequence[int], texts: Sequence[str], cuts: Sequence[list[Hidden]]) -> None:
    """Add what is to be cut from each fragment of one sequence."""
    ends = list(accumulate((len(texts[at]) for at in places), initial=0))
    for one in numbers_in("".join(texts[at] for at in places), ends[1:-1]):
        for at, begin, end in zip(places, ends, ends[1:], strict=False):
            if one.start < end and begin < one.end:
                mask = one.mask if one.start >= begin else ""
                cuts[at].append(Hidden(start=max(one.start, begin) - begin, end=min(one.end, end) - begin, mask=mask))


def _blank(text: str, cuts: Sequence[Hidden]) -> str:
    """Put stars where something was cut: nothing goes on over them."""
    for one in cuts:
        text = text[: one.start] + "*" * (one.end - one.start) + text[one.end :]
    return text


def _without_echo(at: int, voices: Sequence[str], texts: Sequence[str]) -> str:
    """Put a mere sound where a voice repeats digits the other has just said."""
    others = [digits_in(texts[i]) for i in range(max(0, at - _TURNS_BACK), at) if voices[i] != voices[at]]

    def sound(run: re.Match[str]) -> str:
        digits = digits_in(run[0])
        echo = len(digits) >= _FEWEST_REPEATED and any(digits in other for other in others)
        return "嗯" * len(run[0]) if echo else run[0]

    return _RUN.sub(sound, texts[at])


def _cut(fragment: str, cuts: Sequence[Hidden]) -> str:
    out, here = [], 0
    for one in sorted(cuts, key=lambda cut: cut.start):
        out += [fragment[here : one.start], one.mask]
        here = one.end
    return "".join([*out, fragment[here:]])


def spoken_hidden(text: str) -> str:
    """One text that people wrote, only its spoken numbers hidden: dates and times written in figures stay."""
    out, at = [], 0
    for one in numbers_in(text):
        if _SPOKEN.search(text, one.start, one.end):
            out += [text[at : one.start], one.mask]
            at = one.end
    return "".join([*out, text[at:]])


def without_figures(text: str) -> str:
    """One text without digits that stand side by side: they may be part of a number that goes on."""
    return _RUN.sub(lambda run: "" if len(digits_in(run[0])) >= _FEWEST_REPEATED else run[0], text)


def redacted_text(text: str) -> str:
    """One text, numbers hidden."""
    return redacted([text])[0]
