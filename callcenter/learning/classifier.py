"""A linear classifier over pieces of text: probabilities of labels, and the pieces that speak for one. NumPy only."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from callcenter.learning.features import grams, written
from callcenter.learning.wording import NONE, Wording

FORMAT = 1
MOST_BYTES = 200_000_000
Floats = NDArray[np.float32]


class ModelError(Exception):
    """A file that is no classifier of ours: which, what was expected, what was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """One label: its probability 0..1 and the words and pairs of characters that spoke for it most."""

    label: str
    probability: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Classifier:
    """`weights`: (pieces, labels); `bias`: (labels,); `rarity`: (pieces,), the inverse document frequency."""

    labels: tuple[str, ...]
    pieces: dict[str, int]
    rarity: Floats
    weights: Floats
    bias: Floats
    wording: Wording = NONE

    def guess(self, text: str, most: int = 3, reasons: int = 3) -> list[Guess]:
        """The likeliest labels of a text, best first."""
        found = grams(text, self.wording)
        places, values = vector(found, self.pieces, self.rarity)
        pulls = values[:, None] * self.weights[places]
        chances = softmax(pulls.sum(axis=0) + self.bias)
        order = np.argsort(-chances, kind="stable")[:most]
        shown = written(text, self.wording)
        names = [shown.get(name, "") for name in found if name in self.pieces]
        return [
            Guess(
                label=self.labels[one],
                probability=float(chances[one]),
                because=_because(names, pulls[:, one], reasons),
            )
            for one in order
        ]

    def save(self, file: Path) -> None:
        """Write one file of plain arrays (no pickle: reading one would run whatever it holds)."""
        names = np.array(list(self.pieces))
        with file.open("wb") as out:
            np.savez_compressed(
                out,
                format=np.int64(FORMAT),
                labels=np.array(self.labels),
                pieces=names,
                rarity=self.rarity,
                weights=self.weights.astype(np.float16),
                bias=self.bias,
                words=np.array(list(self.wording.classes)),
                classes=np.array(list(self.wording.classes.values())),
            )


def read(file: Path) -> Classifier:
    """Read what `save` wrote.

    Raises:
        ModelError: unreadable, too large, or arrays that do not fit together.

    """
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ModelError(f"{file}: expected at most {MOST_BYTES} bytes, found {file.stat().st_size}")
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as held:
            arrays = {name: held[name] for name in ("format", "labels", "pieces", "rarity", "weights", "bias")}
            arrays |= {name: held[name] for name in ("words", "classes") if name in held.files}  # later than format 1
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as fault:
        raise ModelError(f"{file}: expected a learned classifier, found: {fault}") from None
    pieces, labels = arrays["pieces"], arrays["labels"]
    shape = (len(pieces), len(labels))
    if int(arrays["format"]) != FORMAT or arrays["weights"].shape != shape or arrays["rarity"].shape != shape[:1]:
        raise ModelError(f"{file}: expected format {FORMAT} with weights {shape}, found {arrays['weights'].shape}")
    return Classifier(
        labels=tuple(map(str, labels)),
        pieces={str(name): place for place, name in enumerate(pieces)},
        rarity=arrays["rarity"].astype(np.float32),
        weights=arrays["weights"].astype(np.float32),
        bias=arrays["bias"].astype(np.float32),
        wording=_wording(arrays),
    )


def _wording(arrays: Mapping[str, np.ndarray]) -> Wording:
    words, classes = (map(str, arrays.get(name, ())) for name in ("words", "classes"))
    return Wording(classes=dict(zip(words, classes, strict=True)))


def vector(found: Counter[str], pieces: dict[str, int], rarity: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Known pieces of a text with their weights (log count x rarity, length one in all)."""
    known = [(pieces[name], count) for name, count in found.items() if name in pieces]
    places = np.array([place for place, _ in known], dtype=np.int64)
    counts = np.array([count for _, count in known], dtype=np.float32)
    values = (1.0 + np.log(counts)) * rarity[places] if known else counts
    length = float(np.sqrt((values**2).sum()))
    return places, (values / length if length else values).astype(np.float32)


def softmax(scores: Floats) -> Floats:
    """Scores as probabilities, along the last axis."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), dtype=np.float32)


def _because(names: list[str], pulls: Floats, most: int) -> tuple[str, ...]:
    """What stands in the text of the pieces that pulled most, strongest first; '' in `names` cannot be shown."""
    order = np.argsort(-pulls, kind="stable")
    return tuple(dict.fromkeys(names[one] for one in order if pulls[one] > 0 and names[one]))[:most]
