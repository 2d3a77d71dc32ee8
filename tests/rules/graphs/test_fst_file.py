"""Grammars of every type are read as OpenFst itself reads them; what is none is refused."""

from pathlib import Path

import numpy as np
import pytest

from asr.graphs.fst_file import FstArcs, const_file, read_fst
from asr.graphs.fst_header import FstError, words_inside
from asr.graphs.openfst import ACCEPTOR, I_LABEL_SORTED

FOLDER = Path(__file__).parents[2] / "data" / "graphs"


def listed(fst: FstArcs) -> set[tuple[int, int, int, float]]:
    owners = np.repeat(np.arange(len(fst.final)), np.diff(fst.first))
    rows = zip(owners, fst.targets, fst.labels, fst.costs, strict=True)
    return {(int(owner), int(target), int(label), round(float(cost), 3)) for owner, target, label, cost in rows}


def test_an_ngram_file_unfolds_to_the_arcs_openfst_finds_in_it() -> None:
    told = [line.split() for line in (FOLDER / "small.ngram.txt").read_text().splitlines()]
    arcs = {
        (int(row[0]), int(row[1]), int(row[2]), round(float(row[4]) if len(row) > 4 else 0.0, 3))
        for row in told
        if len(row) > 2
    }
    ends = {int(row[0]): float(row[1]) for row in told if len(row) == 2}
    found = read_fst(FOLDER / "small.ngram.fst")
    assert listed(found) == arcs
    assert {state: pytest.approx(cost, abs=1e-4) for state, cost in ends.items()} == {
        int(state): float(found.final[state]) for state in np.flatnonzero(np.isfinite(found.final))
    }
    assert found.start == 1


def test_const_and_vector_files_say_the_same() -> None:
    const, vector = read_fst(FOLDER / "small.const.fst"), read_fst(FOLDER / "small.vector.fst")
    assert listed(const) == listed(vector)
    assert const.start == vector.start
    assert np.array_equal(const.final, vector.final)


def test_what_is_written_reads_back_with_its_words(tmp_path: Path) -> None:
    fst = read_fst(FOLDER / "small.ngram.fst")
    (tmp_path / "again.fst").write_bytes(const_file(fst, ACCEPTOR | I_LABEL_SORTED))
    again = read_fst(tmp_path / "again.fst")
    assert listed(again) == listed(fst)
    assert np.array_equal(again.final, fst.final)
    inside = words_inside(tmp_path / "again.fst")
    lines = (FOLDER / "small.words.txt").read_text("utf-8").splitlines()
    assert inside == {line.split()[0]: int(line.split()[1]) for line in lines}


def test_a_file_without_words_has_none_inside() -> None:
    assert words_inside(FOLDER / "small.const.fst") == {}


@pytest.mark.parametrize("length", [0, 3, 40, 100, 400])
def test_a_file_cut_short_is_refused(tmp_path: Path, length: int) -> None:
    for name in ("small.const.fst", "small.vector.fst", "small.ngram.fst"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes()[:length])
        with pytest.raises(FstError, match="expected"):
            read_fst(tmp_path / name)


def test_a_look_ahead_graph_is_no_grammar() -> None:
    model = Path(__file__).parents[3] / "asr" / "models" / "demo-zh-8k"
    with pytest.raises(FstError, match="expected one of const, vector, ngram, found 'olabel_lookahead'"):
        read_fst(model / "graph" / "HCLr.fst")
