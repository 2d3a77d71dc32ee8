"""The acoustic network in numpy: five time-delay layers, evaluated on every third frame (pure arithmetic).

Shapes: a batch is (chunks, steps, width); one step is 3 frames, 30 ms. A layer joins the steps at its offsets, applies
an affine map, a rectifier, and batch normalisation without scale and shift (the next affine map can express both).
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from asr.training.features import COEFFICIENTS, SUBSAMPLING

Array = NDArray[np.float32]
SPLICED_FRAMES = 7  # frames -3..3 around each third frame
INPUT_WIDTH = SPLICED_FRAMES * COEFFICIENTS
OFFSETS = ((0,), (-1, 0, 1), (-1, 0, 1), (-2, 0, 2), (-2, 0, 2))  # in steps of 3 frames
CONTEXT_STEPS = sum(max(offsets) for offsets in OFFSETS)  # 6 each side, +3 frames of splicing = 21 frames = 210 ms
CONTEXT_FRAMES = CONTEXT_STEPS * SUBSAMPLING + SPLICED_FRAMES // 2
_EPSILON = 1e-4


@dataclass(slots=True, kw_only=True)
class Layer:
    """One layer's weights (inputs, outputs), bias, and the running statistics of its rectified output."""

    offsets: tuple[int, ...]
    weight: Array
    bias: Array
    mean: Array
    variance: Array


@dataclass(slots=True, kw_only=True)
class Network:
    """Layers, the output map, and the feature statistics folded in on export."""

    layers: list[Layer]
    out_weight: Array
    out_bias: Array
    input_mean: Array
    input_scale: Array

    def parameters(self) -> list[Array]:
        """Give the arrays that training changes, in a fixed order."""
        flat = [array for layer in self.layers for array in (layer.weight, layer.bias)]
        return [*flat, self.out_weight, self.out_bias]


@dataclass(slots=True, kw_only=True)
class _Trace:
    """What the backward pass needs of one layer."""

    joined: Array
    active: NDArray[np.bool_]
    normal: Array
    inverse: Array


@dataclass(slots=True, kw_only=True)
class Pass:
    """Outputs of a forward pass (log-probabilities) with its traces."""

    log_probabilities: Array
    last: Array
    traces: list[_Trace] = field(default_factory=list)


def make_network(width: int, pdfs: int, input_mean: Array, input_std: Array, seed: int) -> Network:
    """Draw a fresh network (He initialisation)."""
    chance = np.random.default_rng(seed)
    layers, fan_in = [], INPUT_WIDTH
    for offsets in OFFSETS:
        inputs = fan_in * len(offsets)
        weight = chance.standard_normal((inputs, width)).astype(np.float32) * np.float32(np.sqrt(2 / inputs))
        zeros = np.zeros(width, np.float32)
        layers.append(Layer(offsets=offsets, weight=weight, bias=zeros.copy(), mean=zeros.copy(), variance=zeros + 1))
        fan_in = width
    return Network(
        layers=layers,
        out_weight=np.zeros((width, pdfs), np.float32),
        out_bias=np.zeros(pdfs, np.float32),
        input_mean=np.tile(input_mean, SPLICED_FRAMES).astype(np.float32),
        input_scale=np.tile(1 / input_std, SPLICED_FRAMES).astype(np.float32),
    )


def join(steps: Array, offsets: tuple[int, ...]) -> Array:
    """Join each step with its neighbours; the result is shorter by the reach on both sides."""
    reach = max(offsets)
    if reach == 0:
        return steps
    length = steps.shape[1] - 2 * reach
    return np.concatenate([steps[:, reach + offset : reach + offset + length] for offset in offsets], axis=2)


def _unjoin(gradient: Array, offsets: tuple[int, ...], steps: int) -> Array:
    reach, width = max(offsets), gradient.shape[2] // len(offsets)
    if reach == 0:
        return gradient
    total = np.zeros((gradient.shape[0], steps, width), np.float32)
    for index, offset in enumerate(offsets):
        total[:, reach + offset : reach + offset + gradient.shape[1]] += gradient[
            :, :, index * width : (index + 1) * width
        ]
    return total


