"""`callcenter profile`: lists, shows, and finds contradictions; the exit code says whether there are faults."""

import argparse
from pathlib import Path

import pytest

from callcenter.commands import profile
from tests.rules.deadlines.offices import DATA

BROKEN = """
schema = 1
id = "broken"
title = "某市"
source = "某市规定"
[[clocks]]
id = "close"
title = "办结"
starts = "dispatched"
stops = "dispatched"
limit = "5 wd"
"""


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    profile.add_arguments(parser)
    return profile.run(parser.parse_args(words))


def test_list_names_every_profile(capsys: pytest.CaptureFixture[str]) -> None:
    """One a line."""
    assert _run("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 11
    assert lines[1].startswith("changzhou\t常州市\tcity\t4 clocks\t")


def test_show_says_everything_of_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Show, hours, milestones, clocks, switches, words."""
    assert _run("show", "changzhou") == 0
    out = capsys.readouterr().out
    for part in ("政风热线 thu 09:00", "09:00-12:00 13:30-17:30", "prep_meeting", "show_close", "30 wd", "second_hold"):
        assert part in out


def test_check_of_all_that_come_with_the_package_finds_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    """Conflicts are shown; they are the cities' own and fail nothing."""
    assert _run("check", "--calendar", str(DATA)) == 0
    out = capsys.readouterr().out
    assert "differ for 6 of 40 shows" in out
    assert "hejin: nothing found" in out
    assert "calls.peak_per_day: said by the source and kept" in out
    assert "FAULT" not in out


def test_check_fails_on_a_fault_and_goes_on_with_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A clock that cannot run, and a file that cannot be read."""
    (tmp_path / "broken.toml").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "worse.toml").write_text("schema = 7", encoding="utf-8")
    assert _run("check", "--profiles", str(tmp_path)) == 1
    out = capsys.readouterr().out
    assert "FAULT     clock close can never run" in out
    assert "schema: expected 1, found 7" in out


def test_a_name_nobody_has_or_a_bad_calendar_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And says why on standard error."""
    assert _run("show", "nowhere") == 2
    (tmp_path / "CN-2027.toml").write_text("year = 2028", encoding="utf-8")
    assert _run("check", "--calendar", str(tmp_path)) == 2
    err = capsys.readouterr().err
    assert "found no such file" in err
    assert "expected the year of the file's name" in err
