"""What is done when words come later than they should: the overload ladder, and legs moved to freer recognisers."""

from collections.abc import Collection, Iterable, Sequence

from asr.hearing import Hearing
from asr.worker_link import WorkerLink

_PARTIALS_OFF_MS, _PARTIALS_ON_MS = 1000, 300
_WAIT_MS, _GO_ON_MS = 2000, 500
_SLOW_MS, _FREE_MS = 1500, 300  # a recogniser this far behind gives legs to one that is not
_SLOW_FOR_S = 30.0  # and gets no new ones for so long
_UNEVEN_LEGS = 2


def relieve(legs: Iterable[Hearing], lag_ms: int) -> None:
    """Overload ladder: partials off, oldest legs first; then less important legs wait for more important ones.

    Beyond that each feed gives up its oldest sound, which is recognised from the recording after the call.
    """
    live = sorted((leg for leg in legs if leg.live), key=lambda leg: leg.number)
    _fewer_partials(live, lag_ms)
    worst_ms: dict[int, int] = {}
    for leg in live:
        worst_ms[leg.priority] = max(worst_ms.get(leg.priority, 0), leg.lag_ms)
    for leg in live:
        ahead_ms = max((lag for priority, lag in worst_ms.items() if priority < leg.priority), default=0)
        leg.waits = ahead_ms >= (_GO_ON_MS if leg.waits else _WAIT_MS)
        leg.pump()


def _fewer_partials(live: Sequence[Hearing], lag_ms: int) -> None:
    step = max(len(live) // 4, 1)
    if lag_ms >= _PARTIALS_OFF_MS:
        for leg in [leg for leg in live if leg.partials][:step]:
            leg.set_partials(wanted=False)
    elif lag_ms <= _PARTIALS_ON_MS:
        for leg in [leg for leg in reversed(live) if not leg.partials][:step]:
            leg.set_partials(wanted=True)


def least_busy(workers: Collection[WorkerLink], now_s: float) -> WorkerLink | None:
    """Give the recogniser for the next leg: not one that ends soon, rather not a slow one, then the fewest legs."""
    return min(
        (worker for worker in workers if not worker.retiring or len(workers) == 1),
        key=lambda worker: (worker.avoid_until > now_s, len(worker.legs)),
        default=None,
    )


def legs_to_move(workers: Collection[WorkerLink], now_s: float) -> list[Hearing]:
    """Give the legs that are heard sooner by another recogniser; those they leave get no new ones for a while."""
    lags = {worker: max((leg.lag_ms for leg in worker.legs.values()), default=0) for worker in workers}
    free = [worker for worker in workers if lags[worker] <= _FREE_MS and worker.avoid_until <= now_s]
    moved: list[Hearing] = []
    for worker in workers if free else ():
        if lags[worker] >= _SLOW_MS:
            worker.avoid_until = now_s + _SLOW_FOR_S
            late = sorted(worker.legs.values(), key=lambda leg: (leg.priority, -leg.lag_ms))
            moved += [leg for leg in late if leg.lag_ms > _FREE_MS][: max(len(late) // 2, 1)]
    return moved or _to_even_out(workers, [worker for worker in free if not worker.retiring])


def _to_even_out(workers: Collection[WorkerLink], free: Sequence[WorkerLink]) -> list[Hearing]:
    """Give one leg of the fullest that is between two utterances, so that moving it costs nothing."""
    if not free:
        return []
    fullest = max(workers, key=lambda worker: len(worker.legs))
    emptiest = min(free, key=lambda worker: len(worker.legs))
    if len(fullest.legs) - len(emptiest.legs) < _UNEVEN_LEGS:
        return []
    return [leg for leg in fullest.legs.values() if leg.feed.empty][:1]


def take_from(leg: Hearing) -> None:
    """Take a leg from its recogniser without blame; what it still holds is replayed."""
    if leg.worker is not None:
        leg.worker.drop(leg)
    leg.feed.begin_anew()
