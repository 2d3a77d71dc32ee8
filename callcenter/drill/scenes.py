"""What the actors of a drill say: scenes.toml and its WAV files."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from callcenter.drill.wav import RATE_HZ, WavError, read_wav
from callcenter.rule_file import read_table


class ScenesError(ValueError):
    """The scenes cannot be played; the message names file, key, expected and found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence and where it lies in its WAV."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one side says: PCM16LE at 8 kHz, played from the moment the two are connected."""

    name: str
    pcm: bytes = field(repr=False)
    sentences: tuple[Sentence, ...]

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / RATE_HZ

    @property
    def text(self) -> str:
        return "".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One call of a drill."""

    name: str
    dial: str  # "12345", or "show" for the number of the phone-in show
    kind: str  # expected 诉求类型
    place: str  # expected place, '' when none is said
    phone: str  # expected contact phone, '' when none is said
    citizen: Part
    operator: Part

    @property
    def seconds(self) -> float:
        return max(self.citizen.seconds, self.operator.seconds)


def load_scenes(folder: Path) -> tuple[Scene, ...]:
    """Read scenes.toml of the folder and all sound it names.

    Raises:
        ScenesError: file missing, not TOML, a key missing or unfit, a WAV that cannot be used.
    """
    path = folder / "scenes.toml"
    raw = read_table(path, "the scenes of the drill", ScenesError)
    operators = {_text(item, "id", path): _part(item, path) for item in raw.get("operator", [])}
    scenes = tuple(_scene(item, operators, path) for item in raw.get("scene", []))
    if not scenes:
        raise ScenesError(f"{path}: scene: expected at least one, found none")
    return scenes


def _scene(item: dict[str, Any], operators: dict[str, Part], path: Path) -> Scene:
    name, operator = _text(item, "id", path), _text(item, "operator", path)
    if operator not in operators:
        known = ", ".join(sorted(operators))
        raise ScenesError(f"{path}: scene {name}: operator: expected one of {known}, found {operator!r}")
    return Scene(
        name=name,
        dial=_text(item, "dial", path),
        kind=_text(item, "kind", path),
        place=str(item.get("place", "")),
        phone=str(item.get("phone", "")),
        citizen=_part(item, path),
        operator=operators[operator],
    )


def _part(item: dict[str, Any], path: Path) -> Part:
    name = _text(item, "id", path)
    try:
        pcm = read_wav(path.parent / _text(item, "wav", path))
        sentences = tuple(
            Sentence(start_ms=int(one["start_ms"]), end_ms=int(one["end_ms"]), text=str(one["text"]))
            for one in item["sentences"]
        )
    except (KeyError, TypeError, ValueError) as fault:
        if isinstance(fault, WavError):
            raise ScenesError(str(fault)) from None
        found = f"{type(fault).__name__} {fault}"
        raise ScenesError(f"{path}: {name}: sentences: expected start_ms, end_ms and text, found {found}") from None
    if not sentences:
        raise ScenesError(f"{path}: {name}: sentences: expected at least one, found none")
    return Part(name=name, pcm=pcm, sentences=sentences)


def _text(item: dict[str, Any], key: str, path: Path) -> str:
    found = item.get(key)
    if not isinstance(found, str) or not found:
        raise ScenesError(f"{path}: {item.get('id', '?')}: {key}: expected a text, found {found!r}")
    return found
