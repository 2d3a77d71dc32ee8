"""What is told of one leg's words: partials, finals with their numbers, and what was left out."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from asr import mandarin
from asr.farm import Farm
from asr.feed import Lost
from asr.frames import Kind
from asr.recognizer import LINE_RATE_HZ

Say = Callable[[str, dict[str, Any]], None]


class Role(StrEnum):
    """Who speaks on a leg."""

    CALLER = "caller"
    OPERATOR = "operator"
    GUEST = "guest"  # somebody else in the conversation; on the operator's side of the recording

    @property
    def channel(self) -> int:
        return 0 if self is Role.CALLER else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LegName:
    """What a leg is called in events."""

    call_id: str
    leg_id: str
    role: Role

    def fields(self) -> dict[str, Any]:
        return {"call_id": self.call_id, "leg_id": self.leg_id, "role": self.role.value}


def gap_fields(name: LegName, lost: Lost, *, recorded: bool = True) -> dict[str, Any]:
    """Write a stretch as the event `gap` tells of it."""
    start_ms, end_ms = (sample * 1000 // LINE_RATE_HZ for sample in (lost.start_sample, lost.end_sample))
    return {**name.fields(), "start_ms": start_ms, "end_ms": end_ms, "why": lost.why, "recorded": recorded}


class Teller:
    """Owns the numbers of a leg's utterances, and the gaps not yet counted in one."""

    def __init__(self, name: LegName, farm: Farm, say: Say, series: str = "", told: int = 0) -> None:
        """Prepare; `series` keeps the ids of words told after the call apart from those told live.

        Without one it is the moment: a leg that is listened to again, by another ear too, tells words of its own.
        `told`: how many of the series were told before.
        """
        self._name = name
        self._farm = farm
        self._say = say
        self._series = series or f"{time.time_ns() // 10_000_000:x}-"
        self._utterances = told
        self._gaps: list[tuple[int, int]] = []  # ms

    @property
    def told(self) -> int:
        """How many utterances of the series were told, ever."""
        return self._utterances

    def on_heard(self, kind: Kind, fields: dict[str, Any]) -> None:
        """Tell what a recogniser heard, written as Chinese; nothing when only fillers were said."""
        if kind is Kind.PARTIAL:
            text = mandarin.join(str(fields["text"]).split())
            if text:
                self._say("partial", {**self._name.fields(), "start_ms": fields["start_ms"], "text": text})
            return
        if kind is not Kind.FINAL:
            return
        words = [{**word, "text": mandarin.shown_word(word["text"])} for word in fields["words"]]
        text = mandarin.join(word["text"] for word in fields["words"])
        if text:
            self._final(fields["start_ms"], fields["end_ms"], text, words)

    def gap(self, lost: Lost, *, recorded: bool = True) -> None:
        """Tell of sound that was not recognised live, or, unless `recorded`, never can be."""
        fields = gap_fields(self._name, lost, recorded=recorded)
        self._gaps.append((fields["start_ms"], fields["end_ms"]))
        self._say("gap", fields)

    def _final(self, start_ms: int, end_ms: int, text: str, words: list[dict[str, Any]]) -> None:
        self._utterances += 1
        engine = self._farm.state
        gap_ms = sum(end - start for start, end in self._gaps if start < end_ms)
        self._gaps = [gap for gap in self._gaps if gap[0] >= end_ms]
        utterance_id = f"{self._name.leg_id}-{self._series}{self._utterances}"
        place = {"utterance_id": utterance_id, "start_ms": start_ms, "end_ms": end_ms}
        source = {"engine": engine.engine, "model": engine.model, "gap_ms": gap_ms}
        self._say("final", {**self._name.fields(), **place, "text": text, "words": words, **source})
