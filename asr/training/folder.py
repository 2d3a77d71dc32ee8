"""Writes the model folder as vosk expects it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from asr.graphs.build import write_graph_files
from asr.graphs.graph import Graphs
from asr.graphs.phones import SILENCE_PHONE, Position, phone, phone_count
from asr.training.features import MFCC_CONF
from asr.training.kaldi_format import final_mdl, pdf_count
from asr.training.network import Network, folded

_PRIOR_FLOOR = 1e-5
_SILENCE_DOUBT = 0.2  # words in 6 of 60 pieces of music at 1, in 1 at 0.2; at 0.05 a short 的 got lost
_POSITION_NAMES = {
    Position.BEGIN: "begin",
    Position.END: "end",
    Position.INTERNAL: "internal",
    Position.SINGLETON: "singleton",
}

# Rule 2 ends an utterance 0.5 s after a likely end; rules 3 and 4 wait longer where the sentence could go on.
MODEL_CONF = """--min-active=200
--max-active=3000
--beam=13.0
--lattice-beam=6.0
--acoustic-scale={acoustic_scale}
--frame-subsampling-factor=3
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=1.0
--endpoint.rule4.min-trailing-silence=2.0
"""
ACOUSTIC_SCALE = 0.5  # 0.35 trusts the sentences more, 0.7 the sound; measured: docs/decisions/0004-demo-model.md


def priors_of(labels: NDArray[np.int16], units: int) -> NDArray[np.float64]:
    """Give each pdf's share of the labelled steps, floored so that none is zero, and silence's made small."""
    counts = np.bincount(labels[labels >= 0], minlength=pdf_count(units)).astype(np.float64)
    shares = np.maximum(counts / max(counts.sum(), 1), _PRIOR_FLOOR)
    shares[0] *= _SILENCE_DOUBT
    return shares


def word_boundaries(units: int) -> str:
    """Give phones/word_boundary.int: the place of each phone in its word."""
    lines = [f"{SILENCE_PHONE} nonword"]
    lines += [
        f"{phone(unit, position)} {name}" for unit in range(1, units) for position, name in _POSITION_NAMES.items()
    ]
    return "\n".join(lines) + "\n"


def write_acoustic_model(folder: Path, network: Network, priors: NDArray[np.float64]) -> None:
    """Write am/final.mdl."""
    (folder / "am").mkdir(parents=True, exist_ok=True)
    (folder / "am" / "final.mdl").write_bytes(final_mdl(folded(network), priors))


def write_graphs(folder: Path, graphs: Graphs, units: int) -> None:
    """Write conf/ and graph/."""
    for name in ("conf", "graph/phones"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "conf" / "mfcc.conf").write_text(MFCC_CONF)
    (folder / "conf" / "model.conf").write_text(MODEL_CONF.format(acoustic_scale=ACOUSTIC_SCALE))
    graph = folder / "graph"
    write_graph_files(graph, graphs)
    last = graphs.disambiguation and phone_count(units)
    if not last:
        raise ValueError("graphs: expected disambiguation symbols, found none")
    graph.joinpath("phones", "word_boundary.int").write_text(word_boundaries(units))
