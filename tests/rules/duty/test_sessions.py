"""Leader-answering sessions: what is refused when one is planned, and what came of one."""

from dataclasses import replace

import pytest

from queueing.events import CallAnswered, CallMarked, Fact, OperatorLeftCall, TicketDrafted, TicketRegistered
from queueing.staff.sessions import Session, fault_of, figures_of

NOON = 1_763_700_000.0
SESSION = Session(
    session_id="s1",
    leader="王局长",
    unit="住建局",
    guest_id="9001",
    assistant_id="8001",
    queues=("hotline",),
    starts_at=NOON,
    ends_at=NOON + 7200,
)
GUESTS, PEOPLE, QUEUES = frozenset({"9001", "9002"}), frozenset({"9001", "9002", "8001", "8002"}), ["hotline", "show"]


def fault(session: Session, *others: Session) -> str:
    found = fault_of(session, others, GUESTS, PEOPLE, QUEUES)
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, ""),
        ({"ends_at": NOON}, "ends_at"),
        ({"ends_at": NOON + 13 * 3600}, "ends_at"),
        ({"guest_id": "8002"}, "guest_id"),
        ({"assistant_id": "9002"}, "assistant_id"),
        ({"assistant_id": "7777"}, "assistant_id"),
        ({"queues": ()}, "queues"),
        ({"queues": ("hotline", "nowhere")}, "queues"),
    ],
)
def test_an_unfit_session_is_refused_by_field(change: dict[str, object], field: str) -> None:
    assert fault(replace(SESSION, **change)) == field  # type: ignore[arg-type]


def test_nobody_is_in_two_sessions_at_once() -> None:
    other = replace(SESSION, session_id="s2", starts_at=NOON + 3600, ends_at=NOON + 9000)
    assert fault(other, SESSION) == "guest_id"
    assert fault(replace(other, guest_id="9002"), SESSION) == "assistant_id"
    assert fault(replace(other, guest_id="9002", assistant_id="8002"), SESSION) == ""
    assert fault(other, replace(SESSION, cancelled=True)) == ""
    assert fault(replace(other, starts_at=NOON + 7200), SESSION) == ""  # one begins when the other ends


def test_a_session_runs_from_its_beginning_to_before_its_end() -> None:
    assert [SESSION.runs(at) for at in (NOON - 1, NOON, NOON + 7199, NOON + 7200)] == [False, True, True, False]
    assert not replace(SESSION, cancelled=True).runs(NOON)


def test_a_sessions_figures_count_the_guests_part_and_every_ticket_of_its_calls() -> None:
    call = {"call_id": "c1", "operator_id": "9001"}
    facts: list[Fact] = [
        CallAnswered(at=NOON, offer_id="c1-1", queue="hotline", waited_s=5.0, **call),
        CallMarked(at=NOON + 9, hard=True, **call),
        OperatorLeftCall(at=NOON + 60, talk_s=50.0, hold_s=10.0, **call),
        CallAnswered(at=NOON + 70, call_id="c1", operator_id="8002", offer_id="c1-2", queue="hotline", waited_s=5.0),
        OperatorLeftCall(at=NOON + 99, call_id="c1", operator_id="8002", talk_s=29.0, hold_s=0.0),
        TicketDrafted(at=NOON + 100, call_id="c1", ticket_id="t1"),
        TicketRegistered(at=NOON + 130, call_id="c1", ticket_id="t1", operator_id="8001"),
    ]
    made = figures_of(facts, "9001")
    assert (made.calls, made.talk_s, made.hold_s, made.hard) == (1, 50.0, 10.0, 1)
    assert (made.drafted, made.registered, made.mean_talk_s) == (1, 1, 50.0)
    assert figures_of([], "9001").mean_talk_s is None
