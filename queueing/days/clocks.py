"""One clock on one ticket: begun, paused, gone on, extended, and what it shows now. Pure: what is due is derived.

A ticket may have several, each knowing nothing of the others. A clock keeps the limit it began with, so that a changed
city profile moves no deadline that was given; only a calendar can (see recount.py).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from queueing.days.deadlines import after, due, left, shift
from queueing.days.limits import CLOCK_UNITS, Limit
from queueing.days.office import Due, Office


class ClockError(ValueError):
    """A clock cannot do this now; the message says which, what was expected, what was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """Time stands still: something is waited for that the unit cannot hurry (待补充材料)."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WentOn:
    """What was left at the pause begins to run."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """More time was granted."""

    at: datetime
    by: Limit
    why: str


Change = Paused | WentOn | Extended


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Everything a due moment follows from. To be stored as it is, with `policy` naming profile and version."""

    ticket_id: str
    rule_id: str
    policy: str
    started_at: datetime  # aware
    limit: Limit
    changes: tuple[Change, ...] = ()


class Card(StrEnum):
    """What the unit is shown."""

    NONE = "none"
    YELLOW = "yellow"  # 黄牌
    RED = "red"  # 红牌


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """When cards are shown, seen from the due moment: yellow before it (-1 wd), red at or after it (1 wd)."""

    yellow: Limit | None = None
    red: Limit | None = None

    def __post_init__(self) -> None:
        if self.yellow and self.yellow.amount > 0:
            raise ValueError(f"yellow card: expected a limit below zero, found {self.yellow}")
        if self.red and self.red.amount < 0:
            raise ValueError(f"red card: expected a limit above zero, found {self.red}")


NO_CARDS = Cards()


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What a clock shows at one moment. `due` is None while it is paused."""

    clock: Clock
    due: Due | None
    left: timedelta  # office hours for working units, else natural time; 0 when over
    overdue: bool = False
    card: Card = Card.NONE
    yellow_at: datetime | None = None
    red_at: datetime | None = None

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return self.due is None


def read(clock: Clock, now: datetime, office: Office, cards: Cards = NO_CARDS) -> Face:
    """Look at a clock."""
    end, kept = _fold(clock, office)
    if kept is not None:
        return Face(clock=clock, due=None, left=kept)
    yellow, red = _card_times(clock, end, cards, office)
    card = Card.RED if red and now >= red else Card.YELLOW if yellow and now >= yellow else Card.NONE
    return Face(
        clock=clock,
        due=end,
        left=left(now, end.at, clock.limit.unit, office),
        overdue=office.utc(now) > office.utc(end.at),
        card=card,
        yellow_at=yellow,
        red_at=red,
    )


def moments(
    clock: Clock, office: Office, cards: Cards = NO_CARDS
) -> tuple[Due | None, datetime | None, datetime | None]:
    """When it is due, yellow and red, whatever the time is now: a look (`read`) without what is left of it."""
    end, kept = _fold(clock, office)
    return (end, *_card_times(clock, end, cards, office)) if kept is None else (None, None, None)


def due_of(clock: Clock, office: Office) -> Due | None:
    """When it is due; None while it is paused."""
    end, kept = _fold(clock, office)
    return end if kept is None else None


def due_before_pause(clock: Clock, office: Office) -> Due:
    """When it is due, or was before it began to stand still."""
    return _fold(clock, office)[0]


def next_to_burn(faces: tuple[Face, ...]) -> Face | None:
    """Of a ticket's clocks the one that is due first; None when none of them runs."""
    running = [(face.due.at, face.clock.rule_id, face) for face in faces if face.due]
    return min(running, key=lambda found: found[:2])[2] if running else None


def pause(clock: Clock, at: datetime, why: str, office: Office) -> Clock:
    """Stop the clock; what is left is kept. One that is over cannot be saved by a pause.

    Raises:
        ClockError: It is paused or over, there is no reason, or `at` lies before its last change.
    """
    end = _running(clock, at, office)
    if not left(at, end.at, clock.limit.unit, office):
        raise ClockError(f"{_name(clock)}: expected a clock with time left, found it due at {end.at.isoformat()}")
    return _with(clock, Paused(at=at, why=_reason(clock, why)))


