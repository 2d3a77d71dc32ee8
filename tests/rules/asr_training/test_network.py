"""The numpy network: its gradient is the slope of its loss, and folding its normalisation away changes nothing."""

import numpy as np
import pytest

from asr.training.network import (
    CONTEXT_STEPS,
    INPUT_WIDTH,
    Network,
    backward,
    folded,
    forward,
    join,
    log_softmax,
    loss_gradient,
    make_network,
)
from asr.training.train import IGNORED, pad_utterance, spliced

PDFS = 5


def small_network() -> Network:
    chance = np.random.default_rng(1)
    network = make_network(6, PDFS, np.full(30, 2.0, np.float32), np.full(30, 3.0, np.float32), 1)
    network.out_weight[:] = chance.normal(size=network.out_weight.shape) * 0.3
    for layer in network.layers:
        layer.mean[:] = chance.normal(size=6) * 0.2
        layer.variance[:] = chance.uniform(0.5, 2, 6)
    return network


def batch_and_labels() -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(2)
    batch = chance.normal(2, 3, size=(2, 2 * CONTEXT_STEPS + 4, INPUT_WIDTH)).astype(np.float32)
    labels = chance.integers(0, PDFS, size=(2, 4)).astype(np.int16)
    labels[0, 0] = IGNORED
    return batch, labels


@pytest.mark.parametrize("index", [0, 1, 4, 8, 9, 10, 11])
def test_the_gradient_is_the_slope_of_the_loss(index: int) -> None:
    network = small_network()
    batch, labels = batch_and_labels()
    made = forward(network, batch, training=True)
    gradient = backward(network, made, loss_gradient(made, labels)[0])[index]
    array = network.parameters()[index].reshape(-1)
    place = int(np.abs(gradient).argmax())
    step = 1e-2
    array[place] += step
    above = loss_gradient(forward(network, batch, training=True), labels)[1]
    array[place] -= 2 * step
    below = loss_gradient(forward(network, batch, training=True), labels)[1]
    assert (above - below) / (2 * step) == pytest.approx(gradient.reshape(-1)[place], rel=0.1, abs=2e-4)


def test_folding_the_normalisation_into_the_next_map_changes_nothing() -> None:
    network = small_network()
    batch, _ = batch_and_labels()
    steps = batch
    maps = folded(network)
    for (weight, bias), layer in zip(maps[:-1], network.layers, strict=True):
        steps = np.maximum(join(steps, layer.offsets) @ weight.T + bias, 0)
    weight, bias = maps[-1]
    expected = forward(network, batch, training=False).log_probabilities
    assert np.allclose(log_softmax(steps @ weight.T + bias), expected, atol=1e-4)


def test_ignored_steps_do_not_pull() -> None:
    network = small_network()
    batch, labels = batch_and_labels()
    gradient, _, _ = loss_gradient(forward(network, batch, training=False), labels)
    assert not gradient[0, 0].any()
    assert gradient[0, 1].any()


def test_a_padded_utterance_keeps_its_frames_and_labels_in_step() -> None:
    frames = np.arange(10, dtype=np.float32)[:, None].repeat(30, axis=1)
    labels = np.arange(4, dtype=np.int16)
    stream = pad_utterance(frames, labels)
    view = spliced(stream.frames)
    for step in range(4):
        middle = view[CONTEXT_STEPS + step].reshape(7, 30)[3, 0]
        assert stream.labels[CONTEXT_STEPS + step] == step
        assert middle == 3 * step
    assert (stream.labels == IGNORED).sum() == len(stream.labels) - 4
