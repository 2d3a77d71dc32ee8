"""Plays one day: planned calls and a roster at the real desk, counted by the figures of the wallboard."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import fmean

from callcenter.simulation.outcome import DayBook, DayOutcome
from callcenter.simulation.plan import PlannedCall, hard_person
from callcenter.simulation.roster import DAY_S, Duty, crews, duties_of_shifts, duties_of_staff
from callcenter.simulation.scenario import Scenario
from callcenter.simulation.virtual import DAY_START, VirtualDay, call_name
from queueing.desk.desk import Desk
from queueing.desk.state import DeskRules, HardMark
from queueing.events import Fact
from queueing.figures import Definition, Figures
from queueing.figures.days import fixed_days

BATCH = 2000
TAIL_S = 6 * 3600.0  # after midnight the next day's first duties answer those who still wait
JUST_BEFORE_S = 1e-3

Listener = Callable[[Fact], None]


def duties_of(scenario: Scenario) -> list[Duty]:
    """Who is at work when."""
    return duties_of_staff(scenario.staff) if scenario.staff else duties_of_shifts(scenario.shift)


def play_day(
    scenario: Scenario,
    calls: Sequence[PlannedCall],
    duties: Sequence[Duty],
    *,
    strategy: str = "",
    listeners: Sequence[Listener] = (),
) -> DayOutcome:
    """One day at the real desk. `strategy`: a name in queueing.desk.routing.STRATEGIES; '' for the scenario's own."""
    figures = Figures(fixed_days(0.0), Definition(within_s=scenario.target.within_s))
    names = [call_name(place, len(calls)) for place in range(len(calls))]
    hard = frozenset(name for name, call in zip(names, calls, strict=True) if call.hard)
    again = frozenset(name for name, call in zip(names, calls, strict=True) if call.caller)
    book = DayBook(hard, again, scenario.target.within_s)
    told = _Batches((figures.feed, book.feed, *listeners))
    day = VirtualDay(_desk(scenario, strategy), told.take, habits=scenario.habits(), max_calls=scenario.load.max_calls)
    day.staff([*duties, *_tail(duties)])
    day.expect(calls)
    midnight = DAY_START + DAY_S
    day.run(midnight)
    told.flush()
    operators = figures.operators(midnight - JUST_BEFORE_S)
    day.run(midnight + DAY_S)
    told.flush()
    return DayOutcome(
        counts=figures.today(midnight - JUST_BEFORE_S),
        half_hours=book.half_hours,
        operators=operators,
        hard_s={one: book.hard_s.get(one, 0.0) for one in operators},
        again_wait_s=fmean(book.again_waits_s) if book.again_waits_s else None,
        crews=crews(duties),
    )


class _Batches:
    """Owns the facts not yet counted. Counting many at a time is a fifth faster: desk and figures share no caches."""

    def __init__(self, listeners: Sequence[Listener]) -> None:
        self._listeners = listeners
        self._facts: list[Fact] = []

    def take(self, facts: list[Fact]) -> None:
        """Take facts in order."""
        self._facts += facts
        if len(self._facts) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Tell every listener what is left."""
        facts, self._facts = self._facts, []
        for listen in self._listeners:
            for fact in facts:
                listen(fact)


def _desk(scenario: Scenario, strategy: str) -> Desk:
    rules, load = scenario.desk, scenario.load
    desk = Desk(
        DeskRules(
            wrap_up_s=rules.wrap_up_s,
            ring_s=rules.ring_s,
            strategy=strategy or rules.strategy,
            spare_hard_s=rules.spare_hard_s,
        )
    )
    known = round(load.hard_people * load.hard_known_share)
    desk.recall_hard({hard_person(place): HardMark(call_id="", at=0.0) for place in range(known)})
    return desk


def _tail(duties: Sequence[Duty]) -> list[Duty]:
    """The next day's first hours, for those who still wait at midnight."""
    return [
        replace(one, start_s=one.start_s + DAY_S, end_s=min(one.end_s, TAIL_S) + DAY_S, breaks=())
        for one in duties
        if one.start_s < TAIL_S
    ]
