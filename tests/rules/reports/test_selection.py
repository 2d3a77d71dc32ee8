"""An editor's choice is the fold of what was done: of each ticket the last thing counts, and reasons are kept."""

from hypothesis import given
from hypothesis import strategies as st

from callcenter.reports.selection import Act, Edit, selection_of

TICKETS = st.sampled_from(["t1", "t2", "t3"])
EDITS = st.lists(st.tuples(st.sampled_from([Act.LEAVE_OUT, Act.TAKE_IN]), TICKETS), max_size=12)


def test_what_was_left_out_says_why_until_it_is_taken_back() -> None:
    out = _edit(Act.LEAVE_OUT, "t1", reason="涉及隐私")
    assert selection_of([out]).left_out == (out,)
    back = selection_of([out, _edit(Act.TAKE_IN, "t1")])
    assert (back.left_out, back.include) == ((), ("t1",))


def test_the_last_order_counts() -> None:
    first, last = (Edit(act=Act.ORDER, order=order, by="ban", at=1.0) for order in (("t1", "t2"), ("t2", "t1")))
    assert selection_of([first, last]).order == ("t2", "t1")


@given(EDITS)
def test_a_ticket_is_never_both_in_and_out_and_the_last_edit_decides(some: list[tuple[Act, str]]) -> None:
    chosen = selection_of(_edit(act, ticket_id) for act, ticket_id in some)
    last = {ticket_id: act for act, ticket_id in some}
    assert set(chosen.exclude) == {one for one, act in last.items() if act is Act.LEAVE_OUT}
    assert set(chosen.include) == {one for one, act in last.items() if act is Act.TAKE_IN}


def _edit(act: Act, ticket_id: str, reason: str = "") -> Edit:
    return Edit(act=act, ticket_id=ticket_id, reason=reason, by="ban", at=1.0)
