"""The figures of an evaluation as JSON: for machines, for the next run to compare with, and for the page."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from callcenter.evaluation.alignment import Errors
from callcenter.evaluation.listener import Cost
from callcenter.evaluation.score import Heard, Score, SlotScore, grouped, score, worst

WORST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What was evaluated."""

    model: str
    demo: bool
    clips_of: str
    clips: int
    seconds: float
    at: datetime
    cost: Cost


def figures(about: About, heard: Sequence[Heard]) -> dict[str, Any]:
    """Return all figures, rates from 0 to 1, delays in milliseconds."""
    return {
        "version": 1,
        "model": about.model,
        "demo_model": about.demo,
        "clips_of": about.clips_of,
        "clips": about.clips,
        "clip_seconds": round(about.seconds, 1),
        "at": about.at.isoformat(timespec="seconds"),
        "memory_mb": {"loaded": round(about.cost.model_mb, 1), "most": round(about.cost.most_mb, 1)},
        "total": _score(score(heard)),
        "by_condition": _all(grouped(heard, lambda one: str(one.condition))),
        "by_set": _all(grouped(heard, lambda one: one.clip.set_name)),
        "by_set_and_condition": _all(grouped(heard, _set_and_condition)),
        "by_speaker": _all(grouped([one for one in heard if one.clip.text], lambda one: one.clip.speaker)),
        "worst": [_example(one) for one in worst(heard, WORST)],
        "failures": [{"file": one.clip.name, "problem": one.take.problem} for one in heard if one.take.problem],
    }


def _set_and_condition(one: Heard) -> str:
    return f"{one.clip.set_name} | {one.condition}" if one.clip.set_name else ""


def _all(scores: Mapping[str, Score]) -> dict[str, Any]:
    return {name: _score(one) for name, one in scores.items()}


def _score(one: Score) -> dict[str, Any]:
    return {
        "clips": one.clips,
        "wrong_clips": one.wrong_clips,
        "cer": _rounded(one.errors.rate),
        **asdict(one.errors),
        "slots": {name: _slot(slot) for name, slot in one.slots.items()},
        "first_words_ms": asdict(one.first_delay),
        "final_words_ms": asdict(one.final_delay),
        "rtf": _rounded(one.rtf),
        "sounds": one.sounds,
        "sounds_with_words": one.sounds_with_words,
        "failures": one.failures,
    }


def _slot(one: SlotScore) -> dict[str, Any]:
    return {**asdict(one), "recall": _rounded(one.recall), "precision": _rounded(one.precision)}


def _example(one: Heard) -> dict[str, Any]:
    return {
        "file": one.clip.name,
        "condition": str(one.condition),
        "speaker": one.clip.speaker,
        "said": one.clip.text,
        "heard": one.take.text,
        **asdict(one.errors),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 5)


def summary(about: About, heard: Sequence[Heard]) -> str:
    """Return the few lines a terminal shows."""
    lines = [f"model {about.model}, {about.clips} clips, {about.seconds:.0f} s"]
    for name, one in grouped(heard, lambda found: str(found.condition)).items():
        errors: Errors = one.errors
        rate = "-" if errors.rate is None else f"{errors.rate:.2%}"
        lines.append(
            f"  {name:12} CER {rate:>7}  ({errors.substituted} substituted, {errors.missing} missing, "
            f"{errors.added} added of {errors.characters})  words in {one.sounds_with_words} of {one.sounds} sounds"
        )
    whole = score(heard)
    for name, slot in whole.slots.items():
        lines.append(f"  {name:12} recall {_share(slot.recall)}  precision {_share(slot.precision)}")
    first, final = whole.first_delay, whole.final_delay
    lines.append(f"  first words p50 {first.p50} p95 {first.p95} ms; final p50 {final.p50} p95 {final.p95} ms")
    lines.append(f"  RTF {whole.rtf or 0:.4f}, memory {about.cost.most_mb:.0f} MB, failures {whole.failures}")
    return "\n".join(lines)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
