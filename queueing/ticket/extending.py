"""延期: how much longer the clock of the work may become, asked for in time and granted however long that takes."""

from queueing.city.profiles import ClockRule, Moment
from queueing.days.clocks import ClockError, Extended, extend, may_grow
from queueing.days.limits import Limit
from queueing.days.ticket_clocks import extension_allowed
from queueing.ticket.clockwork import of_work
from queueing.ticket.facts import ClockExtended
from queueing.ticket.fold.clock import moment_of
from queueing.ticket.pen import Pen
from queueing.ticket.record import TicketClock


def expect_extensible(pen: Pen, by: Limit, why: str) -> None:
    """Refuse to ask for what could not be granted now; nothing is written.

    Raises:
        TransitionError: no clock of the work runs, it is over, or it may not become so long.
    """
    for one in _clocks(pen):
        _within_bounds(pen, one, by)
        try:
            extend(one.clock, by, moment_of(pen.at), why, pen.rules.office, _most(pen, one))
        except ClockError as fault:
            raise pen.refuse("an extension the rules allow", str(fault)) from None


def grant_clocks(pen: Pen, by: Limit, why: str) -> None:
    """Grant what was asked for in time, however long the decision took.

    Raises:
        TransitionError: no clock runs that could be extended, or the matter was judged anew since and allows less.
    """
    for one in _clocks(pen):
        _within_bounds(pen, one, by)
        try:
            may_grow(one.clock, by, _most(pen, one))
        except ClockError as fault:
            raise pen.refuse("an extension the rules allow", str(fault)) from None
        pen.write(ClockExtended(at=pen.at, ticket_id=pen.record.ticket_id, rule_id=one.rule_id, limit=str(by), why=why))


def _within_bounds(pen: Pen, one: TicketClock, by: Limit) -> None:
    """Say which unit the clock counts in, or how much all its extensions may give: what a person can ask for instead.

    Raises:
        TransitionError: it is another unit, or more.
    """
    most, given = _most(pen, one), [change.by for change in one.clock.changes if isinstance(change, Extended)]
    if by.unit is not most.unit:
        raise pen.refuse(f"an extension counted in {most.unit}", str(by))
    total = by.amount + sum(before.amount for before in given)
    if total > most.amount:
        raise pen.refuse(f"extensions of {most} at most", f"{total} {by.unit}")


def _clocks(pen: Pen) -> tuple[TicketClock, ...]:
    rule = _rule(pen)
    resolved = tuple(one for one in of_work(pen.record) if one.stops is Moment.RESOLVED)
    found = tuple(one for one in resolved if one.starts is rule.starts) if rule else resolved
    if not found:
        raise pen.refuse("a running deadline to extend", "none")
    return found


def _most(pen: Pen, one: TicketClock) -> Limit:
    """The most that all extensions of a clock may give: what the city says, else as long again as it was given."""
    rule = _rule(pen)
    return rule.limit if rule else one.clock.limit


def _rule(pen: Pen) -> ClockRule | None:
    return extension_allowed(pen.rules.profile)
