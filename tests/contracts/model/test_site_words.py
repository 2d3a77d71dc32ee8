"""`callcenter words build`: the demo model rebuilt with a city's words; words mixed into one like published ones."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from asr.graphs.build import GRAPH_FILES
from asr.model_folder import ModelError, check_model, words_of
from asr.recognizer import Final, PcmChunk
from asr.vosk_engine import VoskEngine
from callcenter.cli import main
from callcenter.words.gather import SiteWords
from callcenter.words.mixing import mix_in
from callcenter.words.rebuild import rebuild
from tests.contracts.asr.speech import spoken_sentences

HOUSE = Path(__file__).parents[3]
MODEL = HOUSE / "asr" / "models" / "demo-zh-8k"
SMALL = HOUSE / "tests" / "data" / "graphs"
NEW_WORD = HOUSE / "tests" / "data" / "graphs" / "fenghuang.flac"  # 凤凰新村停水三天了, said by espeak-ng's m5


def heard(model: Path, pcm: bytes) -> str:
    session = VoskEngine(model).open()
    found = list(session.push(PcmChunk(start_sample=0, pcm=pcm), partial=False)) + list(session.flush())
    return "".join(one.text for one in found if isinstance(one, Final)).replace(" ", "")


def test_without_new_words_the_graphs_come_out_as_they_were_shipped(tmp_path: Path) -> None:
    made = rebuild(MODEL, SiteWords(classes={"estate": ("阳光小区",)}), tmp_path / "again")
    assert (made.known, made.added, dict(made.unspelled)) == (("阳光小区",), (), {})
    for name in GRAPH_FILES:
        assert (made.folder / "graph" / name).read_bytes() == (MODEL / "graph" / name).read_bytes(), name


def test_a_new_name_is_heard_after_and_was_not_before(tmp_path: Path) -> None:
    samples, rate_hz = soundfile.read(NEW_WORD, dtype="int16")
    assert rate_hz == 8000
    pcm = np.asarray(samples).tobytes()
    site = SiteWords(classes={"estate": ("凤凰新村",), "venue": ("BRT站",)}, clauses=("凤凰新村停水",))
    made = rebuild(MODEL, site, tmp_path / "city")
    assert "凤凰新村" not in heard(MODEL, pcm)
    assert heard(made.folder, pcm) == "凤凰新村停水三天了"
    assert dict(made.unspelled) == {"BRT站": "no sound for BRT"}
    assert made.ticket_sentences == 1
    for speech in spoken_sentences():
        assert heard(made.folder, speech.pcm) == speech.text, "what was heard before still is"


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """The demo model as published small ones are: nothing said of sounds."""
    folder = tmp_path / "published"
    shutil.copytree(MODEL, folder)
    shutil.rmtree(folder / "lexicon")
    return folder


def test_words_are_mixed_into_the_grammar_and_all_else_stays(published: Path, tmp_path: Path) -> None:
    site = SiteWords(classes={"estate": ("凤凰新村", "阳光小区", "人民公园")}, clauses=("阳光小区路灯坏了",))
    before = (published / "graph" / "Gr.fst").read_bytes()
    made = mix_in(published, site, tmp_path / "mixed")
    assert made.known == ("阳光小区",)
    assert made.unspelled == ("凤凰新村", "人民公园"), "the small model has no words for their characters"
    assert (published / "graph" / "Gr.fst").read_bytes() == before
    changed = [
        path.relative_to(published)
        for path in published.rglob("*")
        if path.is_file() and path.read_bytes() != (made.folder / path.relative_to(published)).read_bytes()
    ]
    assert changed == [Path("graph/Gr.fst")]
    for speech in spoken_sentences():
        assert heard(made.folder, speech.pcm) == speech.text


def test_a_model_with_one_graph_for_all_is_refused_with_the_reason(published: Path, tmp_path: Path) -> None:
    shutil.copy(published / "graph" / "Gr.fst", published / "graph" / "HCLG.fst")
    (published / "graph" / "Gr.fst").unlink()
    with pytest.raises(ModelError, match="expected a look-ahead graph"):
        mix_in(published, SiteWords(classes={}), tmp_path / "mixed")
    assert not (tmp_path / "mixed").exists()


def test_a_model_whose_words_are_inside_its_grammar_is_whole(published: Path) -> None:
    """Published small models have no words.txt."""
    (published / "graph" / "words.txt").unlink()
    with pytest.raises(ModelError, match=r"expected words in graph/words.txt or inside the graph, found none"):
        check_model(published)
    shutil.copy(SMALL / "small.ngram.fst", published / "graph" / "Gr.fst")
    assert check_model(published).words == len(words_of(published)) == 16


def test_the_command_builds_and_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "made"
    config = tmp_path / "site.toml"
    config.write_text(f'[site]\ndata_dir = "{tmp_path}"\n[store]\nurl = "sqlite:///{tmp_path}/desk.db"\n')
    told = ["words", "build", "--config", str(config), "--out", str(out), "--no-tickets"]
    assert main(told) == 0
    assert "known: 93 of 93 words of the site" in capsys.readouterr().out
    assert check_model(out).demo
    assert main(told) == 1
    assert "expected a new folder, found one that is there" in capsys.readouterr().err
