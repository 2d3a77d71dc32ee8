"""Subtitles can be read, tell who speaks, and are where the sound is."""

from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.show.cues import Cue, CueRules, SaidWord, cues, on_air, wrapped
from callcenter.show.subtitles import srt, webvtt

RULES = CueRules()


def said(speaker: str, text: str, at: float, per_s: float = 4.0) -> list[SaidWord]:
    """Characters spoken one after the other, each a word."""
    return [
        SaidWord(speaker=speaker, text=one, start_s=at + n / per_s, end_s=at + (n + 1) / per_s)
        for n, one in enumerate(text)
    ]


WORDS = st.lists(
    st.builds(
        lambda speaker, text, start, length: SaidWord(speaker=speaker, text=text, start_s=start, end_s=start + length),
        st.sampled_from(["主持人", "王女士", "水务局"]),
        st.text(alphabet="停水三天了A1B2", min_size=1, max_size=8),
        st.floats(0, 120, allow_nan=False),
        st.floats(0.05, 1.5, allow_nan=False),
    ),
    max_size=60,
)


@settings(max_examples=200, deadline=None)
@given(WORDS)
def test_nothing_said_is_lost_lines_fit_and_cues_come_in_order(words: list[SaidWord]) -> None:
    made = cues(words, RULES)
    ordered = sorted(words, key=lambda one: (one.start_s, one.end_s))
    assert "".join("".join(cue.lines) for cue in made) == "".join(one.text for one in ordered)
    assert all(len(line) <= RULES.line_characters for cue in made for line in cue.lines)
    assert all(1 <= len(cue.lines) <= RULES.lines for cue in made)
    assert [cue.start_s for cue in made] == sorted(cue.start_s for cue in made)
    assert all(cue.end_s > cue.start_s for cue in made)


@settings(max_examples=100, deadline=None)
@given(WORDS)
def test_a_cue_begins_when_its_first_word_does(words: list[SaidWord]) -> None:
    starts = {round(one.start_s, 3) for one in words}
    assert all(cue.start_s in starts for cue in cues(words, RULES))


def test_a_pause_or_another_speaker_begins_a_new_cue() -> None:
    words = said("王女士", "小区停水", 0.0) + said("王女士", "三天了", 2.5) + said("主持人", "您请讲", 3.3)
    assert [("".join(cue.lines), cue.speaker) for cue in cues(words, RULES)] == [
        ("小区停水", "王女士"),
        ("三天了", "王女士"),
        ("您请讲", "主持人"),
    ]


def test_a_character_alone_joins_its_neighbour() -> None:
    words = said("王女士", "我", 0.0) + said("王女士", "住在花园路", 1.5)
    assert ["".join(cue.lines) for cue in cues(words, RULES)] == ["我住在花园路"]


def test_short_cues_stay_long_enough_to_read_but_never_overlap_the_next() -> None:
    first, second = cues(said("王女士", "好", 0.0, per_s=10) + said("主持人", "谢谢您的来电", 0.6), RULES)
    assert first.end_s == 0.52
    assert second.end_s - second.start_s == 1.5


def test_seventeen_characters_are_split_evenly_and_numbers_are_not_torn() -> None:
    (cue,) = cues(said("王女士", "我要反映花园路小区已经停水三天了", 0.0, per_s=8), RULES)
    assert cue.lines == ("我要反映花园路小区已经停水三天了",)
    (cue,) = cues(said("王女士", "我要反映花园路小区已经停水三天了啊", 0.0, per_s=8), RULES)
    assert [len(line) for line in cue.lines] == [9, 8]
    assert wrapped("请在2026年11月30日前", 6) == ("请在2026", "年11月30", "日前")


def test_the_delay_shifts_every_cue_alike() -> None:
    assert on_air(1065.0, 1000.0, 0.0) == 65.0
    assert on_air(1065.0, 1000.0, 6.0) == 71.0


def test_the_files_are_what_players_read() -> None:
    shown = [
        Cue(speaker="王女士", start_s=3661.5, end_s=3663.25, lines=("停水", "三天了")),
        Cue(speaker="王女士", start_s=3664.0, end_s=3665.0, lines=("A<B",)),
    ]
    assert srt(shown) == (
        "1\n01:01:01,500 --> 01:01:03,250\n王女士：停水\n三天了\n\n2\n01:01:04,000 --> 01:01:05,000\nA<B\n"
    )
    assert webvtt(shown) == (
        "WEBVTT\n\n01:01:01.500 --> 01:01:03.250\n<v 王女士>停水\n三天了\n\n"
        "01:01:04.000 --> 01:01:05.000\n<v 王女士>A&lt;B\n"
    )
