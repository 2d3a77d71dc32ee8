"""Facts of the live show and their rows are inverses, whatever a newer or a damaged ledger holds."""

import json
from dataclasses import fields
from datetime import date
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.store.engine import to_json
from callcenter.store.facts import Row, decode, encode, of_a_show, of_desk
from queueing.show.after_facts import MediaFollowed
from queueing.show.facts import SHOW_FACTS, AirAnswer, AirAnswered, ShowFact, ShowOpened
from tests.contracts.store.stories import TIMES, WORDS

DUE = st.none() | st.dates()


def _values(kind: Any) -> st.SearchStrategy[Any]:
    if kind == date | None:
        return DUE
    if kind == tuple[str, ...]:
        return st.lists(WORDS, max_size=3).map(tuple)
    if kind is float:
        return TIMES
    if kind is int:
        return st.integers(0, 9)
    if kind is bool:
        return st.booleans()
    return WORDS if kind is str else st.sampled_from(kind)


def _facts_of(record: type) -> st.SearchStrategy[ShowFact]:
    hints = get_type_hints(record)
    return st.builds(record, **{field.name: _values(hints[field.name]) for field in fields(record)})


ANY_SHOW_FACT = st.one_of([_facts_of(record) for record in SHOW_FACTS])
MEDIA = st.builds(
    MediaFollowed, **{one.name: _values(get_type_hints(MediaFollowed)[one.name]) for one in fields(MediaFollowed)}
)


@given(ANY_SHOW_FACT)
def test_a_show_fact_comes_back_from_its_row_as_it_was_also_through_json(fact: ShowFact) -> None:
    row = encode(fact)
    assert decode(row) == fact
    assert json.loads(to_json(row.body)) == row.body
    assert row.show_id == fact.show_id
    assert of_a_show(fact)
    assert not of_desk(fact)


@given(MEDIA)
def test_what_was_said_of_the_media_comes_back_from_its_row_and_is_no_fact_of_the_board(fact: MediaFollowed) -> None:
    row = encode(fact)
    assert decode(row) == fact
    assert json.loads(to_json(row.body)) == row.body
    assert not of_a_show(fact)
    assert not of_desk(fact)


@pytest.mark.parametrize("due", ["yesterday", 5, [], "2026-13-01"])
def test_a_damaged_date_leaves_the_fact_out(due: object) -> None:
    fact = AirAnswered(
        at=1.0, show_id="s", entry_id="e", by="li", answer=AirAnswer.PROMISED, due=date(2026, 12, 1)
    )  # fmt: skip
    row = encode(fact)
    damaged = Row(at=row.at, kind=row.kind, call_id=None, operator_id=None, show_id="s", body={**row.body, "due": due})
    assert decode(damaged) is None


def test_a_show_opened_before_it_had_a_title_is_read_all_the_same() -> None:
    row = Row(
        at=1.0,
        kind="show_opened",
        call_id=None,
        operator_id=None,
        show_id="s",
        body={"by": "li", "delay_s": 6.0, "later": "unknown"},
    )
    assert decode(row) == ShowOpened(at=1.0, show_id="s", by="li", delay_s=6.0)
