"""What each operator does and for how long: state times that add up to the signed-in time, load, rest."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from queueing.events import LineState, OfferEnd, OperatorStatus
from queueing.figures.days import Calendar
from queueing.figures.definition import Definition
from queueing.figures.stretch import Stretch


class Activity(StrEnum):
    """What signed-in time is spent on; each second on exactly one."""

    IDLE = "idle"  # ready for a call
    OFFERED = "offered"  # a call rings
    TALKING = "talking"
    HOLD = "hold"
    WRAP_UP = "wrap_up"
    BREAK = "break"
    TRAINING = "training"


WORK = (Activity.TALKING, Activity.HOLD, Activity.WRAP_UP)
_OF_LINE = {
    LineState.OFFERED: Activity.OFFERED,
    LineState.DIALLING: Activity.TALKING,  # the operator listens to the ringing
    LineState.TALKING: Activity.TALKING,
    LineState.HOLD: Activity.HOLD,
    LineState.ASSISTING: Activity.TALKING,  # in somebody else's conversation
    LineState.WRAP_UP: Activity.WRAP_UP,
}


_OF_STATUS = {
    OperatorStatus.READY: Activity.IDLE,
    OperatorStatus.ON_BREAK: Activity.BREAK,
    OperatorStatus.TRAINING: Activity.TRAINING,
}
AWAY = (Activity.BREAK, Activity.TRAINING)  # signed in, but no call can come: no part of occupancy's base


def activity(status: OperatorStatus, line: LineState) -> Activity | None:
    """What an operator's second counts as; None: not at work. One who signs out in a call works until it is over."""
    if line is not LineState.IDLE:
        return _OF_LINE[line]
    return _OF_STATUS.get(status)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorFigures:
    """One operator now and today. `times_s` has every activity and sums to `signed_in_s`."""

    operator_id: str
    status: OperatorStatus
    reason: str
    line: LineState
    reachable: bool
    call_id: str
    since: float | None  # Unix seconds of the last change of status or line; None before any
    offers: int
    answered: int
    missed: int
    probed: int  # of the answered, calls of dial probes: the operator's own count has them, the hotline's never
    hard: int  # calls marked as hard
    ended: dict[OfferEnd, int]  # offers by how they ended
    times_s: dict[Activity, float]
    breaks_s: dict[str, float]  # by reason; sums to times_s[Activity.BREAK]
    signed_in_s: float
    occupancy: float | None
    occupancy_window: float | None
    rest_since: float | None  # since when there was no rest; None while resting
    longest_stretch_s: float


