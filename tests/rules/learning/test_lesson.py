"""A site learns only from enough tickets, and only takes into use what is no worse on the newest of them."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from callcenter.learning.classifier import ModelError, read
from callcenter.learning.features import grams
from callcenter.learning.judging import by_time, judge, macro_f1
from callcenter.learning.keeping import Shelf, Target
from callcenter.learning.lesson import LEAST_OF_LABEL, Outcome, learn
from callcenter.learning.training import Example, fit
from tests.rules.learning.matters import matters

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def blind(_text: str) -> list[str]:
    return ["公安局"]


def lesson(examples: list[Example], shelf: Shelf | None = None) -> Outcome:
    champion = shelf.champion(Target.UNIT) if shelf else None
    return learn(Target.UNIT, examples, champion, blind, NOW)


def test_what_was_learned_is_right_about_calls_it_never_saw() -> None:
    classifier = fit(matters(600))
    score = judge(lambda text: [one.label for one in classifier.guess(text)], matters(200, seed=2))
    assert score.first >= 0.97
    assert score.among_three == 1.0


def test_the_same_tickets_teach_the_same() -> None:
    one, other = fit(matters(100)), fit(matters(100))
    assert np.array_equal(one.weights, other.weights)


def test_a_guess_says_which_words_spoke_for_it() -> None:
    (best, *_) = fit(matters(600)).guess("请问我家门口的路灯坏了")
    assert best.label == "城市管理局"
    assert "路灯" in best.because


def test_below_five_hundred_tickets_nothing_is_learned() -> None:
    assert lesson(matters(499)).why_not.startswith("expected 500 settled tickets")
    assert lesson(matters(500)).why_not == ""


def test_a_label_with_few_tickets_is_left_to_the_rules() -> None:
    rare = [Example(text="公园里的树倒了", label="园林局", at=n) for n in range(LEAST_OF_LABEL - 1)]
    made = lesson(matters(600) + rare).made
    assert made is not None
    assert "园林局" not in made.labels


def test_the_newest_fifth_judges_and_is_not_learned_from() -> None:
    older, newest = by_time(list(reversed(matters(100))))
    assert (len(older), len(newest)) == (80, 20)
    assert max(one.at for one in older) < min(one.at for one in newest)


def test_a_challenger_that_falls_behind_is_not_taken(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    good = lesson(matters(1000))
    assert good.made is not None
    assert good.card is not None
    shelf.promote(good.made, good.card)
    spoilt = matters(800, seed=3, wrong=0.9) + [
        Example(text=one.text, label=one.label, at=one.at + 10_000) for one in matters(200, seed=4)
    ]
    outcome = lesson(spoilt, shelf)
    assert outcome.made is None
    assert "macro_f1: expected at least" in outcome.why_not


def test_a_new_champion_keeps_the_one_before_for_going_back(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for count in (600, 900):
        outcome = lesson(matters(count), None)
        assert outcome.made is not None
        assert outcome.card is not None
        shelf.promote(outcome.made, outcome.card)
    assert (shelf.card(Target.UNIT) or {})["examples"] == 900
    shelf.roll_back(Target.UNIT)
    assert (shelf.card(Target.UNIT) or {})["examples"] == 600
    shelf.roll_back(Target.UNIT)
    assert (shelf.card(Target.UNIT) or {})["examples"] == 900


def test_there_may_be_nothing_to_go_back_to(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="expected an earlier classifier"):
        Shelf(tmp_path).roll_back(Target.UNIT)


def test_a_file_gives_back_what_was_learned(tmp_path: Path) -> None:
    made = fit(matters(300))
    made.save(tmp_path / "m.npz")
    again = read(tmp_path / "m.npz")
    for one in matters(50, seed=9):
        assert [g.label for g in again.guess(one.text)] == [g.label for g in made.guess(one.text)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nonsense", b"\x80\x04\x95 pickled"])
def test_a_file_that_is_none_of_ours_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "m.npz"
    file.write_bytes(content)
    with pytest.raises(ModelError, match=r"m\.npz: expected a learned classifier"):
        read(file)


def test_pickled_objects_in_a_file_are_never_run(tmp_path: Path) -> None:
    file = tmp_path / "m.npz"
    trap = np.array([{"a": 1}], dtype=object)
    np.savez(file, format=np.int64(1), labels=trap, pieces=trap, rarity=trap, weights=trap, bias=trap)
    with pytest.raises(ModelError):
        read(file)


def test_homophones_share_their_sounds() -> None:
    assert {"~gong ji", "~ji jin"} <= set(grams("公积金")) & set(grams("公鸡金"))


def test_macro_f1_counts_every_label_alike() -> None:
    assert macro_f1([("a", "a"), ("a", "a"), ("b", "a")]) == pytest.approx((2 * 2 / 5 + 0.0) / 2)
