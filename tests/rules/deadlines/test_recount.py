"""When a calendar arrives, open deadlines are counted again, and what moved is said."""

from datetime import date, timedelta

from queueing.days.calendar import Calendar
from queueing.days.clocks import Clock, due_of, pause
from queueing.days.limits import Limit
from queueing.days.office import Due
from queueing.days.recount import Moved, Stored, recount
from tests.rules.deadlines.offices import KNOWN, at, office

# An invented notice: New Year's Day makes Monday 4 January a day of rest too, and Sunday 10 January is worked.
ARRIVED = office(
    calendar=Calendar(
        published=KNOWN.published | {2027},
        off=KNOWN.off | {date(2027, 1, 1) + timedelta(days=n) for n in range(4)},
        on=KNOWN.on | {date(2027, 1, 10)},
    )
)


def _stored(ticket: str, began: str, limit: str = "30 wd") -> Stored:
    clock = Clock(ticket_id=ticket, rule_id="close", policy="demo@1", started_at=at(began), limit=Limit.parse(limit))
    due = due_of(clock, office())
    assert due is not None
    return Stored(clock=clock, due=due)


def test_only_what_moved_or_became_certain_is_named() -> None:
    """One moves by a day, one was right and is now certain, one never reached the new year."""
    moves, settles, stays = (
        _stored("T1", "2026-11-20 10:00"),
        _stored("T2", "2026-11-19 10:00"),
        _stored("T3", "2026-10-08 10:00"),
    )
    found = recount((moves, settles, stays), ARRIVED)
    first = Moved(
        ticket_id="T1",
        rule_id="close",
        before=Due(at=at("2027-01-04 17:30"), provisional=True),
        after=Due(at=at("2027-01-05 17:30"), provisional=False),
    )
    assert first == found[0]
    assert [(one.ticket_id, one.only_settled) for one in found] == [("T1", False), ("T2", True)]


def test_a_worked_weekend_in_the_notice_brings_deadlines_forward() -> None:
    """Sunday 10 January 2027 counts in the invented notice."""
    later = _stored("T1", "2027-01-08 10:00", "1 wd")
    (moved,) = recount((later,), ARRIVED)
    assert (at("2027-01-11 17:30"), at("2027-01-10 17:30")) == (moved.before.at, moved.after.at)


def test_counting_again_with_the_same_calendar_moves_nothing() -> None:
    """Twice is as once."""
    assert recount((_stored("T1", "2026-11-20 10:00"),), office()) == ()


def test_a_paused_clock_has_nothing_to_move() -> None:
    """It is counted when it goes on."""
    one = _stored("T1", "2026-11-20 10:00")
    held = Stored(clock=pause(one.clock, at("2026-11-23 10:00"), "材料", office()), due=one.due)
    assert recount((held,), ARRIVED) == ()
