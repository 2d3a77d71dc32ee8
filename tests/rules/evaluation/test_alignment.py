"""Two texts lined up: the counts add up, and what compares equal is what sounds equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.evaluation.alignment import Errors, Op, align, errors_of, plain

TEXTS = st.text(alphabet="阳光小区停水了", max_size=12)


@pytest.mark.parametrize(
    ("said", "heard", "substituted", "missing", "added"),
    [
        ("阳光小区停水", "阳光小区停水", 0, 0, 0),
        ("阳光小区停水", "杨光小区停水", 1, 0, 0),
        ("阳光小区停水", "阳小区停水", 0, 1, 0),
        ("阳光小区停水", "阳光的小区停水", 0, 0, 1),
        ("停水三天了", "", 0, 5, 0),
        ("", "嗯啊", 0, 0, 2),
        ("八八八", "八八", 0, 1, 0),
    ],
)
def test_each_error_is_counted_as_what_it_is(said: str, heard: str, substituted: int, missing: int, added: int) -> None:
    assert errors_of(align(said, heard)) == Errors(
        characters=len(said), substituted=substituted, missing=missing, added=added
    )


@given(TEXTS, TEXTS)
def test_an_alignment_says_both_texts_whole_with_no_more_errors_than_needed(said: str, heard: str) -> None:
    steps = align(said, heard)
    assert "".join(step.said for step in steps) == said
    assert "".join(step.heard for step in steps) == heard
    assert all((step.said == step.heard) == (step.op is Op.SAME) for step in steps)
    errors = errors_of(steps)
    assert abs(len(said) - len(heard)) <= errors.count <= max(len(said), len(heard))
    assert errors.count == errors_of(align(heard, said)).count


@given(TEXTS, TEXTS, TEXTS)
def test_errors_obey_the_triangle(one: str, two: str, three: str) -> None:
    direct, first, second = (errors_of(align(a, b)).count for a, b in ((one, three), (one, two), (two, three)))
    assert direct <= first + second


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("您好，这里是 12345 热线。", "您好这里是一二三四五热线"),
        ("幺三九", "一三九"),
        ("１３９", "一三九"),
        ("[unk]停水〔听不清〕", "停水"),
        ("a座", "A座"),
    ],
)
def test_texts_are_compared_as_they_sound(text: str, compared: str) -> None:
    assert plain(text) == compared


def test_the_rate_of_nothing_said_is_no_rate() -> None:
    assert errors_of(align("", "八")).rate is None
    assert (Errors(characters=10, missing=1) + Errors(characters=10, added=2)).rate == 0.15
