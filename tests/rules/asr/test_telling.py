"""What is told of a leg: every utterance has an id of its own, whichever ear heard it."""

import time
from pathlib import Path
from typing import Any

from asr.farm import Farm
from asr.frames import Kind
from asr.telling import LegName, Role, Teller

NAME = LegName(call_id="c1", leg_id="c1-a", role=Role.CALLER)
WORD = {"text": "停水", "start_ms": 0, "end_ms": 900, "confidence": 1.0}
HEARD = {"start_ms": 0, "end_ms": 900, "words": [WORD]}


def ids(teller: Teller, told: list[dict[str, Any]], count: int) -> list[str]:
    told.clear()
    for _ in range(count):
        teller.on_heard(Kind.FINAL, HEARD)
    return [one["utterance_id"] for one in told]


def test_an_ear_that_takes_over_a_leg_tells_words_of_its_own() -> None:
    """The store keeps the first words of an id: words under an id of the ear before would be lost."""
    told: list[dict[str, Any]] = []
    farm = Farm(Path("unused"), lambda _state: None)

    def fresh() -> Teller:
        return Teller(NAME, farm, lambda _kind, body: told.append(body))

    before = ids(fresh(), told, 3)
    time.sleep(0.02)  # an ear needs longer to start
    after = ids(fresh(), told, 3)
    assert len({*before, *after}) == 6


def test_words_told_after_the_call_go_on_with_their_own_numbers() -> None:
    told: list[dict[str, Any]] = []
    farm = Farm(Path("unused"), lambda _state: None)
    late = Teller(NAME, farm, lambda _kind, body: told.append(body), "late-", 2)
    assert ids(late, told, 2) == ["c1-a-late-3", "c1-a-late-4"]
