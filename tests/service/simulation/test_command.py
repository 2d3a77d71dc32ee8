"""`callcenter simulate`: table, JSON, pictures and page say the same; bad input is refused before anything runs."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from callcenter.cli import main

FIGURES = {"offered", "answer_rate", "within_rate", "abandon_rate", "asa_s", "aht_s", "occupancy"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of one run."""
    found = tmp_path_factory.mktemp("out")
    words = [
        "simulate",
        "--preset",
        "gaoyou-350-total",
        "--replications",
        "5",
        "--compare",
        "care",
        "--out",
        str(found),
    ]
    assert main(words) == 0
    return found


def test_the_figures_come_with_their_intervals(folder: Path) -> None:
    told = json.loads((folder / "report.json").read_text("utf-8"))
    assert told["days"] == 5
    assert told["figures"].keys() >= FIGURES
    rate = told["figures"]["answer_rate"]
    assert 0.8 < rate["mean"] < 1.0
    assert 0.0 < rate["half_width_95"] < 0.1
    assert told["compared"]["care"]["offered"] == told["figures"]["offered"], "the same days"


def test_the_half_hours_add_up_to_the_day(folder: Path) -> None:
    told = json.loads((folder / "report.json").read_text("utf-8"))
    assert len(told["half_hours"]) == 48
    assert sum(one["offered"] for one in told["half_hours"]) == pytest.approx(told["figures"]["offered"]["mean"])
    for one in told["half_hours"]:
        assert one["offered"] == pytest.approx(one["answered"] + one["abandoned"])


def test_the_staff_needed_meets_the_target_in_every_half_hour(folder: Path) -> None:
    staffing = json.loads((folder / "report.json").read_text("utf-8"))["staffing"]
    assert staffing["met"]
    assert len(staffing["simulated"]) == len(staffing["erlang"]) == 48
    assert sum(abs(a - b) for a, b in zip(staffing["simulated"], staffing["erlang"], strict=True)) <= 30


def test_every_picture_is_a_drawing(folder: Path) -> None:
    drawings = sorted(folder.glob("*.svg"))
    assert [one.stem for one in drawings] == ["calls", "operators", "service", "staff"]
    for one in drawings:
        assert ET.parse(one).getroot().tag.endswith("svg")  # noqa: S314 - our own file


def test_every_picture_comes_as_png_too_with_its_bars_and_its_chinese(folder: Path) -> None:
    for name in ("calls", "operators", "service", "staff"):
        with Image.open(folder / f"{name}.png") as picture:
            assert picture.size[0] == 1920
            colours = {colour for _, colour in picture.convert("RGB").getcolors(100_000) or ()}
            assert (0x25, 0x63, 0xEB) in colours, "the first series"
            title = picture.convert("L").crop((112, 10, 400, 60))
            assert title.getextrema()[0] < 80, "ink where the title stands"


def test_the_page_needs_nothing_else_and_is_in_chinese(folder: Path) -> None:
    page = (folder / "report.html").read_text("utf-8")
    assert '<html lang="zh-CN">' in page
    assert "15 秒接通率" in page
    assert page.count("<svg") == 4
    for outside in ("<script", "<link", "src=", "@import", "url("):
        assert outside not in page


def test_the_same_seed_prints_the_same_table(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["simulate", "--replications", "2", "--no-staffing"]
    assert main(words) == 0
    first = capsys.readouterr().out
    assert main(words) == 0
    assert capsys.readouterr().out == first
    assert main([*words, "--seed", "9"]) == 0
    assert capsys.readouterr().out != first


def test_a_recorded_day_is_played_as_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = tmp_path / "monday.csv"
    day.write_text("at,waited_s,talk_s\n09:00:00,3,100\n09:00:30,3,100\n10:00:00,60,\n", "utf-8")
    assert main(["simulate", "--day", str(day), "--replications", "3", "--no-staffing", "--out", str(tmp_path)]) == 0
    assert "录得的一天：monday.csv，3 通" in capsys.readouterr().out
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["figures"]["offered"]["mean"] == 3.0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--preset", "atlantis"], "--preset: expected one of changzhou-2021, "),
        (["--profile", "/nowhere/x.toml"], "/nowhere/x.toml: expected a readable TOML file"),
        (["--day", "/nowhere/x.csv"], "/nowhere/x.csv: expected a readable CSV file"),
    ],
)
def test_what_cannot_be_used_is_refused(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", *words]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--replications", "0"], ["--surge", "-1"], ["--ledger", "soon"]])
def test_arguments_out_of_range_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["simulate", *words])
    assert end.value.code == 2
    assert "expected" in capsys.readouterr().err


def test_a_day_in_the_ledger_that_has_no_call_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "callcenter.toml"
    config.write_text(f'[store]\nurl = "sqlite:///{tmp_path}/desk.db"\n', "utf-8")
    assert main(["simulate", "--ledger", "2026-05-01", "--config", str(config)]) == 2
    assert "expected calls on 2026-05-01, found none in the ledger" in capsys.readouterr().err
