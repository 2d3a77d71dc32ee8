"""Adds up what was heard of many clips: errors, slots, delays, cost; by condition, by speaker, by set (pure)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from callcenter.evaluation.alignment import Errors, Step
from callcenter.evaluation.clips import SLOTS, Clip
from callcenter.evaluation.conditions import Condition, Line
from callcenter.evaluation.listener import Take
from callcenter.evaluation.slots import Slots


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One clip through one line, held against what was said in it. Delays are milliseconds."""

    clip: Clip
    condition: Condition
    line: Line
    take: Take
    steps: tuple[Step, ...]
    errors: Errors
    said: Slots
    found: Slots
    first_delay_ms: float | None  # from the beginning of speech to the first words
    final_delay_ms: float | None  # from the end of speech to the words that do not change


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotScore:
    """Names or numbers: how many were right, made up, missed."""

    right: int
    wrong: int
    missed: int

    @property
    def recall(self) -> float | None:
        said = self.right + self.missed
        return self.right / said if said else None

    @property
    def precision(self) -> float | None:
        found = self.right + self.wrong
        return self.right / found if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Median, 95th percentile and most of a number of milliseconds; None without any."""

    p50: float | None
    p95: float | None
    most: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Everything about one group of clips."""

    clips: int
    wrong_clips: int  # with speech and at least one error
    errors: Errors
    slots: Mapping[str, SlotScore]
    first_delay: Spread
    final_delay: Spread
    rtf: float | None  # processor time per time of sound
    sounds: int  # clips without speech
    sounds_with_words: int
    failures: int  # the recogniser died or hung


def score(heard: Iterable[Heard]) -> Score:
    """Add up a group."""
    listed = list(heard)
    speech = [one for one in listed if one.errors.characters]
    sounds = [one for one in listed if not one.errors.characters]
    seconds = sum(one.take.seconds for one in listed)
    return Score(
        clips=len(listed),
        wrong_clips=sum(one.errors.count > 0 for one in speech),
        errors=sum((one.errors for one in speech), Errors()),
        slots={name: _slot(name, listed) for name in SLOTS},
        first_delay=_spread([one.first_delay_ms for one in speech]),
        final_delay=_spread([one.final_delay_ms for one in speech]),
        rtf=sum(one.take.cpu_s for one in listed) / seconds if seconds else None,
        sounds=len(sounds),
        sounds_with_words=sum(one.errors.added > 0 for one in sounds),
        failures=sum(bool(one.take.problem) for one in listed),
    )


def grouped(heard: Sequence[Heard], key: Callable[[Heard], str]) -> dict[str, Score]:
    """Add up by a key, in the order the keys first appear; clips without one are left out."""
    keys = [name for name in dict.fromkeys(map(key, heard)) if name]
    return {name: score(one for one in heard if key(one) == name) for name in keys}


def _slot(name: str, heard: Sequence[Heard]) -> SlotScore:
    pairs = [(one.said.get(name, frozenset()), one.found.get(name, frozenset())) for one in heard]
    return SlotScore(
        right=sum(len(said & found) for said, found in pairs),
        wrong=sum(len(found - said) for said, found in pairs),
        missed=sum(len(said - found) for said, found in pairs),
    )


def _spread(values: Iterable[float | None]) -> Spread:
    known = sorted(value for value in values if value is not None)
    if not known:
        return Spread(p50=None, p95=None, most=None)
    return Spread(p50=_at(known, 0.5), p95=_at(known, 0.95), most=round(known[-1], 1))


def _at(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)], 1)


def usual(heard: Sequence[Heard]) -> Condition | None:
    """The condition the headline speaks of: the telephone line as it should be, else the first there is."""
    found = dict.fromkeys(one.condition for one in heard)
    return Condition.A_LAW if Condition.A_LAW in found else next(iter(found), None)


def worst(heard: Sequence[Heard], count: int) -> list[Heard]:
    """Give the clips with most errors for their length: half of them on the usual line, of each clip one line only."""
    common = usual(heard)
    wrong = sorted((one for one in heard if one.errors.count), key=_badness, reverse=True)
    first = [one for one in wrong if one.condition is common][: count // 2]
    seen: dict[str, Heard] = {}
    for one in (*first, *wrong):
        seen.setdefault(one.clip.name, one)
    return list(seen.values())[:count]


def _badness(one: Heard) -> tuple[float, int]:
    return one.errors.rate if one.errors.rate is not None else 1.0, one.errors.count
