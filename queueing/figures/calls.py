"""Where each call stands: who waits, who talks, and into which counters each call settles once."""

from collections.abc import Callable, Mapping
from typing import Any

from queueing.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallJoinedShow,
    CallLeftShow,
    CallOverflowed,
    CallPassedOut,
    CallRefused,
    CallRequeued,
    CallReturned,
    OfferMade,
    Outcome,
)
from queueing.figures.days import Cells, Days
from queueing.figures.definition import Definition, Transfers, WaitClock
from queueing.figures.rolling import Rolling
from queueing.figures.tally import Tally

Takes = Mapping[type, Callable[[Any], None]]


class Visit:
    """One call's stay in a queue, from joining it until the call ends or is passed on as a new offer."""

    __slots__ = (
        "again",
        "cells",
        "number",
        "outside",
        "probe",
        "queue",
        "queue_wait_s",
        "settled",
        "shows",
        "since",
        "waits",
    )

    def __init__(self, *, cells: Cells, queue: str, number: str, since: float, again: bool, probe: bool) -> None:
        self.cells = cells  # none for a probe: it stands in line and takes an operator's time, but counts nowhere
        self.probe = probe
        self.queue = queue
        self.number = number
        self.since = since
        self.again = again  # passed on by an operator: its wait is counted from here, not from the call's arrival
        self.queue_wait_s = 0.0  # wait until the last offer began to ring
        self.settled = False
        self.waits = True
        self.outside = False  # with somebody who is none of us
        self.shows = False  # with the live show: in nobody's line, and offered to no operator


