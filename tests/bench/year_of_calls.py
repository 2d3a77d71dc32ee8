"""A year of a city's calls at the real desk on a virtual clock: who called, waited, was answered, and about what."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from callcenter.simulation.plan import PlannedCall, draw_day
from callcenter.simulation.play import duties_of
from callcenter.simulation.roster import DAY_S, Duty
from callcenter.simulation.scenario import Scenario, load_scenario, presets
from callcenter.simulation.virtual import VirtualDay
from queueing.desk.desk import Desk
from queueing.desk.state import DeskRules
from queueing.events import CallAnswered, CallArrived, CallEnded, Fact, Outcome

SCENARIO = "zhuzhou-2018"
MATTERS = 0.63  # 86万件 of 136万 calls
DAYS = 365


class About(StrEnum):
    """What an answered call was about; the shares of what is no matter are ours, no source has them."""

    MATTER = "matter"
    ON_THE_SPOT = "当场解答"
    ASKED_AGAIN = "重复来电，询问进度"
    SILENT = "无声电话"  # no word was said: there is not even a draft
    NUISANCE = "骚扰电话"


SHORT_S = 25.0  # of an operator's talk: too short for a matter to be told
SHORT = ((About.SILENT, 60), (About.NUISANCE, 40))
NO_MATTER = ((About.ON_THE_SPOT, 75), (About.ASKED_AGAIN, 25))


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """An answered call that is over."""

    call_id: str
    caller: str
    operator_id: str
    arrived_at: float
    answered_at: float
    ended_at: float
    about: About


@dataclass(slots=True, kw_only=True)
class YearOfCalls:
    """Owns the desk, its operators and those who are going to call."""

    calls: int
    start: float  # Unix seconds of the first midnight
    days: int = DAYS
    arrived: int = 0
    longer: int = 0  # talks in which a matter could be told
    abouts: Counter[About] = field(default_factory=Counter)
    chance: random.Random = field(default_factory=lambda: random.Random(2018))  # noqa: S311 - the same year each time
    _day: VirtualDay = field(init=False)
    _facts: list[Fact] = field(default_factory=list)
    _arrived: dict[str, CallArrived] = field(default_factory=dict)
    _answered: dict[str, CallAnswered] = field(default_factory=dict)

    def __post_init__(self) -> None:
        scenario = load_scenario(presets()[SCENARIO])
        load = scenario.load.model_copy(update={"calls_per_day": self.calls / self.days})
        scenario = scenario.model_copy(update={"load": load})
        planned = list(self._planned(scenario))
        self.calls = len(planned)
        desk = Desk(DeskRules(wrap_up_s=scenario.desk.wrap_up_s, ring_s=scenario.desk.ring_s))
        self._day = VirtualDay(desk, self._facts.extend, habits=scenario.habits())
        self._day.staff(list(self._duties(scenario)), self.start)
        self._day.expect(planned, self.start)

    def _planned(self, scenario: Scenario) -> Iterator[PlannedCall]:
        for day in range(self.days):
            for call in draw_day(scenario, day):
                caller = call.caller or f"138{self.chance.randrange(10**8):08d}"
                yield replace(call, at_s=call.at_s + day * DAY_S, caller=caller)

    def _duties(self, scenario: Scenario) -> Iterator[Duty]:
        for day in range(self.days + 1):  # whoever still waits at the last midnight is answered
            for one in duties_of(scenario):
                breaks = tuple((begin + day * DAY_S, end + day * DAY_S) for begin, end in one.breaks)
                yield replace(one, start_s=one.start_s + day * DAY_S, end_s=one.end_s + day * DAY_S, breaks=breaks)

    def until(self, at: float) -> tuple[list[Fact], list[Talk]]:
        """What happened up to that moment since the last time, and which talks ended."""
        self._day.run(min(at, self.start + (self.days + 1) * DAY_S))
        facts = list(self._facts)
        self._facts.clear()
        return facts, [talk for fact in facts if (talk := self._heard(fact)) is not None]

    def _heard(self, fact: Fact) -> Talk | None:
        if isinstance(fact, CallArrived):
            self.arrived += 1
            self._arrived[fact.call_id] = fact
        elif isinstance(fact, CallAnswered):
            self._answered[fact.call_id] = fact
        elif isinstance(fact, CallEnded):
            arrived, answered = self._arrived.pop(fact.call_id), self._answered.pop(fact.call_id, None)
            if fact.outcome is not Outcome.ABANDONED and answered is not None:
                return self._talk(arrived, answered, fact)
        return None

    def _talk(self, arrived: CallArrived, answered: CallAnswered, ended: CallEnded) -> Talk:
        about = self._about(ended.talk_s)
        self.abouts[about] += 1
        return Talk(
            call_id=ended.call_id,
            caller=arrived.caller,
            operator_id=answered.operator_id,
            arrived_at=arrived.at,
            answered_at=answered.at,
            ended_at=ended.at,
            about=about,
        )

    def _about(self, talk_s: float) -> About:
        """As many matters as the city had; they are told in talks that are long enough."""
        if talk_s < SHORT_S:
            return self._one_of(SHORT)
        self.longer += 1
        told = self.chance.random() < MATTERS * self.arrived / self.longer
        return About.MATTER if told else self._one_of(NO_MATTER)

    def _one_of(self, some: tuple[tuple[About, int], ...]) -> About:
        return self.chance.choices([one for one, _ in some], [weight for _, weight in some])[0]
