"""A number said over turns, by one voice or both, reaches nobody who may not see it: live, read, found, exported."""

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.show.words import Words
from callcenter.store.transcripts import SavedUtterance
from callcenter.transcripts.export import Form, Paper, exported
from callcenter.transcripts.readable import readable_lines, redacted_lines, redacted_said
from callcenter.transcripts.redaction import redacted_dialogue
from callcenter.transcripts.searching import snippet, terms
from callcenter.web.words_view import hidden_news, hidden_partial
from tests.rules.transcripts.saying import said

SAY = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))
_FIGURES = {**{char: digit for digit, char in SAY.items()}, "一": "1", "〇": "0", "两": "2"}
_MASK = re.compile(r"\d*\*{4}\d*")
NUMBER = st.permutations("0123456789").map(lambda digits: "1" + "".join(digits))  # no stretch of it occurs twice
CUTS = st.lists(st.integers(1, 10), min_size=1, max_size=5, unique=True).map(sorted)
BEFORE = st.sampled_from(["", "对", "嗯", "是的", "然后", "后面是", "嗯那个", "对对是"])
AFTER = st.sampled_from(["", "对吧", "嗯", "然后呢", "好", "你说"])
WITHIN = st.sampled_from(["", "呃", "对", "这边是", "，", "那个那个"])


@st.composite
def conversations(draw: st.DrawFn) -> tuple[str, list[SavedUtterance]]:
    """A number dictated in groups by one voice or two, each group perhaps repeated by the other."""
    number, cuts = draw(NUMBER), draw(CUTS)
    turns: list[tuple[str, str]] = []
    for start, end in pairwise([0, *cuts, 11]):
        voice = draw(st.sampled_from(["caller", "caller", "caller", "operator"]))
        group = "".join(SAY[digit] for digit in number[start:end])
        split = draw(st.integers(0, len(group)))
        turns.append((voice, draw(BEFORE) + group[:split] + draw(WITHIN) + group[split:] + draw(AFTER)))
        if draw(st.booleans()):
            turns.append(("operator" if voice == "caller" else "caller", group + draw(AFTER)))
    lines = [said(text, ident=f"u{i}", at_ms=i * 4000, role=voice) for i, (voice, text) in enumerate(turns)]
    return number, lines


def leaks(number: str, text: str) -> bool:
    """Whether seven digits of a number in a row can be read, what a mask leaves apart."""
    bare = _MASK.sub("|", text)
    digits = "".join(_FIGURES.get(char, char if char.isdecimal() or char == "|" else "") for char in bare)
    return any(number[at : at + 7] in digits for at in range(5))


@settings(max_examples=200)
@given(conversations())
def test_no_seven_digits_are_read_in_a_transcript_a_search_or_an_export(case: tuple[str, list[SavedUtterance]]) -> None:
    number, lines = case
    read = redacted_lines(readable_lines(lines))
    paper = Paper(call_id="c1", arrived_at="", lines=read, names={})
    shown = ["".join(line.text for line in read), "".join(one.text for one in redacted_said(lines))]
    shown += [exported(paper, form) for form in (Form.TXT,)]
    shown += ["".join(cut.text for cut in snippet(line, terms("然后"))[0]) for line in read]
    for role in ("caller", "operator"):
        shown.append("".join(line.text for line in read if line.role == role))
    assert not any(leaks(number, text) for text in shown)


@settings(max_examples=200)
@given(conversations())
def test_nor_in_the_live_words_at_any_moment(case: tuple[str, list[SavedUtterance]]) -> None:
    """What stands on the screen after each utterance: the latest form of each."""
    number, lines = case
    words, screen = Words(), dict[str, str]()
    for line in lines:
        partial = hidden_partial(words.recent("c1"), line.role, line.text)
        assert not leaks(number, "".join(screen.values()) + partial)
        words.utterance(line)
        for view in hidden_news(words.recent("c1")):
            screen[view.utterance_id] = view.text
        assert not leaks(number, "".join(screen.values()))


def test_an_utterance_shown_before_is_shown_again_without_the_number_that_began_in_it() -> None:
    first, second = said("电话一三八零五", ident="a"), said("一九七二八四", ident="b", at_ms=4000)
    (alone,) = hidden_news([first])
    again, latest = hidden_news([first, second])
    assert alone.text == "电话一三八零五"
    assert (again.utterance_id, again.text, latest.text) == ("a", "电话138****7284", "")


def test_a_house_number_read_back_is_no_telephone_number() -> None:
    said_by = ["caller", "operator", "caller", "operator"]
    turns = ["住幺二零幺", "幺二零幺是吧", "对三栋二单元", "好的三栋"]
    assert redacted_dialogue(said_by, turns) == turns


def test_the_words_of_many_calls_are_not_kept_for_ever() -> None:
    words = Words()
    for number in range(500):
        words.utterance(said("停水了", ident=f"u{number}", call_id=f"c{number}"))
    assert words.recent("c0") == ()
    assert len(words.recent("c499")) == 1
