"""Holds a drill: keeps citizens calling within the time given, and judges every call."""

import asyncio
import itertools
import math
import secrets
import time
from collections import Counter

from callcenter.drill.desk_api import DeskApi
from callcenter.drill.one_call import DrillCall, Phase
from callcenter.drill.pacing import over_in_s, running_order
from callcenter.drill.plan import DrillError, DrillPlan
from callcenter.drill.report import Report
from callcenter.drill.scenes import Scene
from callcenter.drill.stage import Stage
from callcenter.drill.verdict import TICKET_WITHIN_S, CallResult, Sums, sum_up

STAGGER_S = 1.5  # between the first calls: the queue forms one by one
PAUSE_S = 1.0  # of a citizen between two calls
REACH_S = 2.0  # from a free operator's ring to the two talking
CLOSING_S = 2.0  # to unregister and close at the end


class Drill:
    """Owns the running calls and the results of one drill."""

    def __init__(self, plan: DrillPlan, stage: Stage, report: Report, began_s: float) -> None:
        self._plan, self._stage, self._report = plan, stage, report
        self._api = DeskApi(plan.api_url, plan.token)
        self._end_s = began_s + plan.seconds - CLOSING_S if plan.seconds else math.inf
        self._began_s = began_s
        self._scenes, self._next_scene = running_order(plan.scenes), itertools.count()
        self._run, self._count = secrets.randbelow(10000), itertools.count(1)
        self._running: set[DrillCall] = set()
        self.results: list[CallResult] = []

    async def hold(self, stop: asyncio.Event) -> None:
        """Call until the time is up or `stop` is set; calls cut by the time limit count, those cut by `stop` do not."""
        lines = [asyncio.create_task(self._line(n, stop), name=f"citizen {n}") for n in range(self._plan.citizens)]
        watch = asyncio.create_task(self._watch(), name="progress")
        stopped = asyncio.create_task(stop.wait(), name="stop")
        every = asyncio.gather(*lines)
        left_s = None if self._end_s == math.inf else max(0.0, self._end_s - time.monotonic())
        try:
            either: tuple[asyncio.Future[object], ...] = (every, stopped)  # type: ignore[assignment]
            await asyncio.wait(either, timeout=left_s, return_when=asyncio.FIRST_COMPLETED)
            if not stop.is_set():
                self.results += [call.cut_off() for call in self._running]
            if every.done():
                every.result()
        finally:
            for task in (*lines, watch, stopped):
                task.cancel()
            await asyncio.gather(*lines, every, watch, stopped, return_exceptions=True)

    async def _line(self, place: int, stop: asyncio.Event) -> None:
        """Be one citizen after another on one phone line."""
        await asyncio.sleep(place * STAGGER_S)
        while not stop.is_set():
            if not self._fits():
                return
            scene = self._scenes[next(self._next_scene) % len(self._scenes)]
            await self._call(scene)
            await asyncio.sleep(PAUSE_S)

    async def _call(self, scene: Scene) -> None:
        number = f"199{self._run:04d}{next(self._count) % 10000:04d}"
        call = DrillCall(self._plan, self._stage, self._api, scene, number)
        self._running.add(call)
        try:
            result = await call.play()
        finally:
            self._running.discard(call)
        self.results.append(result)
        self._report.call(result)

    def _fits(self) -> bool:
        """Return whether a call begun now would end in time, given those before it."""
        turn_s = REACH_S + self._plan.wrap_up_s
        talking_s = [call.left_s() + turn_s for call in self._running if call.phase is Phase.TALKING]
        waiting = sum(call.phase is Phase.WAITING for call in self._running)
        longest_s = max(scene.seconds for scene in self._plan.scenes)
        over_s = over_in_s(talking_s, waiting, len(self._plan.operators), longest_s + turn_s)
        return time.monotonic() + over_s + TICKET_WITHIN_S < self._end_s

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            phases = Counter(call.phase for call in self._running)
            now = ", ".join(f"{phases[phase]} {phase.value}" for phase in Phase if phases[phase])
            left_s = self._end_s - time.monotonic()
            left = f", at most {left_s:.0f} s left" if left_s < math.inf else ""
            done = len(self.results)
            self._report.progress(
                f"drill {time.monotonic() - self._began_s:4.0f} s: {now or 'pausing'}; {done} calls done{left}"
            )


async def run_drill(plan: DrillPlan, report: Report, stop: asyncio.Event) -> Sums:
    """Hold the drill, print what it sees, and return its sums; `Sums.passed` is the verdict.

    Raises:
        DrillError: operators cannot register, an address is not this machine's, or the time is too short for a call.
    """
    began_s = time.monotonic()
    shortest_s = min(scene.seconds for scene in plan.scenes) + REACH_S + TICKET_WITHIN_S + CLOSING_S
    if plan.seconds and plan.seconds < shortest_s:
        raise DrillError(
            f"time for the drill: expected at least {shortest_s:.0f} s for one call, found {plan.seconds:.0f}"
        )
    report.progress(f"drill: waiting for {len(plan.operators)} operators to register")
    async with Stage(plan) as stage:
        drill = Drill(plan, stage, report, began_s)
        await drill.hold(stop)
    sums = sum_up(drill.results)
    report.end(sums)
    return sums
