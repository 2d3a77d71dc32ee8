"""A site's word lists are read whole, or refused with the file, the place, what was expected and what was found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from callcenter.drafting import KnowledgeError, load_knowledge
from callcenter.drafting.gazetteer import Place, PlaceKind
from callcenter.drafting.loading import read_places, read_units
from tests.rules.drafting.conftest import CITY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CITY, tmp_path / "city")
    return tmp_path / "city"


def test_places_carry_kind_area_and_other_names(tmp_path: Path) -> None:
    path = tmp_path / "places.txt"
    path.write_text("# city\n阳光小区\t小区\t东城区\t阳光里 阳光苑\n人民路\t道路\n茅山\t景点\n\n", encoding="utf-8")
    assert read_places(path) == [
        Place(name="阳光小区", kind=PlaceKind.ESTATE, area="东城区", aliases=("阳光里", "阳光苑")),
        Place(name="人民路", kind=PlaceKind.ROAD),
        Place(name="茅山", kind=PlaceKind.POI),
    ]


def test_a_city_without_places_and_units_still_drafts(folder: Path) -> None:
    (folder / "places.txt").unlink()
    (folder / "units.txt").unlink()
    assert len(load_knowledge(folder).gazetteer) == 0


@pytest.mark.parametrize("line", ["阳光小区", "路\t道路", "\t道路"])
def test_a_place_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "places.txt"
    path.write_text(f"人民路\t道路\n{line}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"places\.txt:2: expected a name"):
        read_places(path)


def test_a_unit_without_its_full_name_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "units.txt"
    path.write_text("城管局\t\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"units\.txt:1: expected a spoken name"):
        read_units(path)


@pytest.mark.parametrize("name", ["appeal.toml", "topics.toml", "units.toml", "urgent.toml", "words.toml"])
def test_a_missing_list_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(KnowledgeError, match=f"{name}: expected a word list, found no such file"):
        load_knowledge(folder)


@pytest.mark.parametrize("name", ["appeal.toml", "topics.toml", "units.toml", "urgent.toml", "words.toml"])
@pytest.mark.parametrize("content", ["", "= broken", "other = 1\n"])
def test_a_list_that_cannot_be_used_is_named(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=name):
        load_knowledge(folder)


@pytest.mark.parametrize("found", ['"求助"', "7", '["夸奖"]'])
def test_kinds_said_in_passing_must_be_kinds_of_the_file(folder: Path, found: str) -> None:
    path = folder / "appeal.toml"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("in_passing")]
    path.write_text("\n".join([f"in_passing = {found}", *lines]), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"appeal\.toml: in_passing: expected a list of"):
        load_knowledge(folder)


def test_a_broken_regular_expression_is_shown(folder: Path) -> None:
    path = folder / "appeal.toml"
    path.write_text(
        'fallback = "投诉"\nstrike_out = []\n[[kind]]\nname = "投诉"\nsigns = [["(投诉", 5]]\n', encoding="utf-8"
    )
    with pytest.raises(KnowledgeError, match=r"expected a regular expression, found '\(投诉'"):
        load_knowledge(folder)


def test_lists_are_read_once_and_again_when_a_file_has_changed(folder: Path) -> None:
    first = load_knowledge(folder)
    assert load_knowledge(folder) is first
    (folder / "places.txt").write_text("阳光小区\t小区\n人民路\t道路\n", encoding="utf-8")
    assert len(load_knowledge(folder).gazetteer) == 2
    (folder / "places.txt").unlink()
    assert len(load_knowledge(folder).gazetteer) == 0


def test_a_process_that_drafts_does_not_read_the_phrases_of_pinyin() -> None:
    seen = "import sys, callcenter.drafting; print('pypinyin.phrases_dict' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", seen], check=True, capture_output=True, text=True)
    assert found.stdout == "False\n"
