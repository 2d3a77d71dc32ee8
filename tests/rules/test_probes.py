"""Whose call it is, what its measurements mean, and when a number needs an alarm."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.events import CallArrived, ProbeAnnounced, ProbeEnded
from queueing.probes import Fault, Measures, ProbeBook, Wanted, judge, same_number

NOON = 1_800_000_000.0
TOLD = ProbeAnnounced(at=NOON, run_id="r1", probe="hotline", dialled="12345", caller="13912340001", until=NOON + 60)
GOOD = Measures(
    called=True, to_ring_s=0.1, to_answer_s=0.2, to_operator_s=3.0, operator_dbfs=-20.0, said_likeness=0.9,
    heard_text="您好", words_share=1.0,
)  # fmt: skip


def arrived(run_id: str = "") -> CallArrived:
    return CallArrived(at=NOON, call_id="c1", queue="hotline", dialled="12345", caller="13912340001", probe=run_id)


def ended(run: int, faults: str = "") -> ProbeEnded:
    return ProbeEnded(at=NOON + run, run_id=f"r{run}", probe="hotline", faults=faults)


def test_only_the_announced_call_is_a_probes_and_only_once() -> None:
    book = ProbeBook()
    assert book.run_of(TOLD.caller, NOON) == ""
    book.take(TOLD)
    assert book.run_of("13912340002", NOON + 1) == ""
    assert book.run_of("+8613912340001", NOON + 1) == "r1"
    book.take(arrived("r1"))
    assert book.run_of(TOLD.caller, NOON + 2) == "", "a citizen with that number is a citizen again"


@pytest.mark.parametrize(("after_s", "whose"), [(-1.0, ""), (0.0, "r1"), (60.0, "r1"), (60.1, "")])
def test_an_announcement_ends_with_its_time(after_s: float, whose: str) -> None:
    book = ProbeBook()
    book.take(TOLD)
    assert book.run_of(TOLD.caller, NOON + after_s) == whose


def test_an_announcement_survives_a_restart_of_the_service() -> None:
    book = ProbeBook()
    book.restore([TOLD])
    assert book.run_of(TOLD.caller, NOON + 5) == "r1"


def test_a_withheld_number_is_never_a_probe() -> None:
    book = ProbeBook()
    book.take(replace(TOLD, caller=""))
    assert book.run_of("", NOON) == ""


def test_a_good_call_has_no_fault() -> None:
    assert judge(GOOD, Wanted()) == ()


JUDGED = [
    ({"called": False}, (Fault.SERVICE_AWAY,)),
    ({"sip_code": 503}, (Fault.REFUSED,)),
    ({"to_answer_s": None}, (Fault.NO_ANSWER,)),
    ({"to_answer_s": 10.1}, (Fault.NO_ANSWER,)),
    ({"to_operator_s": None}, (Fault.NO_OPERATOR,)),
    ({"to_operator_s": None, "cut_off": True}, (Fault.CUT_OFF,)),
    ({"cut_off": True}, (Fault.CUT_OFF,)),
    ({"operator_dbfs": -60.0}, (Fault.SILENT,)),
    ({"operator_dbfs": None, "words_share": 0.0}, (Fault.SILENT,)),
    ({"said_likeness": 0.1}, (Fault.UNHEARD,)),
    ({"said_likeness": None}, ()),
    ({"words_share": 0.4}, (Fault.WRONG_WORDS,)),
    ({"words_share": None, "heard_text": None}, ()),
    ({"to_operator_s": 15.1}, (Fault.SLOW,)),
    ({"to_operator_s": 15.1, "said_likeness": 0.0, "words_share": 0.0}, (Fault.UNHEARD, Fault.WRONG_WORDS, Fault.SLOW)),
]


@pytest.mark.parametrize(("change", "faults"), JUDGED)
def test_each_measurement_is_judged(change: dict[str, object], faults: tuple[Fault, ...]) -> None:
    assert judge(replace(GOOD, **change), Wanted()) == faults  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(["", "silent", "no_operator"]), max_size=12), st.integers(1, 4))
def test_an_alarm_stands_exactly_while_the_last_calls_in_a_row_had_faults(runs: list[str], after: int) -> None:
    book = ProbeBook()
    for number, faults in enumerate(runs):
        book.take(ended(number, faults))
    wanted = len(runs) >= after and all(runs[-after:])
    assert book.alarm("hotline", after) == ((Fault(runs[-1]),) if wanted else ())
    assert book.alarm("show", after) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("13912340001", "+8613912340001", True),
        ("013912340001", "13912340001", True),
        ("008613912340001", "13912340001", True),
        ("051912345", "051912346", False),
        ("8613", "13", False),
        ("", "", False),
        ("0", "0", False),
    ],
)
def test_a_number_is_the_same_however_the_network_writes_it(one: str, other: str, same: bool) -> None:
    assert same_number(one, other) is same
