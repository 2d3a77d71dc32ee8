"""The trainer's sentences use only words the model knows, and its word lists are whole."""

from pathlib import Path
from random import Random

import pytest

from asr.graphs.sentences import SentenceMaker, load_templates, parse_templates, words_outside
from asr.graphs.vocabulary import TrainingError, Vocabulary, load_vocabulary, parse_vocabulary

HOUSE = Path(__file__).parents[3]


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311


def listed(path: Path) -> list[str]:
    """Give the first column of a tab-separated list."""
    return [line.split("\t")[0] for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def test_templates_use_only_known_words() -> None:
    assert words_outside(load_templates(), load_vocabulary()) == []


def test_a_thousand_sentences_stay_inside_the_vocabulary() -> None:
    vocabulary = load_vocabulary()
    maker = SentenceMaker(vocabulary, load_templates(), chance(5))
    known = set(vocabulary.words)
    assert {word for _ in range(1000) for word in maker.sentence()} <= known


def test_the_same_seed_draws_the_same_sentences() -> None:
    first, second = (SentenceMaker(load_vocabulary(), load_templates(), chance(7)) for _ in range(2))
    assert [first.sentence() for _ in range(50)] == [second.sentence() for _ in range(50)]


def test_a_phone_number_has_eleven_digits() -> None:
    maker = SentenceMaker(load_vocabulary(), load_templates(), chance(5))
    assert {len(maker.expand("{phone}")) for _ in range(50)} == {11}


def test_every_choice_of_a_template_can_come() -> None:
    vocabulary = Vocabulary(classes={"road": ("人民路",)})
    maker = SentenceMaker(vocabulary, (), chance(1))
    assert {" ".join(maker.expand("{road} (停水|停电|) 了")) for _ in range(60)} == {
        "人民路 停水 了",
        "人民路 停电 了",
        "人民路 了",
    }


@pytest.mark.parametrize("name", ["places.txt", "units.txt"])
def test_the_demo_city_s_names_can_be_recognised(name: str) -> None:
    known = set(load_vocabulary().words)
    assert [word for word in listed(HOUSE / "config" / "city" / name) if word not in known] == []


def test_a_word_before_any_class_is_refused() -> None:
    with pytest.raises(TrainingError, match=r"line 1: expected a \[class\] heading first, found '停水'"):
        parse_vocabulary("停水")


def test_a_template_without_weight_is_refused() -> None:
    with pytest.raises(TrainingError, match="templates line 2: expected 'weight sentence', found '停水'"):
        parse_templates("# words\n停水\n")


def test_an_unknown_slot_is_refused() -> None:
    with pytest.raises(TrainingError, match=r"slot \{planet\}"):
        SentenceMaker(load_vocabulary(), (), chance(1)).expand("{planet}")
