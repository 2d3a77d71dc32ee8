"""Clocks on tickets: pauses keep what is left, extensions add to it, cards come in time, several run side by side."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.days.clocks import Card, Cards, Clock, ClockError, due_of, extend, go_on, next_to_burn, pause, read
from queueing.days.limits import Limit
from tests.rules.deadlines.offices import ALWAYS, at, office

CARDS = Cards(yellow=Limit.parse("-1 wd"), red=Limit.parse("1 wd"))
OFFICE = office()


def clock(limit: str, began: str = "2026-11-16 10:00", rule: str = "close") -> Clock:
    """A clock that began on a Monday."""
    return Clock(ticket_id="T1", rule_id=rule, policy="demo@1", started_at=at(began), limit=Limit.parse(limit))


def due_at(one: Clock) -> datetime:
    """When it is due, which it must be."""
    found = due_of(one, OFFICE)
    assert found is not None
    return found.at


def test_a_pause_keeps_the_working_time_that_was_left() -> None:
    """Due on Thursday 17:30, paused on Wednesday 10:30: 12.5 working hours are left, and run from a Thursday 15:00."""
    paused = pause(clock("3 wd"), at("2026-11-18 10:30"), "待补充身份证明", OFFICE)
    assert due_of(paused, OFFICE) is None
    assert read(paused, at("2026-12-01 09:00"), OFFICE).left == timedelta(hours=12.5)
    assert due_at(go_on(paused, at("2026-12-03 15:00"), OFFICE)) == at("2026-12-07 12:00")


def test_a_pause_over_a_holiday_costs_and_gains_nothing() -> None:
    """Paused at close of business before Spring Festival, gone on at its end: as if no day had passed."""
    before = clock("5 wd", "2026-02-11 09:00")
    held = go_on(pause(before, at("2026-02-14 18:00"), "等待材料", OFFICE), at("2026-02-23 20:00"), OFFICE)
    assert due_at(before) == due_at(held) == at("2026-02-25 17:30")


def test_natural_hours_pause_in_natural_time() -> None:
    """24 h, ten of them gone: fourteen are left whenever it goes on, at night too."""
    paused = pause(clock("24 h", "2026-11-20 20:00"), at("2026-11-21 06:00"), "电话无人接听", OFFICE)
    assert due_at(go_on(paused, at("2026-11-22 03:00"), OFFICE)) == at("2026-11-22 17:00")


def test_an_overdue_clock_cannot_be_saved_by_a_pause() -> None:
    """It says what was expected and found."""
    with pytest.raises(ClockError, match=r"ticket T1 clock sign: expected a clock with time left, found it due at"):
        pause(clock("1 wh", rule="sign"), at("2026-11-16 11:01"), "晚了", OFFICE)


def test_what_cannot_be_done_is_refused_with_the_reason() -> None:
    """Pause twice, go on when running, extend when paused, act before the last change, give no reason."""
    running = clock("3 wd")
    paused = pause(running, at("2026-11-17 10:00"), "待补充材料", OFFICE)
    with pytest.raises(ClockError, match="expected a running clock, found it paused"):
        pause(paused, at("2026-11-17 11:00"), "再次", OFFICE)
    with pytest.raises(ClockError, match="expected a running clock, found it paused"):
        extend(paused, Limit.parse("1 wd"), at("2026-11-17 11:00"), "复杂", OFFICE)
    with pytest.raises(ClockError, match="expected a paused clock, found it running"):
        go_on(running, at("2026-11-17 11:00"), OFFICE)
    with pytest.raises(ClockError, match="expected a change after 2026-11-17T10:00"):
        go_on(paused, at("2026-11-17 09:00"), OFFICE)
    with pytest.raises(ClockError, match="expected a reason, found none"):
        pause(running, at("2026-11-17 10:00"), "  ", OFFICE)


def test_an_extension_adds_working_days_to_the_due_day() -> None:
    """15 working days and 7 more are 22, asked for in time and with a reason."""
    longer = extend(clock("15 wd"), Limit.parse("7 wd"), at("2026-12-04 09:00"), "需多部门会商", OFFICE)
    assert due_at(longer) == due_at(clock("22 wd"))


def test_extensions_stay_within_what_is_allowed() -> None:
    """Together, in the same unit, before the end, and above zero."""
    allowed, when = Limit.parse("10 wd"), at("2026-11-17 09:00")
    once = extend(clock("5 wd"), Limit.parse("6 wd"), when, "复杂", OFFICE, allowed)
    with pytest.raises(ClockError, match="expected extensions of 10 wd at most, found 11 wd"):
        extend(once, Limit.parse("5 wd"), when, "复杂", OFFICE, allowed)
    with pytest.raises(ClockError, match="expected an extension in wd, found 48 h"):
        extend(clock("5 wd"), Limit.parse("48 h"), when, "复杂", OFFICE, allowed)
    with pytest.raises(ClockError, match="expected a request before"):
        extend(clock("1 wh"), Limit.parse("1 wd"), when, "复杂", OFFICE, allowed)
    with pytest.raises(ClockError, match="expected an extension above zero, found -1 wd"):
        extend(clock("5 wd"), Limit.parse("-1 wd"), when, "复杂", OFFICE, allowed)


def test_a_change_without_a_time_zone_is_refused() -> None:
    """As every moment is."""
    with pytest.raises(ValueError, match="expected a moment with its time zone"):
        pause(clock("3 wd"), at("2026-11-17 10:00").replace(tzinfo=None), "待补充材料", OFFICE)


def test_refusal_leaves_the_clock_as_it_was() -> None:
    """A clock is a value."""
    running = clock("1 wh")
    with pytest.raises(ClockError):
        pause(running, at("2026-11-20 10:00"), "晚了", OFFICE)
    assert running == clock("1 wh")


@pytest.mark.parametrize(
    ("now", "card", "overdue"),
    [
        ("2026-11-19 17:29", Card.NONE, False),
        ("2026-11-19 17:30", Card.YELLOW, False),  # a working day is left
        ("2026-11-20 17:30", Card.YELLOW, False),  # due now
        ("2026-11-20 17:31", Card.YELLOW, True),
        ("2026-11-23 17:29", Card.YELLOW, True),  # Monday, the first working day after
        ("2026-11-23 17:30", Card.RED, True),
    ],
)
def test_cards_come_a_working_day_before_and_after(now: str, card: Card, overdue: bool) -> None:
    """Four working days from Monday end on Friday."""
    face = read(clock("4 wd"), at(now), OFFICE, CARDS)
    assert (face.card, face.overdue) == (card, overdue)


def test_a_short_clock_is_not_yellow_before_it_began() -> None:
    """One working hour has no working day before its end."""
    face = read(clock("1 wh"), at("2026-11-16 10:30"), OFFICE, CARDS)
    assert (face.card, face.yellow_at) == (Card.NONE, None)


def test_a_paused_clock_shows_no_card_and_no_due_moment() -> None:
    """Nobody is warned while the citizen is waited for."""
    face = read(
        pause(clock("4 wd"), at("2026-11-19 17:00"), "待补充材料", OFFICE), at("2027-01-01 10:00"), OFFICE, CARDS
    )
    assert (face.paused, face.card, face.overdue) == (True, Card.NONE, False)


@pytest.mark.parametrize(("yellow", "red"), [("1 wd", None), (None, "-1 wd")])
def test_cards_on_the_wrong_side_are_refused(yellow: str | None, red: str | None) -> None:
    """Yellow before the end, red after it."""
    with pytest.raises(ValueError, match="card: expected a limit"):
        Cards(yellow=Limit.parse(yellow) if yellow else None, red=Limit.parse(red) if red else None)


def test_of_several_clocks_the_first_due_burns_and_the_others_run_on() -> None:
    """The statutory 45 working days beside the hotline's five; a paused one does not count."""
    statutory, hotline = clock("45 wd", rule="statutory"), clock("5 wd", rule="hotline")
    now = at("2026-11-17 10:00")
    faces = tuple(read(one, now, OFFICE) for one in (statutory, hotline))
    first = next_to_burn(faces)
    assert first is not None
    assert first.clock.rule_id == "hotline"
    held = read(pause(hotline, now, "待补充材料", OFFICE), now, OFFICE)
    other = next_to_burn((faces[0], held))
    assert other is not None
    assert other.clock.rule_id == "statutory"
    assert next_to_burn((held,)) is None


