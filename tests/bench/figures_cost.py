"""What the figures cost: a busy day's facts through Figures and Board, timed. `python tests/bench/figures_cost.py`."""

import gc
import random
import statistics
import sys
import time
from zoneinfo import ZoneInfo

from dashboards.directory import Directory
from dashboards.projections import Board
from dashboards.timestamps import local_days
from queueing.desk.desk import Desk
from queueing.desk.state import CallState, DeskRules, OperatorProfile
from queueing.events import CallArrived, Fact, OperatorStatus
from queueing.figures import Figures

ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = 1_795_190_400.0  # 2026-11-21 in China
CALLS, OPERATORS, SPAN_S = 20_000, 130, 12 * 3600


def day() -> list[Fact]:
    """20,000 calls over 12 hours at a real desk with 130 operators, in whole seconds."""
    chance = random.Random(7)  # noqa: S311 - a repeatable day, no secret
    desk = Desk(DeskRules(wrap_up_s=60))
    names = [str(8001 + n) for n in range(OPERATORS)]
    start = MIDNIGHT + 8 * 3600
    facts = desk.set_operators(start, [OperatorProfile(operator_id=one) for one in names])
    for one in names:
        facts += desk.set_reachable(start, one, reachable=True)
        facts += desk.set_status(start, one, OperatorStatus.READY)
    arrivals = sorted(chance.uniform(0, SPAN_S) for _ in range(CALLS))
    todo, ends, number = arrivals[::-1], {}, 0
    for second in range(SPAN_S + 1200):
        now = start + second
        while todo and todo[-1] <= second:
            todo.pop()
            number += 1
            queue = "hotline" if number % 5 else "show"
            facts += desk.call_arrived(
                CallArrived(at=now, call_id=f"c{number}", queue=queue, dialled="12345", caller="1")
            )
        for call in [c for c in desk.state.calls.values() if c.state is CallState.OFFERED and now > c.offered_at + 3]:
            facts += desk.offer_answered(now, call.offer_id)
            ends[call.call_id] = now + chance.expovariate(1 / 150)
        for call_id in [one for one, at in ends.items() if at <= now]:
            del ends[call_id]
            facts += desk.caller_left(now, call_id)
        deadline = desk.next_deadline()
        if deadline is not None and deadline <= now:
            facts += desk.tick(now)
    return facts


def show(name: str, seconds: list[float], unit: float = 1e6) -> None:
    """Print p50, p95, p99 and the greatest, in microseconds."""
    cuts = statistics.quantiles(seconds, n=100)
    row = (statistics.mean(seconds), cuts[49], cuts[94], cuts[98], max(seconds))
    sys.stdout.write(f"{name:46}" + "".join(f"{value * unit:10.1f}" for value in row) + "\n")


def timed(call: object, args: list[object]) -> list[float]:
    """Seconds of each call."""
    taken = []
    for arg in args:
        began = time.thread_time()
        call(arg)
        taken.append(time.thread_time() - began)
    return taken


def main() -> None:
    """Time one fact, one snapshot and one round of the board, early and late in the day."""
    facts = day()
    gc.disable()
    sys.stdout.write(f"{len(facts)} facts of {CALLS} calls, {OPERATORS} operators; CPU microseconds\n")
    sys.stdout.write(f"{'':46}" + "".join(f"{n:>10}" for n in ("mean", "p50", "p95", "p99", "max")) + "\n")
    figures = Figures(local_days(ZONE))
    tenth = len(facts) // 10
    show("Figures.feed, first tenth of the day", timed(figures.feed, facts[:tenth]))
    middle = timed(figures.feed, facts[tenth : 9 * tenth])
    show("Figures.feed, last tenth of the day", timed(figures.feed, facts[9 * tenth :]))
    sys.stdout.write(f"whole day: {sum(middle) / 0.8:.2f} s\n")
    end = facts[-1].at
    show("Figures.snapshot, everything", timed(figures.snapshot, [end + n for n in range(200)]))
    board = Board(ZONE, directory(), began=MIDNIGHT)
    show("Board.feed", timed(board.feed, facts))
    board.due(end)
    show("Board.due, a second apart, nothing happening", timed(board.due, [end + n for n in range(1, 300)]))
    live_rounds()


def directory() -> Directory:
    """Two queues and all operators."""
    operators = {str(8001 + n): None for n in range(OPERATORS)}
    return Directory(queues={"hotline": "12345", "show": "show"}, operators=operators)


def live_rounds() -> None:
    """Feed the day as it happens and ask the board each half second, as the pump would."""
    board, taken, sent = Board(ZONE, directory(), began=MIDNIGHT), [], 0
    facts = day()
    start, place = facts[0].at, 0
    for half in range(2 * 3600):
        now = start + half / 2
        while place < len(facts) and facts[place].at <= now:
            board.feed(facts[place])
            place += 1
        began = time.thread_time()
        sent += len(board.due(now))
        taken.append(time.thread_time() - began)
    show("Board.due, each half second of a busy hour", taken)
    sys.stdout.write(f"{sent / 3600:.1f} messages a second in that hour\n")


if __name__ == "__main__":
    main()
