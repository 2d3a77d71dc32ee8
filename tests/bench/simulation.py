"""What a simulated day costs and how long the desk thinks about one event. `python -m tests.bench.simulation`.

CPU time of this thread, so that other work on the machine counts little; the least of a few runs.
`--profile` shows where the time of a day goes.
"""

import argparse
import asyncio
import cProfile
import pstats
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, cast

from callcenter.simulation.plan import PlannedCall, draw_day
from callcenter.simulation.play import duties_of, play_day
from callcenter.simulation.roster import Duty
from callcenter.simulation.scenario import load_scenario, presets
from callcenter.simulation.virtual import DAY_START, VirtualDay
from queueing.desk.desk import Desk
from queueing.desk.state import CallState, DeskRules, OperatorProfile
from queueing.events import CallArrived, OperatorStatus
from tests.bench.figure import Figure, Verdict, quantile, table, verdict

RUNS = 3
DAY_WITHIN_S = 2.0
EVENT_WITHIN_S = 0.001
OPERATORS, WAITING, EVENTS = 200, 500, 20_000
COMMANDS = ("call_arrived", "caller_left", "offer_answered", "offer_failed", "set_status", "tick", "mark_hard")


class TimedDesk:
    """A desk whose commands are timed one by one, the question for the next deadline included."""

    def __init__(self, rules: DeskRules) -> None:
        self._desk = Desk(rules)
        self.seconds: list[float] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._desk, name)
        return self._timed(found) if name in COMMANDS else found

    def _timed(self, command: Callable[..., object]) -> Callable[..., object]:
        def timed(*args: object, **named: object) -> object:
            begun = time.thread_time()
            facts = command(*args, **named)
            self._desk.next_deadline()
            self.seconds.append(time.thread_time() - begun)
            return facts

        return timed


def whole_day() -> tuple[float, float]:
    """Seconds for a day of Haikou's peak: with all figures, and the desk alone on the virtual clock."""
    scenario = load_scenario(presets()["haikou-20000"])
    calls, duties = draw_day(scenario, 1), duties_of(scenario)
    counted, alone = [], []
    for _ in range(RUNS):
        begun = time.thread_time()
        play_day(scenario, calls, duties)
        counted.append(time.thread_time() - begun)
        begun = time.thread_time()
        day = VirtualDay(Desk(DeskRules(wrap_up_s=scenario.desk.wrap_up_s)), lambda _facts: None)
        day.staff(duties)
        day.expect(calls)
        day.run(DAY_START * 3)
        alone.append(time.thread_time() - begun)
    return min(counted), min(alone)


def busy_floor(strategy: str) -> list[float]:
    """Seconds an event takes with 200 operators at work and about 500 callers in line."""
    chance = Random(1)  # noqa: S311 - repeatable
    rate, patience_s = 2.0, 600.0  # 2 calls/s, 200 operators at 165 s a call: 0.8 calls/s too many, who wait 600 s
    at_s, calls = 0.0, []
    for place in range(EVENTS // 2):
        at_s += 0.0 if place < OPERATORS + WAITING else chance.expovariate(rate)
        talk_s, leave_s = chance.expovariate(1 / 150.0), chance.expovariate(1 / patience_s)
        calls.append(PlannedCall(at_s=at_s, patience_s=leave_s, talk_s=talk_s, pickup_s=3.0, hard=place % 10 == 0))
    desk = TimedDesk(DeskRules(wrap_up_s=15.0, strategy=strategy))
    day = VirtualDay(cast("Desk", desk), lambda _facts: None)
    day.staff([Duty(operator_id=str(8001 + place), start_s=0.0, end_s=1e6) for place in range(OPERATORS)])
    day.expect(calls)
    day.run(DAY_START + at_s)
    return desk.seconds[len(desk.seconds) // 5 :]


def nobody_fits() -> list[float]:
    """Seconds an arrival or a departure takes when 200 idle operators lack what 500 waiting callers need."""
    rules = DeskRules(relax_s={"dialect": 3600.0})
    desk = TimedDesk(rules)
    names = [str(8001 + place) for place in range(OPERATORS)]
    desk.set_operators(0.0, [OperatorProfile(operator_id=one) for one in names])
    for one in names:
        desk.set_reachable(0.0, one, reachable=True)
        desk.set_status(0.0, one, OperatorStatus.READY)
    desk.seconds.clear()
    for place in range(WAITING + 2000):
        desk.call_arrived(_speaks_dialect(place))
        if place >= WAITING:
            waiting = desk.state.calls[f"c{place - WAITING // 2}"]
            assert waiting.state is CallState.WAITING
            desk.caller_left(float(place), waiting.call_id)
    return desk.seconds[WAITING:]


def _speaks_dialect(place: int) -> CallArrived:
    return CallArrived(
        at=float(place), call_id=f"c{place}", queue="hotline", dialled="12345", caller="", needs="dialect"
    )


async def run() -> list[Figure]:
    """Measure both promises."""
    counted, alone = await asyncio.to_thread(whole_day)
    figures = [
        _figure("a 20,000-call day, all figures counted", f"{counted:.2f} s", "< 2 s", met=counted < DAY_WITHIN_S),
        _figure("the same, the desk alone", f"{alone:.2f} s", "", met=True),
    ]
    figures += [_decision(f"busy floor, {one}", busy_floor(one)) for one in ("longest_idle", "care")]
    return [*figures, _decision("200 idle operators fit none of 500", nobody_fits())]


def _decision(what: str, seconds: Sequence[float]) -> Figure:
    p50, p99 = quantile(seconds, 0.50), quantile(seconds, 0.99)
    told = f"p50 {p50 * 1e3:.3f} ms, p99 {p99 * 1e3:.3f} ms, most {max(seconds) * 1e3:.2f} ms"
    return _figure(f"one event, 200 operators, 500 waiting: {what}", told, "p99 < 1 ms", met=p99 < EVENT_WITHIN_S)


def _figure(what: str, measured: str, wanted: str, *, met: bool) -> Figure:
    return Figure(
        bench="simulation",
        what=what,
        measured=measured,
        wanted=wanted,
        verdict=verdict(met=met) if wanted else Verdict.NONE,
    )


def profile() -> None:
    """Show the 25 dearest functions of one day."""
    scenario = load_scenario(presets()["haikou-20000"])
    calls, duties = draw_day(scenario, 1), duties_of(scenario)
    watch = cProfile.Profile()
    watch.runcall(play_day, scenario, calls, duties)
    pstats.Stats(watch).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile", action="store_true")
    if parser.parse_args().profile:
        profile()
    else:
        print(table(asyncio.run(run())))
