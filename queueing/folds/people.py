"""Operators: what they chose, whether their phone answers, their work after a call."""

from queueing.desk.state import DeskState, Operator
from queueing.events import (
    LineState,
    OperatorStatus,
    Party,
    ReachabilityChanged,
    StatusChanged,
    WrapUpEnded,
    WrapUpExtended,
    WrapUpStarted,
)
from queueing.folds.line import FoldTable, become_idle, change_line, known


def _status(state: DeskState, fact: StatusChanged) -> None:
    operator = known(state, fact.operator_id)
    before = operator.status
    operator.status, operator.reason, operator.since = fact.status, fact.reason, fact.at
    if before is OperatorStatus.SIGNED_OUT:
        _begin_shift(operator, fact.at)
    if before is not OperatorStatus.READY:
        operator.missed_in_row, operator.paused_until = 0, 0.0
    if fact.status is OperatorStatus.READY and before is not fact.status and operator.line is LineState.IDLE:
        operator.idle_since = fact.at
        operator.rested_at = fact.at
    set_aside_s = state.rules.set_aside_s
    aside = fact.status is OperatorStatus.ON_BREAK and fact.by is Party.SYSTEM
    operator.aside_until = fact.at + set_aside_s if aside and set_aside_s > 0 else None


def _begin_shift(operator: Operator, at: float) -> None:
    """Counters are of the shift: they begin at nothing when the person signs in."""
    operator.answered, operator.missed, operator.talk_s, operator.hard_s = 0, 0, 0.0, 0.0
    operator.load, operator.load_at, operator.rested_at = 0.0, at, at


def _reachability(state: DeskState, fact: ReachabilityChanged) -> None:
    known(state, fact.operator_id).reachable = fact.reachable


def _wrap_up(state: DeskState, fact: WrapUpStarted) -> None:
    operator = known(state, fact.operator_id)
    change_line(operator, LineState.WRAP_UP, fact.at, fact.call_id)
    operator.wrap_from, operator.wrap_until = fact.at, fact.until


def _wrap_up_extended(state: DeskState, fact: WrapUpExtended) -> None:
    known(state, fact.operator_id).wrap_until = fact.until


def _wrap_up_ended(state: DeskState, fact: WrapUpEnded) -> None:
    become_idle(known(state, fact.operator_id), fact.at)


PEOPLE: FoldTable = {
    StatusChanged: _status,
    ReachabilityChanged: _reachability,
    WrapUpStarted: _wrap_up,
    WrapUpExtended: _wrap_up_extended,
    WrapUpEnded: _wrap_up_ended,
}
