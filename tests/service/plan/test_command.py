"""`callcenter plan` as a person types it."""

from pathlib import Path

import pytest

from callcenter.cli import main
from tests.service.plan.notice import as_csv, as_xlsx, rows


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "callcenter.toml"
    store = f'[store]\nurl = "sqlite:///{tmp_path}/desk.db"\n'
    file.write_text(f'{store}[site]\ncity = "changzhou"\ndata_dir = "{tmp_path}"\n', "utf-8")
    return file


def run(config: Path, *words: str) -> int:
    return main(["plan", *words, "--config", str(config)])


def test_a_schedule_is_looked_at_imported_checked_and_exported(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = config.with_name("附件1.xlsx")
    file.write_bytes(as_xlsx())
    asked = ["import", str(file), "--year", "2020", "--announced", "2020-03-13"]
    assert run(config, *asked, "--look") == 0
    told = capsys.readouterr().out
    assert "note  row 8: other_weekday: expected thu, found 2020-04-29, a wed" in told
    assert "added   2020-04-29 公安局" in told
    assert run(config, *asked) == 0
    assert capsys.readouterr().out.endswith("plan 2020: 40 added\n")
    assert run(config, *asked) == 0
    assert capsys.readouterr().out.endswith("plan 2020: 40 same\n")
    assert run(config, "check", "--year", "2020") == 0  # all of it is over: nobody noted who came
    told = capsys.readouterr().out
    assert "plan 2020: 40 editions, 40 over" in told
    assert "missing 2020-04-29 attendance: 公安局" in told
    assert "units " not in told, "常州 has no 两个100%"
    config.write_text(config.read_text("utf-8").replace("changzhou", "jintan"), "utf-8")
    assert run(config, "check", "--year", "2020") == 0
    told = capsys.readouterr().out
    assert "units   0 of 42 (0%), 0 still planned; without a date: " in told
    assert "short   missed: leader of 公安局\n" in told
    back = config.with_name("out.csv")
    assert run(config, "export", str(back), "--year", "2020") == 0
    assert run(config, "import", str(back), "--year", "2020") == 0
    assert capsys.readouterr().out.endswith("plan 2020: 40 same\n")


def test_a_bad_row_is_named_and_nothing_is_stored(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, bad = config.with_name("bad.csv"), rows()
    bad[6][2] = "5月41日"
    file.write_bytes(as_csv(bad))
    assert run(config, "import", str(file), "--year", "2020") == 1
    told = capsys.readouterr()
    assert "FAULT row 8: unreadable: row 8: air date: expected one day such as 3月26日, found '5月41日'" in told.out
    assert "nothing was stored" in told.err
    assert run(config, "check", "--year", "2020") == 0
    assert "plan 2020: 0 editions" in capsys.readouterr().out
    assert run(config, "import", str(file.with_name("none.csv"))) == 1
    assert run(config, "export", str(file.with_name("plan.exe"))) == 1
