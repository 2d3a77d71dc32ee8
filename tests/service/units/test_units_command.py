"""`callcenter units`: a file that fits is taken, one that does not changes nothing and says where."""

from pathlib import Path

import pytest

from callcenter.cli import main

HEAD = "unit_id,name,kind,parent_id,aliases,duties,areas,active\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "desk.toml"
    file.write_text(f'[store]\nurl = "sqlite:///{tmp_path}/desk.db"\n', "utf-8")
    return file


def units(*words: object) -> int:
    return main(["units", *(str(word) for word in words)])


def test_export_and_import_give_the_same_again(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert units("export", "--config", config) == 0
    file = tmp_path / "units.csv"
    file.write_text(capsys.readouterr().out, "utf-8")
    assert units("import", file, "--config", config) == 0
    assert "0 added, 0 changed, " in capsys.readouterr().out


def test_a_file_with_faults_changes_nothing_and_names_them(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(HEAD + "N1,新所一,station,N2,,,,\nN2,新所二,station,N1,,,,\nN3,新所三,station,NO,,,,\n", "utf-8")
    assert units("import", file, "--config", config) == 1
    said = capsys.readouterr().err
    assert f"{file}: line 2: column parent_id: expected a tree, found the circle N1 > N2 > N1" in said
    assert f"{file}: line 4: column parent_id: expected the id of a unit, found 'NO'" in said
    units("list", "--config", config)
    assert "新所" not in capsys.readouterr().out


def test_duties_people_grids_and_rosters_go_in_and_come_out(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "duties": "duty_id,item,unit_id,keywords,valid_from,source\nd1,路灯维修,U001,灯不亮,2026-01-01,1号文\n",
        "grids": "grid_id,name,area,places\nG1,一格,朝阳社区,阳光小区\n",
        "people": "person_id,name,kind,unit_id,skills,grids,weekdays\nP1,老王,网格员,U001,物业,G1,1-5\n",
        "roster": "unit_id,name,number,rank,since,until\nU001,主班,13800000000,1,,\n",
    }
    for which, text in files.items():
        file = tmp_path / f"{which}.csv"
        file.write_text(text, "utf-8")
        assert units("import", file, "--list", which, "--config", config) == 0
        assert f"{which}: 1 added, 0 changed, 0 unchanged" in capsys.readouterr().out
        assert units("export", "--list", which, "--config", config) == 0
        assert "U001" in (out := capsys.readouterr().out) or "G1" in out


def test_a_member_needs_a_unit_that_exists(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "new", "--role", "unit", "--config", str(config)]) == 0
    ident = capsys.readouterr().err.split()[1]
    assert units("member", ident, "U001", "--config", config) == 0
    assert units("member", ident, "nowhere", "--config", config) == 1
    assert "unit: expected an existing one" in capsys.readouterr().err


def test_a_sources_token_needs_a_source_that_is_there(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    making = ["token", "new", "--role", "source", "--config", str(config), "--source"]
    assert main([*making, "nowhere"]) == 2
    assert "expected a code of intake.toml, found 'nowhere'" in capsys.readouterr().err
    assert main([*making, "web"]) == 0
    assert capsys.readouterr().out.startswith("cc_")