def log_softmax(logits: Array) -> Array:
    """Normalise the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return (shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))).astype(np.float32)


def forward(network: Network, batch: Array, *, training: bool) -> Pass:
    """Run spliced features (chunks, steps, INPUT_WIDTH); in training normalise by the batch's own statistics."""
    steps = (batch - network.input_mean) * network.input_scale
    traces = []
    for layer in network.layers:
        joined = join(steps, layer.offsets)
        rectified = np.maximum(joined @ layer.weight + layer.bias, 0)
        if training:
            layer_mean, layer_variance = rectified.mean(axis=(0, 1)), rectified.var(axis=(0, 1))
            layer.mean += np.float32(0.02) * (layer_mean - layer.mean)
            layer.variance += np.float32(0.02) * (layer_variance - layer.variance)
        else:
            layer_mean, layer_variance = layer.mean, layer.variance
        inverse = 1 / np.sqrt(layer_variance + np.float32(_EPSILON))
        steps = (rectified - layer_mean) * inverse
        if training:
            traces.append(_Trace(joined=joined, active=rectified > 0, normal=steps, inverse=inverse))
    return Pass(log_probabilities=log_softmax(steps @ network.out_weight + network.out_bias), last=steps, traces=traces)


def _flat(array: Array) -> Array:
    return array.reshape(-1, array.shape[-1])


def loss_gradient(made: Pass, labels: NDArray[np.int16]) -> tuple[Array, float, float]:
    """Give the gradient at the logits, the mean cross-entropy and the frame accuracy; label -1 counts for nothing."""
    known = labels >= 0
    total = max(int(known.sum()), 1)
    gradient = np.exp(made.log_probabilities) * known[:, :, None] / np.float32(total)
    rows, columns = np.nonzero(known)
    targets = labels[known]
    gradient[rows, columns, targets] -= np.float32(1 / total)
    loss = -float(made.log_probabilities[rows, columns, targets].sum()) / total
    right = float((made.log_probabilities.argmax(axis=2) == labels)[known].sum()) / total
    return gradient, loss, right


def backward(network: Network, made: Pass, gradient: Array) -> list[Array]:
    """Give the gradient of each of `network.parameters()`."""
    flat = _flat(gradient)
    found = [_flat(made.last).T @ flat, flat.sum(axis=0)]
    gradient = gradient @ network.out_weight.T
    for layer, trace in zip(reversed(network.layers), reversed(made.traces), strict=True):
        centred = gradient - gradient.mean(axis=(0, 1)) - trace.normal * (gradient * trace.normal).mean(axis=(0, 1))
        before = centred * trace.inverse * trace.active
        flat = _flat(before)
        found = [_flat(trace.joined).T @ flat, flat.sum(axis=0), *found]
        if layer is not network.layers[0]:
            gradient = _unjoin(before @ layer.weight.T, layer.offsets, before.shape[1] + 2 * max(layer.offsets))
    return found


def folded(network: Network) -> list[tuple[Array, Array]]:
    """Give each affine map as (weight (outputs, inputs), bias) with all normalisation folded in.

    Exact, since padding happens at the input.
    """
    shift, scale = network.input_mean, network.input_scale
    maps = []
    affine = [(layer.weight, layer.bias, layer) for layer in network.layers]
    for weight, bias, layer in affine:
        copies = len(layer.offsets)
        wide_scale, wide_shift = np.tile(scale, copies), np.tile(shift, copies)
        scaled = weight * wide_scale[:, None]
        maps.append((scaled.T.copy(), bias - wide_shift @ scaled))
        shift, scale = layer.mean, 1 / np.sqrt(layer.variance + np.float32(_EPSILON))
    scaled = network.out_weight * scale[:, None]
    maps.append((scaled.T.copy(), network.out_bias - shift @ scaled))
    return maps
