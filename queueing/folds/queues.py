"""Queues closing and opening, overrun, and left without operators."""

from queueing.desk.state import DeskState, QueueNow
from queueing.events import (
    Party,
    QueueClosed,
    QueueOpened,
    QueueStaffed,
    QueueUnstaffed,
    SurgeEnded,
    SurgeStarted,
)
from queueing.folds.line import FoldTable


def _of(state: DeskState, queue: str) -> QueueNow:
    return state.queues.setdefault(queue, QueueNow())


def _closed(state: DeskState, fact: QueueClosed) -> None:
    _of(state, fact.queue).closed = True


def _opened(state: DeskState, fact: QueueOpened) -> None:
    _of(state, fact.queue).closed = False


def _surge_started(state: DeskState, fact: SurgeStarted) -> None:
    queue = _of(state, fact.queue)
    queue.surge, queue.surge_by_hand, queue.surge_quiet = True, fact.by is not Party.SYSTEM, False


def _surge_ended(state: DeskState, fact: SurgeEnded) -> None:
    queue = _of(state, fact.queue)
    queue.surge, queue.surge_by_hand, queue.surge_quiet = False, False, fact.by is not Party.SYSTEM


def _unstaffed(state: DeskState, fact: QueueUnstaffed) -> None:
    _of(state, fact.queue).unstaffed = True


def _staffed(state: DeskState, fact: QueueStaffed) -> None:
    _of(state, fact.queue).unstaffed = False


QUEUES: FoldTable = {
    QueueClosed: _closed,
    QueueOpened: _opened,
    SurgeStarted: _surge_started,
    SurgeEnded: _surge_ended,
    QueueUnstaffed: _unstaffed,
    QueueStaffed: _staffed,
}
