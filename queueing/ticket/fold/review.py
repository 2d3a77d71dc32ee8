"""Fold the facts of what follows a reply."""

from dataclasses import replace

from queueing.city.profiles import Moment
from queueing.ticket import facts as f
from queueing.ticket.fold.table import Table
from queueing.ticket.record import TicketRecord, Try
from queueing.ticket.states import TicketState


def _review_opened(record: TicketRecord, fact: f.ReviewOpened) -> TicketRecord:
    return replace(record, state=TicketState.IN_REVIEW, gates=fact.gates, passed=())


def _gate_passed(record: TicketRecord, fact: f.GatePassed) -> TicketRecord:
    passed = (*record.passed, fact.gate)
    through = len(passed) == len(record.gates)
    return replace(record, passed=passed, state=TicketState.REPLIED if through else record.state)


def _held(record: TicketRecord, _fact: f.HeldAgain) -> TicketRecord:
    return replace(record, state=TicketState.SECOND_HOLD, held_again=record.held_again + 1, gates=(), passed=())


def _revisit_opened(record: TicketRecord, fact: f.RevisitOpened) -> TicketRecord:
    return replace(record, state=TicketState.REVISIT, ways=fact.ways, revisit_since=fact.at, revisit_due=0)


def _fell_due(record: TicketRecord, fact: f.RevisitFellDue) -> TicketRecord:
    return replace(record, revisit_due=fact.attempt, revisit_said=fact.at)


def _tried(record: TicketRecord, fact: f.RevisitTried) -> TicketRecord:
    one = Try(
        at=fact.at,
        by=fact.by,
        way=fact.way,
        reached=fact.reached,
        grade=fact.grade,
        satisfied=fact.satisfied,
        note=fact.note,
        session_id=fact.session_id,
        handling=record.handlings,
        beside=fact.beside,
    )
    since = record.revisit_since if fact.beside else record.revisit_said if fact.unanswered else fact.at
    return replace(record, tries=(*record.tries, one), revisit_since=since)


def _reopened(record: TicketRecord, fact: f.TicketReopened) -> TicketRecord:
    again = replace(
        record,
        state=TicketState.REOPENED,
        alone=bool(record.main),
        closing=None,
        refused_for="",
        asking=None,
        revisit_since=None,
    )
    return again.with_moment(Moment.REOPENED, fact.at)


def _registered(record: TicketRecord, _fact: f.PutOnRegister) -> TicketRecord:
    return replace(record, state=TicketState.UNSATISFIED, closing=f.Closing.UNSATISFIED, revisit_since=None)


def _struck_off(record: TicketRecord, _fact: f.StruckOff) -> TicketRecord:
    return replace(record, state=TicketState.CLOSED, closing=f.Closing.STRUCK_OFF)


def _closed(record: TicketRecord, fact: f.TicketClosed) -> TicketRecord:
    closed = replace(record, state=TicketState.CLOSED, closing=fact.closing, revisit_since=None, asking=None)
    return closed.with_moment(Moment.RESOLVED, fact.at)


TABLE: Table = {
    f.ReviewOpened: _review_opened,
    f.GatePassed: _gate_passed,
    f.HeldAgain: _held,
    f.RevisitOpened: _revisit_opened,
    f.RevisitFellDue: _fell_due,
    f.RevisitTried: _tried,
    f.TicketReopened: _reopened,
    f.PutOnRegister: _registered,
    f.StruckOff: _struck_off,
    f.TicketClosed: _closed,
}
