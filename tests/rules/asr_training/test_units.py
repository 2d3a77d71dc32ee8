"""Phonemes become units with the times they were spoken at; nothing is lost and nothing overlaps."""

from asr.graphs.lexicon import parse_pronunciations
from asr.training.lexicon import inside
from asr.training.units import Phoneme, is_mandarin, to_units


def phonemes(*named: tuple[str, float]) -> list[Phoneme]:
    return [Phoneme(name=name, start_s=start) for name, start in named]


def names(*named: tuple[str, float], end_s: float = 1.0) -> list[str]:
    return [unit.name for unit in to_units(phonemes(*named), end_s)]


def test_a_vowel_takes_its_coda() -> None:
    assert names(("l", 0.0), ("'i", 0.1), ("N", 0.2)) == ["l", "iN"]


def test_an_n_before_a_vowel_starts_a_syllable() -> None:
    assert names(("n", 0.0), ("i", 0.1), ("n", 0.2), ("X", 0.3), ("Au", 0.4)) == ["n", "in", "X", "Au"]
    assert names(("i", 0.0), ("n", 0.1), ("a", 0.2)) == ["i", "n", "a"]


def test_a_border_keeps_an_n_with_the_syllable_before() -> None:
    assert names(("i", 0.0), ("n", 0.1), ("_|", 0.2), ("a", 0.2)) == ["in", "a"]


def test_both_spellings_of_ang_are_one_unit() -> None:
    assert names(("p", 0.0), ("a", 0.1), ("N", 0.2)) == names(("p", 0.0), ("'A", 0.1), ("N", 0.2)) == ["p", "AN"]


def test_a_short_pause_is_the_closure_of_what_follows_and_a_long_one_is_silence() -> None:
    short = to_units(phonemes(("a", 0.0), ("_|", 0.3), ("t", 0.35), ("a", 0.4)), 0.6)
    assert [(unit.name, unit.start_s) for unit in short] == [("a", 0.0), ("t", 0.3), ("a", 0.4)]
    long = to_units(phonemes(("a", 0.0), ("_:", 0.3), ("t", 0.5), ("a", 0.6)), 0.8)
    assert [(unit.name, unit.start_s, unit.end_s) for unit in long][1] == ("SIL", 0.3, 0.5)


def test_english_spelling_is_not_mandarin() -> None:
    assert not is_mandarin(["(en)", "dZ", "I2"])
    assert is_mandarin(["_|", "tS;", "'y"])


def test_a_carrier_is_cut_off_only_where_it_was_heard() -> None:
    assert inside(("w", "o", "l", "u", "l", "@"), ("w", "o"), ("l", "@")) == ("l", "u")
    assert inside(("w", "a", "l", "u"), ("w", "o"), ()) is None
    assert inside(("w", "o"), ("w", "o"), ()) is None


def test_a_word_may_have_several_readings() -> None:
    text = "# other builds\n局长 tS; y ts.h AN\n局长 tS; y ts. AN\n\n"
    assert parse_pronunciations(text) == {"局长": [("tS;", "y", "ts.h", "AN"), ("tS;", "y", "ts.", "AN")]}
