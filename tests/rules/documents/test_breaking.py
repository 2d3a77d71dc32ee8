"""Line breaks of Chinese: nothing is lost, no line is too wide, none begins or ends with a mark that may not."""

from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.documents.breaking import broken

TEXT = st.text("市民反映路灯，。；（）“”《》a1.5% -件", max_size=60)


def measure(text: str) -> float:
    """A Chinese character is two wide."""
    return float(sum(1 if char.isascii() else 2 for char in text))


@settings(deadline=None)
@given(TEXT, st.integers(4, 40))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, wide: int) -> None:
    lines = broken(text, wide, measure).split("\n")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(measure(line) for line in lines) <= wide


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["市，民", "反：映", "（路灯）不亮", "12.5%的", "办；结", "《条例》第"]),
        min_size=1,
        max_size=30,
    )
)
def test_no_line_begins_with_a_mark_that_closes_or_ends_with_one_that_opens(said: list[str]) -> None:
    lines = broken("".join(said), 24, measure).split("\n")
    assert not [line for line in lines if line[0] in "，：）；》%" or line[-1] in "（《"]


def test_a_number_and_its_sign_stay_together_and_an_endless_word_is_cut() -> None:
    assert broken("办结率为 98.5%，满意率 100%", 16, measure) == "办结率为 98.5%，\n满意率 100%"
    assert broken("http://x.cn/abcdefgh", 8, measure) == "http://x\n.cn/abcd\nefgh"
    assert broken("一\n二三", 4, measure) == "一\n二三"


def test_a_bracket_is_not_left_alone_on_the_next_line() -> None:
    """As the daily special wrote: 求助 3 件 and then, on a line of its own, ）."""
    assert broken("共受理诉求（求助 3 件），较前一日", 22, measure) == "共受理诉求（求助 3\n件），较前一日"
