"""A unit's score is what its definition says, and the definition can be read."""

from pathlib import Path

import pytest

from callcenter.show.aftermath.score_rules import ScoreRulesError, load_score_rules, read_score_rules
from queueing.show.aftermath.score import Measure, ScorePart, ScoreRules, Share, faults, formula, score, worked


def part(measure: Measure, points: float, zh: str) -> ScorePart:
    return ScorePart(measure=measure, points=points, zh=zh, en=zh)


RULES = ScoreRules(
    title="上线单位效能评价",
    source="",
    parts=(
        part(Measure.ATTENDANCE, 20, "上线"),
        part(Measure.ON_THE_SPOT, 30, "现场办结"),
        part(Measure.RESOLVED, 50, "按期办结"),
    ),
)


def test_points_are_weighted_shares_of_a_hundred() -> None:
    shares = {
        Measure.ATTENDANCE: Share(done=1, of=1),
        Measure.ON_THE_SPOT: Share(done=3, of=5),
        Measure.RESOLVED: Share(done=4, of=5),
    }
    assert score("水务局", RULES, shares).value == 78.0


def test_what_cannot_be_measured_yet_neither_helps_nor_harms() -> None:
    shares = {Measure.ON_THE_SPOT: Share(done=3, of=5), Measure.RESOLVED: Share(done=0, of=0)}
    found = score("水务局", RULES, shares)
    assert found.value == 60.0
    assert worked(found) == "100 × （30 × 0.60） ÷ 30 = 60"
    empty = score("水务局", RULES, {})
    assert empty.value is None
    assert worked(empty) == "尚无数据"


def test_the_definition_reads_as_a_formula() -> None:
    assert formula(RULES).startswith("得分 = 100 × （上线 × 20 + 现场办结 × 30 + 按期办结 × 50） ÷ ")


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ((), "part: expected at least one, found none"),
        ((part(Measure.DATED, 0, "x"),), "dated: points: expected more than 0, found 0"),
        ((part(Measure.DATED, 1, "x"), part(Measure.DATED, 1, "x")), "dated: expected each measure once, found it 2"),
    ],
)
def test_a_definition_that_cannot_be_is_named(parts: tuple[ScorePart, ...], told: str) -> None:
    rules = ScoreRules(title="", source="", parts=parts)
    assert any(one.startswith(told) for one in faults(rules))


def test_the_definition_that_ships_can_be_read_and_adds_up_to_a_hundred() -> None:
    rules = load_score_rules("demo")
    assert sum(one.points for one in rules.parts) == 100
    assert {one.measure for one in rules.parts} == set(Measure)


def test_a_file_that_cannot_be_used_is_refused_with_its_key(tmp_path: Path) -> None:
    wrong = tmp_path / "show-score.toml"
    wrong.write_text('title = "x"\nsource = ""\n[[part]]\nmeasure = "luck"\npoints = 1\nzh = "x"\nen = "x"\n', "utf-8")
    with pytest.raises(ScoreRulesError, match=r"show-score.toml: parts\[1\].measure: expected"):
        read_score_rules(wrong)
    wrong.write_text('title = "x"\nsource = ""\ndelegate = 2.0\npart = []\n', "utf-8")
    with pytest.raises(ScoreRulesError, match=r"part: expected at least one, found none"):
        read_score_rules(wrong)
    with pytest.raises(ScoreRulesError, match="expected a definition"):
        read_score_rules(tmp_path / "none.toml")
