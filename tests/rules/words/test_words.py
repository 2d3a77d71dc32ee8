"""The words of a site: gathered by class, cut into a model's words, spelled in its units."""

from pathlib import Path

import pytest

from asr.graphs.lexicon import read_sounds, spelled
from asr.model_folder import ModelError
from callcenter.words.cutting import Cutter
from callcenter.words.gather import site_words
from callcenter.words.spelling import Speller

MODEL = Path(__file__).parents[3] / "asr" / "models" / "demo-zh-8k"


def test_a_clause_is_cut_into_the_longest_words_and_ends_where_one_is_unknown() -> None:
    cutter = Cutter({"阳光", "阳光小区", "小区", "停水", "三", "天"})
    assert cutter.cut("阳光小区停水三天") == [["阳光小区", "停水", "三", "天"]]
    assert cutter.cut("阳光小区突然停水") == [["阳光小区"], ["停水"]]
    assert cutter.cut_all(["阳光小区突然停水", "小区停水"]) == [["小区", "停水"]]
    assert Cutter(()).cut("停水") == []


def test_places_and_units_stand_in_the_sentences_of_their_kind(tmp_path: Path) -> None:
    (tmp_path / "places.txt").write_text("凤凰新村\t小区\t\t凤凰村\n重庆路\t道路\n万达\t商场\n", "utf-8")
    (tmp_path / "units.txt").write_text("自然资源局\t市自然资源局\n公交集团\t市公交集团\n", "utf-8")
    (tmp_path / "lines.txt").write_text("# 公交\n一号线\n", "utf-8")
    site = site_words(tmp_path)
    assert site.classes["estate"] == ("凤凰新村", "凤凰村")
    assert site.classes["road"] == ("重庆路",)
    assert (site.classes["department"], site.classes["company"]) == (("自然资源局",), ("公交集团",))
    assert site.classes["venue"] == ("万达", "一号线")


def test_new_words_are_spelled_and_what_has_no_sound_is_told() -> None:
    sounds = read_sounds(MODEL)
    found = Speller(sounds.characters).spell(["重庆路", "12345中心", "BRT站", "阳光小区"], sounds.words)
    assert "阳光小区" not in found.words, "known already"
    assert any(way[0] == "ts.h" for way in found.words["重庆路"]), "chong is among the readings of 重"
    assert set(found.words) == {"重庆路", "12345中心"}
    assert found.unspelled == {"BRT站": "no sound for BRT"}
    units = set(sounds.units)
    assert all(units.issuperset(way) for ways in found.words.values() for way in ways)


def test_words_of_the_model_spelled_from_characters_sound_as_the_synthesiser_says_them() -> None:
    sounds = read_sounds(MODEL)
    speller = Speller(sounds.characters)
    right = [word for word, ways in sounds.words.items() if set(spelled(word, speller.readings)) & set(ways)]
    assert len(right) / len(sounds.words) > 0.9


def test_a_model_that_does_not_say_how_words_sound_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="expected a model that says how words sound"):
        read_sounds(tmp_path)