def test_what_follows_from_an_open_calendar_stays_provisional() -> None:
    """Extended or paused, the due moment still hangs on a notice to come."""
    open_end = clock("30 wd", "2026-11-20 10:00")
    longer = extend(open_end, Limit.parse("1 wd"), at("2026-11-23 10:00"), "复杂", OFFICE)
    held = go_on(pause(open_end, at("2026-11-23 10:00"), "材料", OFFICE), at("2026-11-23 11:00"), OFFICE)
    by_the_clock = extend(open_end, Limit.parse("24 h"), at("2026-11-23 10:00"), "复杂", OFFICE)
    found = [due_of(one, OFFICE) for one in (longer, held, by_the_clock)]
    assert [one.provisional for one in found if one] == [True, True, True]


def test_natural_days_that_end_in_a_holiday_after_a_pause_end_when_work_does_again() -> None:
    """Ten days from 2 February, paused for five on the 4th: the 17th is in Spring Festival, the 24th is worked."""
    running = clock("10 d", "2026-02-02 10:00")
    held = go_on(pause(running, at("2026-02-04 10:00"), "材料", OFFICE), at("2026-02-09 10:00"), OFFICE)
    assert due_at(running) == at("2026-02-12 17:30")
    assert due_at(held) == at("2026-02-24 17:30")


@given(st.integers(1, 40), st.integers(0, 60 * 24 * 30), st.integers(0, 60 * 24 * 60))
def test_a_pause_never_shortens_a_deadline(days: int, until_pause: int, length: int) -> None:
    """And gives back exactly the working time that passed in it."""
    whole = clock(f"{days} wd", "2026-03-02 10:00")
    stop = whole.started_at + timedelta(minutes=until_pause)
    end = due_at(whole)
    if stop >= end:
        return
    resumed = go_on(pause(whole, stop, "材料", OFFICE), stop + timedelta(minutes=length), OFFICE)
    assert due_at(resumed) >= end
    left_at_pause = read(whole, stop, OFFICE).left
    assert read(resumed, stop + timedelta(minutes=length), OFFICE).left == left_at_pause


def test_a_desk_that_never_closes_pauses_by_the_hour() -> None:
    """7x24: a working hour at night is an hour."""
    running = clock("2 wh", "2026-02-17 01:00")
    held = go_on(pause(running, at("2026-02-17 02:00"), "材料", ALWAYS), at("2026-02-17 05:00"), ALWAYS)
    found = due_of(held, ALWAYS)
    assert found is not None
    assert (found.at, found.provisional) == (at("2026-02-17 06:00"), False)
    in_2027 = due_of(clock("2 wh", "2027-02-06 01:00"), ALWAYS)
    assert in_2027 is not None
    assert (in_2027.at, in_2027.provisional) == (at("2027-02-06 03:00"), False)
