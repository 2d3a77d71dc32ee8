"""Make the smallest streaming model sherpa-onnx can load: it hears four tones as four characters.

`uv run --with onnx python -m tests.contracts.asr.make_tones` writes tests/data/sherpa/t-one-tones. In the form of
T-one, a streaming CTC model for telephones: 300 ms of samples in, ten frames of log probabilities out, a state through.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = Path(__file__).parents[2] / "data" / "sherpa" / "t-one-tones"
TONES_HZ = (500, 800, 1100, 1400)
CHARACTERS = "停水投诉"
FRAME_SAMPLES, FRAMES = 240, 10  # 30 ms, ten of them
THRESHOLD = 400.0  # amplitude that is as likely a tone as none


def main() -> None:
    """Write model and tokens."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    onnx.save(_model(), FOLDER / "model.onnx")
    tokens = [f"{char} {number}" for number, char in enumerate(CHARACTERS)] + [f"<blk> {len(CHARACTERS)}"]
    (FOLDER / "tokens.txt").write_text("\n".join(tokens) + "\n", "utf-8")


def _model() -> onnx.ModelProto:
    time_s = np.arange(FRAME_SAMPLES) / 8000
    waves = [wave(2 * np.pi * hertz * time_s) for hertz in TONES_HZ for wave in (np.cos, np.sin)]
    bases = np.stack(waves, axis=1).astype(np.float32) * 2 / FRAME_SAMPLES
    pairs = np.kron(np.eye(len(TONES_HZ)), np.ones((2, 1))).astype(np.float32) / THRESHOLD**2
    one_more = np.concatenate([np.eye(len(TONES_HZ)), np.zeros((len(TONES_HZ), 1))], axis=1).astype(np.float32)
    blank = np.array([[0.0] * len(TONES_HZ) + [1.0]], np.float32)
    constants = {"bases": bases, "pairs": pairs, "one_more": one_more, "blank": blank}
    shapes = {"frames": np.array([FRAMES, FRAME_SAMPLES]), "out": np.array([1, FRAMES, len(TONES_HZ) + 1])}
    tensors = [numpy_helper.from_array(value, name) for name, value in {**constants, **shapes}.items()]
    graph = helper.make_graph(_nodes(), "tones", _inputs(), _outputs(), tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    helper.set_model_props(model, {"frame_length_ms": "300", "state_dim": "1", "sample_rate": "8000"})
    onnx.checker.check_model(model)
    return model


def _nodes() -> list[onnx.NodeProto]:
    steps = [
        ("Cast", ["signal"], "floats", {"to": TensorProto.FLOAT}),
        ("Reshape", ["floats", "frames"], "framed", {}),
        ("MatMul", ["framed", "bases"], "parts", {}),
        ("Mul", ["parts", "parts"], "squares", {}),
        ("MatMul", ["squares", "pairs"], "powers", {}),
        ("MatMul", ["powers", "one_more"], "scores", {}),
        ("Add", ["scores", "blank"], "logits", {}),
        ("LogSoftmax", ["logits"], "flat", {"axis": -1}),
        ("Reshape", ["flat", "out"], "logprobs", {}),
        ("Identity", ["state"], "state_next", {}),
    ]
    return [helper.make_node(kind, inputs, [output], **more) for kind, inputs, output, more in steps]


def _inputs() -> list[onnx.ValueInfoProto]:
    signal = helper.make_tensor_value_info("signal", TensorProto.INT32, [1, FRAMES * FRAME_SAMPLES, 1])
    return [signal, helper.make_tensor_value_info("state", TensorProto.FLOAT16, [1, 1])]


def _outputs() -> list[onnx.ValueInfoProto]:
    shape = [1, FRAMES, len(TONES_HZ) + 1]
    told = helper.make_tensor_value_info("logprobs", TensorProto.FLOAT, shape)
    return [told, helper.make_tensor_value_info("state_next", TensorProto.FLOAT16, [1, 1])]


if __name__ == "__main__":
    main()
