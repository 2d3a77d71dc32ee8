"""An utterance becomes characters that know where they stand, when they sound and how sure they are."""

from hypothesis import given
from hypothesis import strategies as st

from callcenter.drafting import Role, Utterance, Word
from callcenter.drafting.characters import UNHEARD, characters_of


def utterance(text: str, words: tuple[Word, ...] = (), end_ms: int = 1000) -> Utterance:
    return Utterance(utterance_id="u", role=Role.CALLER, start_ms=0, end_ms=end_ms, text=text, words=words)


def test_spaces_between_characters_go_and_places_stay_true() -> None:
    line = characters_of(utterance("人民 路 停水"))
    span = line.span(0, 3)
    assert line.text == "人民路停水"
    assert (span.start, span.end) == (0, 4)


def test_latin_words_keep_the_space_between_them() -> None:
    assert characters_of(utterance("用 wechat pay 缴费")).text == "用wechat pay缴费"


def test_an_unheard_mark_is_one_character_that_stands_for_all_of_it() -> None:
    line = characters_of(utterance("一三[unk]六听不清"))
    assert line.text == f"一三{UNHEARD}六{UNHEARD}"
    assert (line.left[2], line.right[2]) == (2, 7)


def test_word_times_and_confidence_reach_every_character() -> None:
    words = (
        Word(text="人民路", start_ms=300, end_ms=900, confidence=0.9),
        Word(text="停水", start_ms=1000, end_ms=1400, confidence=0.5),
    )
    line = characters_of(utterance("人民路 停水", words, end_ms=1500))
    assert line.start_ms == (300, 500, 700, 1000, 1200)
    assert line.end_ms[-1] == 1400
    assert line.mean_confidence(3, 5) == 0.5


def test_characters_without_a_word_share_the_time_between_their_neighbours() -> None:
    words = (Word(text="路", start_ms=600, end_ms=800, confidence=0.8),)
    line = characters_of(utterance("人民路", words, end_ms=800))
    assert line.start_ms == (0, 300, 600)
    assert line.confidence == (0.8, 0.8, 0.8)


def test_full_width_digits_and_letters_become_plain() -> None:
    assert characters_of(utterance("１２Ａ")).text == "12A"


@given(st.text(max_size=60), st.lists(st.text(max_size=4), max_size=8))
def test_any_text_with_any_words_gives_ordered_places_inside_it(text: str, spoken: list[str]) -> None:
    words = tuple(Word(text=one, start_ms=i * 10, end_ms=i * 10 + 5, confidence=2.0) for i, one in enumerate(spoken))
    line = characters_of(utterance(text, words))
    assert len(line.text) == len(line.left) == len(line.right) == len(line.start_ms) == len(line.confidence)
    assert all(0 <= a < b <= len(text) for a, b in zip(line.left, line.right, strict=True))
    assert list(line.left) == sorted(line.left)
    assert all(0 <= sure <= 1 for sure in line.confidence)
