"""Writes am/final.mdl: Kaldi's binary primitives, transition model and nnet3 network, matrices in 8 bits (pure).

Little-endian. Phones: 1 is silence; every other unit has four (begin, end, internal, singleton) with the same two pdfs:
one for the step it starts at, one for the steps that follow. The start tells 二 二 from one long 二.
"""

import struct

import numpy as np
from numpy.typing import NDArray

from asr.graphs.phones import phone_count, unit_of
from asr.training.features import COEFFICIENTS, SUBSAMPLING
from asr.training.network import CONTEXT_FRAMES, OFFSETS, SPLICED_FRAMES, Array

_LOG_HALF = float(np.log(0.5))


def start_pdf(unit: int) -> int:
    """Give the pdf of a unit's first step; silence has one pdf for all."""
    return max(2 * unit - 1, 0)


def rest_pdf(unit: int) -> int:
    """Give the pdf of a unit's further steps."""
    return 2 * unit


def pdf_count(units: int) -> int:
    """Give the number of pdfs, which is the network's output width."""
    return 2 * units - 1


def token(text: str) -> bytes:
    """Encode a token."""
    return text.encode("ascii") + b" "


def int32(value: int) -> bytes:
    """Encode an integer with its size byte."""
    return b"\x04" + struct.pack("<i", value)


def float32(value: float) -> bytes:
    """Encode a float with its size byte."""
    return b"\x04" + struct.pack("<f", value)


def integers(values: list[int]) -> bytes:
    """Encode an integer vector; its length carries no size byte."""
    return b"\x04" + struct.pack(f"<i{len(values)}i", len(values), *values)


def vector(values: Array) -> bytes:
    """Encode a float vector."""
    return token("FV") + int32(len(values)) + values.astype("<f4").tobytes()


def matrix(values: Array) -> bytes:
    """Encode (rows, columns) in 8 bits: value = least + range * q / 255."""
    least = float(values.min())
    spread = max(float(values.max()) - least, 1e-6)
    steps = np.clip(np.round((values - least) / spread * 255), 0, 255).astype(np.uint8)
    rows, columns = values.shape
    return token("CM3") + struct.pack("<ffii", least, spread, rows, columns) + steps.tobytes()


def read_matrix(encoded: bytes) -> Array:
    """Decode what `matrix` wrote."""
    head = token("CM3")
    if not encoded.startswith(head):
        raise ValueError(f"matrix: expected it to start with {head!r}, found {encoded[:4]!r}")
    least, spread, rows, columns = struct.unpack_from("<ffii", encoded, len(head))
    steps = np.frombuffer(encoded, np.uint8, rows * columns, len(head) + 16).reshape(rows, columns)
    return (least + spread * steps.astype(np.float32) / 255).astype(np.float32)


def transition_model(units: int) -> bytes:
    """Encode one two-transition topology for all phones and their pdfs."""
    phones = list(range(1, phone_count(units) + 1))
    # -1 announces two pdf classes a state: 0 on entering (forward), 1 on staying (self-loop); the last state has none
    state = int32(0) + int32(1) + int32(2) + int32(0) + float32(0.5) + int32(1) + float32(0.5)
    entry = int32(2) + state + int32(-1) + int32(-1) + int32(0)
    topology = integers(phones) + integers([-1] + [0] * len(phones)) + int32(-1) + int32(1) + entry
    pairs = [(start_pdf(unit_of(number)), rest_pdf(unit_of(number))) for number in phones]
    rows = [
        int32(number) + int32(0) + int32(start) + int32(rest)
        for number, (start, rest) in zip(phones, pairs, strict=True)
    ]
    tuples = b"".join(rows)
    logs = np.full(2 * len(phones) + 1, _LOG_HALF, np.float32)
    logs[0] = 0
    parts = [token("<TransitionModel>"), token("<Topology>"), topology, token("</Topology>")]
    parts += [token("<Tuples>"), int32(len(phones)), tuples, token("</Tuples>")]
    return b"".join([*parts, token("<LogProbs>"), vector(logs), token("</LogProbs>"), token("</TransitionModel>")])


def _affine(weight: Array, bias: Array) -> bytes:
    body = token("<LinearParams>") + matrix(weight) + token("<BiasParams>") + vector(bias)
    return token("<FixedAffineComponent>") + body + token("</FixedAffineComponent>")


def _nonlinear(kind: str, dimension: int) -> bytes:
    empty = np.zeros(0, np.float32)
    body = token("<Dim>") + int32(dimension) + token("<ValueAvg>") + vector(empty) + token("<DerivAvg>") + vector(empty)
    count = token("<Count>") + b"\x08" + struct.pack("<d", 0.0)
    return token(f"<{kind}>") + body + count + token(f"</{kind}>")


def _offset(node: str, frames: int) -> str:
    return f"Offset({node}, {frames})" if frames else node


def _input_of(layer: int) -> str:
    if layer == 0:
        reach = SPLICED_FRAMES // 2
        parts = [_offset("input", frames) for frames in range(-reach, reach + 1)]
    else:
        parts = [_offset(f"l{layer - 1}.relu", SUBSAMPLING * steps) for steps in OFFSETS[layer]]
    return f"Append({', '.join(parts)})"


def config_lines(layers: int) -> str:
    """Give the network's config: nodes in order, ended by an empty line."""
    lines = [f"input-node name=input dim={COEFFICIENTS}"]
    for layer in range(layers):
        lines.append(f"component-node name=l{layer}.affine component=l{layer}.affine input={_input_of(layer)}")
        lines.append(f"component-node name=l{layer}.relu component=l{layer}.relu input=l{layer}.affine")
    lines.append(f"component-node name=out.affine component=out.affine input=l{layers - 1}.relu")
    lines.append("component-node name=out.lsm component=out.lsm input=out.affine")
    lines.append("output-node name=output input=out.lsm objective=linear")
    return "\n".join(lines) + "\n\n"


def _components(maps: list[tuple[Array, Array]]) -> bytes:
    named: list[tuple[str, bytes]] = []
    for layer, (weight, bias) in enumerate(maps[:-1]):
        named.append((f"l{layer}.affine", _affine(weight, bias)))
        named.append((f"l{layer}.relu", _nonlinear("RectifiedLinearComponent", len(bias))))
    weight, bias = maps[-1]
    named.append(("out.affine", _affine(weight, bias)))
    named.append(("out.lsm", _nonlinear("LogSoftmaxComponent", len(bias))))
    body = b"".join(token("<ComponentName>") + token(name) + component for name, component in named)
    return token("<NumComponents>") + int32(len(named)) + body


def final_mdl(maps: list[tuple[Array, Array]], priors: NDArray[np.float64]) -> bytes:
    """Encode the whole file.

    Args:
        maps: (weight (outputs, inputs), bias) of each affine map, normalisation folded in, the output map last.
        priors: probability of each pdf, all above zero.
    """
    network = token("<Nnet3>") + b"\n" + config_lines(len(maps) - 1).encode() + _components(maps) + token("</Nnet3>")
    context = token("<LeftContext>") + int32(CONTEXT_FRAMES) + token("<RightContext>") + int32(CONTEXT_FRAMES)
    tail = context + token("<Priors>") + vector(priors.astype(np.float32))
    return b"\x00B" + transition_model(len(priors)) + network + tail
