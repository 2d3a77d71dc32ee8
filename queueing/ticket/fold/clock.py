"""Fold the facts of clocks. A clock's changes are kept, so that its due moment can be counted again at any time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from queueing.city.profiles import ClockKind, Moment
from queueing.days.clocks import Change, Clock, Extended, Paused, WentOn
from queueing.days.limits import Limit
from queueing.ticket import facts as f
from queueing.ticket.carrying import changes_of
from queueing.ticket.fold.table import Table
from queueing.ticket.record import TicketClock, TicketRecord


def moment_of(at: float) -> datetime:
    """Unix seconds as the aware moment that clocks are counted with."""
    return datetime.fromtimestamp(at, UTC)


def _started(record: TicketRecord, fact: f.ClockStarted) -> TicketRecord:
    clock = Clock(
        ticket_id=record.ticket_id,
        rule_id=fact.rule_id,
        policy=fact.policy,
        started_at=moment_of(fact.started_at),
        limit=Limit.parse(fact.limit),
        changes=changes_of(fact.changes),
    )
    made = TicketClock(
        clock=clock,
        starts=Moment(fact.starts),
        stops=Moment(fact.stops),
        kind=ClockKind(fact.kind),
        soft=fact.soft,
        title=fact.title,
        carried_from=fact.carried_from,
    )
    return replace(record, clocks=(*record.clocks, made))


def _paused(record: TicketRecord, fact: f.ClockPaused) -> TicketRecord:
    change = Paused(at=moment_of(fact.at), why=fact.why)
    return _on(record, fact.rule_id, lambda one: replace(_changed(one, change), paused=True))


def _went_on(record: TicketRecord, fact: f.ClockWentOn) -> TicketRecord:
    change = WentOn(at=moment_of(fact.at))
    return _on(record, fact.rule_id, lambda one: replace(_changed(one, change), paused=False))


def _extended(record: TicketRecord, fact: f.ClockExtended) -> TicketRecord:
    change = Extended(at=moment_of(fact.at), by=Limit.parse(fact.limit), why=fact.why)
    # New time, new warnings: what was said of the old deadline does not hold for the new one.
    return _on(record, fact.rule_id, lambda one: replace(_changed(one, change), alerts=frozenset()))


def _stopped(record: TicketRecord, fact: f.ClockStopped) -> TicketRecord:
    return _on(
        record,
        fact.rule_id,
        lambda one: replace(one, stopped_at=fact.as_of, met=fact.met, counted=fact.counted, paused=False),
    )


def _raised(record: TicketRecord, fact: f.CardRaised) -> TicketRecord:
    return _on(record, fact.rule_id, lambda one: replace(one, alerts=one.alerts | {fact.card}))


def _moved(record: TicketRecord, fact: f.DeadlineMoved) -> TicketRecord:
    """The due moment itself is counted from the calendar. A later one is a new deadline, with warnings of its own."""
    if fact.after <= fact.before:
        return record
    return _on(record, fact.rule_id, lambda one: replace(one, alerts=frozenset()))


def _changed(one: TicketClock, change: Change) -> TicketClock:
    return replace(one, clock=replace(one.clock, changes=(*one.clock.changes, change)))


def _on(record: TicketRecord, rule_id: str, change: Callable[[TicketClock], TicketClock]) -> TicketRecord:
    clocks = tuple(change(one) if one.running and one.rule_id == rule_id else one for one in record.clocks)
    return replace(record, clocks=clocks)


TABLE: Table = {
    f.ClockStarted: _started,
    f.ClockPaused: _paused,
    f.ClockWentOn: _went_on,
    f.ClockExtended: _extended,
    f.ClockStopped: _stopped,
    f.CardRaised: _raised,
    f.DeadlineMoved: _moved,
}
