"""When a call begun now would be over, and in which order the scenes are played (pure)."""

import heapq
from collections.abc import Iterable, Sequence
from itertools import chain, islice, zip_longest

from callcenter.drill.scenes import Scene

SHOW_EVERY = 4  # of the calls goes to the show's number


def over_in_s(talking_s: Iterable[float], waiting: int, operators: int, call_s: float) -> float:
    """Return the seconds until a call begun now has ended.

    `talking_s`: for each call in progress how long its operator is still taken; `waiting`: calls in line before this
    one; `call_s`: what one call takes an operator, from ring to ready again.
    """
    free_at = sorted(talking_s)[:operators]
    free_at += [0.0] * (operators - len(free_at))
    heapq.heapify(free_at)
    over_s = 0.0
    for _ in range(waiting + 1):
        over_s = max(0.0, free_at[0]) + call_s
        heapq.heapreplace(free_at, over_s)
    return over_s


def running_order(scenes: Sequence[Scene]) -> tuple[Scene, ...]:
    """Return the scenes with those of the show spread among the others, so that a short drill has both."""
    show = [scene for scene in scenes if scene.dial == "show"]
    others = iter([scene for scene in scenes if scene.dial != "show"])
    blocks = zip_longest(iter(lambda: tuple(islice(others, SHOW_EVERY - 1)), ()), show, fillvalue=None)
    mixed = ((*(hotline or ()), *((one,) if one else ())) for hotline, one in blocks)
    return tuple(chain.from_iterable(mixed))
