"""Which drill calls count as good, and how a drill is summed up."""

from dataclasses import replace

import pytest

from callcenter.drill.report import ticket_block
from callcenter.drill.verdict import CallResult, sum_up

TICKET = {
    "ticket_id": "T1",
    "caller_number": "19900000001",
    "dialled": "12345",
    "queue": "hotline",
    "operator_id": "8001",
    "started_at": "2026-11-21T10:00:00+08:00",
    "answered_at": "2026-11-21T10:00:05+08:00",
    "ended_at": "2026-11-21T10:00:30+08:00",
    "fields": {"appeal_kind": {"value": "投诉"}, "place": {"value": "阳光小区"}, "summary": {"value": ""}},
    "transcript": [
        {"role": "caller", "start_ms": 5000, "text": "噪音很大"},
        {"role": "operator", "start_ms": 3000, "text": "请讲"},
        {"role": "caller", "start_ms": 1000, "text": "我要投诉"},
    ],
}
GOOD = CallResult(
    scene="s",
    number="19900000001",
    dialled="12345",
    operator="8001",
    waited_s=1.0,
    citizen_heard=(0.99, 0.97),
    operator_heard=(0.98,),
    hung_up=True,
    ticket=TICKET,
    ticket_after_s=0.4,
    error_rate=0.1,
)


def test_a_good_call_has_no_fault() -> None:
    assert GOOD.faults() == ()
    assert sum_up([GOOD]).passed


@pytest.mark.parametrize(
    "bad",
    [
        replace(GOOD, waited_s=None),
        replace(GOOD, citizen_heard=(0.99, 0.2)),
        replace(GOOD, operator_heard=()),
        replace(GOOD, hung_up=False),
        replace(GOOD, ticket=None, error_rate=None),
        replace(GOOD, error_rate=0.5),
        replace(GOOD, problem="cut off"),
    ],
)
def test_one_bad_call_fails_the_drill(bad: CallResult) -> None:
    assert bad.faults()
    assert not sum_up([GOOD, bad]).passed


def test_a_drill_without_a_call_has_not_passed() -> None:
    assert not sum_up([]).passed


def test_sums_are_those_of_the_calls() -> None:
    waits = [replace(GOOD, waited_s=wait, ticket_after_s=delay) for wait, delay in ((1.0, 0.2), (9.0, 0.4), (5.0, 3.0))]
    sums = sum_up(waits)
    assert (sums.calls, sums.answered, sums.had_to_wait) == (3, 3, 2)
    assert (sums.median_wait_s, sums.longest_wait_s) == (5.0, 9.0)
    assert (sums.median_ticket_s, sums.longest_ticket_s) == (0.4, 3.0)


def test_a_ticket_is_printed_with_who_what_where_and_the_words_in_order() -> None:
    block = ticket_block(GOOD)
    for text in ("19900000001", "12345", "8001", "10:00:05", "投诉", "阳光小区", "我要投诉噪音很大"):
        assert text in block
    assert "摘要" not in block  # empty fields are left out
