"""Queues closed and opened by hand, surges that come and go, queues left without operators."""

from queueing.desk.core import Core
from queueing.desk.entry import Entry
from queueing.desk.policy import QueuePolicy
from queueing.events import (
    CallArrived,
    CallEnded,
    CallJoinedShow,
    CallLeftShow,
    CallOverflowed,
    CallReturned,
    OfferMade,
    OperatorStatus,
    Party,
    QueueClosed,
    QueueOpened,
    QueueStaffed,
    StatusChanged,
    SurgeEnded,
    SurgeStarted,
    TransitionError,
)
from queueing.outlook.expect import Expect


class Control:
    """The part of the desk that follows whole queues."""

    def __init__(self, core: Core, entry: Entry, expect: Expect) -> None:
        self._core, self._entry, self._expect, self._state = core, entry, expect, core.state
        self._lines_moved = False
        self._people_moved = False
        if core.rules.policies:
            for kind in (CallArrived, CallReturned, CallOverflowed, CallJoinedShow, CallLeftShow, OfferMade, CallEnded):
                core.on_fact(kind, self._line_moved)
            core.on_fact(StatusChanged, self._person_moved)
            core.on_done(self._look)

    # --- by hand ---------------------------------------------------------------------------------------------

    def close(self, now: float, queue: str, by: Party, reason: str) -> None:
        """Nobody is let in from now on; who waits is served."""
        self._policy(queue)
        if self._state.queue(queue).closed:
            raise TransitionError(f"queue {queue}", "one that is open", "closed by hand already")
        self._core.note(QueueClosed(at=now, queue=queue, by=by, reason=reason))

    def open(self, now: float, queue: str, by: Party) -> None:
        """Take the closing back; the hours hold again."""
        self._policy(queue)
        if not self._state.queue(queue).closed:
            raise TransitionError(f"queue {queue}", "one closed by hand", "not closed by hand")
        self._core.note(QueueOpened(at=now, queue=queue, by=by))

    def set_surge(self, now: float, queue: str, on: bool, by: Party) -> None:
        """Begin or end a surge by hand; one begun by hand ends only by hand."""
        self._policy(queue)
        if self._state.queue(queue).surge is on:
            raise TransitionError(f"queue {queue}", "a change", "a surge already" if on else "no surge")
        waiting = float(len(self._state.lines.get(queue, ())))
        if on:
            self._begin(now, queue, by, "by_hand", waiting)
        else:
            self._core.note(SurgeEnded(at=now, queue=queue, by=by, value=waiting))

    def _policy(self, queue: str) -> QueuePolicy:
        found = self._core.rules.policies.get(queue)
        if found is None:
            raise TransitionError(f"queue {queue}", "a known queue", "none with that name")
        return found

    # --- by itself -------------------------------------------------------------------------------------------

    def _line_moved(self, _fact: object) -> None:
        self._lines_moved = True

    def _person_moved(self, _fact: object) -> None:
        self._people_moved = True

    def _look(self, now: float) -> None:
        if self._people_moved:
            self._people_moved = False
            self._look_for_staff(now)
        if self._lines_moved:
            self._lines_moved = False
            for name, policy in self._core.rules.policies.items():
                if policy.surge_waiting or policy.surge_wait_s:
                    self._look_for_surge(now, name, policy)

    def _look_for_staff(self, now: float) -> None:
        for name, queue in self._state.queues.items():
            if queue.unstaffed and self._entry.staffed(name):
                self._core.note(QueueStaffed(at=now, queue=name))
        if not any(one.status is not OperatorStatus.SIGNED_OUT for one in self._state.operators.values()):
            for name in self._core.rules.policies:
                if self._state.lines.get(name):
                    self._entry.note_unstaffed(now, name)

    def _look_for_surge(self, now: float, name: str, policy: QueuePolicy) -> None:
        queue, waiting = self._state.queue(name), len(self._state.lines.get(name, ()))
        over = waiting <= policy.surge_over
        if queue.surge:
            if over and not queue.surge_by_hand:
                self._core.note(SurgeEnded(at=now, queue=name, by=Party.SYSTEM, value=float(waiting)))
        elif queue.surge_quiet:
            if over:  # what a supervisor had ended is over by itself too: the next one may begin
                self._core.note(SurgeEnded(at=now, queue=name, by=Party.SYSTEM, value=float(waiting)))
        elif policy.surge_waiting and waiting >= policy.surge_waiting:
            self._begin(now, name, Party.SYSTEM, "waiting", float(waiting))
        elif policy.surge_wait_s and waiting > policy.surge_over:
            wait_s = self._expect.at_the_end_s(name)
            if wait_s is not None and wait_s >= policy.surge_wait_s:
                self._begin(now, name, Party.SYSTEM, "predicted_wait", round(wait_s, 1))

    def _begin(self, now: float, queue: str, by: Party, reason: str, value: float) -> None:
        self._core.note(SurgeStarted(at=now, queue=queue, by=by, reason=reason, value=value))
        self._entry.offer_all(now, queue)
