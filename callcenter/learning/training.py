"""Fit a classifier by AdaGrad on rows of pieces: softmax or margins; the same examples give the same weights."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log

import numpy as np

from callcenter.learning.classifier import Classifier, Floats, softmax, vector
from callcenter.learning.features import grams
from callcenter.learning.wording import NONE, Wording

NO_LABEL = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text and its true label, '' for one that has none; `at`: when it was settled, Unix seconds."""

    text: str
    label: str
    at: float = 0.0


class Loss(StrEnum):
    """What a wrong answer costs."""

    SOFTMAX = "softmax"  # log chance of the true label
    MARGIN = "margin"  # squared shortfall to the margin, each label against the rest: surer where little is said


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """How to fit."""

    rounds: int = 30
    rate: float = 0.5
    decay: float = 1e-6  # L2
    batch: int = 64
    least_texts: int = 2  # a piece must occur in so many texts
    balance: float = 0.5  # 0: every example alike; 1: every label alike
    seed: int = 12345
    loss: Loss = Loss.SOFTMAX
    sharpness: float = 1.0  # what margins are multiplied by to be read as chances


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Examples as padded rows; place 0 is a piece that is never there."""

    places: np.ndarray  # (examples, longest)
    values: Floats  # the same shape
    labels: np.ndarray  # (examples,), NO_LABEL where none fits
    worth: Floats  # (examples,)


def fit(
    examples: Sequence[Example],
    how: Fitting | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    wording: Wording = NONE,
) -> Classifier:
    """Fit a classifier to examples of at least two labels.

    Raises:
        ValueError: fewer than two labels, or an example without one where softmax is fitted.

    """
    how = how or Fitting()
    labels = tuple(sorted({one.label for one in examples} - {""}))
    if len(labels) < 2:
        raise ValueError(f"learning: expected examples of two labels or more, found {len(labels)}")
    if how.loss is Loss.SOFTMAX and not all(one.label for one in examples):
        raise ValueError("learning: expected a label for each example, found one without: only margins learn from it")
    counted = [grams(one.text, wording) for one in examples]
    pieces, rarity = _vocabulary(counted, how.least_texts)
    rows = _rows(examples, counted, labels, pieces, rarity, how.balance)
    weights, bias = _descend(rows, len(pieces) + 1, len(labels), how, progress)
    weights, bias = weights * np.float32(how.sharpness), bias * np.float32(how.sharpness)
    return Classifier(labels=labels, pieces=pieces, rarity=rarity, weights=weights[1:], bias=bias, wording=wording)


def _vocabulary(counted: Sequence[Counter[str]], least: int) -> tuple[dict[str, int], Floats]:
    texts = Counter(name for found in counted for name in found)
    names = sorted(name for name, count in texts.items() if count >= least)
    rarity = [log(1.0 + len(counted) / texts[name]) for name in names]
    return {name: place for place, name in enumerate(names)}, np.array(rarity, dtype=np.float32)


def _rows(
    examples: Sequence[Example],
    counted: Sequence[Counter[str]],
    labels: Sequence[str],
    pieces: dict[str, int],
    rarity: Floats,
    balance: float,
) -> _Rows:
    vectors = [vector(found, pieces, rarity) for found in counted]
    longest = max((len(places) for places, _ in vectors), default=0) or 1
    places = np.zeros((len(examples), longest), dtype=np.int64)
    values = np.zeros((len(examples), longest), dtype=np.float32)
    for row, (at, value) in enumerate(vectors):
        places[row, : len(at)] = at + 1
        values[row, : len(at)] = value
    number = {label: place for place, label in enumerate(labels)}
    truth = np.array([number.get(one.label, NO_LABEL) for one in examples])
    shares = np.bincount(truth[truth != NO_LABEL], minlength=len(labels)) / (truth != NO_LABEL).sum()
    worth = (1.0 / (shares[truth] * len(labels))) ** balance
    return _Rows(places=places, values=values, labels=truth, worth=worth.astype(np.float32))


def _descend(
    rows: _Rows, pieces: int, labels: int, how: Fitting, progress: Callable[[int, int], None]
) -> tuple[Floats, Floats]:
    chance = np.random.default_rng(how.seed)
    weights = np.zeros((pieces, labels), dtype=np.float32)
    bias = np.zeros(labels, dtype=np.float32)
    seen, seen_bias = np.full_like(weights, 1e-2), np.full_like(bias, 1e-2)
    for done in range(how.rounds):
        order = chance.permutation(len(rows.labels))
        for start in range(0, len(order), how.batch):
            some = order[start : start + how.batch]
            _step(rows, some, weights, bias, seen, seen_bias, how)
        progress(done + 1, how.rounds)
    return weights, bias


def _step(
    rows: _Rows, some: np.ndarray, weights: Floats, bias: Floats, seen: Floats, seen_bias: Floats, how: Fitting
) -> None:
    places, values = rows.places[some], rows.values[some]
    scores = (weights[places] * values[:, :, None]).sum(axis=1) + bias
    error = _ERRORS[how.loss](scores, rows.labels[some], rows.worth[some]) / np.float32(len(some))
    touched, inverse = np.unique(places, return_inverse=True)
    slope = np.zeros((len(touched), weights.shape[1]), dtype=np.float32)
    np.add.at(slope, inverse.reshape(places.shape), values[:, :, None] * error[:, None, :])
    slope += how.decay * weights[touched]
    seen[touched] += slope**2
    weights[touched] -= how.rate * slope / np.sqrt(seen[touched])
    seen_bias += error.sum(axis=0) ** 2
    bias -= how.rate * error.sum(axis=0) / np.sqrt(seen_bias)


def _softmax_error(scores: Floats, labels: np.ndarray, worth: Floats) -> Floats:
    error = softmax(scores)
    error[np.arange(len(labels)), labels] -= 1.0
    return error * worth[:, None]


def _margin_error(scores: Floats, labels: np.ndarray, worth: Floats) -> Floats:
    """Slope of the squared shortfall; an example's worth counts for its own label only, as against the rest."""
    known = np.flatnonzero(labels != NO_LABEL)
    own = known, labels[known]
    side = np.full_like(scores, -1.0)
    side[own] = 1.0
    error = -2.0 * side * np.maximum(0.0, 1.0 - side * scores)
    error[own] *= worth[known]
    return np.asarray(error, dtype=np.float32)


_ERRORS = {Loss.SOFTMAX: _softmax_error, Loss.MARGIN: _margin_error}
