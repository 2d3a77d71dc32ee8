"""Who should be on and who is: late, missing, extra; and queues nobody serves."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.events import OperatorStatus, StatusChanged
from queueing.staff.attendance import Attendance, Spell, Standing, on_duty, unstaffed
from queueing.staff.roster import Assignment, Planned, RosterRules, planned
from tests.rules.duty.test_roster import CHINA, SHIFTS, at

DAY = date(2026, 11, 23)
RULES = RosterRules(late_s=300.0, missing_s=1800.0, early_s=1800.0)


def works(*people: str, shift: str = "early") -> list[Planned]:
    return planned([Assignment(day=DAY, shift=shift, operator_id=who) for who in people], SHIFTS, CHINA)


def standing(now: float, present: dict[str, float], *people: str) -> dict[str, Standing]:
    return {one.operator_id: one.standing for one in on_duty(works(*people), present, RULES, now)}


@pytest.mark.parametrize(
    ("minutes_after", "is_standing"),
    [(0, Standing.DUE), (4, Standing.DUE), (5, Standing.LATE), (29, Standing.LATE), (30, Standing.MISSING)],
)
def test_who_is_not_there_is_due_then_late_then_missing(minutes_after: int, is_standing: Standing) -> None:
    assert standing(at(DAY, 8, minutes_after), {}, "8001") == {"8001": is_standing}


def test_who_is_there_is_present_and_who_was_not_planned_is_extra() -> None:
    now = at(DAY, 9)
    assert standing(now, {"8001": now - 60, "8003": now - 60}, "8001") == {
        "8001": Standing.PRESENT,
        "8003": Standing.EXTRA,
    }


def test_coming_half_an_hour_early_is_not_extra() -> None:
    assert standing(at(DAY, 7, 31), {"8001": at(DAY, 7, 30)}, "8001") == {}
    assert standing(at(DAY, 7, 29), {"8001": at(DAY, 7, 29)}, "8001") == {"8001": Standing.EXTRA}


def status(who: str, when: float, to: OperatorStatus) -> StatusChanged:
    return StatusChanged(at=when, operator_id=who, status=to)


def test_a_break_is_no_sign_out() -> None:
    attendance = Attendance()
    for when, to in ((1.0, OperatorStatus.READY), (2.0, OperatorStatus.ON_BREAK), (3.0, OperatorStatus.READY)):
        attendance.feed(status("8001", when, to))
    assert attendance.present() == {"8001": 1.0}
    attendance.feed(status("8001", 9.0, OperatorStatus.SIGNED_OUT))
    assert attendance.present() == {}
    assert attendance.between(0.0, 10.0) == [Spell(operator_id="8001", came=1.0, left=9.0)]
    assert attendance.between(9.0, 10.0) == []


@given(st.lists(st.tuples(st.sampled_from(["8001", "8002"]), st.sampled_from(list(OperatorStatus))), max_size=40))
def test_spells_of_one_person_never_overlap_and_the_last_tells_whether_they_are_there(
    changes: list[tuple[str, OperatorStatus]],
) -> None:
    attendance = Attendance()
    last: dict[str, OperatorStatus] = {}
    for index, (who, to) in enumerate(changes):
        attendance.feed(status(who, float(index), to))
        last[who] = to
    assert set(attendance.present()) == {who for who, to in last.items() if to is not OperatorStatus.SIGNED_OUT}
    for who in last:
        spells = [one for one in attendance.between(-1.0, 1e9) if one.operator_id == who]
        assert all(one.left is not None for one in spells[:-1])
        assert all((first.left or 0.0) <= second.came for first, second in pairwise(spells))


def test_a_queue_without_anybody_is_named_with_whether_somebody_was_planned() -> None:
    serves = {"8001": frozenset({"hotline"}), "8002": frozenset({"show"})}
    assert unstaffed(["hotline", "show"], serves, rostered=["8002"], present=["8001"]) == [("show", True)]
    assert unstaffed(["hotline", "show"], serves, rostered=[], present=["8001"]) == [("show", False)]
    assert unstaffed(["hotline", "show"], {}, rostered=[], present=["8003"]) == []
