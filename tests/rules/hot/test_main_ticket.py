"""Which ticket of many leads."""

from hypothesis import given
from hypothesis import strategies as st

from queueing.hot import Candidate, main_of
from queueing.ticket.states import TicketState

STATES = st.sampled_from(TicketState)
CANDIDATES = st.builds(
    Candidate,
    ticket_id=st.text("abc", min_size=1, max_size=3),
    number=st.just(""),
    state=STATES,
    accepted_at=st.integers(0, 5).map(float),
    repeats=st.integers(0, 3),
)


def test_the_first_accepted_leads_until_another_has_repeats() -> None:
    one, other = _registered("T1", 1.0), _registered("T2", 2.0)
    assert main_of([other, one]) == one
    led = _registered("T2", 2.0, repeats=1)
    assert main_of([one, led]) == led


def test_what_was_answered_closed_or_merged_leads_nobody() -> None:
    over = (TicketState.CLOSED, TicketState.REVISIT, TicketState.MERGED, TicketState.VOID, TicketState.NOT_ACCEPTED)
    candidates = [Candidate(ticket_id=state, number="1", state=state, accepted_at=0.0, repeats=9) for state in over]
    assert main_of(candidates) is None
    assert main_of([*candidates, _registered("T9", 5.0)]) == _registered("T9", 5.0)


@given(st.lists(CANDIDATES, max_size=8), st.randoms(use_true_random=False))
def test_the_order_they_are_told_in_changes_nothing(some: list[Candidate], chance: object) -> None:
    shuffled = list(some)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    found, again = main_of(some), main_of(shuffled)
    assert (found and (found.repeats, found.accepted_at, found.ticket_id)) == (
        again and (again.repeats, again.accepted_at, again.ticket_id)
    )


def _registered(ticket_id: str, at: float, repeats: int = 0) -> Candidate:
    return Candidate(ticket_id=ticket_id, number="1", state=TicketState.REGISTERED, accepted_at=at, repeats=repeats)