class CallBook:
    """Owns the calls in progress. Facts of different calls may come in any order, those of one call in theirs."""

    def __init__(self, definition: Definition, days: Days, rolling: Rolling) -> None:
        self._definition = definition
        self._days = days
        self._rolling = rolling
        self._visits: dict[str, Visit] = {}
        self._waiting: dict[str, dict[str, float]] = {}  # queue -> call -> Unix seconds since when it waits
        self._talking: dict[str, int] = {}
        # Kind of fact -> how it is counted; facts of calls that never arrived here change nothing.
        self.takes: Takes = {
            CallArrived: self._arrived,
            CallRefused: self._refused,
            OfferMade: self._offered,
            CallReturned: self._returned,
            CallOverflowed: self._returned,
            CallAnswered: self._answered,
            CallRequeued: self._requeued,
            CallPassedOut: self._passed_out,
            CallJoinedShow: self._joined_show,
            CallLeftShow: self._left_show,
            CallEnded: self._ended,
        }

    def _arrived(self, fact: CallArrived) -> None:
        if fact.call_id not in self._visits:
            self._open(fact.call_id, fact.at, fact.queue, fact.dialled, probe=bool(fact.probe))

    def _refused(self, fact: CallRefused) -> None:
        if fact.probe:
            return
        for tally in (*self._days.day(fact.at).refused_cells(fact.at, fact.dialled), self._rolling.cell(fact.at)):
            tally.refused += 1

    def _returned(self, fact: CallReturned | CallOverflowed) -> None:
        self._move(fact.call_id, fact.queue)

    def cells(self, call_id: str) -> Cells:
        """The groups a call in progress is counted in; none for an unknown call."""
        visit = self._visits.get(call_id)
        return visit.cells if visit else ()

    def is_probe(self, call_id: str) -> bool:
        """Whether a call in progress is a dial probe's."""
        visit = self._visits.get(call_id)
        return visit is not None and visit.probe

    def queue_of(self, call_id: str) -> str:
        """The queue a call in progress is in, '' for an unknown call."""
        visit = self._visits.get(call_id)
        return visit.queue if visit else ""

    def waiting(self, queue: str | None = None) -> int:
        """How many wait now, ringing included, in one queue or in all."""
        if queue is not None:
            return len(self._waiting.get(queue, ()))
        return sum(len(calls) for calls in self._waiting.values())

    def waiting_since(self, queue: str | None = None) -> float | None:
        """Since when the longest waiting caller waits; None when nobody does."""
        lines = self._waiting.values() if queue is None else [self._waiting.get(queue, {})]
        return min((since for calls in lines for since in calls.values()), default=None)

    def talking(self, queue: str | None = None) -> int:
        """How many calls are with an operator now, on hold included."""
        return sum(self._talking.values()) if queue is None else self._talking.get(queue, 0)

    def queues(self) -> set[str]:
        """Every queue with a call in it now."""
        return {queue for queue, calls in self._waiting.items() if calls} | {q for q, n in self._talking.items() if n}

    def _open(
        self, call_id: str, at: float, queue: str, number: str, *, again: bool = False, probe: bool = False
    ) -> None:
        cells = () if probe else (*self._days.day(at).cells(at, queue, number), self._rolling.cell(at))
        for tally in cells:
            tally.offered += 1
            tally.unsettled += 1
        self._visits[call_id] = Visit(cells=cells, queue=queue, number=number, since=at, again=again, probe=probe)
        self._waiting.setdefault(queue, {})[call_id] = at

    def _offered(self, fact: OfferMade) -> None:
        visit = self._visits.get(fact.call_id)
        if visit:
            visit.queue_wait_s = fact.at - visit.since if visit.again else fact.waited_s

    def _move(self, call_id: str, queue: str) -> None:
        """Put a waiting call into another queue's line; it goes on waiting since its arrival."""
        visit = self._visits.get(call_id)
        if visit and visit.waits and visit.queue != queue:
            del self._waiting[visit.queue][call_id]
            self._waiting.setdefault(queue, {})[call_id] = visit.since
            visit.queue = queue

    def _answered(self, fact: CallAnswered) -> None:
        visit = self._visits.get(fact.call_id)
        if not visit or not visit.waits:
            return
        self._leave(fact.call_id, visit)
        visit.waits = False
        self._talking[visit.queue] = self._talking.get(visit.queue, 0) + 1
        if not visit.settled:
            self._settle_answered(visit, fact.at - visit.since if visit.again else fact.waited_s)

    def _settle_answered(self, visit: Visit, waited_s: float) -> None:
        visit.settled = True
        counted_s = _counted_s(self._definition.clock, visit.queue_wait_s, waited_s)
        within = counted_s <= self._definition.within_s
        for tally in visit.cells:
            tally.unsettled -= 1
            tally.answered += 1
            tally.within += within
            tally.wait_s += counted_s
            tally.longest_wait_s = max(tally.longest_wait_s, counted_s)

    def _joined_show(self, fact: CallJoinedShow) -> None:
        """One the show has was never offered to the desk; who was answered before stays counted as that."""
        visit = self._visits.get(fact.call_id)
        if not visit or visit.shows:
            return
        self._leave(fact.call_id, visit)
        visit.shows, visit.waits = True, False
        if not visit.settled:
            for tally in visit.cells:
                tally.offered -= 1
                tally.unsettled -= 1
            visit.cells, visit.settled = (), True

    def _left_show(self, fact: CallLeftShow) -> None:
        """A caller given back is offered now, and waits from now on."""
        visit = self._visits.get(fact.call_id)
        if not visit or not visit.shows:
            return
        visit.shows = False
        if visit.cells and self._definition.transfers is not Transfers.NEW_OFFER:
            visit.queue, visit.since, visit.waits, visit.outside = fact.queue, fact.at, True, False
            self._waiting.setdefault(fact.queue, {})[fact.call_id] = fact.at
        else:
            self._open(fact.call_id, fact.at, fact.queue, visit.number, again=True, probe=visit.probe)

    def _requeued(self, fact: CallRequeued) -> None:
        visit = self._visits.get(fact.call_id)
        if not visit or visit.waits:
            self._move(fact.call_id, fact.queue)
            return
        self._leave(fact.call_id, visit)
        if visit.settled and self._definition.transfers is Transfers.NEW_OFFER:
            self._open(fact.call_id, fact.at, fact.queue, visit.number, again=True, probe=visit.probe)
            return
        visit.queue, visit.since, visit.waits, visit.outside = fact.queue, fact.at, True, False
        self._waiting.setdefault(fact.queue, {})[fact.call_id] = fact.at

    def _passed_out(self, fact: CallPassedOut) -> None:
        visit = self._visits.get(fact.call_id)
        if visit and not visit.waits and not visit.outside:
            self._leave(fact.call_id, visit)
            visit.outside = True

    def _ended(self, fact: CallEnded) -> None:
        visit = self._visits.pop(fact.call_id, None)
        if not visit:
            return
        self._leave(fact.call_id, visit)
        if visit.settled:
            for tally in visit.cells:
                tally.cut_off += fact.outcome is Outcome.BROKEN
        elif fact.outcome is Outcome.ANSWERED and not visit.again:
            self._settle_answered(visit, fact.waited_s)
        else:
            self._settle_unanswered(visit, fact.outcome, fact.at - visit.since if visit.again else fact.waited_s)

    def _settle_unanswered(self, visit: Visit, outcome: Outcome, waited_s: float) -> None:
        # A caller passed on who hangs up before the second answer was answered once, but this offer was not.
        abandoned = outcome is Outcome.ABANDONED or (outcome is Outcome.ANSWERED and visit.again)
        for tally in visit.cells:
            tally.unsettled -= 1
            if abandoned:
                self._abandon(tally, waited_s)
            elif outcome is Outcome.BROKEN:
                tally.broken += 1
            else:
                tally.turned_away += 1

    def _abandon(self, tally: Tally, waited_s: float) -> None:
        choice = self._definition
        tally.abandoned += 1
        tally.abandoned_wait_s += waited_s
        tally.longest_wait_s = max(tally.longest_wait_s, waited_s)
        tally.short += waited_s < choice.short_abandon_s
        tally.out_of_answer += waited_s < choice.answer.abandons_from_s
        tally.out_of_within += waited_s < choice.within.abandons_from_s

    def _leave(self, call_id: str, visit: Visit) -> None:
        if visit.waits:
            self._waiting[visit.queue].pop(call_id, None)
        elif not visit.outside and not visit.shows:
            self._talking[visit.queue] -= 1


def _counted_s(clock: WaitClock, queue_s: float, whole_s: float) -> float:
    """What of an answered caller's wait counts."""
    match clock:
        case WaitClock.QUEUE_ONLY:
            return queue_s
        case WaitClock.RING_ONLY:
            return max(0.0, whole_s - queue_s)
        case _:
            return whole_s
