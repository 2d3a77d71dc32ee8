"""The theory of waiting lines: Erlang B and C, and Erlang A (callers who give up), for sizing and as a check.

Arrivals are Poisson, handle times and patience exponential: M/M/c, M/M/c/c and M/M/c+M.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count, islice
from math import ceil, exp, inf, lgamma, log

NEGLIGIBLE = 1e-13  # share of callers that the sums below leave out


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Calls that come and what they take. `patience_s` infinite: nobody gives up."""

    calls_per_s: float
    handle_s: float  # mean
    patience_s: float = inf  # mean

    def __post_init__(self) -> None:
        for name in ("calls_per_s", "handle_s", "patience_s"):
            value = getattr(self, name)
            if not value > 0.0:  # also refuses NaN
                raise ValueError(f"traffic {name}: expected more than 0, found {value!r}")

    @property
    def offered_erl(self) -> float:
        """Operators that would be busy if nobody ever waited."""
        return self.calls_per_s * self.handle_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Steady:
    """What callers meet in the long run. Shares 0..1 of all calls; waits in seconds."""

    wait_share: float  # find every operator busy
    abandon_share: float
    mean_wait_s: float  # of all, those who give up included
    mean_wait_answered_s: float
    waiting: float  # mean number of callers in line


def erlang_b(servers: int, offered_erl: float) -> float:
    """The share of calls refused by `servers` lines without a queue (trunks)."""
    _check(servers, offered_erl)
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = offered_erl * blocked / (n + offered_erl * blocked)
    return blocked


def erlang_c(servers: int, offered_erl: float) -> float:
    """The share of calls that wait when nobody gives up; 1 when the operators cannot keep up."""
    if offered_erl >= servers:
        _check(servers, offered_erl)
        return 1.0
    blocked = erlang_b(servers, offered_erl)
    return servers * blocked / (servers - offered_erl * (1.0 - blocked))


def steady(traffic: Traffic, servers: int) -> Steady:
    """The long run of M/M/c, or of M/M/c+M when callers give up. Infinite waits when M/M/c cannot keep up."""
    if traffic.patience_s == inf:
        return _patient(traffic, servers)
    found = _found_waiting(traffic, servers)
    service, quit_rate = servers / traffic.handle_s, 1.0 / traffic.patience_s
    wait_share = sum(found)
    waiting = sum(ahead * share for ahead, share in enumerate(found))
    abandon_share = quit_rate * waiting / traffic.calls_per_s
    served = answered_wait = step = 0.0
    for ahead, share in enumerate(found):
        step += 1.0 / (service + (ahead + 1) * quit_rate)  # the time each place ahead takes, whoever leaves it
        reached = share * service / (service + (ahead + 1) * quit_rate)
        served += reached
        answered_wait += reached * step
    answered = max(0.0, 1.0 - wait_share) + served
    return Steady(
        wait_share=wait_share,
        abandon_share=abandon_share,
        mean_wait_s=waiting / traffic.calls_per_s,
        mean_wait_answered_s=answered_wait / answered,
        waiting=waiting,
    )


def answered_within(traffic: Traffic, servers: int, within_s: float) -> float:
    """The share of all calls answered after at most `within_s`."""
    if traffic.patience_s == inf:
        spare = servers / traffic.handle_s - traffic.calls_per_s
        return 1.0 - erlang_c(servers, traffic.offered_erl) * exp(-spare * within_s) if spare > 0 else 0.0
    found = _found_waiting(traffic, servers)
    return max(0.0, 1.0 - sum(found)) + _served_within(found, traffic, servers, within_s)


def servers_needed(traffic: Traffic, *, within_s: float, within_share: float, answer_share: float = 0.0) -> int:
    """The fewest operators with whom `within_share` of all calls is answered in time and `answer_share` at all."""
    if not (0.0 <= within_share < 1.0 and 0.0 <= answer_share < 1.0):
        raise ValueError(f"target: expected shares of 0 or more and below 1, found {within_share!r}, {answer_share!r}")

    def enough(servers: int) -> bool:
        in_time = answered_within(traffic, servers, within_s) >= within_share
        return in_time and 1.0 - steady(traffic, servers).abandon_share >= answer_share

    most = max(1, ceil(traffic.offered_erl))
    while not enough(most):
        most *= 2
    return bisect_left(range(most + 1), True, lo=1, key=enough)  # one more operator never makes it worse


def _patient(traffic: Traffic, servers: int) -> Steady:
    wait_share = erlang_c(servers, traffic.offered_erl)
    spare = servers / traffic.handle_s - traffic.calls_per_s
    mean = wait_share / spare if spare > 0 else inf
    return Steady(
        wait_share=wait_share,
        abandon_share=0.0,
        mean_wait_s=mean,
        mean_wait_answered_s=mean,
        waiting=mean * traffic.calls_per_s,
    )


def _found_waiting(traffic: Traffic, servers: int) -> list[float]:
    """The share of callers who find all operators busy and j others waiting, for j = 0, 1, ..."""
    _check(servers, traffic.offered_erl)
    offered, ratio = log(traffic.offered_erl), traffic.handle_s / traffic.patience_s
    busy = [n * offered - lgamma(n + 1) for n in range(servers)]  # logarithms: hundreds of operators overflow
    line, peak = [servers * offered - lgamma(servers + 1)], max(busy, default=-inf)
    for ahead in count(1):
        peak = max(peak, line[-1])
        falling = log(servers + ahead * ratio) > offered
        if falling and line[-1] < peak + log(NEGLIGIBLE) - log(servers + ahead):
            break
        line.append(line[-1] + offered - log(servers + ahead * ratio))
    total = sum(exp(one - peak) for one in [*busy, *line])
    return [exp(one - peak) / total for one in line]


def _served_within(found: list[float], traffic: Traffic, servers: int, within_s: float) -> float:
    """The share answered after a wait of at most `within_s`, by uniformisation of the way up the line."""
    service, quit_rate = servers / traffic.handle_s, 1.0 / traffic.patience_s
    clock = service + (len(found) + 1) * quit_rate
    ups = [(service + ahead * quit_rate) / clock for ahead in range(len(found))]
    stays = [1.0 - up - quit_rate / clock for up in ups]
    line, served, total = found, 0.0, 0.0
    for weight in _poisson(clock * within_s):
        total += weight * served
        served += line[0] * ups[0]
        moved = (*(share * up for share, up in islice(zip(line, ups, strict=True), 1, None)), 0.0)
        line = [share * stay + up for share, stay, up in zip(line, stays, moved, strict=True)]
    return total


def _poisson(mean: float) -> Iterable[float]:
    """The chances of 0, 1, 2, ... events, until what is left is negligible."""
    if mean == 0.0:
        yield 1.0
        return
    sofar = 0.0
    for n in count():
        chance = exp(n * log(mean) - mean - lgamma(n + 1))
        yield chance
        sofar += chance
        if n > mean and (1.0 - sofar < NEGLIGIBLE or chance < NEGLIGIBLE * 1e-3):
            return


def _check(servers: int, offered_erl: float) -> None:
    if servers < 1 or not 0.0 <= offered_erl < inf:
        raise ValueError(f"expected 1 or more servers and a finite load, found {servers!r} and {offered_erl!r}")
