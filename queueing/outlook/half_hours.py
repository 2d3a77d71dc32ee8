"""The next half hours: calls expected, operators needed for the target, operators on the roster. Folded from facts."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from queueing.events import CallArrived, Fact
from queueing.outlook.arrivals import HALF_HOUR_S, HALF_HOURS, Expected, PastDay, Shape, expect, level_of, shape_of
from queueing.outlook.erlang import Traffic, servers_needed
from queueing.outlook.forecast import Forecast

LOOK_BACK = 6  # today's level is that of the last so many half hours: a storm must show before the day is over
AHEAD = 8  # half hours shown
SURELY_BUSY = 10.0  # by chance alone not one call comes in 1 of 22,000 such half hours
NOTHING = Expected(mean=0.0, low=0, high=0)
ROUNDING = 0.05  # staff is worked out for times rounded to 5 %: the answer does not flicker, and is kept

Roster = Callable[[float], int | None]  # Unix seconds -> operators planned to be at work then; None: no plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What is to be reached in every half hour. Shares 0..1."""

    within_s: float = 15.0
    within_share: float = 0.8
    answer_share: float = 0.95  # GB/T 33358-2016


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One half hour to come: the calls expected, and how many operators are to be there."""

    begins_at: float  # Unix seconds
    calls: Expected
    rostered: int | None  # None: no roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """All that the staff needed follows from; asking is cheap, answering takes a while and needs nothing else."""

    half_hours: tuple[Planned, ...]
    days: int  # recorded days; 0: the profile alone
    level: float  # how busy the last three hours were; 1.0: as usual
    handle_s: float
    patience_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfHourAhead:
    """A planned half hour with the operators it needs: for the mean, and for the top of the band."""

    planned: Planned
    needed: int
    needed_high: int

    @property
    def short(self) -> int | None:
        """How many operators are missing; None without a roster."""
        rostered = self.planned.rostered
        return None if rostered is None else max(0, self.needed - rostered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What the next half hours look like, and what that rests on."""

    question: Question
    half_hours: tuple[HalfHourAhead, ...]


def answer(question: Question, goal: Goal) -> Outlook:
    """Work out the operators needed (Erlang A); up to 0.1 s for a hotline of 20,000 calls a day, then remembered."""

    def needed(calls: float) -> int:
        return _servers(_round(calls), _round(question.handle_s), _round(question.patience_s), goal)

    rows = (
        HalfHourAhead(planned=one, needed=needed(one.calls.mean), needed_high=needed(float(one.calls.high)))
        for one in question.half_hours
    )
    return Outlook(question=question, half_hours=tuple(rows))


class OutlookFold:
    """Owns today's arrivals by half hour and what the line has shown of handle times and patience."""

    def __init__(self, forecast: Forecast, day_start: Callable[[float], float]) -> None:
        """`forecast` is this fold's own: `feed` feeds it. `day_start`: an instant -> the start of its day."""
        self._forecast = forecast
        self._day_start = day_start
        self._shapes: dict[bool, Shape | None] = {}
        self._arrived: Counter[int] = Counter()  # half hours since the epoch -> calls; only the last few
        self._works: Callable[[float], bool] = lambda _: True
        self._roster: Roster = lambda _: None

    def learn(self, past: Sequence[PastDay], profile: Sequence[float] = ()) -> None:
        """Take the finished days (at the start, and after each midnight) and the profile a site believes in."""
        self._shapes = {works: shape_of(past, works=works, profile=profile) for works in (True, False)}

    def set_plans(self, *, works: Callable[[float], bool] | None = None, roster: Roster | None = None) -> None:
        """Take the calendar (whether offices are open at an instant) and the roster."""
        self._works = works or self._works
        self._roster = roster or self._roster

    def feed(self, fact: Fact) -> None:
        """Take one fact."""
        self._forecast.feed(fact)
        if isinstance(fact, CallArrived):
            running = int(fact.at // HALF_HOUR_S)
            if running not in self._arrived:
                self._arrived = Counter({at: n for at, n in self._arrived.items() if at >= running - LOOK_BACK})
            self._arrived[running] += 1

    def ask(self, now: float, ahead: int = AHEAD) -> Question | None:
        """The present half hour and those after it; None when nothing is known of any day."""
        shape = self._shape(now)
        if shape is None:
            return None
        seen, usual = self._of_late(now)
        first = now - now % HALF_HOUR_S
        return Question(
            half_hours=tuple(self._planned(first + n * HALF_HOUR_S, seen, usual) for n in range(ahead)),
            days=shape.days,
            level=level_of(shape, seen, usual),
            handle_s=self._forecast.habits.handle_s,
            patience_s=self._forecast.habits.patience_s,
        )

    def _shape(self, at: float) -> Shape | None:
        return self._shapes.get(self._works(at))

    def _of_late(self, now: float) -> tuple[int, float]:
        """The calls that came in the last three hours, the running half hour left out, and what is usual there.

        A half hour that is usually busy and brought nothing at all is left out too: the desk was not running.
        """
        running = int(now // HALF_HOUR_S)
        late = [(self._arrived[one], self._usual(one * HALF_HOUR_S)) for one in range(running - LOOK_BACK, running)]
        told = [(seen, usual) for seen, usual in late if seen or usual < SURELY_BUSY]
        return sum(seen for seen, _ in told), sum(usual for _, usual in told)

    def _usual(self, at: float) -> float:
        shape = self._shape(at)
        return shape.calls[self._place(at)] if shape else 0.0

    def _place(self, at: float) -> int:
        return int((at - self._day_start(at)) // HALF_HOUR_S) % HALF_HOURS

    def _planned(self, at: float, seen: int, usual: float) -> Planned:
        shape = self._shape(at)
        calls = expect(shape, self._place(at), seen, usual) if shape else NOTHING
        return Planned(begins_at=at, calls=calls, rostered=self._roster(at))


def _round(value: float) -> float:
    """Rounded up to a grid whose steps are about 5 % of the value."""
    step = 1.0
    while step * 2.0 <= value * ROUNDING:
        step *= 2.0
    return -(-value // step) * step


@lru_cache(maxsize=1024)
def _servers(calls: float, handle_s: float, patience_s: float, goal: Goal) -> int:
    if calls <= 0.0:
        return 0
    traffic = Traffic(calls_per_s=calls / HALF_HOUR_S, handle_s=handle_s, patience_s=patience_s)
    return servers_needed(
        traffic, within_s=goal.within_s, within_share=goal.within_share, answer_share=goal.answer_share
    )