def go_on(clock: Clock, at: datetime, office: Office) -> Clock:
    """Let what was left run from `at`.

    Raises:
        ClockError: It is not paused, or `at` lies before the pause.
    """
    if due_of(clock, office):
        raise ClockError(f"{_name(clock)}: expected a paused clock, found it running")
    _in_order(clock, at, office)
    return _with(clock, WentOn(at=at))


def extend(clock: Clock, by: Limit, at: datetime, why: str, office: Office, allowed: Limit | None = None) -> Clock:
    """Grant more time, asked for before it is over.

    Args:
        clock: one that runs.
        by: how much more, above zero.
        at: when it was granted.
        why: the reason, which is kept.
        office: calendar, hours and time zone.
        allowed: the most that all extensions together may give, None for no bound.

    Raises:
        ClockError: It is paused or over, there is no reason, or it would be more than is allowed.
    """
    end = _running(clock, at, office)
    if office.utc(at) > office.utc(end.at):
        raise ClockError(f"{_name(clock)}: expected a request before {end.at.isoformat()}, found {at.isoformat()}")
    may_grow(clock, by, allowed)
    return _with(clock, Extended(at=at, by=by, why=_reason(clock, why)))


def may_grow(clock: Clock, by: Limit, allowed: Limit | None = None) -> None:
    """Refuse more than all extensions together may give, and what no clock can be lengthened by.

    Raises:
        ClockError: It is below zero, in months, or more than is allowed.
    """
    if by.amount < 0:
        raise ClockError(f"{_name(clock)}: expected an extension above zero, found {by}")
    if by.unit not in CLOCK_UNITS:
        raise ClockError(f"{_name(clock)}: expected an extension in {clock.limit.unit}, found {by}")
    if allowed:
        _within(clock, by, allowed)


def _fold(clock: Clock, office: Office) -> tuple[Due, timedelta | None]:
    """When it is due, and what a pause that still holds has kept."""
    unit, end, kept, since = clock.limit.unit, due(clock.started_at, clock.limit, office), None, clock.started_at
    for change in clock.changes:
        match change:
            case Paused():
                kept, since = left(change.at, end.at, unit, office), change.at
            case WentOn():
                end, kept = _also_open(after(change.at, kept or timedelta(), unit, office), end), None
            case Extended():
                end = _also_open(shift(end.at, change.by, office), end)
                kept = None if kept is None else left(since, end.at, unit, office)  # more time, also while it waits
            case _:
                assert_never(change)
    return end, kept


def _also_open(new: Due, old: Due) -> Due:
    """What follows from a provisional moment is provisional."""
    return replace(new, provisional=new.provisional or old.provisional)


def _card_times(clock: Clock, end: Due, cards: Cards, office: Office) -> tuple[datetime | None, datetime | None]:
    yellow = shift(end.at, cards.yellow, office).at if cards.yellow else None
    red = shift(end.at, cards.red, office).at if cards.red else None
    # A clock of an hour would be yellow before it began: such a card says nothing.
    return (yellow if yellow and yellow > clock.started_at else None), red


def _running(clock: Clock, at: datetime, office: Office) -> Due:
    _in_order(clock, at, office)
    end = due_of(clock, office)
    if end is None:
        raise ClockError(f"{_name(clock)}: expected a running clock, found it paused")
    return end


def _in_order(clock: Clock, at: datetime, office: Office) -> None:
    last = clock.changes[-1].at if clock.changes else clock.started_at
    if office.utc(at) < office.utc(last):
        raise ClockError(f"{_name(clock)}: expected a change after {last.isoformat()}, found {at.isoformat()}")


def _within(clock: Clock, by: Limit, allowed: Limit) -> None:
    given = [change.by for change in clock.changes if isinstance(change, Extended)]
    if any(one.unit is not allowed.unit for one in (*given, by)):
        raise ClockError(f"{_name(clock)}: expected an extension in {allowed.unit}, found {by}")
    total = sum(one.amount for one in given) + by.amount
    if total > allowed.amount:
        raise ClockError(f"{_name(clock)}: expected extensions of {allowed} at most, found {total} {by.unit}")


def _reason(clock: Clock, why: str) -> str:
    if not why.strip():
        raise ClockError(f"{_name(clock)}: expected a reason, found none")
    return why


def _with(clock: Clock, change: Change) -> Clock:
    return replace(clock, changes=(*clock.changes, change))


def _name(clock: Clock) -> str:
    return f"ticket {clock.ticket_id} clock {clock.rule_id}"
