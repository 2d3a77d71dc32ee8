"""Words with their times into subtitle cues that can be read: two lines of sixteen characters, pauses kept, no flicker.

Times are seconds of the programme as broadcast: `on_air` turns a moment of the ledger into one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

_UNBROKEN = re.compile(r"[A-Za-z0-9.%+-]+|.", re.DOTALL)  # a number or a Latin word stays on one line


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidWord:
    """One word as recognised; seconds of the programme."""

    speaker: str  # as shown: 主持人, 王女士, 自然资源和规划局
    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CueRules:
    """How subtitles are cut."""

    line_characters: int = 16
    lines: int = 2
    pause_s: float = 0.7  # a pause of this length begins a new cue
    most_s: float = 7.0
    least_s: float = 1.0  # shown at least so long, if the next cue allows
    characters_per_s: float = 9.0  # reading speed of adults
    gap_s: float = 0.08  # between two cues, so that the change is seen
    alone: int = 2  # fewer characters than this join a neighbour of the same speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One subtitle."""

    speaker: str
    start_s: float
    end_s: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    words: tuple[SaidWord, ...]

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)

    @property
    def start_s(self) -> float:
        return self.words[0].start_s

    @property
    def end_s(self) -> float:
        return self.words[-1].end_s


def on_air(at: float, live_at: float, delay_s: float) -> float:
    """The second of the broadcast programme at which a moment of the ledger is heard.

    Args:
        at: Unix seconds in the studio.
        live_at: Unix seconds when the programme began in the studio.
        delay_s: legal delay; the recording of the broadcast begins with the programme's first sound, so both shift
            alike and only a recording that began earlier by the studio clock needs it.
    """
    return at - live_at + delay_s


def cues(words: Iterable[SaidWord], rules: CueRules) -> list[Cue]:
    """Cut words into cues, in order of time; words of different speakers never share one."""
    ordered = sorted((word for word in words if word.text), key=lambda word: (word.start_s, word.end_s))
    groups = _joined(_grouped(ordered, rules), rules)
    made = [_cue(group, rules) for group in groups]
    return [_shown_long_enough(cue, following, rules) for cue, following in zip(made, [*made[1:], None], strict=False)]


def _grouped(words: Sequence[SaidWord], rules: CueRules) -> list[_Group]:
    groups: list[_Group] = []
    for word in words:
        if groups and _goes_with(groups[-1], word, rules):
            groups[-1] = _Group(words=(*groups[-1].words, word))
        else:
            groups.append(_Group(words=(word,)))
    return groups


def _goes_with(group: _Group, word: SaidWord, rules: CueRules) -> bool:
    last = group.words[-1]
    return (
        last.speaker == word.speaker
        and word.start_s - last.end_s < rules.pause_s
        and word.end_s - group.start_s <= rules.most_s
        and _fits(group.text + word.text, rules)
    )


def _joined(groups: Sequence[_Group], rules: CueRules) -> list[_Group]:
    """Put a cue that is almost nothing to its neighbour; in the middle of a sentence it would only flicker."""
    joined: list[_Group] = []
    for group in groups:
        before = joined[-1] if joined else None
        tiny = before and min(len(group.text), len(before.text)) < rules.alone
        if before and tiny and _may_join(before, group, rules):
            joined[-1] = _Group(words=(*before.words, *group.words))
        else:
            joined.append(group)
    return joined


def _may_join(one: _Group, other: _Group, rules: CueRules) -> bool:
    return (
        one.words[0].speaker == other.words[0].speaker
        and other.end_s - one.start_s <= rules.most_s
        and _fits(one.text + other.text, rules)
    )


def _fits(text: str, rules: CueRules) -> bool:
    return len(wrapped(text, rules.line_characters)) <= rules.lines


def wrapped(text: str, most: int) -> tuple[str, ...]:
    """Break text into lines of at most `most` characters, never within a number or Latin word that fits a line."""
    lines = [""]
    for part in _UNBROKEN.findall(text):
        for piece in (part[at : at + most] for at in range(0, len(part), most)):
            if len(lines[-1]) + len(piece) > most:
                lines.append("")
            lines[-1] += piece
    return tuple(lines)


def _cue(group: _Group, rules: CueRules) -> Cue:
    text = group.text
    lines = wrapped(text, rules.line_characters)
    if len(lines) == 2 and len(lines[1]) < rules.alone + 2:  # not fifteen above and one below
        lines = wrapped(text, max((len(text) + 1) // 2, 1))
        lines = lines if len(lines) == 2 else wrapped(text, rules.line_characters)
    return Cue(speaker=group.words[0].speaker, start_s=group.start_s, end_s=group.end_s, lines=lines)


def _shown_long_enough(cue: Cue, following: Cue | None, rules: CueRules) -> Cue:
    wanted_s = max(rules.least_s, sum(map(len, cue.lines)) / rules.characters_per_s, cue.end_s - cue.start_s)
    end_s = cue.start_s + wanted_s
    if following is not None:
        end_s = min(end_s, max(following.start_s - rules.gap_s, cue.start_s + rules.gap_s))
    return replace(cue, end_s=round(end_s, 3), start_s=round(cue.start_s, 3))
