"""`callcenter model`: what is there and published, a spoken self-test, and taking a model into use."""

import shutil
from pathlib import Path

import pytest

from callcenter.cli import main
from callcenter.packaged import demo_model_dir
from callcenter.parts import model_dir
from callcenter.settings import load


def site(folder: Path, more: str = "") -> Path:
    file = folder / "site.toml"
    file.write_text(f'[site]\ndata_dir = "{folder}/data"\n[asr]\nmodels_dir = "{folder}/models"\n{more}')
    return file


def model(folder: Path, name: str = "city") -> Path:
    shutil.copytree(demo_model_dir(), folder / "models" / name)
    return folder / "models" / name


def run(folder: Path, *words: str, more: str = "") -> int:
    return main(["model", "--config", str(site(folder, more)), *words])


def test_the_list_says_size_licence_and_checksum_and_what_is_in_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model(tmp_path)
    (model(tmp_path, "half") / "am" / "final.mdl").unlink()
    assert run(tmp_path, "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("in use\tdemo-zh-8k\t8000 Hz\t864 words\t")
    assert any(line.startswith("here\tcity\t") for line in lines)
    assert any(line.startswith("here, BROKEN") and "am/final.mdl" in line for line in lines)
    small = next(line for line in lines if "vosk-model-small-cn-0.22" in line)
    for told in ("43.9 MB", "Apache-2.0", "sha256 3af8b0e7e0f835ae9d414ce5df580237a3cfb08d586c9fbbb0f7ff29ad5b14ba"):
        assert told in small


def test_a_model_is_checked_by_hearing_a_sentence_and_then_used_at_the_next_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city = model(tmp_path)
    assert run(tmp_path, "use", "city") == 0
    told = capsys.readouterr().out
    assert "0% of characters wrong" in told
    assert "the next start takes it" in told
    assert model_dir(load(site(tmp_path))) == city


def test_a_model_that_does_not_load_is_not_taken_into_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (model(tmp_path) / "am" / "final.mdl").write_bytes(b"\0Bnonsense")
    assert run(tmp_path, "check", str(tmp_path / "models" / "city"), "--files-only") == 0
    assert run(tmp_path, "use", "city") == 1
    assert "expected one that loads and recognises" in capsys.readouterr().err
    assert model_dir(load(site(tmp_path))) == demo_model_dir()


def test_a_model_the_configuration_names_is_not_overruled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    city = model(tmp_path)
    assert run(tmp_path, "use", "city", more=f'model_path = "{demo_model_dir()}"\n') == 1
    assert "[asr] model_path: expected it empty" in capsys.readouterr().err
    assert model_dir(load(site(tmp_path, f'model_path = "{city}"\n'))) == city
