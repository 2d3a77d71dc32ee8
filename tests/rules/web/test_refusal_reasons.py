"""Codes of refusals: each belongs to a refusal that rules can make, and screens have words for it in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, Field, ValidationError

from callcenter.web.errors import answer_to
from callcenter.web.refusal_reasons import REASONS, reason_of
from queueing.events import TransitionError

_ROOT = Path(__file__).parents[3]
_STRINGS = _ROOT / "dashboards" / "web" / "src" / "strings"
# Where the sentence stands that says what was expected, by what makes the refusal.
_EXPECTED_AT = {"TransitionError": 1, "WrongStateError": 1, "refuse": 0, "UploadError": 0, "_wrong": 1}


def _texts(node: ast.AST) -> str:
    """A sentence with `*` for what is only known when it is said; '' for what is no sentence."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "*" for one in node.values)
    return ""


def _expected() -> Iterator[str]:
    for file in (*(_ROOT / "callcenter").rglob("*.py"), *(_ROOT / "queueing").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                at = _EXPECTED_AT.get(name, 99)
                if len(node.args) > at:
                    yield _texts(node.args[at])
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "expected":
                yield _texts(node.value)
            if isinstance(node, ast.Return) and node.value is not None:
                yield _texts(node.value)  # sentences that are made in a function of their own
                yield from map(_texts, node.value.elts if isinstance(node.value, ast.Tuple) else ())  # field, expected


def test_every_code_stands_for_something_that_is_refused() -> None:
    said = set(_expected())
    lost = [
        one
        for some in REASONS.values()
        for one in some
        if not any(reason_of(text.replace("*", "x")) for text in said if _same(one, text))
    ]
    assert lost == []


def _same(pattern: str, text: str) -> bool:
    return bool(re.fullmatch(".+".join(re.escape(piece) for piece in pattern.split("*")), text))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_screens_have_words_for_every_code_and_for_nothing_else(language: str) -> None:
    text = (_STRINGS / f"refusals.{language}.ts").read_text("utf-8")
    assert set(re.findall(r"^  reason_why_(\w+):", text, re.MULTILINE)) == set(REASONS)
    if language == "zh":
        words = re.findall(r'^  \w+: "(.*)",$', text, re.MULTILINE)
        assert all(re.search(r"[\u4e00-\u9fff]", one) for one in words)


def test_a_refusal_carries_its_code_and_the_first_fitting_one_only() -> None:
    told = answer_to(TransitionError("ticket 7", "a ticket that is draft or returned", "closed")).text or ""
    assert '"reason":"ticket_moved_on"' in told
    assert reason_of("something nobody thought of") == ""
    every = [one.replace("*", "x") for some in REASONS.values() for one in some]
    assert len(every) == len(set(every))
    assert all(
        reason_of(one) == code for code, some in REASONS.items() for one in (text.replace("*", "x") for text in some)
    )


class _Asked(BaseModel):
    text: str = Field(max_length=3)
    people: int = Field(ge=1)


def test_a_wrong_field_says_which_rule_it_breaks() -> None:
    with pytest.raises(ValidationError) as refused:
        _Asked.model_validate({"text": "一二三四", "people": "x"})
    told = answer_to(refused.value).text or ""
    assert '"rules":{"people":"int_parsing","text":"max_length:3"}' in told
