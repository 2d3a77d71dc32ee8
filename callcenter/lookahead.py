"""The next half hours for the wallboard: learns from the ledger and the site's profile, looks ahead once a minute."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from callcenter.clock import day_start_s
from callcenter.settings import Forecast as Choice
from callcenter.simulation.play import duties_of
from callcenter.simulation.roster import staffed
from callcenter.simulation.scenario import Scenario, load_scenario, scenario_path
from callcenter.store.faults import StoreError
from queueing.days.calendar import Calendar
from queueing.events import Fact
from queueing.outlook.arrivals import HALF_HOUR_S, HALF_HOURS, PastDay
from queueing.outlook.forecast import Forecast
from queueing.outlook.half_hours import Goal, Outlook, OutlookFold, Roster, answer

LOOK_EVERY_S = 60.0
LEARN_EVERY_S = 3600.0  # so that the day that has just ended counts soon after midnight
HANDLE_S, PATIENCE_S = 210.0, 120.0  # believed until about 200 calls have shown it, where no profile says

_log = structlog.get_logger("lookahead")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookaheadPorts:
    """What the look ahead is given. `count`: from, until (Unix seconds) -> half hours since the epoch -> calls."""

    now: Callable[[], float]
    count: Callable[[float, float], Awaitable[Mapping[int, int]]]
    show: Callable[[Outlook], None]
    calendar: Calendar


class Lookahead:
    """Owns the fold of the present and when the past is read again."""

    def __init__(self, choice: Choice, zone: ZoneInfo, ports: LookaheadPorts) -> None:
        """Read the profile; raises SettingsError when it cannot be used."""
        self._choice, self._zone, self._ports = choice, zone, ports
        scenario = load_scenario(scenario_path(choice.profile)) if choice.profile else None
        self._profile = _calls_of(scenario) if scenario else ()
        self._fold = OutlookFold(_beliefs(scenario), lambda at: day_start_s(at, zone))
        self._goal = Goal(within_s=choice.within_s, within_share=choice.within_share, answer_share=choice.answer_share)
        self._fold.learn((), self._profile)
        self._fold.set_plans(works=self._works, roster=self._planned(scenario) if scenario else None)
        self._learned_at = float("-inf")

    def take_fact(self, fact: Fact) -> None:
        """Take one fact, replayed or new."""
        self._fold.feed(fact)

    def set_roster(self, roster: Roster) -> None:
        """Take the site's own roster in place of the profile's."""
        self._fold.set_plans(roster=roster)

    async def run(self) -> None:
        """Look once a minute, for ever; ends by cancellation."""
        while True:
            await self.turn()
            await asyncio.sleep(LOOK_EVERY_S)

    async def turn(self) -> None:
        """Learn when it is time to, look ahead, show it. Nothing is shown while nothing is known."""
        now = self._ports.now()
        if now >= self._learned_at + LEARN_EVERY_S:
            self._learned_at = now
            await self._learn(now)
        question = self._fold.ask(now)
        if question is not None:
            self._ports.show(await asyncio.to_thread(answer, question, self._goal))

    async def _learn(self, now: float) -> None:
        today = day_start_s(now, self._zone)
        since = day_start_s(today - self._choice.days * 86400.0, self._zone)
        try:
            counted = await self._ports.count(since, today)
        except StoreError as fault:
            _log.warning("past days cannot be read; the forecast rests on what was read before", fault=str(fault))
            return
        self._fold.learn(past_days(counted, self._zone, self._works), self._profile)

    def _works(self, at: float) -> bool:
        return self._ports.calendar.works(datetime.fromtimestamp(at, self._zone).date())

    def _planned(self, scenario: Scenario) -> Roster:
        """The profile's own staffing, for a site that keeps no roster."""
        there = staffed(duties_of(scenario))
        return lambda at: round(there[int((at - day_start_s(at, self._zone)) // HALF_HOUR_S) % HALF_HOURS])


def past_days(counted: Mapping[int, int], zone: ZoneInfo, works: Callable[[float], bool]) -> list[PastDay]:
    """The days of a record; the one it begins on is left out, for it may have begun at any hour."""
    days: dict[float, list[int]] = {}
    for half_hour, calls in counted.items():
        at = half_hour * HALF_HOUR_S
        start = day_start_s(at, zone)
        place = min(HALF_HOURS - 1, int((at - start) // HALF_HOUR_S))
        days.setdefault(start, [0] * HALF_HOURS)[place] += calls
    return [PastDay(works=works(start), calls=tuple(days[start])) for start in sorted(days)[1:]]


def _calls_of(scenario: Scenario) -> tuple[float, ...]:
    return tuple(scenario.load.calls_per_s(place) * HALF_HOUR_S for place in range(HALF_HOURS))


def _beliefs(scenario: Scenario | None) -> Forecast:
    if scenario is None:
        return Forecast(HANDLE_S, PATIENCE_S)
    return Forecast(scenario.handle_s(), scenario.people.patience.mean_s)
