"""The transcript of the hour as turns, and the subtitles of each outlet and clip. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from callcenter.show.aftermath.heard import HeardWord
from callcenter.show.aftermath.hiding import hidden
from callcenter.show.aftermath.material import Material
from callcenter.show.cues import Cue, SaidWord, cues
from queueing.show.aftermath.outlets import Outlet, timeline
from queueing.show.aftermath.spans import Span

TURN_PAUSE_S = 2.0  # so long a pause begins a new turn
COMMA_PAUSE_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one voice said before another spoke."""

    speaker: str
    start: float  # Unix seconds
    end: float
    text: str


def turns(words: Iterable[HeardWord]) -> list[Turn]:
    """Words joined; pauses become commas, for nobody spoke any marks."""
    made: list[Turn] = []
    for word in words:
        last = made[-1] if made else None
        if last and last.speaker == word.speaker and word.start - last.end <= TURN_PAUSE_S:
            comma = "，" if word.start - last.end >= COMMA_PAUSE_S else ""
            made[-1] = Turn(
                speaker=last.speaker,
                start=last.start,
                end=max(last.end, word.end),
                text=f"{last.text}{comma}{word.text}",
            )
        else:
            made.append(Turn(speaker=word.speaker, start=word.start, end=word.end, text=word.text))
    return made


def for_outlets(m: Material) -> list[HeardWord]:
    """The words listeners heard, numbers hidden: nothing of what was dumped, not even half a word."""
    shown = hidden(m.words, m.numbers.values())
    return [word for word in shown if not any(dump.meets(word.span) for dump in m.show.dumps)]


def for_archive(m: Material) -> list[HeardWord]:
    """Every word of the programme as it was said."""
    return list(m.words)


def subtitles(m: Material, outlet: Outlet) -> list[Cue]:
    """Cues on the time of an outlet's file."""
    clock = timeline(m.show, outlet)
    if clock is None:
        return []
    words = [
        SaidWord(speaker=one.speaker, text=one.text, start_s=clock.file_s(one.start), end_s=clock.file_s(one.end))
        for one in for_outlets(m)
    ]
    return cues(words, m.cue_rules)


def clip_subtitles(m: Material, pieces: Sequence[Span]) -> list[Cue]:
    """Cues on the time of a clip made of these pieces."""
    shown = for_outlets(m)
    words: list[SaidWord] = []
    before = 0.0
    for piece in pieces:
        inside = [one for one in shown if piece.start <= one.start and one.end <= piece.end + 0.001]
        words += [
            SaidWord(
                speaker=one.speaker,
                text=one.text,
                start_s=before + one.start - piece.start,
                end_s=before + one.end - piece.start,
            )
            for one in inside
        ]
        before += piece.seconds
    return cues(words, m.cue_rules)
