"""espeak-ng's Mandarin phonemes -> the model's toneless units: initials, and finals with their coda joined (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass

from asr.graphs.phones import SILENCE, SPOKEN_NOISE

__all__ = ["SILENCE", "SPOKEN_NOISE"]


# Seen over all GB 2312 level-1 characters with espeak-ng 1.51 and 1.52; what is not here is not Mandarin.
INITIALS = frozenset((
    "p", "ph", "m", "f", "t", "th", "n", "l", "k", "kh", "X", "tS;", "tS;h", "S;", "ts.", "ts.h", "s.", "z.",
    "ts", "tsh", "s", "j", "w",
))  # fmt: skip
VOWELS = frozenset((
    "a", "A", "ai", "Au", "o", "o-", "ong", "ou", "ei", "@", "@r", "i", "i.", "i[", "iA", "iE", "io", "iou",
    "u", "u@", "ua", "uai", "uei", "uo", "y", "y&", "y@", "yE", "yi", "yu",
))  # fmt: skip
CODAS = frozenset("nN")
_ALIASES = {";": "j", "N-": "N", "aN": "AN", "yuN": "ong"}  # 1.51 writes some glides and ang differently
GLUED_PAUSE_S = 0.075  # shorter pauses are the closures before stops and belong to the phone that follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Phoneme:
    """One phoneme event: espeak's name and where it starts, seconds."""

    name: str
    start_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit with its span, seconds."""

    name: str
    start_s: float
    end_s: float


def clean_name(name: str) -> str:
    """Strip stress marks and unify the spellings of both synthesiser versions."""
    bare = name.lstrip("',=%")
    return _ALIASES.get(bare, bare)


def is_pause(name: str) -> bool:
    """Tell espeak's pause phonemes, all of which start with an underscore."""
    return name.startswith("_")


def is_mandarin(names: Iterable[str]) -> bool:
    """Tell whether every phoneme belongs to the Mandarin inventory (espeak spells unknown characters in English)."""
    known = INITIALS | VOWELS | CODAS
    return all(is_pause(name) or clean_name(name) in known for name in names)


def _spans(phonemes: list[Phoneme], end_s: float) -> list[Unit]:
    """Give each phoneme its end, and hand short pauses to the phone that follows."""
    ends = [following.start_s for following in phonemes[1:]] + [end_s]
    spans: list[Unit] = []
    carried_s: float | None = None
    for phoneme, phone_end_s in zip(phonemes, ends, strict=True):
        start_s = phoneme.start_s if carried_s is None else carried_s
        carried_s = None
        if is_pause(phoneme.name):
            if phone_end_s - start_s <= GLUED_PAUSE_S:
                carried_s = start_s
                spans.append(Unit(name="|", start_s=start_s, end_s=start_s))  # a syllable border, no time of its own
            else:
                spans.append(Unit(name=SILENCE, start_s=start_s, end_s=phone_end_s))
        else:
            spans.append(Unit(name=clean_name(phoneme.name), start_s=start_s, end_s=phone_end_s))
    return spans


def to_units(phonemes: list[Phoneme], end_s: float) -> list[Unit]:
    """Join vowels with their codas; an n before a vowel starts a syllable unless a border stands between.

    Args:
        phonemes: in time order, as the synthesiser reported them.
        end_s: end of the audio.
    """
    spans = _spans(phonemes, end_s)
    units: list[Unit] = []
    for index, span in enumerate(spans):
        following = spans[index + 1].name if index + 1 < len(spans) else SILENCE
        coda = span.name in CODAS and (span.name == "N" or following not in VOWELS)
        if span.name == "|":
            continue
        if coda and units and units[-1].name in VOWELS and units[-1].end_s >= span.start_s:
            vowel = units.pop()
            name = clean_name(vowel.name + span.name)
            units.append(Unit(name=name, start_s=vowel.start_s, end_s=span.end_s))
        elif span.end_s > span.start_s:
            units.append(span)
    return units
