"""Trains the network on a stream of labelled frames: Adam, one learning-rate cycle, one thread."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from asr.training.features import COEFFICIENTS, SUBSAMPLING
from asr.training.network import (
    CONTEXT_FRAMES,
    CONTEXT_STEPS,
    INPUT_WIDTH,
    Array,
    Network,
    backward,
    forward,
    loss_gradient,
    make_network,
)

IGNORED = -1
_PADDING_STEPS = 2 * CONTEXT_STEPS + 2  # per utterance: context on both sides, and room for the splice of the last step


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Utterances end to end, each padded by its first and last frame as the recogniser pads.

    `frames` is (3 * steps, COEFFICIENTS) float16; `labels` (steps,) int16 holds the unit heard at the splice that
    starts at frame 3 * step, IGNORED in the padding.
    """

    frames: NDArray[np.float16]
    labels: NDArray[np.int16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How long and how fast to train."""

    epochs: float = 5
    chunk_steps: int = 64
    batch_chunks: int = 32
    peak_rate: float = 4e-3
    width: int = 176


def pad_utterance(frames: NDArray[np.float32], labels: NDArray[np.int16]) -> Stream:
    """Make one utterance a stream of its own; `labels` has one entry per third frame."""
    steps = len(labels) + _PADDING_STEPS
    index = np.clip(np.arange(SUBSAMPLING * steps) - CONTEXT_FRAMES, 0, len(frames) - 1)
    placed = np.full(steps, IGNORED, np.int16)
    placed[CONTEXT_STEPS : CONTEXT_STEPS + len(labels)] = labels
    return Stream(frames=frames[index].astype(np.float16), labels=placed)


def spliced(frames: NDArray[np.float16]) -> NDArray[np.float16]:
    """View (3 * steps, COEFFICIENTS) as (steps - 2, INPUT_WIDTH) without copying."""
    flat = np.ascontiguousarray(frames).reshape(-1)
    return np.lib.stride_tricks.sliding_window_view(flat, INPUT_WIDTH)[:: SUBSAMPLING * COEFFICIENTS]


def batches(
    stream: Stream, schedule: Schedule, chance: np.random.Generator
) -> Iterator[tuple[Array, NDArray[np.int16]]]:
    """Cut one epoch into shuffled batches, from a random offset."""
    view = spliced(stream.frames)
    window = schedule.chunk_steps + 2 * CONTEXT_STEPS
    starts = np.arange(chance.integers(schedule.chunk_steps), len(view) - window, schedule.chunk_steps)
    chance.shuffle(starts)
    for at in range(0, len(starts) - schedule.batch_chunks + 1, schedule.batch_chunks):
        chosen = starts[at : at + schedule.batch_chunks]
        batch = np.stack([view[start : start + window] for start in chosen]).astype(np.float32)
        inner = [stream.labels[start + CONTEXT_STEPS : start + window - CONTEXT_STEPS] for start in chosen]
        yield batch, np.stack(inner)


def learning_rate(progress: float, peak: float) -> float:
    """Rise over the first quarter, then fall as a cosine to nearly nothing."""
    if progress < 0.25:
        return peak * (0.04 + 0.96 * progress / 0.25)
    return peak * (0.0005 + 0.9995 * 0.5 * (1 + float(np.cos(np.pi * (progress - 0.25) / 0.75))))


class Adam:
    """Owns the moments of each parameter array and updates the arrays in place."""

    def __init__(self, parameters: list[Array]) -> None:
        self._parameters = parameters
        self._first = [np.zeros_like(array) for array in parameters]
        self._second = [np.zeros_like(array) for array in parameters]
        self._count = 0

    def step(self, gradients: list[Array], rate: float) -> None:
        """Move every parameter once."""
        self._count += 1
        correction = np.sqrt(1 - 0.99**self._count) / (1 - 0.9**self._count)
        for index, gradient in enumerate(gradients):
            first, second = self._first[index], self._second[index]
            np.add(first, np.float32(0.1) * (gradient - first), out=first)
            np.add(second, np.float32(0.01) * (gradient * gradient - second), out=second)
            change = np.float32(rate * correction) * first / (np.sqrt(second) + np.float32(1e-8))
            np.subtract(self._parameters[index], change, out=self._parameters[index])


def accuracy(network: Network, stream: Stream, schedule: Schedule) -> float:
    """Give the share of labelled steps the network gets right."""
    right = total = 0
    for batch, labels in batches(stream, schedule, np.random.default_rng(0)):
        best = forward(network, batch, training=False).log_probabilities.argmax(axis=2)
        right += int(((best == labels) & (labels >= 0)).sum())
        total += int((labels >= 0).sum())
    return right / max(total, 1)


def train(stream: Stream, pdfs: int, schedule: Schedule, seed: int, report: Callable[[str, float], None]) -> Network:
    """Train a fresh network; `report` gets a line and the share done now and then."""
    sample = stream.frames[:: max(len(stream.frames) // 200_000, 1)].astype(np.float32)
    network = make_network(schedule.width, pdfs, sample.mean(axis=0), sample.std(axis=0) + np.float32(1e-3), seed)
    optimiser = Adam(network.parameters())
    chance = np.random.default_rng(seed)
    per_epoch = max(len(stream.labels) // (schedule.chunk_steps * schedule.batch_chunks), 1)
    total, done, smoothed = int(schedule.epochs * per_epoch), 0, 0.0
    while done < total:
        for batch, labels in batches(stream, schedule, chance):
            made = forward(network, batch, training=True)
            gradient, loss, right = loss_gradient(made, labels)
            optimiser.step(backward(network, made, gradient), learning_rate(done / total, schedule.peak_rate))
            smoothed = right if done == 0 else smoothed + 0.03 * (right - smoothed)
            done += 1
            if done % 25 == 0 or done == total:
                report(f"step {done} of {total}, loss {loss:.3f}, frames right {smoothed:.1%}", done / total)
            if done >= total:
                break
    return network