class Track:
    """One operator's clock. Owned by `OperatorBook`; time never runs backwards in it."""

    def __init__(self, operator_id: str, definition: Definition, calendar: Calendar) -> None:
        self.operator_id = operator_id
        self._definition = definition
        self._calendar = calendar
        self.status = OperatorStatus.SIGNED_OUT
        self.reason = ""
        self.line = LineState.IDLE
        self.reachable = False
        self.call_id = ""
        self.since: float | None = None
        self.present: Activity | None = None  # what the present second counts as
        self._day = 0.0
        self._entered = 0.0  # when the present activity began
        self._times = dict.fromkeys(Activity, 0.0)  # finished, today
        self._breaks: dict[str, float] = {}  # finished, today, by reason
        self._recent: deque[tuple[float, float, Activity]] = deque()  # finished, as far back as the window
        self._stretch = Stretch(definition.rest_s)
        self._window_s = definition.window_s
        self.offers = 0
        self.answered = 0
        self.probed = 0
        self.hard_calls: set[str] = set()
        self.ended: dict[OfferEnd, int] = {}

    def worked(self, now: float, today: float) -> tuple[float, float]:
        """Seconds of work and seconds signed in without breaks, since `today` began."""
        times, present = self._times, self.present
        work = base = 0.0
        if today <= self._day:
            work = times[Activity.TALKING] + times[Activity.HOLD] + times[Activity.WRAP_UP]
            base = work + times[Activity.IDLE] + times[Activity.OFFERED]
        if present is None or present in AWAY:
            return work, base
        running = max(0.0, now - max(self._entered, today))
        return work + (running if present in WORK else 0.0), base + running

    def enter_day(self, at: float) -> None:
        """Start today's counters anew when `at` lies in a later day than the last fact."""
        day = self._calendar.start_of(at)
        if day > self._day:
            self._day = day
            self._times = dict.fromkeys(Activity, 0.0)
            self._breaks = {}
            self._stretch.new_day()
            self.offers = self.answered = self.probed = 0
            self.hard_calls = set()
            self.ended = {}

    def change(
        self,
        at: float,
        *,
        status: OperatorStatus | None = None,
        line: LineState | None = None,
        reason: str | None = None,
    ) -> None:
        """Close the present activity at `at` and begin the one that follows from the new status or line."""
        now = max(at, self._entered)
        self._close(self.present, now)
        self.status, self.line = status or self.status, line or self.line
        self.reason = self.reason if reason is None else reason
        self.present = activity(self.status, self.line)
        self.since = now
        self._entered = now
        self._note_rest(now)

    def figures(self, now: float) -> OperatorFigures:
        """Everything about this operator at `now`, not earlier than the last fact."""
        today = self._calendar.start_of(now)
        fresh = today > self._day
        times = self._times_at(now, today, fresh=fresh)
        ended = {} if fresh else dict(self.ended)
        return OperatorFigures(
            operator_id=self.operator_id,
            status=self.status,
            reason=self.reason,
            line=self.line,
            reachable=self.reachable,
            call_id=self.call_id,
            since=self.since,
            offers=0 if fresh else self.offers,
            answered=0 if fresh else self.answered,
            missed=sum(n for how, n in ended.items() if how in self._definition.missed),
            probed=0 if fresh else self.probed,
            hard=0 if fresh else len(self.hard_calls),
            ended=ended,
            times_s=times,
            breaks_s=self._breaks_at(now, today, fresh=fresh),
            signed_in_s=sum(times.values()),
            occupancy=occupancy(times),
            occupancy_window=occupancy(self._window(now)),
            rest_since=self._stretch.since(now),
            longest_stretch_s=self._longest(now, fresh=fresh),
        )

    def _close(self, old: Activity | None, at: float) -> None:
        entered, recent = self._entered, self._recent
        if old is None or at <= entered:
            return
        begun = entered if entered > self._day else self._day  # noqa: FURB136 - half the time of max(), at every fact
        spent_s = at - begun if at > begun else 0.0
        self._times[old] += spent_s
        if old is Activity.BREAK:
            self._breaks[self.reason] = self._breaks.get(self.reason, 0.0) + spent_s
        recent.append((entered, at, old))
        oldest = at - self._window_s
        while recent[0][1] <= oldest:
            recent.popleft()

    def _times_at(self, now: float, today: float, *, fresh: bool) -> dict[Activity, float]:
        times = dict.fromkeys(Activity, 0.0) if fresh else dict(self._times)
        if self.present is not None:
            times[self.present] += max(0.0, now - max(self._entered, today))
        return times

    def _breaks_at(self, now: float, today: float, *, fresh: bool) -> dict[str, float]:
        breaks = {} if fresh else dict(self._breaks)
        if self.present is Activity.BREAK:
            breaks[self.reason] = breaks.get(self.reason, 0.0) + max(0.0, now - max(self._entered, today))
        return breaks

    def _window(self, now: float) -> dict[Activity, float]:
        """Seconds by activity in the window that ends at `now`."""
        start = now - self._definition.window_s
        times = dict.fromkeys(Activity, 0.0)
        for begun, ended, what in self._recent:
            times[what] += max(0.0, ended - max(begun, start))
        if self.present is not None:
            times[self.present] += max(0.0, now - max(self._entered, start))
        return times

    def _note_rest(self, at: float) -> None:
        present = self.present
        idle_rests = present is Activity.IDLE and self._definition.idle_is_rest
        if present is None or present is Activity.BREAK or idle_rests:
            self._stretch.pause(at)
        else:
            self._stretch.work(at)

    def _longest(self, now: float, *, fresh: bool) -> float:
        if fresh and self._stretch.since(now) is None:
            return 0.0
        return self._stretch.longest(now)


def occupancy(times_s: dict[Activity, float]) -> float | None:
    """(talk + hold + wrap-up) / (signed in - break - training); None without time at work."""
    base = sum(times_s.values()) - sum(times_s[one] for one in AWAY)
    return sum(times_s[a] for a in WORK) / base if base > 0 else None
