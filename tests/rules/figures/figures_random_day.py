"""A random day at the real desk: commands by chance, whole seconds, and the desk's own state second by second."""

from collections.abc import Callable, Iterable

from hypothesis import strategies as st

from queueing.desk.desk import Desk
from queueing.desk.state import DeskRules, OperatorProfile
from queueing.events import CallArrived, CallState, Fact, LineState, OfferEnd, OperatorStatus, Outcome, TransitionError
from queueing.figures.days import fixed_days

DAYS = fixed_days(8 * 3600.0)
MIDNIGHT = DAYS(1_795_262_400.0)
OPERATORS = ("8001", "8002", "8003")
QUEUES = ("hotline", "show")
REASONS = ("meal", "rest")

# What one second of one operator looks like to the desk: status, line state, reason.
Second = tuple[OperatorStatus, LineState, str]


class Day:
    """Facts of a day, the instants they were made at, and each operator's state in each second since `start`."""

    def __init__(self, start: int) -> None:
        self.start = self.now = start
        self.facts: list[Fact] = []
        self.seconds: dict[str, list[Second]] = {one: [] for one in OPERATORS}


class Floor:
    """Drives one desk by numbers; what the desk refuses is skipped."""

    def __init__(self, start: int, wrap_up_s: float) -> None:
        self.desk = Desk(DeskRules(wrap_up_s=wrap_up_s, ring_s=20, set_aside_s=30))
        self.day = Day(start)
        self.arrivals = 0
        self.day.facts += self.desk.set_operators(start, [OperatorProfile(operator_id=one) for one in OPERATORS])
        for one in OPERATORS:
            self.day.facts += self.desk.set_reachable(start, one, reachable=True)
            self.day.facts += self.desk.set_status(start, one, OperatorStatus.READY)

    def wait(self, seconds: int) -> None:
        """Let time pass, a second at a time, as the adapter's timer would."""
        for _ in range(seconds):
            for one in OPERATORS:
                operator = self.desk.state.operators[one]
                self.day.seconds[one].append((operator.status, operator.line, operator.reason))
            self.day.now += 1
            deadline = self.desk.next_deadline()
            if deadline is not None and deadline <= self.day.now:
                self.day.facts += self.desk.tick(self.day.now)

    def act(self, what: int, which: int) -> None:
        """Give one command chosen by two numbers."""
        try:
            self.day.facts += self._commands()[what % len(self._commands())](which)
        except TransitionError:
            return

    def _commands(self) -> list[Callable[[int], list[Fact]]]:
        desk, now = self.desk, self.day.now
        return [
            self._arrive,
            self._arrive,
            lambda n: desk.set_status(now, OPERATORS[n % 3], OperatorStatus.READY),
            lambda n: desk.set_status(now, OPERATORS[n % 3], OperatorStatus.READY),
            lambda n: desk.set_status(now, OPERATORS[n % 3], OperatorStatus.ON_BREAK, REASONS[n % 2]),
            lambda n: desk.set_status(now, OPERATORS[n % 3], OperatorStatus.TRAINING),
            lambda n: desk.set_status(now, OPERATORS[n % 3], OperatorStatus.SIGNED_OUT),
            lambda n: desk.set_reachable(now, OPERATORS[n % 3], reachable=n > 0),
            lambda n: desk.offer_answered(now, self._offer(n)),
            lambda n: desk.offer_answered(now, self._offer(n)),
            lambda n: desk.offer_answered(now, self._offer(n)),
            lambda n: desk.offer_failed(now, self._offer(n), [OfferEnd.MISSED, OfferEnd.DECLINED][n % 2]),
            lambda n: desk.hold(now, self._call(n)),
            lambda n: desk.resume(now, self._call(n)),
            lambda n: desk.transfer(now, self._call(n), queue=QUEUES[n % 2]),
            lambda n: desk.caller_left(now, self._call(n)),
            lambda n: desk.operator_left(now, self._call(n)),
            lambda n: desk.call_ended(now, self._call(n), Outcome.BROKEN, "fault"),
        ]

    def _arrive(self, n: int) -> list[Fact]:
        self.arrivals += 1
        queue = QUEUES[n % 2]
        return self.desk.call_arrived(
            CallArrived(at=self.day.now, call_id=f"c{self.arrivals}", queue=queue, dialled=queue, caller="1")
        )

    def _call(self, n: int) -> str:
        calls = list(self.desk.state.calls)
        return calls[n % len(calls)] if calls else "none"

    def _offer(self, n: int) -> str:
        ringing = [c.offer_id for c in self.desk.state.calls.values() if c.state is CallState.OFFERED]
        return ringing[n % len(ringing)] if ringing else "none-0"


def played(start: int, wrap_up_s: float, moves: Iterable[tuple[int, int, int]]) -> tuple[Day, Floor]:
    """Act and wait: (which command, which thing, seconds to wait after it)."""
    floor = Floor(start, wrap_up_s)
    for what, which, pause in moves:
        floor.act(what, which)
        floor.wait(pause)
    return floor.day, floor


MOVES = st.lists(
    st.tuples(st.integers(0, 17), st.integers(0, 5), st.sampled_from([0, 0, 0, 1, 3, 10, 40, 310])),
    min_size=5,
    max_size=60,
)


def days() -> st.SearchStrategy[tuple[Day, Floor]]:
    """A day of up to 60 commands; half of them begin shortly before midnight."""
    starts = st.sampled_from([int(MIDNIGHT) + 9 * 3600, int(MIDNIGHT) - 300])
    return st.builds(played, starts, st.sampled_from([0, 15, 120]), MOVES)
