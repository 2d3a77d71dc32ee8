"""Classes of words: the longest from each place, kept with the classifier, numbers left out of the pieces."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.learning.classifier import read
from callcenter.learning.features import grams, written
from callcenter.learning.training import Example, Fitting, Loss, fit
from callcenter.learning.wording import Wording, read_wording

WORDING = Wording(classes={"不退": "refuse", "不退还": "refuse", "拉黑": "refuse", "路灯": "thing"})


def test_the_longest_word_from_each_place_is_found_once() -> None:
    assert WORDING.found("钱不退还就拉黑") == [("不退还", "refuse"), ("拉黑", "refuse")]


@given(st.text("不退还拉黑路灯的", max_size=30))
def test_found_words_stand_in_the_text_in_order(text: str) -> None:
    at = 0
    for word, name in WORDING.found(text):
        at = text.index(word, at) + len(word)
        assert WORDING.classes[word] == name


def test_two_words_of_a_class_share_a_piece() -> None:
    assert set(grams("不退", WORDING)) & set(grams("拉黑", WORDING)) == {"=refuse"}


def test_a_class_is_shown_by_what_was_said() -> None:
    assert written("老板拉黑我", WORDING)["=refuse"] == "拉黑"


@given(st.text("零幺一二三四五六七八九", min_size=4, max_size=20))
def test_a_long_number_has_no_pieces(digits: str) -> None:
    assert grams(f"电话{digits}谢谢") == grams("电话 谢谢")


def test_the_wording_is_kept_with_the_classifier(tmp_path: Path) -> None:
    examples = [Example(text=text, label=label) for text, label in (("押金不退", "投诉"), ("路灯黑了", "求助")) * 3]
    made = fit(examples, Fitting(rounds=3, loss=Loss.MARGIN), wording=WORDING)
    made.save(tmp_path / "kinds.npz")
    again = read(tmp_path / "kinds.npz")
    assert again.wording == WORDING
    assert [one.label for one in again.guess("他把我拉黑了")] == [one.label for one in made.guess("他把我拉黑了")]


def test_margins_tell_labels_apart_by_a_class_alone() -> None:
    examples = [Example(text=text, label=label) for text, label in (("押金不退", "投诉"), ("路灯黑了", "求助")) * 3]
    assert fit(examples, Fitting(loss=Loss.MARGIN), wording=WORDING).guess("拉黑")[0].label == "投诉"


@pytest.mark.parametrize(
    ("line", "why"),
    [("refuse 不退", "expected a class, a tab and words"), ("refuse\t不退 不退", "expected each word once")],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, why: str) -> None:
    (tmp_path / "words.txt").write_text(line + "\n", "utf-8")
    with pytest.raises(ValueError, match=rf"words\.txt:1: {why}"):
        read_wording(tmp_path / "words.txt")
