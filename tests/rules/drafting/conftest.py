"""The demo city's knowledge, read once, and a way to say things."""

from collections.abc import Callable
from pathlib import Path

import pytest

from callcenter.drafting import Drafter, Knowledge, load_knowledge
from callcenter.drafting.characters import CharLine, characters_of
from tests.rules.drafting.speaking import BEGAN, said

CITY = Path(__file__).parents[3] / "config/city"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(CITY)


@pytest.fixture
def drafter(knowledge: Knowledge) -> Drafter:
    return Drafter(knowledge, BEGAN)


@pytest.fixture
def heard(knowledge: Knowledge) -> Callable[[str], CharLine]:
    """Return a function from text to its characters without fillers."""

    def line_of(text: str) -> CharLine:
        line = characters_of(said(text))
        return line.keep(knowledge.fillers.wanted(line.text))

    return line_of
