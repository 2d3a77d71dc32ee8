"""`callcenter check` reads every file of the city that a start needs, and names file and key of what is wrong."""

import argparse
import shutil
from pathlib import Path

import pytest

from callcenter import hot_rules, kpis, profiles
from callcenter.commands import check
from callcenter.packaged import config_dir
from callcenter.show.aftermath import score_rules

SOURCE = config_dir()


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The city's files where they may be spoilt."""
    copy = tmp_path / "config"
    for name in ("kpis", "profiles", "city", "calendar"):
        shutil.copytree(SOURCE / name, copy / name)
    for name in ("hot-topics.toml", "sms.toml", "intake.toml", "feed.toml", "show-score.toml"):
        shutil.copy(SOURCE / name, copy / name)
    for module in (kpis, profiles, hot_rules, score_rules):
        monkeypatch.setattr(module, "config_dir", lambda: copy)
    monkeypatch.setattr(check, "city_dir", lambda _city: copy / "city")
    return copy


def told(tmp_path: Path, capsys: pytest.CaptureFixture[str], more: str = "") -> dict[str, str]:
    """What was said of each thing, ok or FAULT in front."""
    file = tmp_path / "site.toml"
    file.write_text(f'[site]\ndata_dir = "{tmp_path}/data"\n{more}', "utf-8")
    check.run(argparse.Namespace(config=file))
    lines = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines() if line[:5] in ("ok   ", "FAULT")]
    return {rest.partition(": ")[0]: f"{word} {rest.partition(': ')[2]}" for word, rest in lines}


def test_all_files_of_the_demo_city_are_read(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(tmp_path, capsys)
    for name in (
        "site.city",
        "profile",
        "calendar",
        "kpis",
        "hot topics",
        "show score",
        "knowledge",
        "intake, sms, feed",
    ):
        assert said[name].startswith("ok "), said[name]


SPOILT = (
    ("show score", "show-score.toml", '"dated"', '"luck"', ("show-score.toml", "measure: expected")),
    ("profile", "profiles/demo.toml", "schema = 1", "schema = 2", ("profiles/demo.toml", "schema: expected 1")),
    ("kpis", "kpis/default.toml", "small = ", "smal = ", ("kpis/default.toml", "smal")),
    ("hot topics", "hot-topics.toml", "least_persons", "least_person", ("hot-topics.toml", "least_person")),
    ("knowledge", "city/knowledge.csv", "question", "frage", ("knowledge.csv", "line 1", "question")),
)


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_file_that_cannot_be_used_is_named_with_its_key(
    config: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoilt: tuple[str, str, str, str, tuple[str, ...]],
) -> None:
    name, file, good, bad, words = spoilt
    path = config / file
    before = path.read_text("utf-8")
    assert good in before
    path.write_text(before.replace(good, bad, 1), "utf-8")
    said = told(tmp_path, capsys)[name]
    assert said.startswith("FAULT "), said
    assert all(word in said for word in words), said


def test_a_site_file_of_templates_or_sources_is_named_with_its_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoilt = tmp_path / "sms.toml"
    spoilt.write_text('[[template]]\nevent = "accepted"\ntext = "{contact_phone}"\n', "utf-8")
    said = told(tmp_path, capsys, f'[sms]\nrules = "{spoilt}"\n')["intake, sms, feed"]
    assert said.startswith(f"FAULT {spoilt}: template[1].text: expected names of")


def test_a_server_of_recognisers_that_is_not_there_is_named(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(tmp_path, capsys, '[asr]\nengine = "vosk-server"\nservers = ["ws://127.0.0.1:1"]\n')
    assert said["asr.servers[0]"].startswith("FAULT server ws://127.0.0.1:1: expected to be reached, found ")


def test_a_sherpa_model_that_is_not_there_is_named(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(tmp_path, capsys, f'[asr]\nengine = "sherpa-onnx"\nmodel_path = "{tmp_path}/none"\n')
    assert said["asr.model_path"].startswith("FAULT ")
    assert "expected" in said["asr.model_path"]
