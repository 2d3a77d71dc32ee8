"""A call's transcript: the utterances of all its legs in the order they were spoken (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Speaker = Literal["caller", "operator"]

_SAME_TURN_MS = 1500  # a pause that does not end a turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One final, as joined text."""

    utterance_id: str
    leg_id: str
    speaker: Speaker
    start_ms: int  # from the start of the recording
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """A stretch of a leg that was not recognised."""

    leg_id: str
    speaker: Speaker
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker said before another spoke. `utterances` are in order of time."""

    speaker: Speaker
    start_ms: int
    end_ms: int
    text: str
    utterances: tuple[Utterance, ...]


def in_order(utterances: Iterable[Utterance]) -> tuple[Utterance, ...]:
    """Order by start; each utterance once, the last told of those with one id (a later pass replaces the first)."""
    latest = {utterance.utterance_id: utterance for utterance in utterances}
    return tuple(sorted(latest.values(), key=lambda utterance: (utterance.start_ms, utterance.end_ms)))


def turns(utterances: Iterable[Utterance]) -> tuple[Turn, ...]:
    """Join utterances of one speaker that follow each other without another's and without a long pause."""
    found: list[Turn] = []
    for utterance in in_order(utterances):
        last = found[-1] if found else None
        follows = (
            last is not None and last.speaker == utterance.speaker and utterance.start_ms - last.end_ms <= _SAME_TURN_MS
        )
        if last is not None and follows:
            found[-1] = _joined(last, utterance)
        else:
            found.append(_turn(utterance))
    return tuple(found)


def plain_text(utterances: Iterable[Utterance], names: dict[Speaker, str], unheard: Iterable[Unheard] = ()) -> str:
    """Write a line a turn, `m:ss name: text`; stretches that were not recognised stand where they were."""
    lines = [(turn.start_ms, turn.speaker, turn.text) for turn in turns(utterances)]
    lines += [(gap.start_ms, gap.speaker, _gap_text(gap)) for gap in unheard]
    return "\n".join(f"{_clock(start_ms)} {names[speaker]}：{text}" for start_ms, speaker, text in sorted(lines))


def _turn(utterance: Utterance) -> Turn:
    return Turn(
        speaker=utterance.speaker,
        start_ms=utterance.start_ms,
        end_ms=utterance.end_ms,
        text=utterance.text,
        utterances=(utterance,),
    )


def _joined(turn: Turn, utterance: Utterance) -> Turn:
    return Turn(
        speaker=turn.speaker,
        start_ms=turn.start_ms,
        end_ms=max(turn.end_ms, utterance.end_ms),
        text=f"{turn.text}，{utterance.text}",
        utterances=(*turn.utterances, utterance),
    )


def _gap_text(gap: Unheard) -> str:
    return f"〔{max(round((gap.end_ms - gap.start_ms) / 1000), 1)} 秒未识别〕"


def _clock(ms: int) -> str:
    return f"{ms // 60000}:{ms // 1000 % 60:02d}"
