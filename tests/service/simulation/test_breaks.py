"""Breaks within a shift: who is on break takes no call, and breaks that cannot be are refused."""

import pytest
from pydantic import ValidationError

from callcenter.simulation.plan import PlannedCall
from callcenter.simulation.roster import Shift, duties_of_shifts, staffed
from callcenter.simulation.virtual import DAY_START, VirtualDay
from queueing.desk.desk import Desk
from queueing.desk.state import DeskRules
from queueing.events import CallAnswered, Fact

NOON_S = 12 * 3600.0


def test_a_caller_who_comes_in_the_break_waits_until_it_is_over() -> None:
    facts: list[Fact] = []
    day = VirtualDay(Desk(DeskRules(wrap_up_s=0.0)), facts.extend)
    day.staff(duties_of_shifts([Shift(start="08:00", end="16:00", operators=1, breaks=("12:00-12:30",))]))
    day.expect([PlannedCall(at_s=NOON_S + at_s, patience_s=9e9, talk_s=60.0) for at_s in (-600.0, 60.0, 3600.0)])
    day.run(DAY_START + 86400.0)
    waits = [fact.waited_s for fact in facts if isinstance(fact, CallAnswered)]
    assert waits == [0.0, 1740.0, 0.0]


def test_a_conversation_goes_on_into_the_break() -> None:
    facts: list[Fact] = []
    day = VirtualDay(Desk(DeskRules(wrap_up_s=0.0)), facts.extend)
    day.staff(duties_of_shifts([Shift(start="08:00", end="16:00", operators=1, breaks=("12:00-12:30",))]))
    day.expect([PlannedCall(at_s=NOON_S + at_s, patience_s=9e9, talk_s=600.0) for at_s in (-60.0, 700.0)])
    day.run(DAY_START + 86400.0)
    assert [fact.at - DAY_START for fact in facts if isinstance(fact, CallAnswered)] == [NOON_S - 60.0, NOON_S + 1800.0]


def test_who_is_on_break_is_not_staff() -> None:
    duties = duties_of_shifts([Shift(start="08:00", end="16:00", operators=4, breaks=("12:00-12:15",))])
    assert (staffed(duties)[23], staffed(duties)[24], staffed(duties)[25]) == (4.0, 2.0, 4.0)


def test_a_shift_over_midnight_has_its_break_after_midnight() -> None:
    duties = duties_of_shifts([Shift(start="22:00", end="06:00", operators=1, breaks=("02:00-02:30",))])
    assert [one.breaks for one in duties] == [(), ((7200.0, 9000.0),)]


@pytest.mark.parametrize(
    "breaks", [("07:00-07:30",), ("15:45-16:15",), ("12:30-12:00",), ("12:00-13:00", "12:30-12:45")]
)
def test_breaks_that_cannot_be_are_refused_with_what_was_found(breaks: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError, match="expected breaks one after another within the shift, found " + breaks[0]):
        Shift(start="08:00", end="16:00", operators=1, breaks=breaks)
