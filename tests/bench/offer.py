"""A freed operator's next call: from the BYE on the wire to the next INVITE at the same phone, with a long line."""

import asyncio
import random
import time

from tests.bench import machine
from tests.bench.figure import Figure, quantile, spread, verdict
from tests.bench.floor import Floor, Size, floor
from tests.bench.phones import CallerCall, OperatorPhone

BENCH = "offer"
WAITING, OPERATORS = 60, 10
TALK_S = (1.0, 2.0)  # conversations end at random moments, not in step
AGAIN_S = 0.1  # a caller who hung up calls again at once: the line stays as long
RATE_PER_S = 20.0
WANTED_MS = 50.0
ASTERISK = "Asterisk p50 491, p95 792"


class _Line:
    """Owns the line: who hangs up when, and how long each freed operator waited for the next call."""

    def __init__(self, scene: Floor) -> None:
        self._scene = scene
        self._chance = random.Random(5)  # noqa: S311 - the same day every time
        self._loop = asyncio.get_running_loop()
        self.closed = False
        self._freed: dict[int, tuple[float, bool]] = {}  # phone's end -> when, by its operator
        self.by_caller_ms: list[float] = []
        self.by_operator_ms: list[float] = []
        self.waiting: list[int] = []  # how many waited at each hand-over
        scene.on_rung, scene.on_talking, scene.on_over = self._rung, self._talks, self._again

    def _rung(self, phone: OperatorPhone, _caller: int, now: float) -> None:
        freed = self._freed.pop(phone.end, None)
        if freed is not None:
            (self.by_operator_ms if freed[1] else self.by_caller_ms).append(1000 * (now - freed[0]))
            self.waiting.append(len(self._scene.live) - len(self._scene.talking))

    def _talks(self, phone: OperatorPhone, caller: int) -> None:
        by_operator = self._chance.random() < 0.5
        self._loop.call_later(self._chance.uniform(*TALK_S), self._hang_up, phone, caller, by_operator)

    def _hang_up(self, phone: OperatorPhone, caller: int, by_operator: bool) -> None:
        if self.closed or self._scene.talking.get(caller) is not phone:
            return
        self._freed[phone.end] = (time.monotonic(), by_operator)
        if by_operator:
            self._scene.operator_hangs_up(phone)
        else:
            made = self._scene.live[caller]
            self._scene.hang_up(caller)
            self._again(made)

    def _again(self, made: CallerCall) -> None:
        self._loop.call_later(AGAIN_S, self._dial, made.end)

    def _dial(self, end: int) -> None:
        if not self.closed:
            self._scene.dial(end)

    @property
    def handed_over(self) -> int:
        return len(self.by_caller_ms) + len(self.by_operator_ms)


async def run(handovers: int = 300) -> list[Figure]:
    """Hand over so many calls to freed operators."""
    async with floor(Size(callers=WAITING + OPERATORS, operators=OPERATORS, block=201)) as scene:
        load = await machine.quiet()
        line = _Line(scene)
        for end in range(WAITING + OPERATORS):
            scene.dial(end)
            await asyncio.sleep(1 / RATE_PER_S)
        line.by_caller_ms.clear()
        line.by_operator_ms.clear()
        line.waiting.clear()
        before = scene.read()
        await scene.until(lambda: line.handed_over >= handovers, 30 + handovers / 4, f"{handovers} hand-overs")
        after = scene.read()
        line.closed = True
    return _figures(line, machine.room(before, after, load), machine.costs(before, after))


def _figures(line: _Line, room: str, costs: dict[str, machine.Cost]) -> list[Figure]:
    both = [*line.by_caller_ms, *line.by_operator_ms]
    p95 = quantile(both, 0.95)
    parts = ", ".join(f"{part} {costs[part].percent:.0f}" for part in ("telephony", "service"))
    print(
        f"  {line.handed_over} hand-overs, {min(line.waiting)} to {max(line.waiting)} waiting, ms: by the caller's BYE "
        f"{spread(line.by_caller_ms)}, by the operator's {spread(line.by_operator_ms)}; % of a core: {parts}; "
        f"cores busy, %, and load {room}",
        flush=True,
    )
    return [
        Figure(
            bench=BENCH,
            what=f"freed operator's BYE to the next INVITE, p50 / p95 / p99 / max, ms (n={len(both)})",
            measured=spread(both),
            wanted=f"p95 < {WANTED_MS:.0f}",
            verdict=verdict(met=p95 < WANTED_MS),
            peer=ASTERISK,
        ),
        Figure(bench=BENCH, what="of them after the caller's BYE", measured=spread(line.by_caller_ms)),
        Figure(bench=BENCH, what="of them after the operator's BYE", measured=spread(line.by_operator_ms)),
        Figure(
            bench=BENCH,
            what="callers in line; cores busy, %; load before",
            measured=f"{min(line.waiting)} to {max(line.waiting)}; {room}",
        ),
    ]
