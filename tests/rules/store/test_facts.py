"""Facts and rows are inverses; the fold of calls takes any story."""

import json

from hypothesis import given
from hypothesis import strategies as st

from callcenter.store.call_fold import CallRow, call_of, fold
from callcenter.store.engine import to_json
from callcenter.store.facts import Row, decode, encode
from queueing.events import CallEnded, CallRefused, CallState, Fact
from tests.contracts.store.stories import ANY_FACT


@given(ANY_FACT)
def test_a_fact_comes_back_from_its_row_as_it_was(fact: Fact) -> None:
    assert decode(encode(fact)) == fact


@given(ANY_FACT)
def test_a_row_survives_json(fact: Fact) -> None:
    row = encode(fact)
    assert json.loads(to_json(row.body)) == row.body


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)


@given(ANY_FACT, st.dictionaries(st.sampled_from(["queue", "caller", "how", "until", "x"]), JUNK))
def test_a_damaged_row_is_left_out_and_never_raises(fact: Fact, damage: dict[str, object]) -> None:
    row = encode(fact)
    decode(Row(at=row.at, kind=row.kind, call_id=row.call_id, operator_id=row.operator_id, body={**row.body, **damage}))


@given(st.text())
def test_json_for_the_database_is_always_utf8(text: str) -> None:
    """Lone surrogates, as broken phones send them, are escaped."""
    assert json.loads(to_json(text + "\ud800").encode()) == text + "\ud800"


@given(st.lists(ANY_FACT, max_size=30))
def test_any_story_folds_into_calls(story: list[Fact]) -> None:
    """Never an error; a call keeps its first end; waiting and talk are never negative; one row a call."""
    rows: dict[str, CallRow] = {}
    for fact in story:
        call_id = call_of(fact)
        if call_id is None:
            continue
        row = fold(rows.get(call_id), fact)
        assert row is not None
        assert row.call_id == call_id
        assert row.talk_s >= 0
        rows[call_id] = row
    for call_id, row in rows.items():
        ends = [fact for fact in story if call_of(fact) == call_id and isinstance(fact, CallEnded | CallRefused)]
        assert (row.outcome is not None) == bool(ends)
        assert (row.state is CallState.ENDED) == bool(ends)
